"""Complaints as an ERP keeps them, and how a remedy names the pieces that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.ref import Ref

_PIECE = re.compile(r" #(\d{1,4})(?=[ ;]|$)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """``kind``: the ERP's name for what is wrong. ``sale``, ``line``: keys of what was delivered, where it is about that.

    ``charge``: of the InvoiceLine that it is about.

    ``state``: draft, waiting, approved, rejected, done, cancelled. ``reference``: the customer's own, or ``reference_of`` where it
    carries out what another complaint asked for. ``taken_at``: aware UTC.
    """

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    customer: str
    kind: str
    sale: str | None
    line: str | None
    state: str
    words: str
    reference: str | None
    taken_at: datetime
    taken_by: str | None
    charge: str | None = None


@dataclass(frozen=True, slots=True)
class ComplaintAction:
    """What a complaint brings about: ``action`` "sale_return" or "credit_note"; ``result``: "sale.sale,7" once it is carried out.

    ``quantity``, ``each``: of a line, None where the whole of it or its own price is meant.
    """

    ref: Ref
    rev: str
    stamp: datetime
    complaint: str
    action: str
    quantity: Decimal | None
    each: Decimal | None
    result: str | None


def returned_by(action: ComplaintAction) -> str | None:
    """Key of the sale that takes back what it asks for; None where it brought about none."""
    model, _, key = (action.result or "").partition(",")
    return key if action.action == "sale_return" and model == "sale.sale" else None


def reference_of(number: str, pieces: Iterable[int]) -> str:
    """What a document that remedies these pieces is filed under: "CL00003 #2 #3"."""
    return " ".join([number, *(f"#{n}" for n in sorted(pieces))])


def pieces_of(reference: str | None, number: str) -> frozenset[int]:
    """The pieces that such a document is for; none where it is not filed under this complaint."""
    if not reference or not reference.startswith(f"{number} #"):
        return frozenset()
    return frozenset(int(n) for n in _PIECE.findall(reference[len(number) :]))
