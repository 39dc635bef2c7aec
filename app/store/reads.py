"""Answers to the screens' questions, from the mirror with this person's outbox laid over it; short reads, nothing written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.approvals import Matters
from app.domain.beside import Suggestion
from app.domain.board import AskSlots, BoardParts
from app.domain.booking import SlotParts
from app.domain.case import Case
from app.domain.catalogue import Sold
from app.domain.customer_parts import CustomerParts
from app.domain.customers import AskCustomer
from app.domain.dossier import CreditDossier, OrderDossier, OrderParts, PanelParts
from app.domain.finding import Finding
from app.domain.inventory import AskProduct, AskShelf, AskShelfRows, ProductParts, ShelfAnswer, ShelfRowsAnswer
from app.domain.message import Post
from app.domain.orders import AskMismatches, AskOrder, AskOrderRows, AskOrders, MismatchesAnswer, OrderRowsAnswer, OrdersAnswer
from app.domain.person import Person
from app.domain.question import (
    AskFind,
    AskHolds,
    AskQueue,
    CaseRow,
    Counts,
    FindAnswer,
    HoldsAnswer,
    OutboxAnswer,
    QueueAnswer,
)
from app.domain.quotation import Quotation, QuoteFor
from app.domain.quote import QuoteDossier
from app.domain.quote_page import finding_of, is_opened
from app.domain.ref import Ref
from app.domain.ruling import PolicyParts
from app.domain.team_view import SharedAnswer
from app.domain.version_list import AskVersions, VersionParts
from app.domain.wording import Wording
from app.queues import QUEUES
from app.rules import OF_APPOINTMENTS, OF_COMPLAINTS, OF_GOODS, OF_ORDERS, OF_QUOTES, OF_RETURNS
from app.rules.quote import QUOTE
from app.store import (
    appointment_read,
    approvals_read,
    beside_read,
    customer_read,
    draft_read,
    find,
    holds,
    message_read,
    mismatch_read,
    order_list,
    order_parts,
    overlay,
    policy_read,
    product_read,
    quote_read,
    shelf_read,
    team_view_read,
)
from app.store.earlier_read import earlier
from app.store.engine import open_reader, translated
from app.store.letters import outbox_answer
from app.store.mirror import WHAT
from app.store.mirror_read import MirrorRead
from app.store.outbox import letter_columns, letter_of
from app.store.queue_read import Listing, QueueRead, Times, quote_row

_ORDERS = frozenset(rule.type for rule in OF_ORDERS)
_GOODS = frozenset(rule.type for rule in OF_GOODS)
_COMPLAINTS = frozenset(rule.type for rule in OF_COMPLAINTS)
_APPOINTMENTS = frozenset(rule.type for rule in OF_APPOINTMENTS)
_RETURNS = frozenset(rule.type for rule in OF_RETURNS)
_QUOTES = frozenset(rule.type for rule in OF_QUOTES)
Due = Callable[[str, datetime], datetime]


class Reads:
    """Lives on the reader lane. ``due``: (exception type, from when its clock counts) -> when it is due. ``now`` is this machine's time.

    ``stale_after``: records older than this are shown as stale. ``storefront``: as the profile says it. ``mail``: (source, language where
    none is known) of the mail system that is signed in to, as it is now.

    StoreTrouble where a file is damaged or away.
    """

    def __init__(
        self,
        mirror: Path,
        outbox: Path,
        me: Person,
        *,
        due: Due,
        wording: Wording,
        stale_after: timedelta = timedelta(minutes=2),
        storefront: str = "",
        mail: Callable[[], tuple[str, str] | None] = lambda: None,
    ) -> None:
        self._mirror, self._outbox, self._me = mirror, outbox, me
        self._times, self._wording, self._stale_after = Times(due), wording, stale_after
        self._storefront, self._mail = storefront, mail
        self._queues = {q.name: q for q in QUEUES}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with translated(WHAT), closing(open_reader(self._mirror, WHAT)) as db:
            db.execute("ATTACH ? AS outbox", (f"{self._outbox.absolute().as_uri()}?mode=ro",))
            db.execute("BEGIN")
            yield db
            db.execute("COMMIT")

    def _queue(self, db: sqlite3.Connection, now: datetime) -> QueueRead:
        return QueueRead(db, self._me, now, self._times, self._wording, self._stale_after)

    # ---- queues ----

    def queue(self, ask: AskQueue, now: datetime) -> QueueAnswer:
        """The whole list: rows in order, groups, counts of the tabs."""
        with self._open() as db:
            read = self._queue(db, now)
            queue = self._queues[ask.queue]
            listing = read.listing(ask, queue.type)
            rows = read.rows(listing.ids)
            return QueueAnswer(ask, rows, listing.groups, read.views(queue.type), read.asof(queue.feeds))

    def queue_ids(self, ask: AskQueue, now: datetime) -> Listing:
        """The list as ids (``case_row.n``) in order, with its groups; pages of rows come from ``rows``."""
        with self._open() as db:
            return self._queue(db, now).listing(ask, self._queues[ask.queue].type)

    def rows(self, ids: Sequence[int], now: datetime) -> tuple[CaseRow, ...]:
        """These rows in this order; ids that are gone are left out."""
        with self._open() as db:
            return self._queue(db, now).rows(ids)

    def counts(self, now: datetime) -> Counts:
        """Open cases per queue with the worst severity; letters that have not ended."""
        with self._open() as db:
            read = self._queue(db, now)
            waiting, unknown, parked = overlay.letter_counts(db)
            return Counts(tuple((q.name, *read.open_count(q.type)) for q in QUEUES), waiting, unknown, parked)

    def matters(self, now: datetime) -> Matters:
        """What waits for a second person, whoever that is, and what became lately of what this one asked for."""
        with self._open() as db:
            return approvals_read.gather(db, self._queue(db, now), self._me, now)

    # ---- one case ----

    def panel_parts(self, case_id: str, now: datetime) -> PanelParts | None:
        """Raw records for the panel and the commands' checks; None where the case is gone."""
        with self._open() as db:
            mirror = MirrorRead(db)
            found = db.execute(
                "SELECT n, type, source, model, key, customer_key FROM case_row WHERE case_id = ?", (case_id,)
            ).fetchone()
            if found is None:
                return None
            n, type_, *at, customer = found
            row, case, finding = self._queue(db, now).rows([n])[0], mirror.case(case_id), mirror.finding(case_id)
            about = _About(type_, Ref(*at), customer)
            quote = mirror.quote_page(about.ref, now) if type_ in _QUOTES else None
            if finding is None and case is not None and quote is not None and is_opened(case):
                finding = finding_of(quote, quote_read.tenant(db), now, QUOTE.version)
            return self._gather(db, mirror, about, _Case(row, case, finding), quote, now)

    def quote_parts(self, ref: Ref, now: datetime) -> PanelParts | None:
        """The same by a quote's document: of its most severe open case, else of the quote alone; None where neither system has it."""
        with self._open() as db:
            open_ = "type = 'quote' AND source = ? AND model = ? AND key = ? AND live ORDER BY severity, n LIMIT 1"
            found = db.execute(f"SELECT case_id FROM case_row WHERE {open_}", (ref.source, ref.model, ref.key)).fetchone()
            if found is None:
                return self._quote_alone(db, ref, now)
        return self.panel_parts(found[0], now)

    def _quote_alone(self, db: sqlite3.Connection, ref: Ref, now: datetime) -> PanelParts | None:
        mirror = MirrorRead(db)
        quote = mirror.quote_page(ref, now)
        finding = finding_of(quote, quote_read.tenant(db), now, QUOTE.version)
        if finding is None:
            return None
        rev = case.rev if (case := mirror.case(finding.case_id)) is not None else 0
        name = quote.customer.name if quote.customer is not None else (quote.request.email if quote.request else None) or ""
        row = quote_row(finding, rev, name, now)
        about = _About(finding.type, finding.ref, finding.customer)
        return replace(self._gather(db, mirror, about, _Case(row, None, finding), quote, now), about=ref)

    def _gather(
        self, db: sqlite3.Connection, mirror: MirrorRead, about: _About, of: _Case, quote: QuoteDossier | None, now: datetime
    ) -> PanelParts:
        type_, ref, customer, case_id = about.type, about.ref, about.customer, of.row.case_id
        of_order = type_ in _ORDERS or ref.model == "web_order"  # a request for an offer is an order of the shop
        order = mirror.order_dossier(ref) if of_order else None
        damage = mirror.complaint_dossier(ref) if type_ in _COMPLAINTS else None
        sale = damage.sale if damage is not None else order_parts.booked_as(mirror, ref, order)
        erp, buyer = order_parts.account_of(ref.source, customer, order)
        complete = mirror.complete(erp)
        moves = mirror.moves_of(erp, sale.ref.key) if sale is not None and "moves" in complete else None
        sent = frozenset(m.shipment for m in moves or () if m.shipment is not None)
        letters = db.execute(
            f"SELECT {letter_columns()} FROM outbox.letter WHERE case_id = ? AND state NOT IN ('applied', 'refused', 'superseded') "
            "ORDER BY created_at, id",
            (case_id,),
        )
        return PanelParts(
            row=of.row,
            case=of.case,
            finding=of.finding,
            dossier=mirror.dossier(erp, buyer),
            sale=sale,
            lines=mirror.lines_of(erp, sale.ref.key) if sale is not None else (),
            shipments=mirror.shipments(erp, sent) if moves is not None and "shipments" in complete else None,
            moves=moves,
            decisions=mirror.decisions_of(case_id),
            past=mirror.decisions_on(ref.source, customer, case_id) if customer else (),
            notes=mirror.notes_of(case_id),
            letters=tuple(letter_of(row) for row in letters),
            people=mirror.persons(),
            delegations=policy_read.standing(db, now),
            earlier=earlier(db, live) if (live := mirror.decision_open(case_id)) is not None else {},
            order=order,
            goods=mirror.goods_page(ref) if type_ in _GOODS else None,
            storefront=self._storefront,
            post=self._post(db, erp, buyer, order, now),
            damage=damage,
            visit=mirror.appointment_dossier(ref) if type_ in _APPOINTMENTS else None,
            back=mirror.return_dossier(ref) if type_ in _RETURNS else None,
            quote=quote,
        )

    def _post(self, db: sqlite3.Connection, erp: str, key: str, order: OrderDossier | None, now: datetime) -> Post | None:
        """None where no mail system is signed in to."""
        mail = self._mail()
        if mail is None:
            return None
        source, language = mail
        to = customer_read.email(db, Ref(erp, "customer", key), order.order if order else None)
        return Post(source, language, to, now, message_read.lately(db, now))

    def policy_parts(self) -> PolicyParts:
        """Raw records for the page about the policy."""
        with self._open() as db:
            return policy_read.gather(db)

    # ---- orders of all systems ----

    def orders(self, ask: AskOrders) -> OrdersAnswer:
        """Orders or quotes: the first screenful, or the whole list as ids."""
        with self._open() as db:
            return order_list.answer(db, ask)

    def order_rows(self, ask: AskOrderRows) -> OrderRowsAnswer:
        """Rows of a list that came as ids; those that are gone are left out."""
        with self._open() as db:
            return OrderRowsAnswer(order_list.rows_of(db, ask.ids))

    def order_parts(self, ask: AskOrder) -> OrderParts | None:
        """Raw records for one order's page; None where it is gone."""
        with self._open() as db:
            ref = ask.ref or order_parts.of_case(db, ask.case_id)
            return None if ref is None else order_parts.gather(db, ref)

    def customer_parts(self, ask: AskCustomer, now: datetime) -> CustomerParts | None:
        """Raw records for one customer's page; None where no ERP knows them."""
        with self._open() as db:
            ref = customer_read.find(db, ask)
            return None if ref is None else customer_read.gather(db, self._queue(db, now), ref, ask.whole)

    def mismatches(self, ask: AskMismatches) -> MismatchesAnswer:
        """Master data that shop and ERP do not agree on."""
        with self._open() as db:
            return mismatch_read.answer(db, ask.text)

    # ---- appointments ----

    def board_parts(self) -> BoardParts:
        """Raw records for the appointment board."""
        with self._open() as db:
            return appointment_read.board(db)

    def slot_parts(self, ask: AskSlots) -> SlotParts:
        """Raw records for a new appointment."""
        with self._open() as db:
            return appointment_read.slot_parts(db, ask)

    # ---- inventory ----

    def shelf(self, ask: AskShelf, local: datetime) -> ShelfAnswer:
        """What lies where: the first screenful, or the whole list as ids. ``local``: now in the company's zone."""
        with self._open() as db:
            return shelf_read.answer(db, ask, shelf_read.Clock(local, self._stale_after))

    def shelf_rows(self, ask: AskShelfRows, local: datetime) -> ShelfRowsAnswer:
        """Rows of a list that came as ids; those that are gone are left out."""
        with self._open() as db:
            return ShelfRowsAnswer(shelf_read.rows_of(db, ask.ids, shelf_read.Clock(local, self._stale_after)))

    def product_parts(self, ask: AskProduct) -> ProductParts | None:
        """Raw records for one product's page; None where no system has anything of it."""
        with self._open() as db:
            return product_read.gather(db, ask.sku)

    # ---- quotes that are being written ----

    def catalogue(self, source: str) -> tuple[Sold, ...]:
        """All that an ERP sells."""
        with self._open() as db:
            return draft_read.catalogue(db, source)

    def head_names(self, source: str) -> dict[str, tuple[str, ...]]:
        """Names of the ERP's own that a field of a quote's head takes."""
        with self._open() as db:
            return draft_read.head_names(db, source)

    def quote_for(self, customer: Ref) -> QuoteFor | None:
        """Whom a quote is written for; None where they are gone."""
        with self._open() as db:
            return draft_read.quote_for(db, customer)

    def quotation(self, sale: Ref) -> Quotation | None:
        """A quotation to begin from; None where it is gone."""
        with self._open() as db:
            return draft_read.quotation(db, sale)

    def account(self, customer: Ref) -> CreditDossier:
        """All that a customer's credit is judged on."""
        with self._open() as db:
            return MirrorRead(db).dossier(customer.source, customer.key)

    def suggestions(self, source: str, product: str) -> tuple[Suggestion, ...]:
        """What else fits a product of an ERP."""
        with self._open() as db:
            return beside_read.suggestions(db, source, product)

    def version_parts(self, ask: AskVersions) -> VersionParts | None:
        """A quotation with all that was offered of it; None where no system and no version of it is known."""
        with self._open() as db:
            ref = ask.ref or order_parts.of_case(db, ask.case_id)
            return None if ref is None else quote_read.version_parts(db, ref)

    def document(self, case_id: str) -> Ref | None:
        """What a case is about; None where it is gone."""
        with self._open() as db:
            return order_parts.of_case(db, case_id)

    def request(self, ref: Ref) -> OrderDossier | None:
        """A shop's request with its lines and its customer in the ERP; None where it is gone."""
        with self._open() as db:
            found = MirrorRead(db).order_dossier(ref)
            return found if found.order is not None else None

    # ---- outbox, chart, palette ----

    def outbox(self, now: datetime) -> OutboxAnswer:
        """This person's letters, newest first, and how much is known of each source."""
        with self._open() as db:
            return outbox_answer(db, self._wording, now)

    def shared(self) -> SharedAnswer:
        """Boards and notes that the team keeps."""
        with self._open() as db:
            return team_view_read.shared(db)

    def holds(self, ask: AskHolds, now: datetime) -> HoldsAnswer:
        """Open credit holds and their value, a point an hour."""
        with self._open() as db:
            return holds.series(db, ask.since, now, self._queues["credit"].type)

    def find(self, ask: AskFind) -> FindAnswer:
        """Cases, orders and customers by text."""
        with self._open() as db:
            return find.hits(db, ask)


@dataclass(frozen=True, slots=True)
class _About:
    """What a case is about. ``customer``: their key, "" where none is known."""

    type: str
    ref: Ref
    customer: str


@dataclass(frozen=True, slots=True)
class _Case:
    row: CaseRow
    case: Case | None
    finding: Finding | None
