"""What a KPI adds up before it divides: roll-ups add numerators and denominators, never ratios; an empty denominator gives no value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

_DIGITS = 40  # of every division inside; what is shown is rounded later
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """``n``: documents whose part is known; ``unknown``: those whose part is not; ``maturing``: of n, those that may still change."""

    numerator: Decimal
    denominator: Decimal
    n: int
    unknown: int = 0
    maturing: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.n + other.n,
            self.unknown + other.unknown,
            self.maturing + other.maturing,
        )

    @property
    def coverage(self) -> Decimal | None:
        """Percent of the documents whose part is known; None where there are none."""
        every = self.n + self.unknown
        return None if every == 0 else Decimal(100 * self.n) / every

    def ratio(self, times: Decimal | int = 1, by: Decimal | int = 1) -> Decimal | None:
        """``times`` the numerator over ``by`` times the denominator; None, never 0 or 100 %, where there is nothing to divide by."""
        return divide(self.numerator * times, self.denominator * by)


NOTHING = Tally(ZERO, ZERO, 0)


def divide(a: Decimal, b: Decimal) -> Decimal | None:
    """Half to even, as far as forty digits; None where ``b`` is 0."""
    if b == 0:
        return None
    with localcontext() as inside:
        inside.prec = _DIGITS
        return a / b
