"""What the shop keeps of an order's changes: whether one is open, whose mark it bears, which lines edits took out."""

from __future__ import annotations

from dataclasses import dataclass

from app.connectors.medusa.client import Client, Row

_WORDS = {
    "edit": "an open edit",
    "return_request": "an open return",
    "return_receive": "a return being received",
    "claim": "an open claim",
    "exchange": "an open exchange",
}
_OPEN = ("pending", "requested")


@dataclass(frozen=True, slots=True)
class History:
    """``locked_by``: the change that has not ended, in words. ``removed``: keys of lines that ended edits set to nothing.

    ``marks``: internal note of an edit -> its status, the newest last.
    """

    locked_by: str | None
    removed: frozenset[str]
    marks: dict[str, str]


def history(client: Client, order: str) -> History:
    """Read the changes of an order; errors as in ``Client.read``."""
    found = client.read(f"/admin/orders/{order}/changes").get("order_changes")
    changes = [c for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    changes.sort(key=lambda c: str(c.get("created_at")))
    opened = [c for c in changes if c.get("status") in _OPEN and c.get("change_type")]
    removed = {key for c in changes if c.get("status") == "confirmed" for key in _emptied(c)}
    marks = {str(c.get("internal_note")): str(c.get("status")) for c in changes if c.get("internal_note")}
    locked_by = _WORDS.get(str(opened[-1].get("change_type")), "an open change") if opened else None
    return History(locked_by, frozenset(removed), marks)


def _emptied(change: Row) -> list[str]:
    actions = change.get("actions")
    keys = []
    for action in actions if isinstance(actions, list) else []:
        details = action.get("details") if isinstance(action, dict) else None
        if isinstance(details, dict) and (action.get("action") == "ITEM_REMOVE" or details.get("quantity") == 0):
            keys.append(str(details.get("reference_id")))
    return keys
