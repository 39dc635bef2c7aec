"""What can still be promised of a product at a place, and from which day on: what lies there and comes, less all that is promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.promise import ZERO, Demand, Supply


@dataclass(frozen=True, slots=True)
class Available:
    """``steps``: (day, pieces that can be promised from this day on), the first of today, one for each day on which the figure changes.

    Below 0: so many pieces are promised that neither lie there nor come on a day that is known.
    """

    steps: tuple[tuple[date, Decimal], ...]

    def on(self, day: date) -> Decimal:
        """Pieces that could leave on a day, not before today, without taking any from what is promised to somebody for whatever day."""
        return next(pieces for since, pieces in reversed(self.steps) if since <= day)


def available(on_hand: Decimal, demands: Iterable[Demand], supplies: Iterable[Supply], today: date) -> Available:
    """Available to promise, cumulative and looking ahead (features.md, glossary: ATP).

    What lies aside for somebody is theirs today; what should have left is owed today; what may leave on any day is owed at the end. What
    should have come and did not, and what comes on no known day, is not promised to anybody.
    """
    changes: dict[date, Decimal] = {today: on_hand}
    for s in supplies:
        if s.day is not None and s.day >= today:
            changes[s.day] = changes.get(s.day, ZERO) + s.quantity
    for d in demands:
        day = today if d.reserved else max(d.day or date.max, today)
        changes[day] = changes.get(day, ZERO) - d.quantity
    left, balance = ZERO, {}
    for day in sorted(changes):
        left += changes[day]
        balance[day] = left
    least, steps = balance[max(balance)], []
    for day in sorted(balance, reverse=True):
        least = min(least, balance[day])
        steps.append((day, least))
    return Available(_changes([step for step in reversed(steps) if step[0] != date.max]))


def _changes(steps: list[tuple[date, Decimal]]) -> tuple[tuple[date, Decimal], ...]:
    return (steps[0], *(later for before, later in pairwise(steps) if later[1] != before[1]))
