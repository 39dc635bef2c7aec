"""Quote drafts on their way from the screen to the disk and back: kept while one types, begun from a customer or a quotation."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from app.domain.beside import Account, Suggestion
from app.domain.catalogue import Catalogue
from app.domain.changes import Changes
from app.domain.draft import Base, Content, Draft, DraftHead, DraftLine, Opened
from app.domain.finding import Unknown
from app.domain.order import OrderState
from app.domain.quotation import EDITABLE, Quotation, base_of
from app.domain.ref import Ref
from app.domain.shop import WebLine, WebOrderState
from app.errors import Refused
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.rules.credit import used_up
from app.store.draft_book import DraftBook
from app.store.reads import Reads

TOPIC = Changes(frozenset({"drafts"}))


class Drafting:
    """Everything returns at once. Drafts are written on a lane of their own: nothing else that is being written holds them up."""

    def __init__(self, book: DraftBook, reads: Reads, reader: Lane, clock: Clock, hear: Callable[[Changes], None]) -> None:
        self._book, self._reads, self._reader, self._clock, self._hear = book, reads, reader, clock, hear
        self._lane = Lane("drafts")
        self._waiting: dict[str, Draft] = {}  # not written yet, the newest of each
        self._guard = threading.Lock()

    # ---- kept ----

    def keep(self, draft: Draft) -> Future[None]:
        """Write it down, as of now. Of several that wait only the newest is written; StoreTrouble in the future where it cannot be."""
        with self._guard:
            self._waiting[draft.id] = replace(draft, changed_at=self._clock.now())
        return self._lane.submit(self._write, draft.id)

    def _write(self, id_: str) -> None:
        with self._guard:
            draft = self._waiting.pop(id_, None)
        if draft is not None and self._book.keep(draft):
            self._hear(TOPIC)

    def drop(self, id_: str) -> Future[Draft | None]:
        """Throw it away; what it was, so that it can be kept again. Refused where it is on its way to the ERP."""
        return self._lane.submit(self._drop, id_)

    def _drop(self, id_: str) -> Draft | None:
        with self._guard:
            self._waiting.pop(id_, None)
        found = self._book.get(id_)
        if found is not None:
            _writable(found)
        self._book.drop(id_)
        self._hear(TOPIC)
        return found

    def all(self) -> Future[tuple[Draft, ...]]:
        """The last written first."""
        return self._lane.submit(self._book.all)

    # ---- begun ----

    def catalogue(self, source: str) -> Future[Catalogue]:
        """All that an ERP sells, as the mirror has it."""
        return self._reader.submit(lambda: Catalogue(self._reads.catalogue(source)))

    def head_names(self, source: str) -> Future[dict[str, tuple[str, ...]]]:
        """By field of a quote's head, the names of the ERP that it takes."""
        return self._reader.submit(self._reads.head_names, source)

    def account(self, customer: Ref, sale: Ref | None) -> Future[Account]:
        """Their credit without this quote. ``sale``: the quotation that it changes, None for a new one."""
        return self._reader.submit(self._account, customer, sale)

    def _account(self, customer: Ref, sale: Ref | None) -> Account:
        dossier = self._reads.account(customer)
        used = used_up(dossier, sale, self._clock.now().astimezone().date())
        if isinstance(used, Unknown):
            return Account(unknown=used.fact, asof=dossier.asof)
        assert dossier.standing is not None
        return Account(used, dossier.standing.limit, dossier.standing.dunning_block or "", "", dossier.asof)

    def beside(self, source: str, product: str) -> Future[tuple[Suggestion, ...]]:
        """What else fits a line of this product: in its place, and beside it."""
        return self._reader.submit(self._reads.suggestions, source, product)

    def begin(self, customer: Ref) -> Future[Draft]:
        """A new quote for a customer of an ERP. Refused where they are gone, or it is not known yet what is sold. Nothing is written
        before something stands in it."""
        return self._reader.submit(self._begin, customer)

    def _begin(self, customer: Ref) -> Draft:
        found = self._reads.quote_for(customer)
        if found is None:
            raise Refused("The customer is not known here any more", "Choose another one.")
        if not found.currency:
            raise Refused(
                "A quote cannot be begun yet", "The ERP is being read for the first time: its currency is not known here."
            )
        return Draft(str(uuid.uuid4()), customer, found.customer.name, found.currency, Content(), self._clock.now())

    def open(self, id_: str) -> Future[Opened]:
        """One of those that are kept, with all that was written in it until now. Refused where it is gone or on its way to the ERP."""
        return self._lane.submit(self._open, id_)

    def _open(self, id_: str) -> Opened:
        there = self._book.get(id_)
        if there is None:
            raise Refused("The draft is not here any more", "It was offered or thrown away.")
        return Opened(_writable(there), kept=True)

    def edit(self, sale: Ref) -> Future[Opened]:
        """One's draft of an ERP's quotation: the one that is there already, else begun from it as the mirror has it. Refused where it is
        no quotation any more, not all of it is known here, or one's draft of it is on its way to the ERP."""
        return self._lane.submit(self._edit, sale)

    def _edit(self, sale: Ref) -> Opened:
        there = next((d for d in self._book.all() if d.base is not None and d.base.sale == sale), None)
        if there is not None:
            return Opened(_writable(there), kept=True)
        found = self._reader.submit(self._quotation, sale).result()
        base, currency = base_of(found), found.sale.untaxed.currency
        made = Draft(str(uuid.uuid4()), found.customer.ref, found.customer.name, currency, base.content, self._clock.now(), base)
        return Opened(made, kept=False)

    def document(self, case_id: str) -> Future[Ref]:
        """What a case is about: an ERP's quotation, or a shop's request. Refused where it is gone."""
        return self._reader.submit(self._document, case_id)

    def _document(self, case_id: str) -> Ref:
        found = self._reads.document(case_id)
        if found is None:
            raise Refused("The quote is not known here any more", "Look for it in the list of quotes.")
        return found

    def answer(self, request: Ref) -> Future[Opened]:
        """One's draft that answers a shop's request: the one that is there already, else begun with what was asked for; the ERP prices it.
        Refused where nobody waits for it any more, or the ERP does not know the customer."""
        return self._lane.submit(self._answer, request)

    def _answer(self, request: Ref) -> Opened:
        there = next((d for d in self._book.all() if d.answers == request), None)
        if there is not None:
            return Opened(_writable(there), kept=True)
        return self._reader.submit(self._answering, request).result()

    def _answering(self, request: Ref) -> Opened:
        found = self._reads.request(request)
        order = found.order if found is not None else None
        if found is None or order is None:
            raise Refused("The request is not known here any more", "Look for it in the list of quotes.")
        if order.state is not WebOrderState.DRAFT:
            raise Refused(f"{order.number} is no request any more", f"It is {order.state.value} in the shop.")
        if found.customer is None:
            raise Refused(
                f"{order.number} cannot be answered yet", "The ERP does not know its customer: give them a number there."
            )
        known = Catalogue(self._reads.catalogue(found.customer.ref.source))
        now = self._clock.now()
        until = order.expires_on if order.expires_on is not None and order.expires_on > now.astimezone().date() else None
        head = DraftHead(valid_until=until, inside=f"Answers the shop's request {order.number}")
        content = Content(head, tuple(asked_for(x, known) for x in found.lines))
        who = found.customer
        return Opened(Draft(str(uuid.uuid4()), who.ref, who.name, order.net.currency, content, now, answers=request), kept=False)

    def theirs(self, sale: Ref) -> Future[Base]:
        """A quotation as the mirror has it by now; Refused as in ``edit``."""
        return self._reader.submit(lambda: base_of(self._quotation(sale)))

    def _quotation(self, sale: Ref) -> Quotation:
        found = self._reads.quotation(sale)
        if found is None:
            raise Refused("The quotation is not known here any more", "Look for it in the list of quotes.")
        number = found.sale.number or "The quotation"
        if found.sale.state not in EDITABLE:
            raise Refused(f"{number} cannot be changed", f"It is {_now(found.sale.state)}.")
        if not found.whole:
            raise Refused(
                f"{number} cannot be changed yet", "Its lines do not add up to its amount here: it is still being read."
            )
        return found

    def close(self) -> None:
        """After everything that was kept is written."""
        self._lane.close(drain=True)


def asked_for(line: WebLine, known: Catalogue) -> DraftLine:
    """A line of a request, to be priced by the ERP; what the ERP does not sell stands there by the shop's number, for a person to
    replace."""
    sold = known.numbered(line.sku or "")
    one = sold[0] if len(sold) == 1 else None
    key, sku = f"new-{uuid.uuid4()}", line.sku or line.product
    if one is None:
        return DraftLine(key, sku, line.product, quantity=line.quantity)
    return DraftLine(key, one.sku, one.name, one.key, line.quantity)


def _writable(draft: Draft) -> Draft:
    if draft.offered:
        raise Refused(f"{draft.number} is on its way to the ERP", "It is in Sync, G S, until the ERP answers.")
    return draft


def _now(state: OrderState) -> str:
    return {OrderState.CANCELLED: "cancelled"}.get(state, "an order by now")
