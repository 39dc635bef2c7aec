"""Goods on their way back: what comes in, where each piece is put, and where a line was bought."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from app.domain.invoice import InvoiceLine
from app.domain.money import Money
from app.domain.order import Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move
from app.domain.stock import Warehouse

_ZERO = Decimal(0)
_SET_ASIDE = re.compile(r"quarant|sperr|blocked", re.IGNORECASE)


class Disposition(StrEnum):
    """What becomes of a piece that came back."""

    RESTOCK = "restock"
    QUARANTINE = "quarantine"
    SCRAP = "scrap"


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    """The company's: ``window`` in days after delivery; ``fee`` in per cent of what is credited; above ``other_eyes`` whoever authorised
    a return does not inspect it."""

    window: int
    fee: Decimal
    other_eyes: Money

    def last_day(self, arrived: date) -> date:
        """Until when what arrived then may be sent back without an exception."""
        return arrived + timedelta(days=self.window)

    def wants_other_eyes(self, value: Money) -> bool:
        """In another currency it is not known how much that is: then they are wanted."""
        return value.currency != self.other_eyes.currency or value.minor > self.other_eyes.minor


@dataclass(frozen=True, slots=True)
class ReturnShipment:
    """Goods that a customer sends back. ``state``: draft, received, done, cancelled."""

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    customer: str
    state: str
    planned: date | None
    effective: date | None
    warehouse: str  # key of the Warehouse that they come to


@dataclass(frozen=True, slots=True)
class PutAway:
    """Pieces that go on within the company after they came in. ``after``: key of the Move or PutAway that brought them here."""

    ref: Ref
    rev: str
    stamp: datetime
    after: str
    shipment: str | None  # key of the ReturnShipment that it is a part of; None for what is decided later
    quantity: Decimal
    state: str
    place: str  # key of the Place that they are taken from
    goes_to: str  # key of a Place
    product_key: str


@dataclass(frozen=True, slots=True)
class Place:
    """A location within or beside a warehouse. ``parent``: key of the Place or Warehouse above it."""

    ref: Ref
    rev: str
    stamp: datetime
    name: str
    code: str | None
    kind: str  # storage, lost_found
    parent: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a returned line was bought. ``line``: its key; ``sold``: what was delivered then, by ``moves``.

    money: every invoice line that charges it or gives it back, in whatever return or complaint. elsewhere: pieces of it in other returns.
    """

    line: str
    sale: Sale
    sold: SaleLine
    moves: tuple[Move, ...]
    money: tuple[InvoiceLine, ...]
    elsewhere: Decimal

    @property
    def arrived(self) -> date | None:
        return max((m.effective for m in self.moves if m.state == "done" and m.effective), default=None)

    @property
    def delivered(self) -> Decimal:
        return sum((m.quantity for m in self.moves if m.state == "done"), _ZERO)

    @property
    def returnable(self) -> Decimal:
        """Pieces that were delivered and are in no other return."""
        return max(_ZERO, self.delivered - self.elsewhere)


def named(words: str | None, numbers: Iterable[str]) -> str | None:
    """The document number among ``numbers`` that the words name; the longest where one is part of another."""
    found = [n for n in numbers if n and re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", words or "")]
    return max(found, key=len, default=None)


def sold_line(returned: SaleLine, lines: Iterable[SaleLine]) -> SaleLine | None:
    """Which of an order's lines comes back: of the same product, at best at the same price, and the largest of those."""
    same = {x.ref.key: x for x in lines if x.product_key == returned.product_key and x.quantity > 0}
    found = likeliest(returned.unit_price, {key: (x.unit_price, x.quantity) for key, x in same.items()})
    return same[found] if found else None


def likeliest(price: Decimal, sold: Mapping[str, tuple[Decimal, Decimal]]) -> str | None:
    """The key of the sold line that one of its product at ``price`` takes back. ``sold``: (unit price, quantity) by key."""
    return max(sold, key=lambda key: (sold[key][0] == price, sold[key][1], key), default=None)


def targets(warehouse: Warehouse | None, places: Iterable[Place]) -> Mapping[Disposition, str]:
    """Where pieces go by disposition, as keys of places; without those for which the company keeps no place.

    Quarantine is a place of the warehouse that is named so and lies beside its storage: what is in it cannot be sold.
    """
    if warehouse is None or not warehouse.storage:
        return {}
    aside = [
        p for p in places
        if p.active and p.kind == "storage" and p.parent == warehouse.ref.key and _SET_ASIDE.search(f"{p.name} {p.code or ''}")
    ]  # fmt: skip
    found = {Disposition.RESTOCK: warehouse.storage}
    if aside:
        found[Disposition.QUARANTINE] = min(aside, key=lambda p: p.ref).ref.key
    if warehouse.lost:
        found[Disposition.SCRAP] = warehouse.lost
    return found


def standing(arrivals: Iterable[PutAway], later: Iterable[PutAway]) -> dict[tuple[str, str], Decimal]:
    """Pieces by (key of the put-away that brought them in, key of the place where they are now); only those above 0."""
    found: dict[tuple[str, str], Decimal] = {}
    for one in arrivals:
        if one.state == "done":
            found[one.ref.key, one.goes_to] = found.get((one.ref.key, one.goes_to), _ZERO) + one.quantity
    for one in later:
        if one.state == "done":
            for place, by in ((one.place, -one.quantity), (one.goes_to, one.quantity)):
                found[one.after, place] = found.get((one.after, place), _ZERO) + by
    return {at: pieces for at, pieces in found.items() if pieces > 0}
