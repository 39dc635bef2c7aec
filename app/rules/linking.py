"""Which sales without a reference may be a web order that the ERP has already: by customer, products, amount and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.domain.dossier import OrderDossier
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.shop import WebOrder
from app.rules.orders import Part, booked, placed, tolerance

WITHIN = timedelta(days=14)  # of the web order, either way: what is further off is another order of the same goods


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sale of the same customer, keyed around the day on which the web order was placed. ``days``: between the two."""

    sale: Sale
    same_lines: bool
    same_amount: bool
    same_reference: bool
    other_reference: bool
    days: int

    @property
    def likely(self) -> bool:
        """It is the same order, unless somebody says otherwise."""
        return self.same_lines and self.same_amount and not self.other_reference


def candidates(dossier: OrderDossier) -> tuple[Candidate, ...]:
    """Those with anything in common with the order, the likeliest first."""
    order = dossier.order
    if order is None:
        return ()
    ours = placed(dossier)
    found = (_candidate(dossier, order, ours, sale) for sale in dossier.unlinked)
    like = [c for c in found if c.same_lines or c.same_amount or c.same_reference]
    return tuple(sorted(like, key=lambda c: (not c.likely, not c.same_reference, not c.same_lines, c.days, c.sale.ref)))


def likely(dossier: OrderDossier) -> Sale | None:
    """The sale that this order most likely is."""
    return next((c.sale for c in candidates(dossier) if c.likely), None)


def _candidate(dossier: OrderDossier, order: WebOrder, ours: Mapping[str, Part], sale: Sale) -> Candidate:
    theirs = {sku: part for sku, part in booked(dossier, sale).items() if sku in ours or _sold(dossier, sku)}
    same_currency = sale.untaxed.currency == order.net.currency
    goods = Money(sum(part.net.minor for part in theirs.values()), sale.untaxed.currency)
    told = order.reference and sale.reference
    return Candidate(
        sale,
        same_lines=bool(ours) and {s: p.quantity for s, p in ours.items()} == {s: p.quantity for s, p in theirs.items()},
        same_amount=same_currency and bool(theirs) and abs((goods - order.net).minor) <= tolerance(order.net).minor,
        same_reference=bool(told) and order.reference == sale.reference,
        other_reference=bool(told) and order.reference != sale.reference,
        days=abs((sale.created_at - order.placed_at).days),
    )


def _sold(dossier: OrderDossier, sku: str) -> bool:
    """By the shop; freight and fees are lines that only the ERP has."""
    return any(v.sku == sku for v in dossier.variants)
