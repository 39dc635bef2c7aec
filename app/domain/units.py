"""The pieces of a delivered line and what was done for each: one replacement a piece, and never more money back than was paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from app.domain.money import Money
from app.domain.quantity import plain


class Remedy(StrEnum):
    REPLACED = "replaced"
    CREDITED = "credited"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Given:
    """``amount``: money back for all of its pieces together; zero for goods alone."""

    remedy: Remedy
    pieces: frozenset[int]
    amount: Money


@dataclass(frozen=True, slots=True)
class Pieces:
    """One delivered line. ``count`` whole pieces, numbered from 1; ``each``: what one cost; ``paid``: what may come back at most.

    ``away``: pieces that returns gave back, of which nobody knows the numbers.
    """

    count: int
    each: Money
    paid: Money
    given: tuple[Given, ...] = ()
    away: Decimal = Decimal(0)

    @property
    def refunded(self) -> Money:
        return Money(sum(g.amount.minor for g in self.given), self.paid.currency)

    @property
    def refundable(self) -> Money:
        """What is left of what was paid; never below zero."""
        return Money(max(0, self.paid.minor - self.refunded.minor), self.paid.currency)

    def of(self, piece: int) -> Remedy | None:
        """What was done for this piece; the newest where several things were."""
        return next((g.remedy for g in reversed(self.given) if piece in g.pieces), None)

    @property
    def free(self) -> tuple[int, ...]:
        """Pieces for which nothing was done yet."""
        return tuple(n for n in range(1, self.count + 1) if self.of(n) is None)

    def stops(self, remedy: Remedy, pieces: Iterable[int], amount: Money) -> str:
        """Why it cannot be given; empty where it can. ``amount`` in the currency of ``paid``."""
        wanted = frozenset(pieces)
        if not wanted:
            return "Tick the pieces that are damaged"
        strange = sorted(n for n in wanted if not 1 <= n <= self.count)
        if strange:
            return f"There is no piece {strange[0]}: {self.count} were delivered"
        if amount.currency != self.paid.currency:
            return f"It was paid in {self.paid.currency}"
        for piece in sorted(wanted):
            before = self.of(piece)
            if before is not None:
                return f"Piece {piece} was {before.value} already"
        if remedy is not Remedy.CREDITED and len(wanted) + self.away > len(self.free):
            return f"{plain(self.away)} of the {self.count} came back already"
        if amount.minor < 0 or (remedy is Remedy.CREDITED and amount.minor == 0):
            return "A credit is above zero"
        if amount.minor > self.each.minor * len(wanted):
            return f"{amount.named()} is more than {len(wanted)} cost"
        if amount.minor > self.refundable.minor:
            return f"{amount.named()} is more than the {self.refundable.named()} left of what was invoiced"
        return ""

    def give(self, given: Given) -> Pieces:
        """With one more remedy. ValueError where ``stops`` says why not."""
        why = self.stops(given.remedy, given.pieces, given.amount)
        if why:
            raise ValueError(why)
        return replace(self, given=(*self.given, given))


def whole(quantity: Decimal) -> int:
    """How many pieces can be told apart: a started one is none."""
    return max(0, int(quantity.to_integral_value(rounding=ROUND_FLOOR)))
