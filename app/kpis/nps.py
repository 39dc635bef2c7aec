"""Net promoter score with its margin of error, per touchpoint; relationship and transaction are never pooled. Source: kpis.md 7."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from app.kpis.tally import divide

Z = Decimal("1.96")
APART = timedelta(days=90)  # one answer of a contact counts in so many days
WIDEST = Decimal(30)  # margin of error, in points, beyond which no number is shown


@dataclass(frozen=True, slots=True)
class Answer:
    """``score`` 0 to 10. ``kind``: relationship or transaction."""

    contact: str
    account: str
    kind: str
    score: int
    on: date


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` and ``margin`` in points, None without answers. ``variance``: of one answer, on a scale of -1 to 1."""

    promoters: int
    passives: int
    detractors: int
    value: Decimal | None
    margin: Decimal | None
    variance: Decimal

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def suppressed(self) -> bool:
        return self.margin is not None and self.margin > WIDEST


def score(promoters: int, passives: int, detractors: int) -> Score:
    n = promoters + passives + detractors
    if n == 0:
        return Score(0, 0, 0, None, None, Decimal(0))
    with localcontext() as inside:
        inside.prec = 40
        p, d = Decimal(promoters) / n, Decimal(detractors) / n
        variance = p + d - (p - d) ** 2
        return Score(promoters, passives, detractors, 100 * (p - d), Z * 100 * (variance / n).sqrt(), variance)


def of_answers(answers: Iterable[Answer], kind: str) -> Score:
    """Of one kind only; of a contact that answers again within 90 days only the first answer counts."""
    last: dict[str, date] = {}
    counted = [0, 0, 0]
    for one in sorted(answers, key=lambda a: (a.on, a.contact)):
        if not 0 <= one.score <= 10:
            raise ValueError(f"{one.score} is no answer from 0 to 10")
        if one.kind != kind or (one.contact in last and one.on - last[one.contact] < APART):
            continue
        last[one.contact] = one.on
        counted[0 if one.score >= 9 else 1 if one.score >= 7 else 2] += 1
    return score(*counted)


def by_account(answers: Sequence[Answer]) -> Decimal | None:
    """Every account weighs the same: the score of each, then their mean. ``answers`` of one kind; None without any."""
    scores = [
        of_answers([a for a in answers if a.account == account], answers[0].kind).value
        for account in {a.account for a in answers}
    ]
    known = [s for s in scores if s is not None]
    return divide(sum(known, Decimal(0)), Decimal(len(known)))


def difference(now: Score, before: Score) -> tuple[Decimal, Decimal] | None:
    """By how much it changed, and the margin of error of that; None where either had no answers."""
    if now.value is None or before.value is None:
        return None
    with localcontext() as inside:
        inside.prec = 40
        error = (now.variance / now.n + before.variance / before.n).sqrt()
        return now.value - before.value, Z * 100 * error
