"""What a quote costs by the ERP's own rules: what is asked, and what it answered when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.domain.draft import Draft, DraftLine
from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class AskedLine:
    """``product``: its key; of price and discount as in ``DraftLine``."""

    key: str
    product: str
    quantity: Decimal
    price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AskPrices:
    """``sale``: the quotation whose terms hold, None for a new one, for which the customer's do."""

    customer: Ref
    currency: str
    lines: tuple[AskedLine, ...]
    sale: Ref | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Of one, without tax, in the quote's currency with every digit that the ERP keeps: ``own`` is what it asks of this customer for this
    quantity, ``price`` what the line costs, which is the same unless a person set it.

    list_price: before any price list or discount, in the company's currency. cost: of one, there too; None where this sign-in may not
    know. net: of the whole line. taxes: their names.
    """

    key: str
    own: Decimal
    price: Decimal
    list_price: Decimal | None
    cost: Decimal | None
    net: Money
    taxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """The ERP's answer to ``asked``. untaxed, tax, total: as it adds them up itself, without what it adds when it quotes, such as carriage.

    refused: key of a line -> why the ERP does not price it; such lines are in no total. company_currency: of list prices and costs.
    price_list: its name, "" without one. at: the ERP's time, aware UTC.
    """

    asked: AskPrices
    lines: tuple[PricedLine, ...]
    refused: tuple[tuple[str, str], ...]
    untaxed: Money
    tax: Money
    total: Money
    company_currency: str
    price_list: str
    at: datetime

    def line(self, key: str) -> PricedLine | None:
        return next((x for x in self.lines if x.key == key), None)


def asked(draft: Draft) -> AskPrices:
    """What can be asked about a draft now: its lines that name a product and a quantity."""
    lines = tuple(_asked(x) for x in draft.content.lines if x.product and x.quantity)
    return AskPrices(draft.customer, draft.currency, lines, draft.base.sale if draft.base is not None else None)


def _asked(x: DraftLine) -> AskedLine:
    assert x.quantity is not None
    return AskedLine(x.key, x.product, x.quantity, x.price, x.discount)


def is_old(came: datetime, now: datetime, after: timedelta = timedelta(hours=1)) -> bool:
    """An answer that came then is nothing to offer by any more; both by the clock of the machine that asked, which may differ from the
    ERP's."""
    return now - came > after
