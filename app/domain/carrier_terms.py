"""By when a carrier must hear of damage that did not show at delivery, and until when it can be claimed, per mode of transport."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = ("days", "business days", "months")  # business days: Monday to Friday


@dataclass(frozen=True, slots=True)
class Term:
    """``count`` of ``unit`` (of ``UNITS``) after delivery, the day after it being the first; ``source``: where it is written."""

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

    def __str__(self) -> str:
        return f"{self.count} {self.unit}: {self.source}"


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    title: str
    notice: Term
    claim: Term


@dataclass(frozen=True, slots=True)
class CarrierTerms:
    """``assumed``: the mode where no system says how goods travelled. modes: all, by name."""

    assumed: Mode
    modes: Mapping[str, Mode]

    def last_notice(self, delivered: date) -> date:
        """After that no carrier needs to hear of it, however the goods travelled."""
        return max(mode.notice.last_day(delivered) for mode in self.modes.values())


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
