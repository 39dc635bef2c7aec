"""What a figure is measured against, and how that is told without colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.figure import Figure


@dataclass(frozen=True, slots=True)
class Target:
    """``direction``: "up" where more is better. Worse than ``alarm`` is bad, worse than ``warn`` wants watching; without them the
    target itself is the bound. Proposed by us, not agreed to by the company."""

    target: Decimal
    direction: str
    warn: Decimal | None = None
    alarm: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """``kind``: ok, warn, bad or none: the colour and the icon's shape. ``words``: the same for who sees neither."""

    kind: str
    words: str


def judge(figure: Figure, target: Target) -> Standing:
    """Without a verdict where there is no value, too few documents, or a cohort that may still change."""
    if figure.value is None:
        return Standing("none", figure.reason or "no figure")
    if figure.low_n:
        return Standing("none", "too few to judge")
    if figure.maturing:
        return Standing("none", "still maturing")
    if not figure.judged:
        return Standing("none", "out of date")
    alarm = target.target if target.alarm is None else target.alarm
    warn = target.target if target.warn is None else target.warn
    if _worse(figure.value, alarm, target.direction):
        return Standing("bad", "misses the target")
    if _worse(figure.value, warn, target.direction):
        missed = _worse(figure.value, target.target, target.direction)
        return Standing("warn", "just misses the target" if missed else "close to missing the target")
    return Standing("ok", "on target")


def _worse(value: Decimal, bound: Decimal, direction: str) -> bool:
    return value < bound if direction == "up" else value > bound
