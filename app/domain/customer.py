"""Customers and their credit standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Customer:
    """A party that buys. ``has_limit`` False means no ceiling at all; a limit of zero blocks every order."""

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    name: str
    city: str | None
    country: str | None
    payment_terms: str | None
    price_list: str | None  # its name
    price_list_key: str | None = None  # as in ListPrice.price_list
    currency: str | None = None  # ISO 4217; None: the company's
    email: str | None = None
    language: str | None = None  # ISO 639-1


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """What the ERP itself says about a customer's credit, in company currency, as of ``stamp`` (its clock).

    ``exposure`` is the ERP's own figure at its own check (Tryton: open receivable + confirmed orders not yet invoiced).
    ``limit`` None: no limit. ``dunning_block`` None: this sign-in may not read dunning, so nobody here can know.
    """

    ref: Ref
    rev: str
    stamp: datetime
    customer: str
    exposure: Money
    limit: Money | None
    receivable: Money
    dunning_block: str | None  # "" = not blocked; text = the blocking level; None = unreadable
