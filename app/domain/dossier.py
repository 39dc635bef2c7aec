"""Records gathered for one question: all that rules and panels look at, of a customer or of one order across systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.domain.appointment import Appointment, Resource
from app.domain.attachment import Attachment
from app.domain.carrier_terms import CarrierTerms
from app.domain.case import Case, Decision, Earlier, Note
from app.domain.complaint import Complaint, ComplaintAction, pieces_of, returned_by
from app.domain.customer import CreditStanding, Customer
from app.domain.feed import Bad
from app.domain.finding import Finding
from app.domain.goods import CustomerAddress, ListPrice, Product
from app.domain.invoice import IncomingPayment, Invoice, InvoiceLine, Receivable
from app.domain.letter import Letter
from app.domain.message import Post
from app.domain.money import Money
from app.domain.order import OrderState, RefusedConfirm, Sale, SaleLine
from app.domain.person import Person
from app.domain.promise import Queue
from app.domain.question import CaseRow
from app.domain.quote import QUOTE, QuoteDossier
from app.domain.ref import NO_NUMBER, Ref
from app.domain.returns import Origin, Place, PutAway, ReturnShipment, ReturnTerms
from app.domain.ruling import Delegation
from app.domain.shipment import Move, Shipment
from app.domain.shop import Buyer, Variant, WebLine, WebOrder, WebPayment, WebPlace, WebPrice, WebReservation
from app.domain.sourcing import SourcingRules
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse

RETURN = "return"  # model of the subject that is judged as a ReturnDossier; its key is the return sale's
GOODS = "goods"  # model of the subject that is judged as a GoodsDossier; its key is the sale's


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
class SystemState:
    """How much of one source was read. ``complete``, ``asof``: as in CreditDossier, of the feeds that orders are judged on."""

    source: str
    complete: frozenset[str]
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class Bought:
    """A quantity of a product that the customer once ordered in the ERP."""

    sku: str
    quantity: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Largest:
    """Among all lines that the customer once ordered in the ERP, of whatever product: the most pieces, and the most money."""

    quantity: Decimal
    net: Money


@dataclass(frozen=True, slots=True)
class OrderDossier:
    """One order across the shop and the ERP. They hang together by ``WebOrder.shared == Sale.web_origin``.

    ref: the document it is about: the web order where one is known, else the ERP's sale, else a record that cannot be read.
    shop, erp: None where no such system was ever read here.
    lines: as placed; those that make other pieces good are left out.
    sales: all that carry the shared reference, also cancelled ones, the oldest first; more than one is an exception of its own.
    customer: of the sale, or by the number that the web order or its buyer carries.
    addresses: the customer's that are in use. sent_to: those that the sales' goods go to, in use or not.
    products, variants: by the sku of a line in either system; products also those that replace one.
    prices: the ERP's for those products on the customer's price list.
    same_po, same_po_sales: the customer's other orders with this purchase-order number, cancelled ones left out.
    bought: what the customer ordered of the same products in the ERP in the year before this order was placed.
    largest: in the same year and the order's currency, while it waits to be booked; None where there was nothing.
    company_currency: of the ERP's own amounts, empty where unknown. currencies: all that the ERP can sell in.
    unreadable: records of this order that are in quarantine.
    unlinked: the customer's sales without any reference from around the day it was placed, while it waits to be booked, and their lines.
    """

    ref: Ref
    shop: SystemState | None
    erp: SystemState | None
    order: WebOrder | None
    lines: tuple[WebLine, ...]
    payments: tuple[WebPayment, ...]
    buyer: Buyer | None
    sales: tuple[Sale, ...]
    sale_lines: tuple[SaleLine, ...]
    customer: Customer | None
    addresses: tuple[CustomerAddress, ...]
    sent_to: tuple[CustomerAddress, ...]
    products: tuple[Product, ...]
    variants: tuple[Variant, ...]
    prices: tuple[ListPrice, ...]
    web_prices: tuple[WebPrice, ...]
    same_po: tuple[WebOrder, ...]
    same_po_sales: tuple[Sale, ...]
    bought: tuple[Bought, ...]
    largest: Largest | None
    company_currency: str
    currencies: frozenset[str]
    unreadable: tuple[Bad, ...]
    unlinked: tuple[Sale, ...] = ()
    unlinked_lines: tuple[SaleLine, ...] = ()

    def documents(self) -> dict[Ref, str]:
        """The documents that a verdict may be about, with the number a person knows."""
        found = {bad.ref: bad.number or NO_NUMBER for bad in self.unreadable}
        found |= {sale.ref: sale.number or NO_NUMBER for sale in self.sales}
        return {self.ref: NO_NUMBER, **found} | ({self.order.ref: self.order.number} if self.order else {})

    def customer_key(self, ref: Ref) -> str:
        """The customer's key in the system of a document; empty where that is not known."""
        if self.order is not None and ref.source == self.order.ref.source:
            return self.order.customer or ""
        return next((sale.customer for sale in self.sales if sale.ref.source == ref.source), "")


@dataclass(frozen=True, slots=True)
class WebSide:
    """What sales of an ERP were placed as in a shop: the orders with their lines.

    unread: shared references of which no order is here. state: how far the shop was read; None where none is connected.
    held: what is held for the lines at the shop's ``places``, which are all of them; None where it was not read completely.
    held_at: when that was counted.
    """

    orders: tuple[WebOrder, ...] = ()
    lines: tuple[WebLine, ...] = ()
    unread: tuple[str, ...] = ()
    state: SystemState | None = None
    places: tuple[WebPlace, ...] = ()
    held: tuple[WebReservation, ...] | None = None
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GoodsDossier:
    """What is to leave of one sale, and the stock behind it.

    ref: the sale's; sale: None where it cannot be read. moves: of its lines to the customer, whatever became of them.
    lines: goods and services alike. warehouses: all in use. levels: of the sale's products; asof: when they were counted.
    incoming: of these products, not here yet; purchases: theirs, as far as they may be read. queues: who waits for them, the sale
    itself among them, by (product, warehouse); in the product's own unit, as are levels and incoming.
    complete: names of the feeds that were polled completely at least once. unreadable: records of it in quarantine, or that may be its.
    web: what it was placed as; products: its own, and what the ERP says stands in for them or shares their template, with their levels,
    incoming goods and queues beside the sale's own; sourcing: in force for its system. These are gathered for a person's page alone, for no
    rule looks at them.
    """

    ref: Ref
    sale: Sale | None
    customer: Customer | None
    lines: tuple[SaleLine, ...]
    shipments: tuple[Shipment, ...]
    moves: tuple[Move, ...]
    warehouses: tuple[Warehouse, ...]
    levels: tuple[StockLevel, ...]
    complete: frozenset[str]
    asof: datetime | None
    incoming: tuple[Incoming, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    queues: Mapping[tuple[str, str], Queue] = field(default_factory=dict)
    unreadable: tuple[Bad, ...] = ()
    web: WebSide = WebSide()
    products: tuple[Product, ...] = ()
    sourcing: SourcingRules | None = None


@dataclass(frozen=True, slots=True)
class ComplaintDossier:
    """One complaint in one ERP, what was delivered, and what was done about it.

    ref: of the complaint, also where it cannot be read. lines: of the delivered sale, in their order. others: complaints about the same
    line. made: sales that make it or those good, the oldest first, cancelled ones too. filed: complaints that carry out what it or
    those ask for (``reference_of``). actions: its own, and of what is filed. returns: what the ERP made of those that ask
    for one. invoices: of the delivered sale, and of ``money``. money: every invoice line that charges the line or gives it back, in
    whatever return or complaint. attachments: kept with this very complaint, the oldest first. web: of the delivered sale. terms: in force
    for its system. moves, shipments, invoices, money, attachments: None where not read completely.
    """

    ref: Ref
    erp: SystemState
    complaint: Complaint | None
    actions: tuple[ComplaintAction, ...]
    sale: Sale | None
    lines: tuple[SaleLine, ...]
    others: tuple[Complaint, ...]
    made: tuple[Sale, ...]
    filed: tuple[Complaint, ...]
    moves: tuple[Move, ...] | None
    shipments: tuple[Shipment, ...] | None
    invoices: tuple[Invoice, ...] | None
    money: tuple[InvoiceLine, ...] | None
    customer: Customer | None
    terms: CarrierTerms
    unreadable: tuple[Bad, ...]
    attachments: tuple[Attachment, ...] | None = None
    web: WebSide = WebSide()
    returns: tuple[Sale, ...] = ()

    def declined(self, action: ComplaintAction) -> bool:
        """It asked for a return that will not be: nothing came of it."""
        gone = {s.ref.key for s in self.returns if s.state is OrderState.CANCELLED}
        return returned_by(action) in gone

    @property
    def own_made(self) -> tuple[Sale, ...]:
        """The sales that make this very complaint good."""
        return tuple(s for s in self.made if s.complaint == self.ref.key)

    @property
    def own_actions(self) -> tuple[ComplaintAction, ...]:
        """What this very complaint brought about, itself or by what is filed under it."""
        number = self.complaint.number if self.complaint else None
        mine = {self.ref.key, *(f.ref.key for f in self.filed if number and pieces_of(f.reference, number))}
        return tuple(a for a in self.actions if a.complaint in mine)

    @property
    def line(self) -> SaleLine | None:
        """The line that it is about."""
        wanted = self.complaint.line if self.complaint else None
        return next((x for x in self.lines if x.ref.key == wanted), None)


@dataclass(frozen=True, slots=True)
class ReturnDossier:
    """One return in one ERP, as far as goods and money have come, and where each of its lines was bought.

    ref: of the sale that takes goods back, also where it cannot be read. lines: those of it that take something back.
    origins: one per line whose order is known, the orders in any number. moves: of its lines, into its shipments.
    put_aways: of what came in, wherever it went since. invoices: of the return and of what ``origins`` name. notes: lines of the
    return's own invoices. warehouse: that the goods come to; places: all in use. web: of the orders of ``origins``. terms: in
    force for its system. unreadable: as in GoodsDossier.
    """

    ref: Ref
    erp: SystemState
    sale: Sale | None
    lines: tuple[SaleLine, ...]
    origins: tuple[Origin, ...]
    shipments: tuple[ReturnShipment, ...]
    moves: tuple[Move, ...]
    put_aways: tuple[PutAway, ...]
    invoices: tuple[Invoice, ...]
    notes: tuple[InvoiceLine, ...]
    warehouses: tuple[Warehouse, ...]
    places: tuple[Place, ...]
    customer: Customer | None
    terms: ReturnTerms
    unreadable: tuple[Bad, ...]
    web: WebSide = WebSide()

    def origin(self, line: str) -> Origin | None:
        """Where this line of the return was bought."""
        return next((o for o in self.origins if o.line == line), None)

    @property
    def credits(self) -> tuple[Invoice, ...]:
        """The return's own invoices that give money back and were not cancelled, the oldest first."""
        own = {x.invoice for x in self.notes}
        return tuple(i for i in self.invoices if i.ref.key in own and i.total.minor < 0 and i.state != "cancelled")


@dataclass(frozen=True, slots=True)
class AppointmentDossier:
    """One appointment, all that is planned around it, and the goods that it is for.

    ref: source of the order's ERP, key of the appointment; appointment: None where the team knows of none. around: all that are neither
    done nor cancelled, it among them. resources: all. goods: of its order.
    """

    ref: Ref
    appointment: Appointment | None
    around: tuple[Appointment, ...]
    resources: tuple[Resource, ...]
    goods: GoodsDossier


@dataclass(frozen=True, slots=True)
class PanelParts:
    """Everything a case's page and the commands' checks need; raw records, nothing formatted.

    dossier: of the ERP's customer, empty where an order's customer is not known. order: only for a case about an order;
    then ``sale``, ``lines``, ``shipments`` and ``moves`` are those of the sale it was booked as, if it was.
    goods: only for a case about what leaves of a sale. damage: only for one about a complaint. back: only for one about a return.
    visit: only for one about an appointment. quote: only for one about an offer or a request for one.
    about: the quote that has no open case, of which ``row`` and ``finding`` are made up: nobody opened it, and no rule fires.
    storefront: where a customer pays, with {request} for the request's key; empty where unknown.
    post: how the customer is written to; None where this console is signed in to no mail system.
    delegations: rights to approve that are lent now. earlier: than the live decision, empty where there is none.
    """

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
    order: OrderDossier | None = None
    goods: GoodsDossier | None = None
    damage: ComplaintDossier | None = None
    back: ReturnDossier | None = None
    visit: AppointmentDossier | None = None
    quote: QuoteDossier | None = None
    about: Ref | None = None
    storefront: str = ""
    post: Post | None = None
    delegations: tuple[Delegation, ...] = ()
    earlier: Earlier = field(default_factory=dict)

    @property
    def subject(self) -> Ref:
        """What is judged again when somebody asks."""
        if self.quote is not None:
            return Ref(self.quote.ref.source, QUOTE, self.quote.ref.key)
        if self.goods is not None:
            return Ref(self.goods.ref.source, GOODS, self.goods.ref.key)
        if self.damage is not None:
            return self.damage.ref
        if self.visit is not None:
            return self.visit.ref
        if self.back is not None:
            return Ref(self.back.ref.source, RETURN, self.back.ref.key)
        return self.order.ref if self.order is not None else Ref(self.dossier.source, "customer", self.dossier.key)

    @property
    def type(self) -> str:
        """The exception type."""
        known = self.finding or self.case
        assert known is not None, "a row is made from a case or a finding"
        return known.type


@dataclass(frozen=True, slots=True)
class OrderParts:
    """Everything an order's page needs; raw records, nothing formatted.

    refusals: of its sales. invoices, receivables, shipments, moves: None where they may not be read.
    cases: the team's about any of its documents, with their decisions and notes. dropped: what suppliers send for it straight to the
    customer, and the purchases of that.
    """

    order: OrderDossier
    refusals: tuple[RefusedConfirm, ...]
    invoices: tuple[Invoice, ...] | None
    receivables: tuple[Receivable, ...] | None
    shipments: tuple[Shipment, ...] | None
    moves: tuple[Move, ...] | None
    cases: tuple[Case, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    people: tuple[Person, ...]
    dropped: tuple[Incoming, ...] = ()
    purchases: tuple[Purchase, ...] = ()
