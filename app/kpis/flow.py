"""How work flows through a queue: Little's law, ages, holds that end and begin again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.kpis.tally import divide


def little(waiting: int, closed: int, hours: Decimal) -> Decimal | None:
    """Mean age in hours of what waits, from how many wait and how many were closed in ``hours``; None where none was closed."""
    return divide(Decimal(waiting) * hours, Decimal(closed))


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch in which something was held. ``until`` None: still held."""

    order: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Holds:
    """``released``: total time of those that ended by ``at``, ``ended`` how many; ``open``: ages of the others; ``orders``: held at all."""

    released: timedelta
    ended: int
    open: tuple[timedelta, ...]
    orders: int
    blocks: int


def holds(stretches: Iterable[Hold], at: datetime) -> Holds:
    """A hold that begins again is another one; one that has not ended by ``at`` has no release time, only an age."""
    begun = [h for h in stretches if h.since <= at]
    over = [h.until - h.since for h in begun if h.until is not None and h.until <= at]
    waiting = tuple(sorted(at - h.since for h in begun if h.until is None or h.until > at))
    return Holds(sum(over, timedelta()), len(over), waiting, len({h.order for h in begun}), len(begun))
