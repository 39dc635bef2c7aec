"""Which column says what, by its head: as it was the last time for a file of this kind, else by the words of three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.imports import Form, Looked
from app.kpis.imports.kinds import KINDS, Kind, Role

Remembered = Mapping[str, Mapping[str, str]]  # kind -> role -> head of the column that it was


def folded(head: str) -> str:
    """ "Invoice No." and "invoice_no" are one head."""
    return re.sub(r"[\W_]+", "", re.sub(r"\(.*?\)", "", head).casefold())


def forms(heads: Sequence[str], remembered: Remembered, name: str) -> tuple[Form, ...]:
    """One of each kind, the likeliest first: whose needed columns are there, then by how many columns it can use."""
    made = [(kind, columns(kind, heads, remembered.get(kind.name, {}))) for kind in KINDS]
    listed = sorted(made, key=lambda one: (-_fits(*one), -len(one[1])))
    return tuple(Form(kind.name, at, _options(kind, name)) for kind, at in listed)


def columns(kind: Kind, heads: Sequence[str], before: Mapping[str, str]) -> dict[str, int]:
    """Role -> column. A head that fits a role whole goes before one that only begins with a word of it; a column has one role."""
    known = [folded(head) for head in heads]
    parts = [re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", head).casefold()) for head in heads]
    found: dict[str, int] = {}
    for role in kind.roles:
        kept = folded(before.get(role.name, ""))
        if kept and kept in known and known.index(kept) not in found.values():
            found[role.name] = known.index(kept)
    for whole in (True, False):
        for role in kind.roles:
            if role.name in found:
                continue
            at = _best(role, known, parts, set(found.values()), whole=whole)
            if at is not None:
                found[role.name] = at
    return found


def _best(role: Role, known: Sequence[str], parts: Sequence[Sequence[str]], used: set[int], *, whole: bool) -> int | None:
    for word in role.heads.split():
        for i, head in enumerate(known):
            if i not in used and (head == folded(word) if whole else word in parts[i]):
                return i
    return None


def _fits(kind: Kind, at: Mapping[str, int]) -> float:
    needed = [role for role in kind.roles if role.needed]
    return sum(role.name in at for role in needed) / len(needed)


def _options(kind: Kind, name: str) -> dict[str, str]:
    return {option.name: name if option.name == "name" else option.default for option in kind.options}


def heads_of(looked: Looked, form: Form) -> dict[str, str]:
    """What is remembered for the next file of this kind."""
    return {role: looked.heads[i] for role, i in form.at.items() if 0 <= i < len(looked.heads) and looked.heads[i].strip()}
