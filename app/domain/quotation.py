"""What the mirror knows for the writing of a quote: for whom, what is sold, and a quotation to begin from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.customer import Customer
from app.domain.draft import Base, Content, DraftHead, DraftLine
from app.domain.order import OrderState, Sale, SaleLine

EDITABLE = frozenset({OrderState.DRAFT, OrderState.QUOTED})


@dataclass(frozen=True, slots=True)
class QuoteFor:
    """The customer a quote is written for. ``currency``: theirs, else the company's, ISO 4217; "" while neither is known."""

    customer: Customer
    currency: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """An ERP's quotation with its lines, as the mirror has them; ``whole``: every line of it is here."""

    sale: Sale
    lines: tuple[SaleLine, ...]
    customer: Customer
    whole: bool


def base_of(found: Quotation) -> Base:
    """Prices stand as they were offered, as if by hand: opening a quotation never prices it anew. A draft that was never quoted has no last
    day yet: what the ERP says of it is counted from today, and is another day tomorrow."""
    sale = found.sale
    revs = (("sale", sale.ref.key, sale.rev), *(("line", x.ref.key, x.rev) for x in found.lines))
    return Base(sale.ref, sale.number or "", revs, content_of(sale, found.lines))


def content_of(sale: Sale, lines: Iterable[SaleLine]) -> Content:
    """What it says of goods, prices and terms."""
    head = DraftHead(
        delivery=sale.description or "",
        payment=sale.payment_terms or "",
        valid_until=sale.expires_on if sale.quoted_on is not None else None,
        outside=sale.comment or "",
    )
    return Content(head, tuple(_line(x) for x in sorted(lines, key=lambda x: (x.sequence, x.ref)) if x.product_key))


def _line(x: SaleLine) -> DraftLine:
    return DraftLine(
        key=x.ref.key,
        sku=x.sku or "",
        name=x.product,
        product=x.product_key or "",
        quantity=Decimal(x.quantity),
        price=x.unit_price,
        note=x.words or "",
    )
