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

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """From where it wants watching, and from where it is bad."""
        return self.target if self.warn is None else self.warn, self.target if self.alarm is None else self.alarm


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
    return standing_of(figure.value, target)


def standing_of(value: Decimal, target: Target) -> Standing:
    """Of a value that may be judged."""
    warn, alarm = target.bounds
    if _worse(value, alarm, target.direction):
        return Standing("bad", "misses the target")
    if _worse(value, warn, target.direction):
        missed = _worse(value, target.target, target.direction)
        return Standing("warn", "just misses the target" if missed else "close to missing the target")
    return Standing("ok", "on target")


def _worse(value: Decimal, bound: Decimal, direction: str) -> bool:
    return value < bound if direction == "up" else value > bound
