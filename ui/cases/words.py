"""How systems, states and roles are called on screen."""

from __future__ import annotations

from datetime import datetime

from app.commands import words
from app.domain.letter import LetterState
from app.domain.system import called, kind

_ICONS = {"tryton": "database", "medusa": "shopping-bag", "mail": "mail", "team": "clipboard-check"}

# letter state -> (shape, word)
LETTER = {
    LetterState.DRAFT: ("none", "Draft"),
    LetterState.QUEUED: ("wait", "Queued"),
    LetterState.SENDING: ("wait", "Sending"),
    LetterState.UNKNOWN: ("warn", "Checking"),
    LetterState.APPLIED: ("ok", "Done"),
    LetterState.REFUSED: ("bad", "Refused"),
    LetterState.SUPERSEDED: ("none", "Superseded"),
    LetterState.PARKED: ("bad", "Parked"),
}


def system(source: str) -> tuple[str, str]:
    """(icon, name) of a system: what it is to a person, not which product it runs."""
    return _ICONS.get(kind(source), "server"), called(source)


def initials(name: str) -> str:
    parts = name.split()
    return (parts[0][:1] + parts[-1][:1]).upper() if parts else "?"


def said(receipt: str) -> str:
    """What a system answered, its days as everywhere else on screen."""
    return words.told(receipt, datetime.now().astimezone().date())


def recovered(count: int) -> str:
    """Of letters that had not ended when the console last did, however it did."""
    return f"{count:,} {'decision' if count == 1 else 'decisions'} recovered from the last run"
