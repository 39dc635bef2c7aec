"""A desk at which quotes are written: a catalogue, drafts that are kept, and an ERP that answers when a test lets it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.beside import Account, Suggestion
from app.domain.catalogue import Catalogue, Sold
from app.domain.changes import Changes
from app.domain.draft import Base, Content, Draft, DraftHead, DraftLine, Opened
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.offer import OfferView, Settled, problem
from app.domain.pricing import AskPrices, Priced, PricedLine
from app.domain.ref import Ref
from app.errors import ClearlineError, Refused

NAMES = (
    ("HYD-PMP-18", "Gear pump 18 cc", "412.00", (("DC North", 120), ("Plant 2", 14))),
    ("VLV-2040-SS", "Ball valve DN40, steel", "402.00", (("DC North", 96), ("Plant 2", 40))),
    ("ACT-110-24V", "Actuator 110 Nm 24 V", "1390.00", (("DC North", 0), ("Plant 2", 6))),
    ("SNS-PT100-6", "Probe Pt100, 6 mm", "104.00", (("DC North", 480),)),
    ("SNS-PT100-4", "Probe Pt100, 4 mm", "98.50", (("DC North", 210),)),
    ("SKD-400-CTO", "Pump skid 400", "18450.00", ()),
    ("SRV-COMM-2D", "Commissioning, 2 days", "3200.00", ()),
    ("CBL-M12-5", "M12 cable 5 m", "20.00", (("DC North", 4000),)),
)
CATALOGUE = Catalogue(
    Sold(str(i), sku, name, "u", Money.of(price, "EUR"), tuple((p, Decimal(n)) for p, n in free))
    for i, (sku, name, price, free) in enumerate(NAMES, 1)
)
CUSTOMER = Ref("tryton", "customer", "7")
SALE = Ref("tryton", "sale", "2207")
OFF = Decimal("0.9")
FITS = {
    "4": (
        Suggestion("5", "SNS-PT100-4", "Probe Pt100, 4 mm", "replaces it", True),
        Suggestion("8", "CBL-M12-5", "M12 cable 5 m", "in 14 of its last 40 orders", False),
    )
}


def done(value: Any) -> Future[Any]:
    made: Future[Any] = Future()
    made.set_exception(value) if isinstance(value, ClearlineError) else made.set_result(value)
    return made


def quotation(now: datetime) -> Draft:
    """As a rep has it open: six lines, two of them by hand."""
    wanted = (
        ("HYD-PMP-18", 60),
        ("VLV-2040-SS", 240),
        ("ACT-110-24V", 48),
        ("SNS-PT100-6", 120),
        ("SKD-400-CTO", 4),
        ("SRV-COMM-2D", 1),
    )
    lines = []
    for i, (sku, count) in enumerate(wanted, 1):
        sold = CATALOGUE.numbered(sku)[0]
        lines.append(DraftLine(str(i), sku, sold.name, sold.key, Decimal(count)))
    base = Content(DraftHead("DAP Dayton", "Net 30", (now + timedelta(days=12)).date()), tuple(lines))
    lines[1] = replace(lines[1], price=Decimal("317.58"), reason="competitor at 315.00")
    lines[3] = replace(lines[3], discount=Decimal("7.5"), reason="bundle", note="with cable gland")
    content = Content(replace(base.head, payment="Net 45", outside="Delivery in two lots"), tuple(lines))
    opened = Base(SALE, "SO-2207", (("sale", "2207", "1.0"),), base)
    return Draft("d1", CUSTOMER, "Cascade Automation Inc.", "EUR", content, now - timedelta(minutes=4), opened)


def answer(ask: AskPrices, at: datetime) -> Priced:
    """Ten per cent off for everybody, 19 % tax."""
    lines = []
    for x in ask.lines:
        sold = CATALOGUE.product(x.product)
        assert sold is not None
        assert sold.list_price is not None
        own = (sold.list_price.amount * OFF).quantize(Decimal("0.0001"))
        price = x.price if x.price is not None else own
        if x.discount is not None:
            price = (own * (1 - x.discount / 100)).quantize(Decimal("0.0001"))
        cost = (sold.list_price.amount * Decimal("0.62")).quantize(Decimal("0.0001"))
        lines.append(
            PricedLine(x.key, own, price, sold.list_price.amount, cost, Money.of(price * x.quantity, "EUR"), ("VAT 19 %",))
        )
    net = sum((x.net for x in lines), Money.zero("EUR"))
    tax = Money.of(net.amount * Decimal("0.19"), "EUR")
    return Priced(ask, tuple(lines), (), net, tax, net + tax, "EUR", "Wholesale, 10 % off", at)


class Drafts:
    """``kept``: what would be on the disk."""

    def __init__(self, desk: QuoteStage) -> None:
        self.kept: dict[str, Draft] = {}
        self._desk = desk
        self.fail: ClearlineError | None = None
        self.changed: Base | ClearlineError | None = None
        self.account_now = Account(Money.of(120_000, "EUR"), Money.of(250_000, "EUR"), "", "", desk.now() - timedelta(minutes=2))
        self.asked_beside: list[str] = []

    def keep(self, draft: Draft) -> Future[Any]:
        if self.fail is not None:
            return done(self.fail)
        self.kept[draft.id] = replace(draft, changed_at=self._desk.now())
        self._desk.say("drafts")
        return done(None)

    def drop(self, id_: str) -> Future[Any]:
        return done(self.kept.pop(id_, None))

    def all(self) -> Future[Any]:
        return done(self.fail or tuple(sorted(self.kept.values(), key=lambda x: x.changed_at, reverse=True)))

    def catalogue(self, _source: str) -> Future[Any]:
        return done(CATALOGUE)

    def head_names(self, _source: str) -> Future[Any]:
        return done({"payment": ("Net 30", "Net 45", "Net 60", "On receipt")})

    def account(self, _customer: Ref, _sale: Ref | None) -> Future[Any]:
        return done(self.account_now)

    def beside(self, _source: str, product: str) -> Future[Any]:
        self.asked_beside.append(product)
        return done(FITS.get(product, ()))

    def begin(self, customer: Ref) -> Future[Any]:
        if customer != CUSTOMER:
            return done(Refused("The customer is not known here any more", "Choose another one."))
        return done(Draft("n1", customer, "Cascade Automation Inc.", "EUR", Content(), self._desk.now()))

    def edit(self, sale: Ref) -> Future[Any]:
        if sale != SALE:
            return done(Refused("SO-9 cannot be changed", "It is an order by now."))
        there = next((x for x in self.kept.values() if x.base is not None and x.base.sale == sale), None)
        return done(Opened(there or quotation(self._desk.now()), kept=there is not None))

    def open(self, id_: str) -> Future[Any]:
        there = self.kept.get(id_)
        if there is None or there.offered:
            return done(Refused("SO-2207 is on its way to the ERP"))
        return done(Opened(there, kept=True))

    def theirs(self, sale: Ref) -> Future[Any]:
        """``changed``: what the ERP has by now; else as it was."""
        if isinstance(self.changed, ClearlineError):
            return done(self.changed)
        return done(self.changed or quotation(self._desk.now()).base)


class Prices:
    """``hold``: answers wait in ``asked`` until ``let_go``; ``fail``: the ERP is away."""

    def __init__(self, desk: QuoteStage) -> None:
        self._desk = desk
        self.hold = False
        self.fail: ClearlineError | None = None
        self.asked: list[tuple[AskPrices, Callable[[int, int], None], Future[Any]]] = []
        self.stopped = 0

    def price(self, ask: AskPrices, told: Callable[[int, int], None]) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append((ask, told, future))
        if self.fail is not None:
            future.set_exception(self.fail)
        elif not self.hold:
            future.set_result(answer(ask, self._desk.now()))
        return future

    def stop(self) -> None:
        self.stopped += 1

    def let_go(self) -> None:
        """The newest question is answered; those before it were stopped by it."""
        *older, (ask, _, future) = self.asked
        for _, _, late in older:
            if not late.done():
                late.set_result(None)
        future.set_result(answer(ask, self._desk.now()))


class Offers:
    """``over``: what became of what was sent, told at the next look; ``hold``: answers wait in ``late``, each with what it was asked;
    ``slow``: the answer of the next sending."""

    def __init__(self, desk: QuoteStage) -> None:
        self._desk = desk
        self.problem = ""
        self.fail: ClearlineError | None = None
        self.hold = False
        self.slow: Future[Any] | None = None
        self.late: list[tuple[Draft, Priced | None, Future[Any]]] = []
        self.sent: list[Draft] = []
        self.at: list[Priced | None] = []  # the prices with which each was sent
        self.over: tuple[Settled, ...] = ()

    def preview(self, draft: Draft, priced: Priced | None) -> Future[Any]:
        if self.hold:
            self.late.append((draft, priced, Future()))
            return self.late[-1][2]
        return done(self._view(draft, priced))

    def let_go(self, at: int) -> None:
        draft, priced, future = self.late[at]
        future.set_result(self._view(draft, priced))

    def _view(self, draft: Draft, priced: Priced | None) -> OfferView:
        wrong = self.problem or problem(draft, priced)
        effects = (
            Effect("tryton", draft.number, "payment terms", "Net 30", "Net 45"),
            Effect("tryton", draft.number, "line VLV-2040-SS", "240 at 361.80 EUR", "240 at 317.58 EUR"),
            Effect("tryton", draft.number, "line SNS-PT100-6", "120 at 93.60 EUR", "120 at 86.58 EUR"),
        )
        return OfferView(draft.number, () if wrong else effects, problem=wrong)

    def send(self, draft: Draft, priced: Priced | None) -> Future[Any]:
        if self.fail is not None:
            return done(self.fail)
        sent = replace(draft, offered="letter/1")
        self.sent.append(sent)
        self.at.append(priced)
        self._desk.drafts.kept[draft.id] = sent
        return self.slow or done(sent)

    def settle(self) -> Future[Any]:
        over, self.over = self.over, ()
        for one in over:
            self._desk.drafts.kept.pop(one.draft.id, None)
            if not one.done:
                self._desk.drafts.kept[one.draft.id] = one.draft
        return done(over)


class QuoteStage:
    def __init__(self) -> None:
        self.drafts, self.pricing, self.offering = Drafts(self), Prices(self), Offers(self)
        self.listeners: list[Callable[[Changes], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC)

    def watch(self, listener: Callable[[Changes], None]) -> None:
        self.listeners.append(listener)

    def say(self, topic: str) -> None:
        for listener in self.listeners:
            listener(Changes(frozenset({topic})))
