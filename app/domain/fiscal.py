"""The fiscal year of the company: with which month it begins, and how it falls into twelve months and four quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from app.domain.days import MONTHS_WHOLE

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """``starts``: the month that it begins with, 1 to 12. ``weeks``: of the three months of a quarter, 4, 4 and 5 in any order; empty where
    its months are those of the calendar.

    A year of weeks begins with the Monday nearest to the first of that month, as a year of ISO 8601 does with January, and has 52 weeks or
    53; the 53rd belongs to its last month.
    """

    starts: int = 1
    weeks: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """ "fiscal year from July, months of 4, 4 and 5 weeks"; "" for the calendar's own."""
        if self == CALENDAR:
            return ""
        months = "months of {}, {} and {} weeks".format(*self.weeks) if self.weeks else "months of the calendar"
        return f"fiscal year from {MONTHS_WHOLE[self.starts - 1]}, {months}"

    def bounds(self, day: date, grain: str) -> tuple[date, date]:
        """First and last day of the "month", "quarter" or "year" that a day is in. KeyError for another grain."""
        step, begins = _MONTHS[grain], self._months(day)
        return max(
            (first, after - _DAY) for first, after in zip(begins[::step], begins[step::step], strict=False) if first <= day
        )

    def _months(self, day: date) -> list[date]:
        """The first days of the twelve months of a day's year, and of the year after."""
        year = next(y for y in (day.year + 1, day.year, day.year - 1) if self._begins(y) <= day)
        first, after = self._begins(year), self._begins(year + 1)
        if not self.weeks:
            return [date(year + (self.starts - 1 + n) // 12, (self.starts - 1 + n) % 12 + 1, 1) for n in range(13)]
        return [first, *(first + n * _WEEK for n in accumulate((self.weeks * 4)[:-1])), after]

    def _begins(self, year: int) -> date:
        first = date(year, self.starts, 1)
        if not self.weeks:
            return first
        monday = first - timedelta(days=first.weekday())
        return monday if first.weekday() <= _THURSDAY else monday + _WEEK


CALENDAR = FiscalYear()
