"""Net promoter score with its margin of error. Source: kpis.md 7."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

Z = Decimal("1.96")
APART = 90  # one answer of a contact counts in so many days
WIDEST = Decimal(30)  # margin of error, in points, beyond which no number is shown


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` and ``margin`` (95 %) in points, None without answers."""

    promoters: int
    passives: int
    detractors: int
    value: Decimal | None
    margin: Decimal | None

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def suppressed(self) -> bool:
        return self.margin is not None and self.margin > WIDEST


def score(promoters: int, passives: int, detractors: int) -> Score:
    n = promoters + passives + detractors
    if n == 0:
        return Score(0, 0, 0, None, None)
    with localcontext() as inside:
        inside.prec = 40
        p, d = Decimal(promoters) / n, Decimal(detractors) / n
        variance = p + d - (p - d) ** 2
        return Score(promoters, passives, detractors, 100 * (p - d), Z * 100 * (variance / n).sqrt())
