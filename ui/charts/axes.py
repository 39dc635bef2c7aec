"""Words along the axes: round steps for values, days and months for time, short amounts for money."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.chart import ChartAnswer
from app.domain.days import MONTHS
from app.domain.figure import Period
from ui.charts.drawing import Drawing, Layer, Spot, Ticks
from ui.charts.figure_words import short
from ui.tables.formats import short_date

_ROUND = (1, 2, 2.5, 5, 10)


def steps(low: float, high: float, most: int = 5, least: float = 0.0) -> tuple[float, ...]:
    """Round places from at or below ``low`` to at or above ``high``; ``least``: no smaller step than that."""
    rough = max((high - low) / max(1, most - 1), least, 1e-9)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * k for k in _ROUND if size * k >= rough * 0.999999)
    step = max(step, least)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * i for i in range(first, max(last, first + 1) + 1))


def value_ticks(low: float, high: float, unit: str) -> Ticks:
    """With the sign of percent, and amounts as 640k."""
    whole = 1.0 if unit in ("documents", "orders", "cases") else 0.0
    found = steps(low, high, least=whole)
    return tuple((at, tick(at, unit)) for at in found)


def tick(at: float, unit: str) -> str:
    value = Decimal(repr(round(at, 6)))
    words = short(value, unit).replace("-", "\N{MINUS SIGN}")
    return f"{words} %" if unit == "%" else words


def time_words(period: Period, today: date) -> str:
    """The day, or the day with which its week begins; of a month its name, with the year when it is another one."""
    if period.grain == "month":
        month = MONTHS[period.first.month - 1]
        return month if period.first.year == today.year else f"{month} {period.first.year % 100:02d}"
    return short_date(period.first, today)


def time_ticks(periods: Sequence[Period], today: date, most: int = 9) -> Ticks:
    """Every so many, the last one always."""
    every = max(1, math.ceil(len(periods) / most))
    last = len(periods) - 1
    return tuple((float(i), time_words(p, today)) for i, p in enumerate(periods) if (last - i) % every == 0)


def over_periods(
    answer: ChartAnswer,
    periods: Sequence[Period],
    layers: Sequence[Layer],
    spots: Sequence[Spot],
    left: Ticks,
    up: tuple[float, float],
) -> Drawing:
    """Bars or cells side by side, one for each day, week or month."""
    bottom = time_ticks(periods, answer.figure.period.last)
    return Drawing(tuple(layers), tuple(spots), left, bottom, (-0.6, len(periods) - 0.4), up, near="both")
