"""Where goods lie, and how many: warehouses, and the stock of a product in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place that ships. ``output``: key of the location that its shipments take goods from.

    ``storage``: where goods are kept for sale; ``lost``: where they go that are worth nothing any more. Keys of Places.
    """

    ref: Ref
    rev: str
    stamp: datetime
    code: str | None
    name: str
    active: bool
    output: str
    storage: str | None = None
    lost: str | None = None


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
