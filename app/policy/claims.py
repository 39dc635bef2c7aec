"""By when a carrier must be told of damage and until when it can be claimed: the table of resources/policy/claims.toml, as days."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "resources" / "policy" / "claims.toml"
STEPS = ("notice", "claim")


@dataclass(frozen=True, slots=True)
class Term:
    """``count`` of ``unit`` ("days", "business days", "months") after delivery; ``source``: where it is written."""

    count: int
    unit: str
    source: str

    def last_day(self, delivered: date) -> date:
        """The last day on which it is in time. ValueError for a unit that is none."""
        match self.unit:
            case "days":
                return delivered + timedelta(days=self.count)
            case "business days":
                return _business_days(delivered, self.count)
            case "months":
                return _months(delivered, self.count)
            case _:
                raise ValueError(f"no unit of time: {self.unit}")


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    title: str
    terms: Mapping[str, Term]  # by STEPS


def _business_days(start: date, count: int) -> date:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _months(start: date, count: int) -> date:
    """The same day of a later month, its last one where it is shorter."""
    years, month = divmod(start.month - 1 + count, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@cache
def modes() -> Mapping[str, Mode]:
    """By name, as the table has them. KeyError, ValueError where it is not as it should be."""
    data = _table()
    return {name: _mode(name, body) for name, body in data.items() if isinstance(body, dict)}


def assumed() -> Mode:
    """The mode where no system says how goods travelled."""
    return modes()[str(_table()["default"])]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _mode(name: str, body: Mapping[str, Any]) -> Mode:
    terms = {step: Term(int(body[step]["count"]), str(body[step]["unit"]), str(body[step]["source"])) for step in STEPS}
    return Mode(name, str(body["title"]), terms)
