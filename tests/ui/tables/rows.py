"""Small rows for tests of the table alone."""

from __future__ import annotations

from collections.abc import Iterable

from ui.tables.column import Cell, Column, Group, Line
from ui.tables.listing import Listing, listing

COLUMNS = (
    Column("lead", "", 24, "lead"),
    Column("id", "Order", 84, "id", "number"),
    Column("name", "Customer"),
    Column("sum", "EUR", 76, "money", "sum"),
)


def line(record: object) -> Line:
    name = str(record)
    return Line(
        name, (Cell(""), Cell(name), Cell(f"Customer {name}"), Cell("1,000")), f"{name}, Customer {name}, over 1,000 euro"
    )


def of(names: Iterable[str]) -> Listing:
    """Letters are rows; "A: a b" as one entry is a group with its members below it."""
    return listing([(name, name) for name in names])


def grouped(groups: dict[str, str], closed: tuple[str, ...] = ()) -> Listing:
    entries: list[tuple[str, object]] = []
    matching: list[str] = []
    for title, members in groups.items():
        keys = tuple(members.split())
        matching += keys
        entries.append((f"group:{title}", Group(f"group:{title}", title, f"{len(keys)}", keys, title in closed, True)))
        if title not in closed:
            entries += [(key, key) for key in keys]
    return listing(entries, matching)
