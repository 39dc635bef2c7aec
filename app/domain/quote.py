"""What an offer is made of: its lines priced step by step from list to net, what is earned by them, and the limits it is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.customer import Customer
from app.domain.feed import Bad
from app.domain.goods import ListPrice
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine, is_ordered
from app.domain.paper import SentOffer
from app.domain.quote_version import QuoteVersion
from app.domain.ref import Ref
from app.domain.shop import WebLine, WebOrder
from app.domain.stock import StockLevel

QUOTE = "quote"  # model of the subject that is judged as a QuoteDossier; its key is the sale's, or the shop's request's
OPEN = frozenset({OrderState.DRAFT, OrderState.QUOTED})
_HUNDRED = Decimal(100)
_FINEST = Decimal("0.0001")  # what prices are kept to
_DIGITS = 8  # of a share, at most


@dataclass(frozen=True, slots=True)
class Limits:
    """What an offer may be without anybody's approval. discount, floor, target in per cent.

    discount: off what the customer's price list gives, per line. floor: least margin, per line and of all. terms: payment terms that
    are standard; valid_days: the longest validity that is. soon: days before its end from which an offer expires soon. unsent, answer:
    hours after which a draft lies about and a request is unanswered. large: from this net on it is more urgent.
    """

    discount: Decimal
    floor: Decimal
    target: Decimal
    terms: frozenset[str]
    valid_days: int
    soon: int
    unsent: int
    answer: int
    large: Money


@dataclass(frozen=True, slots=True)
class History:
    """The customer's earlier offers, and what was earned by what they bought in the year before. Money in company currency."""

    won: int = 0
    lost: int = 0
    net: Money | None = None
    cost: Money | None = None

    @property
    def margin(self) -> Decimal | None:
        return None if self.net is None or self.cost is None else share(self.net - self.cost, self.net)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody decided about an offer as it stood then. ``deed``: by what; ``basis``: of what stood in it; ``by``: the person's id."""

    deed: str
    basis: str
    by: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The shop's request that an offer answers. order: None where the shop has it no more, or ``read`` says that nobody can see that."""

    ref: Ref
    order: WebOrder | None
    read: bool


@dataclass(frozen=True, slots=True)
class QuoteDossier:
    """One offer in an ERP, or one request of a shop that wants one.

    ref: the sale's, or the web order's. lines: of the sale, in their order. refused: its key where a confirm was tried.
    prices: the ERP's for the lines' products on the customer's price list. levels: of those products, in all warehouses.
    answered: the number of the quote with which somebody answered the request from here, "" for none.
    request: what was asked for in a shop; asked: its lines; answers: sales of the first ERP with its reference that are not cancelled.
    complete: feeds of the document's own system that were read to their end, asof: when; books: those of the ERP.
    asks: the request that the offer answers, as its versions say, for a person's page alone.
    agreed: newest first. sent: as it went to the buyer, the newest first. versions: as the team keeps them, for a person's page alone.
    unreadable: records of it in quarantine, or that may be its.
    """

    ref: Ref
    sale: Sale | None
    lines: tuple[SaleLine, ...]
    customer: Customer | None
    refused: frozenset[str]
    prices: tuple[ListPrice, ...]
    levels: tuple[StockLevel, ...]
    request: WebOrder | None
    asked: tuple[WebLine, ...]
    answers: tuple[Sale, ...]
    limits: Limits
    complete: frozenset[str]
    books: frozenset[str]
    asof: datetime | None
    history: History = History()
    agreed: tuple[Agreed, ...] = ()
    versions: tuple[QuoteVersion, ...] = ()
    answered: str = ""
    unreadable: tuple[Bad, ...] = ()
    sent: tuple[SentOffer, ...] = ()
    asks: Asked | None = None

    @property
    def number(self) -> str | None:
        return self.request.number if self.request else self.sale.number if self.sale else None


@dataclass(frozen=True, slots=True)
class Priced:
    """One line, prices of one in the offer's currency with all their digits, without tax; None where no system tells one.

    listed: before any discount; agreed: what the customer's price list gives for this quantity; profit, net: of the line, in company
    currency; profit None: its cost is not known.
    """

    line: SaleLine
    listed: Decimal | None
    agreed: Decimal | None
    net: Money
    profit: Money | None

    @property
    def unit(self) -> Decimal:
        return self.line.unit_price

    @property
    def by_hand(self) -> Decimal:
        """What somebody put on the customer's price of one, or took off it."""
        return Decimal(0) if self.agreed is None else self.unit - self.agreed

    @property
    def off_list(self) -> Decimal | None:
        return None if not self.listed else percent(self.listed - self.unit, self.listed)

    @property
    def below(self) -> Decimal | None:
        """Per cent below the customer's own price; negative above it."""
        return None if not self.agreed else percent(self.agreed - self.unit, self.agreed)

    @property
    def margin(self) -> Decimal | None:
        return None if self.profit is None else share(self.profit, self.net)

    @property
    def cost(self) -> Decimal | None:
        """Of one, in company currency; exact enough to be drawn."""
        cost = self.line.cost
        return cost.amount / self.line.quantity if cost is not None and self.line.quantity else None


def percent(part: Decimal, of: Decimal) -> Decimal:
    """With every digit: it is held against limits."""
    return part * _HUNDRED / of


def rounded(value: Decimal, limit: Decimal | None = None) -> Decimal:
    """For the eye, to a tenth; finer where a tenth would show what passes ``limit`` as if it kept it."""
    for digits in range(1, _DIGITS):
        shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        if shown != limit or value == limit:
            return shown
    return value


def share(part: Money, of: Money) -> Decimal | None:
    """In per cent, with every digit; None of nothing."""
    return percent(part.amount, of.amount) if of else None


def rate(sale: Sale) -> Decimal | None:
    """Units of the offer's currency for one of the company's; None where neither is known by it."""
    if sale.untaxed.currency == sale.untaxed_company.currency:
        return Decimal(1)
    return sale.untaxed.amount / sale.untaxed_company.amount if sale.untaxed_company else None


def priced(dossier: QuoteDossier) -> tuple[Priced, ...]:
    """Its lines; none where it cannot be read."""
    sale = dossier.sale
    return () if sale is None else tuple(_priced(sale, line, dossier.prices) for line in dossier.lines)


def _priced(sale: Sale, line: SaleLine, prices: Iterable[ListPrice]) -> Priced:
    net, cost = sale.in_company(line.net), line.cost
    profit = net - cost if cost is not None and cost.currency == net.currency else None
    return Priced(line, line.list_price, _agreed(sale, line, prices), net, profit)


def _agreed(sale: Sale, line: SaleLine, prices: Iterable[ListPrice]) -> Decimal | None:
    """By the entry with the largest quantity that is reached."""
    reached = [p for p in prices if p.product == line.product_key and p.quantity <= line.quantity]
    one = rate(sale)
    if not reached or one is None:
        return None
    best = max(reached, key=lambda p: p.quantity)
    return (best.each * one).quantize(_FINEST, ROUND_HALF_EVEN)


def profit(lines: Iterable[Priced]) -> tuple[Money, Money] | None:
    """Profit and net of all together, in company currency; None where the cost of one is not known, or there are none."""
    found = list(lines)
    if not found or any(x.profit is None for x in found):
        return None
    currency = found[0].net.currency
    earned = Money(sum(x.profit.minor for x in found if x.profit is not None), currency)
    return earned, Money(sum(x.net.minor for x in found), currency)


def margin(lines: Iterable[Priced]) -> Decimal | None:
    found = profit(lines)
    return None if found is None else share(*found)


def given_away(lines: Iterable[Priced]) -> tuple[Decimal, Decimal]:
    """What the lines cost less than the customer's own prices, and what those come to; in the offer's currency."""
    less = of = Decimal(0)
    for x in lines:
        if x.agreed is not None and x.line.quantity > 0:
            of += x.agreed * x.line.quantity
            less += max(Decimal(0), -x.by_hand) * x.line.quantity
    return less, of


def below_floor(lines: Iterable[Priced], floor: Decimal) -> Money | None:
    """What lacks to the floor on lines that are under it, in company currency; None where no cost is known."""
    known = [(x.net, x.profit) for x in lines if x.profit is not None]
    if not known:
        return None
    lack = sum((max(Decimal(0), net.amount * floor / _HUNDRED - earned.amount) for net, earned in known), Decimal(0))
    return Money.of(lack, known[0][0].currency)


def stands(sale: Sale, lines: Iterable[SaleLine]) -> dict[str, object]:
    """What an approval is about, to be held beside what stands there later; ``basis`` is of the same. As JSON types."""
    told = [[x.product_key or "", x.sku or x.product, _plain(x.quantity), x.unit, _plain(x.unit_price)] for x in lines]
    return {"lines": told, "terms": sale.payment_terms, "valid": sale.valid_days, "currency": sale.untaxed.currency}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def basis(sale: Sale, lines: Iterable[SaleLine]) -> str:
    """Of all that an approval is about: another one as soon as a line, its unit or price, the terms or the validity is."""
    told = {
        "lines": sorted([x.product_key or "", str(x.quantity.normalize()), x.unit, str(x.unit_price.normalize())] for x in lines),
        "terms": sale.payment_terms,
        "valid": sale.valid_days,
        "currency": sale.untaxed.currency,
    }
    return canonical(told)[1][:16]


def is_offer(sale: Sale, refused: frozenset[str]) -> bool:
    """Not ordered yet, not what makes good or takes back, and valid for a time."""
    made = sale.complaint or sale.returns
    return sale.state in OPEN and sale.valid_days is not None and not made and not is_ordered(sale, refused)


def expires(sale: Sale) -> date | None:
    """The last day on which an offer that was quoted can be taken; a draft has none yet."""
    return sale.expires_on if sale.state is OrderState.QUOTED else None
