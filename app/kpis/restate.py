"""Closed periods: until when one may be computed anew, and what it said before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

OPEN_FOR = timedelta(days=45)  # after its last day a period may be restated


@dataclass(frozen=True, slots=True)
class Closed:
    """A period's value as it stands. ``former``: every value it had before, the first one first, each with the day it was replaced."""

    last: date
    value: Decimal | None
    former: tuple[tuple[date, Decimal | None], ...] = ()

    @property
    def restated(self) -> bool:
        return bool(self.former)


def restate(period: Closed, value: Decimal | None, today: date) -> Closed:
    """With what was computed today, where it differs and the period may still be restated; else as it was."""
    if value == period.value or today > period.last + OPEN_FOR:
        return period
    return replace(period, value=value, former=(*period.former, (today, period.value)))
