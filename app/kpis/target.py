"""What a figure is measured against, and how that is told without colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.figure import Figure


@dataclass(frozen=True, slots=True)
class Target:
    """``direction``: "up" where more is better. Worse than ``alarm`` is bad, worse than ``warn`` wants watching; without them the
    target itself is the bound.

    segment: "" for all. since, until: days of validity, both included. proposed: by us, not agreed to by the company.
    """

    target: Decimal
    direction: str
    warn: Decimal | None = None
    alarm: Decimal | None = None
    segment: str = ""
    since: date = date.min
    until: date = date.max
    proposed: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """``kind``: ok, warn, bad or none: the colour and the icon's shape. ``words``: the same for who sees neither."""

    kind: str
    words: str


def valid(targets: tuple[Target, ...], segment: str, day: date) -> Target | None:
    """The segment's own, else the one for all, of that day; of several the one that began last."""
    fits = [t for t in targets if t.segment in (segment, "") and t.since <= day <= t.until]
    return max(fits, key=lambda t: (t.segment == segment, t.since), default=None)


def judge(figure: Figure, target: Target | None) -> Standing:
    """Without a verdict where there is no target, no value, too few documents, or a cohort that may still change."""
    if target is None:
        return Standing("none", "no target")
    if figure.value is None:
        return Standing("none", figure.reason or "no figure")
    if figure.low_n:
        return Standing("none", "too few to judge")
    if figure.maturing:
        return Standing("none", "still maturing")
    if not figure.judged:
        return Standing("none", "out of date")
    alarm = target.target if target.alarm is None else target.alarm
    warn = alarm if target.warn is None else target.warn
    if _worse(figure.value, alarm, target.direction):
        return Standing("bad", "misses the target")
    if _worse(figure.value, warn, target.direction):
        return Standing("warn", "close to missing the target")
    return Standing("ok", "on target")


def _worse(value: Decimal, bound: Decimal, direction: str) -> bool:
    return value < bound if direction == "up" else value > bound
