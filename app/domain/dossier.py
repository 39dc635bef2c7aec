"""Records gathered for one question: all that credit rules and the credit panel look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.case import Case, Decision, Note
from app.domain.customer import CreditStanding, Customer
from app.domain.finding import Finding
from app.domain.invoice import IncomingPayment, Invoice, Receivable
from app.domain.letter import Letter
from app.domain.order import Sale, SaleLine
from app.domain.person import Person
from app.domain.question import CaseRow
from app.domain.shipment import Move, Shipment


@dataclass(frozen=True, slots=True)
class CreditDossier:
    """One customer's records in one ERP.

    sales: all that are not done or cancelled. refused: keys of sales with a refused confirm on record.
    receivables, payments, invoices, shipments: None where this sign-in may not read them or they were never read completely.
    complete: names of the feeds that were polled completely at least once; asof: when the oldest of their last polls began.
    quarantined: keys of this customer's sales, or the customer, that could not be read.
    """

    source: str
    key: str
    customer: Customer | None
    standing: CreditStanding | None
    sales: tuple[Sale, ...]
    refused: frozenset[str]
    receivables: tuple[Receivable, ...] | None
    payments: tuple[IncomingPayment, ...] | None
    invoices: tuple[Invoice, ...] | None
    complete: frozenset[str]
    asof: datetime | None
    quarantined: frozenset[str]


@dataclass(frozen=True, slots=True)
class PanelParts:
    """Everything the credit panel and the commands' checks need for one case; raw records, nothing formatted."""

    row: CaseRow
    case: Case | None  # None while provisional
    finding: Finding | None  # None when it no longer fires here
    dossier: CreditDossier
    sale: Sale | None
    lines: tuple[SaleLine, ...]
    shipments: tuple[Shipment, ...] | None
    moves: tuple[Move, ...] | None
    decisions: tuple[Decision, ...]  # of the case, newest first, live one included
    past: tuple[tuple[Decision, str], ...]  # earlier decisions on the same customer, with the document number
    notes: tuple[Note, ...]
    letters: tuple[Letter, ...]  # unfinished letters of this case in this person's outbox
    people: tuple[Person, ...]
    feeds_unreadable: frozenset[str]
