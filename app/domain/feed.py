"""How records arrive: feeds, cursors, pages, quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.attachment import Attachment
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.customer import CreditStanding, Customer
from app.domain.goods import Currency, CustomerAddress, ListPrice, Product
from app.domain.invoice import IncomingPayment, Invoice, InvoiceLine, Receivable
from app.domain.order import RefusedConfirm, Sale, SaleLine
from app.domain.paper import SentOffer
from app.domain.production import Component, Production, ProductionMove, Sourcing
from app.domain.ref import Ref
from app.domain.returns import Place, PutAway, ReturnShipment
from app.domain.shipment import Move, Shipment
from app.domain.shop import Buyer, Variant, WebLevel, WebLine, WebOrder, WebPayment, WebPlace, WebPrice, WebReservation
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse

ErpRecord = (
    Sale | SaleLine | RefusedConfirm | Customer | CreditStanding | Shipment | Move | Invoice | Receivable | IncomingPayment
    | Product | ListPrice | CustomerAddress | Currency | Warehouse | StockLevel | Complaint | ComplaintAction | Attachment | SentOffer
    | Purchase | Incoming | Production | ProductionMove | Component | Sourcing | ReturnShipment | PutAway | Place | InvoiceLine
)  # fmt: skip
Record = ErpRecord | WebOrder | WebLine | WebPayment | Buyer | Variant | WebPrice | WebLevel | WebPlace | WebReservation


@dataclass(frozen=True, slots=True)
class Feed:
    """One stream of records of one source. ``name`` is also the topic that screens watch."""

    name: str  # an ERP's: customers, standings, sales, lines, refusals, shipments, moves, invoices, receivables, payments,
    # products, prices, addresses, currencies, warehouses, stock, purchases, incoming, productions,
    # production_moves, components, sourcing, complaints, complaint_actions, attachments,
    # return_shipments, put_aways, places, invoice_lines;
    # a shop's: web_orders, web_lines, web_payments, buyers, variants, web_prices, web_levels, web_places, web_reservations
    model: str  # our noun, as in Ref.model
    optional: bool = False  # True: a sign-in without the right to read it goes on without


@dataclass(frozen=True, slots=True)
class Cursor:
    """Position after the last record read: the server's stamp (aware UTC) and key, on one server epoch."""

    stamp: datetime
    key: int
    epoch: str


@dataclass(frozen=True, slots=True)
class FeedState:
    """How far a feed of a source was read: ``asof`` as the server's time when its last complete poll began, None before the first."""

    source: str
    name: str
    complete: bool
    readable: bool
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that broke the mapping: kept in quarantine with its raw bytes, shown as unreadable.

    number: what a person knows it by, where even so it can be read; else empty.
    """

    ref: Ref
    path: str
    why: str
    raw: str  # at most 64 kB
    number: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Records of one feed in (stamp, key) order; ``last`` closes the poll, ``asof`` is the server's time when the poll began.

    whole: keys of all that there is, where the feed was just read whole: what else is held of it is gone.
    """

    feed: Feed
    records: tuple[Record, ...]
    bad: tuple[Bad, ...]
    gone: tuple[Ref, ...]
    cursor: Cursor
    last: bool
    asof: datetime
    whole: frozenset[str] | None = None
