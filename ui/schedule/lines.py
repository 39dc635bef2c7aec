"""The day's visits as a table for other programs: the clipboard and a CSV file."""

from __future__ import annotations

from app.domain.board import BoardAnswer, Visit
from ui.tables.column import Cell, Column, Line

COLUMNS = tuple(
    Column(key, title)
    for key, title in (
        ("number", "Visit"),
        ("when", "When"),
        ("what", "What"),
        ("customer", "Customer"),
        ("order", "Order"),
        ("site", "Site"),
        ("state", "State"),
        ("against", "Conflict"),
    )
)


def line(visit: Visit) -> Line:
    told = (
        visit.number,
        visit.when,
        visit.text,
        visit.customer,
        visit.order,
        dict(visit.facts)["Site"],
        visit.state,
        visit.group,
    )
    return Line(visit.id, tuple(Cell(text) for text in told), ", ".join(t for t in told if t))


def of_day(answer: BoardAnswer) -> list[Line]:
    return [line(visit) for visit in answer.visits]
