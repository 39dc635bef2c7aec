"""Where goods lie, how many, and what is on its way there: warehouses, stock levels, purchases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place that ships. ``output``: key of the location that its shipments take goods from; ``input``: where suppliers' goods come in.

    ``storage``: where goods are kept for sale; ``lost``: where they go that are worth nothing any more. Keys of Places.
    """

    ref: Ref
    rev: str
    stamp: datetime
    code: str | None
    name: str
    active: bool
    output: str
    input: str
    storage: str
    lost: str | None


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Pieces of a product in a warehouse. ``forecast``: what is left when all that is planned has come and gone; below 0: too little."""

    ref: Ref
    rev: str
    stamp: datetime
    warehouse: str
    product: str
    on_hand: Decimal
    forecast: Decimal


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order of ours at a supplier. ``number``: None while it has none."""

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    supplier: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """Pieces that a supplier sends us. planned: when they come by today's word; promised: by the first; None: nobody said.

    purchase: key of the Purchase; supplier: its name, which also those may read who may not read purchases; email, language (ISO 639-1):
    how it is written to. place: key of the location that they come to. dropped: key of the drop shipment by which
    they go straight to a customer.
    """

    ref: Ref
    rev: str
    stamp: datetime
    purchase: str | None
    supplier: str
    product_key: str
    quantity: Decimal
    state: str  # draft, staging, assigned, done, cancelled
    planned: date | None
    promised: date | None
    place: str
    email: str | None = None
    language: str | None = None
    dropped: str | None = None
