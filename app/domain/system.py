"""What the systems of a console are called: each has a kind, and where there are two of one kind, something that tells them apart."""

from __future__ import annotations

from urllib.parse import urlsplit

_ROLES = {"tryton": "ERP", "medusa": "Shop", "mail": "Mail", "team": "Team"}


def kind(source: str) -> str:
    """ "tryton" of "tryton" and of "tryton-southworks"."""
    return source.partition("-")[0]


def is_first(source: str) -> bool:
    """It is the first of its kind in the team: of ERPs the one that a shop's orders are booked in and the company's policy speaks of."""
    return source == kind(source)


def called(source: str) -> str:
    """What it is to a person, not which product it runs: "ERP", "ERP southworks"; a name of nobody's making as it is."""
    known, _, which = source.partition("-")
    return f"{_ROLES[known]} {which}".rstrip() if known in _ROLES else source.capitalize()


def names(of: str, database: str, host: str) -> tuple[str, ...]:
    """What a system of a kind may be called, the best first: the first of a team bears its kind alone, others their database.

    Which of them it is, the team says: cases carry the name.
    """
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in database.lower())
    return of, f"{of}-{plain}", f"{of}-{plain}@{host}"


def place(url: str, database: str) -> str:
    """Where a system is, however its address is written: "erp.example.com/nordhafen"."""
    at = urlsplit(url.strip())
    host = (at.hostname or "").lower()
    port = at.port if at.port not in (None, 80, 443) else None
    return "/".join(filter(None, (f"{host}:{port}" if port else host, at.path.strip("/"), database.strip())))
