"""The fiscal year in the text of the policy: read, and written as a person types it."""

from __future__ import annotations

from typing import Any

from app.domain.days import MONTHS_WHOLE
from app.domain.fiscal import CALENDAR, FiscalYear
from app.errors import Refused
from app.policy.reading import one_of, table, whole, wrong

STARTS, MONTHS = "starts", "months"
TITLES = {STARTS: "Fiscal year begins in", MONTHS: "Fiscal months"}
WEEKS = {"calendar": (), "4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}
_SHORTEST = 3  # letters that tell a month


def parse(data: dict[str, Any]) -> FiscalYear:
    """The calendar's own year where the text does not speak of it. Refused with the field's path."""
    if "fiscal" not in data:
        return CALENDAR
    told = table(data, "fiscal")
    if told.keys() != {STARTS, MONTHS}:
        wrong("fiscal", f"a table with {STARTS} and {MONTHS}, and nothing else")
    starts = whole(told, STARTS, f"fiscal.{STARTS}")
    if starts > 12:
        wrong(f"fiscal.{STARTS}", "a month from 1 to 12")
    return FiscalYear(starts, WEEKS[one_of(tuple(WEEKS), told, MONTHS, "fiscal")])


def words(year: FiscalYear, name: str) -> str:
    """One of its two facts, as it is shown and typed."""
    return MONTHS_WHOLE[year.starts - 1] if name == STARTS else next(key for key, weeks in WEEKS.items() if weeks == year.weeks)


def written(year: FiscalYear, name: str, typed: str) -> dict[str, Any]:
    """The table as TOML holds it, with one of its facts as typed. Refused in words for who typed it."""
    told: dict[str, Any] = {STARTS: year.starts, MONTHS: words(year, MONTHS)}
    return told | {name: _month(typed) if name == STARTS else _months(typed)}


def _month(typed: str) -> int:
    said = typed.strip().lower()
    if said.isdecimal() and 1 <= int(said) <= 12:
        return int(said)
    if len(said) >= _SHORTEST:
        for number, name in enumerate(MONTHS_WHOLE, 1):
            if name.lower().startswith(said):
                return number
    raise Refused("That is no month", "Write its name or its number, such as July or 7.")


def _months(typed: str) -> str:
    said = "-".join(typed.lower().replace("-", " ").split())
    if said in WEEKS:
        return said
    raise Refused("Months cannot be cut like that", "Write calendar, or the weeks of a quarter's months: 4-4-5, 4-5-4 or 5-4-4.")
