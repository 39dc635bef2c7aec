"""What a customer's page is made of, as the mirror has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.case import Decision, Note
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.dossier import CreditDossier
from app.domain.feed import FeedState
from app.domain.goods import CustomerAddress
from app.domain.orders import OrderRow
from app.domain.person import Person
from app.domain.question import CaseRow
from app.domain.ref import Ref
from app.domain.shop import Buyer


@dataclass(frozen=True, slots=True)
class Filed:
    """A case of the team's: what it is about, and under which number a person knows that."""

    type: str
    ref: Ref
    document: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Pieces of a shop's order that came back. ``number``: the order's."""

    ref: Ref
    number: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CustomerParts:
    """Everything a customer's page needs; raw records, nothing formatted.

    dossier: of the ERP's customer. feeds: how far each was read, of every source. cases: open ones, about the customer's records in any
    system. orders, quotes: the newest, with how many there are in all. complaints: the newest first, None where they may not be read, with
    what they brought about. returned: by order of a shop, the newest first. decisions, notes: the team's on all cases of this customer,
    the newest first, with how many there are; told: the decisions of which somebody was told by mail. ``filed`` names those cases
    by id. addresses, buyers: in use in the ERP; who buys for the customer in a shop.
    """

    dossier: CreditDossier
    feeds: tuple[FeedState, ...]
    cases: tuple[tuple[Filed, CaseRow], ...]
    orders: tuple[OrderRow, ...]
    order_count: int
    quotes: tuple[OrderRow, ...]
    quote_count: int
    complaints: tuple[Complaint, ...] | None
    actions: tuple[ComplaintAction, ...]
    returned: tuple[Returned, ...]
    decisions: tuple[Decision, ...]
    decision_count: int
    told: tuple[Decision, ...]
    told_count: int
    notes: tuple[Note, ...]
    note_count: int
    filed: Mapping[str, Filed]
    addresses: tuple[CustomerAddress, ...]
    buyers: tuple[Buyer, ...]
    people: tuple[Person, ...]
