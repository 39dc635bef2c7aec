"""What the shop keeps of an order's changes: whether one is open, whose mark it bears, which lines edits took out and claims put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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

    ``added``: keys of lines that a claim or an exchange put in. ``marks``: internal note of a change -> its status, the newest last;
    ``about``: internal note of a change -> the return or claim that it belongs to.
    """

    locked_by: str | None
    removed: frozenset[str]
    marks: dict[str, str]
    added: frozenset[str] = frozenset()
    about: Mapping[str, str] = field(default_factory=dict)


def history(client: Client, order: str) -> History:
    """Read the changes of an order; errors as in ``Client.read``."""
    found = client.read(f"/admin/orders/{order}/changes").get("order_changes")
    changes = [c for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    changes.sort(key=lambda c: str(c.get("created_at")))
    opened = [c for c in changes if c.get("status") in _OPEN and c.get("change_type")]
    confirmed = [(c, action, details) for c in changes if c.get("status") == "confirmed" for action, details in _actions(c)]
    removed = {str(d.get("reference_id")) for _, a, d in confirmed if a == "ITEM_REMOVE" or d.get("quantity") == 0}
    added = {str(d.get("reference_id")) for c, a, d in confirmed if a == "ITEM_ADD" and _makes_good(c)}
    noted = [c for c in changes if c.get("internal_note")]
    marks = {str(c.get("internal_note")): str(c.get("status")) for c in noted}
    about = {str(c.get("internal_note")): str(c.get("claim_id") or c.get("return_id")) for c in noted}
    locked_by = _WORDS.get(str(opened[-1].get("change_type")), "an open change") if opened else None
    return History(locked_by, frozenset(removed), marks, frozenset(added), about)


def _makes_good(change: Row) -> bool:
    return change.get("change_type") in ("claim", "exchange")


def _actions(change: Row) -> list[tuple[str, Row]]:
    """What each does, and its details."""
    listed = change.get("actions")
    rows = [a for a in listed if isinstance(a, dict)] if isinstance(listed, list) else []
    return [(str(a.get("action")), d) for a in rows if isinstance(d := a.get("details"), dict)]
