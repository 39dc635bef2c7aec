"""Which of the first rows of a file holds its heads, where a title, a date or a filter stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from statistics import median

from app.kpis.imports import propose
from app.kpis.imports.kinds import KINDS
from app.kpis.imports.table import Opened, Row, rows

ABOVE = 20  # rows in which heads are looked for
_LOOKED = 60  # rows that tell how wide the table is


def under(opened: Opened, line: int = 0) -> tuple[Opened, tuple[Row, ...]]:
    """The file from the heads in ``line`` on, found where that is 0; and the rows that could hold them, each with a row below it."""
    found = list(islice(rows(replace(opened, head=0)), _LOOKED))
    could = found[: min(ABOVE, len(found) - 1)]
    if line not in [at for at, _ in could]:
        line = could[head_of(found)][0] if could else 0
    return replace(opened, head=line), tuple(could)


def head_of(found: Sequence[Row]) -> int:
    """Index of the row of heads among the first rows of a file, 0 where nothing tells.

    The first that fills at least half as many columns as most rows do; a later one only where it names all that some kind of file needs
    and that one does not. A last row has nothing below it.
    """
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in found]
    usual = median(filled) if filled else 0
    could = range(min(ABOVE, len(found) - 1))
    first = next((i for i in could if 2 * filled[i] >= usual), 0)
    if not could or _names_a_kind(found[first]):
        return first
    return next((i for i in could if i > first and filled[i] > 1 and _names_a_kind(found[i])), first)


def _names_a_kind(row: Row) -> bool:
    for kind in KINDS:
        known = propose.columns(kind, row[1], {})
        if all(role.name in known for role in kind.roles if role.needed) and (
            not kind.either or any(role in known for role in kind.either)
        ):
            return True
    return False
