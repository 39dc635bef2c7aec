"""The server's own log as a witness: who pressed or wrote what on a record; it commits with the deed itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.connectors.tryton.client import Client
from app.domain.letter import Letter

_SKEW = timedelta(seconds=30)  # more is shown to the person as a wrong clock


def since(client: Client, letter: Letter) -> datetime:
    """The server's time before which nothing can be this letter's: its making, less what clocks may differ by, or the stamp
    that was on screen."""
    apart = client.clock() - datetime.now(UTC)
    made = letter.created_at + apart - _SKEW
    return max(made, _stamp_time(letter.expected_rev) or made)


def who(client: Client, record: str, since: datetime, event: str, target: str) -> tuple[str, ...]:
    """Logins that did this to the record since then."""
    domain = [["resource", "=", record], ["event", "=", event], ["create_date", ">", since]]
    names = []
    for row in client.rows("ir.model.log", domain, ["target", "user.login"], 100):
        user = row.get("user.")
        if isinstance(user, dict) and target in str(row.get("target") or "").split(","):
            names.append(str(user.get("login")))
    return tuple(dict.fromkeys(names))


def did(client: Client, letter: Letter, record: str, event: str, target: str) -> bool:
    """Did this sign-in do it to the record since the letter was made?"""
    return client.login in who(client, record, since(client, letter), event, target)


def is_loosened(client: Client, letter: Letter, record: str, state: object) -> bool:
    """Is a shipment on its way back to a draft by this sign-in, and nobody went on with it? ``state``: as it is now.

    Whoever went on pressed "wait" after "draft": the same buttons by another command that is over say nothing.
    """
    if state == "draft":
        return did(client, letter, record, "button", "draft")
    return (
        state == "waiting"
        and did(client, letter, record, "button", "wait")
        and not did(client, letter, record, "button", "draft")
    )


def _stamp_time(rev: str | None) -> datetime | None:
    """Tryton's stamp is the record's last change in seconds since 1970, on the server's clock."""
    try:
        return datetime.fromtimestamp(float(rev), UTC) if rev else None
    except (ValueError, OverflowError, OSError):
        return None
