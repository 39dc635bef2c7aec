"""What can be said about a mail server's address before anybody signs in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.connectors.contract import Probed
from app.connectors.mail.line import Patience, opened, place_of
from app.errors import ClearlineError

_QUICK = Patience(step=4.0, answer=4.0)


def probe(url: str, database: str, now: datetime, ca_file: Path | None = None) -> tuple[Probed, ...]:
    """Greets the server and encrypts; what fails is said in its line, nothing is raised. Blocks. ``database``: the sender."""
    sender = Probed("Sender", "ok", database) if _is_address(database) else Probed("Sender", "none", "not an e-mail address yet")
    try:
        with opened(place_of(url), _QUICK, ca_file) as line:
            return (Probed("Address answers", "ok", "a mail server"), Probed("Encryption", "ok", line.greeting), sender)
    except ClearlineError as e:
        return (Probed("Address answers", "bad", e.words), sender)


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host and " " not in text)
