"""What a company makes itself: productions, the goods that they bring and take, recipes, and how long things take to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.ref import NO_NUMBER, Ref
from app.domain.stock import Incoming, Purchase

OWN = "own production"  # where others have a supplier
_DOCUMENT = "production/"
DECIDED = ("waiting", "assigned", "running")  # what was only thought of (request, draft) brings and takes nothing


@dataclass(frozen=True, slots=True)
class Production:
    """An order to our own workshop. starts, planned: days on which it begins and its goods are there; None: nobody said."""

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    state: str  # request, draft, waiting, assigned, running, done, cancelled
    warehouse: str | None
    starts: date | None
    planned: date | None


@dataclass(frozen=True, slots=True)
class ProductionMove:
    """Pieces that a production brings (``makes``) or takes, in the product's own unit. ``production``: key of the Production."""

    ref: Ref
    rev: str
    stamp: datetime
    production: str
    makes: bool
    product_key: str
    quantity: Decimal
    state: str  # draft, staging, assigned, done, cancelled
    planned: date | None


@dataclass(frozen=True, slots=True)
class Component:
    """``quantity`` pieces of ``part`` go into one piece of ``product``, by the recipe that comes first; keys of Products, own units."""

    ref: Ref
    rev: str
    stamp: datetime
    product: str
    part: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Sourcing:
    """Days that a product takes: to be made of its parts, to come from its first supplier; None: nobody said. ``ref``: by its key."""

    ref: Ref
    rev: str
    stamp: datetime
    makes: int | None
    buys: int | None
    supplier: str


def incoming(of: ProductionMove, place: str) -> Incoming:
    """To whoever waits for the goods, what our own workshop makes comes in as what a supplier sends. ``place``: where goods come in."""
    return Incoming(
        of.ref,
        of.rev,
        of.stamp,
        document(of.production),
        OWN,
        of.product_key,
        of.quantity,
        of.state,
        of.planned,
        of.planned,
        place,
    )


def purchase(of: Production) -> Purchase:
    """The document of that incoming."""
    ref = Ref(of.ref.source, "purchase", document(of.ref.key))
    return Purchase(ref, of.rev, of.stamp, of.number or NO_NUMBER, OWN)


def document(key: str) -> str:
    return f"{_DOCUMENT}{key}"


def is_own(of: Incoming) -> bool:
    """Whether our own workshop makes it, so that no supplier sends it."""
    return (of.purchase or "").startswith(_DOCUMENT)
