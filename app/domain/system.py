"""What the systems of a console are called: each has a kind, and where there are two of one kind, something that tells them apart."""

from __future__ import annotations

_ROLES = {"tryton": "ERP", "medusa": "Shop", "mail": "Mail", "team": "Team"}


def kind(source: str) -> str:
    """ "tryton" of "tryton" and of "tryton-southworks"."""
    return source.partition("-")[0]


def called(source: str) -> str:
    """What it is to a person, not which product it runs: "ERP", "ERP southworks"; a name of nobody's making as it is."""
    known, _, which = source.partition("-")
    return f"{_ROLES[known]} {which}".rstrip() if known in _ROLES else source.capitalize()


def another(of: str, database: str, host: str, taken: frozenset[str]) -> str:
    """The name of one more system of a kind: by its database, by its host too where that name is taken. The first bears its kind alone.

    Nothing but its address decides, so that two colleagues who add the same system call it the same: cases carry the name.
    """
    if of not in taken:
        return of
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in database.lower())
    name = f"{of}-{plain}"
    return name if name not in taken else f"{name}@{host}"
