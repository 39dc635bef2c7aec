"""The company's calendar as a list: what figures and clocks go by; the fiscal year is changed here and shown month by month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.domain.fiscal import FiscalYear
from app.policy import fiscal
from app.policy.matrix import Policy
from app.policy.sla import DAYS
from ui.policy import panes
from ui.policy.bounds import Change, FiscalRow
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import days_words
from ui.tables.listing import Listing, listing
from ui.theme.kit import Item, KeyValues, Text

COLUMNS = (Column("what", "Calendar"), Column("value", "Holds", 320))
_HELP = {
    fiscal.STARTS: "Write the name of a month or its number: July or 7.",
    fiscal.MONTHS: "Write calendar, or the weeks of a quarter's three months: 4-4-5, 4-5-4 or 5-4-4. A year of weeks begins with the "
    "Monday nearest to the first of its first month. Where it has 53 weeks, the last month has one more.",
}
_FIXED = {
    "zone": "The days of all figures, and the opening hours, are those of this place. Figures are kept by its days, "
    "so that it stays as it is.",
    "days": "Clocks of cases stand still on other days, and a month under way is set against as many working days of the month before.",
    "hours": "Clocks of cases run within these hours.",
    "currency": "Bounds of the authority matrix are in this currency. Figures are in the company currency of the ERP.",
    "week": "A week begins on Monday and is numbered by ISO 8601. It is the same everywhere and cannot be set.",
}

_EFFECT = "Nothing changes before another person approves it. Months that are over are then told by the new year as well."


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """``now``: with the person's changes. ``name``: of the fiscal year, or one of what is only shown."""

    name: str
    title: str
    now: str
    changed: bool

    @property
    def may_change(self) -> bool:
        return self.name in fiscal.TITLES


def facts(policy: Policy, was: Policy) -> Listing:
    rows = [
        CalendarRow(name, title, fiscal.words(policy.year, name), fiscal.words(policy.year, name) != fiscal.words(was.year, name))
        for name, title in fiscal.TITLES.items()
    ]
    hours = policy.service.calendar
    days = ", ".join(DAYS[day].capitalize() for day in sorted(hours.days))
    rows += [
        CalendarRow("week", "Week", "Monday to Sunday", changed=False),
        CalendarRow("zone", "Time zone", hours.zone.key, changed=False),
        CalendarRow("days", "Working days", days, changed=False),
        CalendarRow("hours", "Opening hours", f"{hours.opens:%H:%M} to {hours.closes:%H:%M}", changed=False),
        CalendarRow("currency", "Currency of bounds", policy.currency, changed=False),
    ]
    return listing([(row.name, row) for row in rows])


def line(record: object) -> Line:
    assert isinstance(record, CalendarRow)
    cells = (Cell(record.title), Cell(record.now, "wait" if record.changed else ""))
    return Line(record.name, cells, f"{record.title}: {record.now}", staged=record.changed)


def pane(row: CalendarRow, year: FiscalYear, today: date, change: Change, leave: Callable[[], None]) -> QWidget:
    if not row.may_change:
        return panes.pane(row.title, [Text(row.now, size=13), 8, Text(_FIXED[row.name], "text.3", 12, wrap=True)])
    field = FiscalRow(row.name, row.now, change)
    field.escaped.connect(leave)
    first, last = year.bounds(today, "year")
    body: list[Item] = [
        field, 6, Text(_HELP[row.name], "text.3", 12, wrap=True), 6,
        Text(_EFFECT, "text.3", 12, wrap=True),
        16, Text(f"The year that today is in: {days_words(first, last)}", "text.3", 11, 500), 4, months(year, today),
    ]  # fmt: skip
    return panes.pane(row.title, body)


def months(year: FiscalYear, today: date) -> QWidget:
    """The twelve months of the year that today is in, from day to day."""
    rows: list[tuple[str, str]] = []
    at, last = year.bounds(today, "year")
    while at <= last:
        first, end = year.bounds(at, "month")
        weeks = f", {((end - first).days + 1) // 7} weeks" if year.weeks else ""
        number = len(rows)
        rows.append((f"Q{number // 3 + 1}, month {number + 1}", f"{days_words(first, end)}{weeks}"))
        at = end + timedelta(days=1)
    return KeyValues(rows, 88)
