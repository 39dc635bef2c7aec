"""When pieces of a product can be there if what lacks is waited for, made or bought, and which part of it decides that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.domain.available import Available
from app.domain.promise import ZERO


class How(StrEnum):
    STOCK = "stock"  # all of it is free today
    COMING = "coming"  # it is on its way, and promised to nobody
    MADE = "made"
    BOUGHT = "bought"
    NOBODY = "nobody"  # nobody knows


@dataclass(frozen=True, slots=True)
class Ways:
    """How a product comes about. parts: (key of a part, pieces of it in one); none: it is not made. makes, buys: days, if said."""

    parts: tuple[tuple[str, Decimal], ...] = ()
    makes: int | None = None
    buys: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """``quantity`` pieces of a product, all of them there ``by`` a day; None: nobody knows. missing: what is not free today.

    days: that making or buying takes. parts: of what lacks, where it is made. decides: it is on the critical path.
    """

    product: str
    quantity: Decimal
    missing: Decimal
    how: How
    by: date | None
    days: int = 0
    parts: tuple[Need, ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of all products. ``free``: what can be promised of each, in one warehouse; a product that is missing has nothing."""

    ways: Mapping[str, Ways]
    free: Mapping[str, Available]
    today: date
    taken: Mapping[str, Decimal] = field(default_factory=dict)

    def on(self, product: str, day: date) -> Decimal:
        free = self.free[product].on(day) if product in self.free else ZERO
        return max(ZERO, free - self.taken.get(product, ZERO))

    def comes(self, product: str, quantity: Decimal) -> date | None:
        """The first day on which so many are free."""
        steps = self.free[product].steps if product in self.free else ()
        return next((max(day, self.today) for day, _ in steps if self.on(product, day) >= quantity), None)

    def less(self, product: str, quantity: Decimal) -> Shelf:
        return replace(self, taken={**self.taken, product: self.taken.get(product, ZERO) + quantity})


def earliest(product: str, quantity: Decimal, shelf: Shelf) -> Need:
    """What is free today is taken first; all that then lacks comes in the one way that is the first to bring it.

    Parts are taken from the shelf in their order, and none of them twice. A time that nobody said for making counts as none, a time
    that nobody said for buying as no way to buy. A recipe that needs its own product is no way to make it.
    """
    return _marked(_need(product, quantity, shelf, frozenset())[0])


def path(need: Need) -> Iterator[Need]:
    """The needs that decide the day, from the product down to the part that is waited for."""
    yield need
    for part in need.parts:
        if part.decides:
            yield from path(part)


def _need(product: str, quantity: Decimal, shelf: Shelf, above: frozenset[str]) -> tuple[Need, Shelf]:
    """And the shelf as it then is."""
    now = min(quantity, shelf.on(product, shelf.today))
    missing, left = quantity - now, shelf.less(product, now)
    if not missing:
        return Need(product, quantity, missing, How.STOCK, shelf.today), left
    ways = shelf.ways.get(product, Ways())
    day = left.comes(product, missing)
    found = [(Need(product, quantity, missing, How.COMING, day), left.less(product, missing))]
    if ways.parts and product not in above:
        found.append(_made(product, quantity, missing, ways, left, above | {product}))
    if ways.buys is not None:
        bought = shelf.today + timedelta(days=ways.buys)
        found.append((Need(product, quantity, missing, How.BOUGHT, bought, ways.buys), left))
    need, after = min(found, key=lambda one: one[0].by or date.max)
    if need.by is not None:
        return need, after
    made = next((one for one in found if one[0].how is How.MADE), None)
    return made or (Need(product, quantity, missing, How.NOBODY, None), left)


def _made(
    product: str, quantity: Decimal, missing: Decimal, ways: Ways, shelf: Shelf, above: frozenset[str]
) -> tuple[Need, Shelf]:
    parts: list[Need] = []
    for key, each in ways.parts:
        part, shelf = _need(key, missing * each, shelf, above)
        parts.append(part)
    days, known = ways.makes or 0, [part.by for part in parts if part.by is not None]
    by = max(known) + timedelta(days=days) if len(known) == len(parts) else None
    return Need(product, quantity, missing, How.MADE, by, days, tuple(parts)), shelf


def _marked(need: Need) -> Need:
    """The part that is there last decides; of several the first, and before all one of which nobody knows."""
    last = max(need.parts, key=lambda part: part.by or date.max, default=None)
    parts = tuple(_marked(part) if part is last else part for part in need.parts)
    return replace(need, parts=parts, decides=True)
