"""What can be promised by which day: stock, and what is on its way, shared out in the order in which it was promised."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Demand:
    """Pieces that somebody waits for. ``reserved``: they lie aside for it; ``day``: on which they are to leave, None: whenever.

    sale: its key, where it is of one; number, customer: as people know it; party: the customer's number. shipment: the key of the one
    that it is to leave with, which is known as ``delivery``, in ``state`` and at ``rev``.
    """

    key: str
    quantity: Decimal
    day: date | None
    reserved: bool = False
    sale: str = ""
    number: str = ""
    customer: str = ""
    party: str = ""
    shipment: str = ""
    delivery: str = ""
    state: str = ""
    rev: str = ""

    @property
    def place(self) -> tuple[bool, date, int, str]:
        """In the queue for the goods: what is reserved first, then the earlier day, then the older record."""
        return not self.reserved, self.day or date.max, len(self.key), self.key


@dataclass(frozen=True, slots=True)
class Queue:
    """All demands for the same goods in one place, in their order; ``sums``: pieces before each of them, then of all."""

    demands: tuple[Demand, ...] = ()
    sums: tuple[Decimal, ...] = (ZERO,)

    @classmethod
    def of(cls, demands: Iterable[Demand]) -> Queue:
        ordered = tuple(sorted(demands, key=lambda d: d.place))
        return cls(ordered, tuple(accumulate((d.quantity for d in ordered), initial=ZERO)))

    def ahead(self, of: Demand) -> Decimal:
        """Pieces that others get before it, whether or not it stands in the queue itself."""
        return self.sums[bisect_left(self.demands, of.place, key=lambda d: d.place)]


@dataclass(frozen=True, slots=True)
class Supply:
    """Pieces on their way. ``day``: when they come; None: nobody knows. ``said``: what was said first."""

    key: str
    quantity: Decimal
    day: date | None
    said: date | None


@dataclass(frozen=True, slots=True)
class Cover:
    """How one demand is served. there: pieces that can leave on the day. by: when all can; None: nobody knows.

    ahead: pieces that others get before it. waits_for: keys of supplies, in the order in which they come.
    as_said: all of it could leave on the day if every supply came when it was first said to.
    """

    there: Decimal
    by: date | None
    ahead: Decimal
    waits_for: tuple[str, ...]
    as_said: bool


def cover(of: Demand, needed: date, on_hand: Decimal, queue: Queue, supplies: Sequence[Supply], today: date) -> Cover:
    """``queue``: for the same stock. ``needed``: the day on which ``of`` is to leave, not before today."""
    ahead = queue.ahead(of)
    wanted = ahead + of.quantity
    coming = sorted(supplies, key=lambda s: (s.day is None, s.day or today, len(s.key), s.key))
    reached, by = on_hand, today if on_hand >= wanted else None
    there = _between(on_hand - ahead, of.quantity)
    waits_for: list[str] = []
    for supply in coming:
        if reached >= wanted:
            break
        reached += supply.quantity
        if reached > ahead:
            waits_for.append(supply.key)
        if supply.day is not None and supply.day <= needed:
            there = _between(reached - ahead, of.quantity)
        if reached >= wanted:
            by = None if supply.day is None else max(today, supply.day)
    said = on_hand + sum((s.quantity for s in supplies if s.said is not None and s.said <= needed), ZERO)
    return Cover(there, by, ahead, tuple(waits_for), said >= wanted)


def together(parts: Sequence[tuple[Demand, Cover]]) -> Cover:
    """How parts of the same pieces are served, in the order of their places in one queue: none of them is another's rival."""
    covers = [served for _, served in parts]
    days = [served.by for served in covers]
    return Cover(
        there=sum((served.there for served in covers), ZERO),
        by=max((d for d in days if d is not None), default=None) if None not in days else None,
        ahead=covers[-1].ahead - sum((of.quantity for of, _ in parts[:-1]), ZERO),
        waits_for=tuple(dict.fromkeys(key for served in covers for key in served.waits_for)),
        as_said=all(served.as_said for served in covers),
    )


def _between(left: Decimal, most: Decimal) -> Decimal:
    return max(ZERO, min(left, most))
