"""Shipments and stock moves as far as credit needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Shipment:
    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    customer: str
    state: str  # draft, waiting, assigned, picked, packed, shipped, done, cancelled
    planned: date | None
    effective: date | None


@dataclass(frozen=True, slots=True)
class Move:
    ref: Ref
    rev: str
    stamp: datetime
    sale_line: str | None
    shipment: str | None
    product: str
    quantity: Decimal
    state: str  # draft, staging, assigned, done, cancelled
    planned: date | None
    effective: date | None
