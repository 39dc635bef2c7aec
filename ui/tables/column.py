"""What a table's column is and what one row of it carries, ready to be painted: the vocabulary between pages and the delegate."""

from __future__ import annotations

from dataclasses import dataclass

RIGHT = frozenset({"money", "num", "age", "due"})


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: lead (gutter), id, text, soft, money, num, age, due, status, who. ``width`` in px; 0 takes what is left.

    ``sort``: the key to ask the console for, empty where a sort is not offered. ``wide``: left out below 1280 px of window width.
    """

    key: str
    title: str = ""
    width: int = 0
    kind: str = "text"
    sort: str = ""
    wide: bool = False

    @property
    def right(self) -> bool:
        return self.kind in RIGHT


@dataclass(frozen=True, slots=True)
class Cell:
    """``tone``: a token of the theme, empty for the row's own; ``mark``: bad, warn, ok, wait, none or empty (no shape).

    ``tip``: more than the text says, for the tool tip.
    """

    text: str
    tone: str = ""
    mark: str = ""
    stale: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, formatted once. ``cells`` are parallel to the table's columns; ``spoken`` is what a screen reader says.

    ``off``: why nothing can be done with it (drawn with a lock); ``claimed``: a colleague has it; ``staged``: decided here, not yet there.
    """

    key: str
    cells: tuple[Cell, ...]
    spoken: str
    off: str = ""
    unread: bool = False
    claimed: bool = False
    staged: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading row of the vector. ``members`` are the keys that marking it marks, also those hidden while it is closed."""

    key: str
    title: str
    note: str
    members: tuple[str, ...] = ()
    closed: bool = False
    markable: bool = False
