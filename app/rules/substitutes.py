"""What could be sent instead of a product: what the ERP itself says stands in for it, and the variants of the same template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.available import available
from app.domain.dossier import GoodsDossier
from app.domain.fulfilment import ZERO, Group, Line
from app.domain.goods import Product
from app.domain.order import SaleLine
from app.domain.promise import Queue
from app.rules.promises import supplies


@dataclass(frozen=True, slots=True)
class Substitute:
    """A product for a line. approved: the ERP names it as the one that stands in; else it is a variant of the same.

    free: pieces of it that are promised to nobody, where the line leaves from. each: what one costs: never more than was agreed.
    """

    line: Line
    product: Product
    approved: bool
    free: Decimal
    was: Decimal
    each: Decimal

    @property
    def key(self) -> str:
        return f"{self.line.key}>{self.product.ref.key}"

    @property
    def less(self) -> Decimal:
        """What the line comes to less, net, in the order's currency."""
        return (self.was - self.each) * self.line.ordered

    @property
    def enough(self) -> bool:
        return self.free >= self.line.ordered


def substitutes(dossier: GoodsDossier, short: Line, group: Group, today: date) -> tuple[Substitute, ...]:
    """For a line, the one the ERP names first, then those of which enough is there. ``group``: that it leaves with."""
    known = {p.ref.key: p for p in dossier.products}
    own, sold = known.get(short.product_key), next(x for x in dossier.lines if x.ref.key == short.key)
    if own is None:
        return ()
    listed = [p for p in dossier.products if p.ref != own.ref and _fits(own, p)]
    found = [
        Substitute(
            short,
            p,
            p.ref.key == own.replaced_by,
            short.pieces(_free(dossier, p.ref.key, group.warehouse, today)),
            sold.unit_price,
            _each(dossier, sold, p, short),
        )
        for p in listed
    ]
    return tuple(sorted(found, key=lambda s: (not s.approved, not s.enough, s.product.code or "")))


def _fits(own: Product, other: Product) -> bool:
    """Sold, counted like the other, and the ERP's stand-in for it or a variant of it."""
    same = other.ref.key == own.replaced_by or (bool(own.template) and other.template == own.template)
    return same and other.active and other.salable and other.code is not None and other.counted_in == own.counted_in


def _free(dossier: GoodsDossier, product: str, warehouse: str, today: date) -> Decimal:
    """What can still be promised today: not what lies there for somebody's later day, though more comes after it."""
    level = next((x for x in dossier.levels if (x.product, x.warehouse) == (product, warehouse)), None)
    if level is None:
        return ZERO
    queue = dossier.queues.get((product, warehouse), Queue())
    atp = available(level.on_hand, queue.demands, supplies(dossier, product, warehouse, today), today)
    return max(ZERO, atp.on(today))


def _each(dossier: GoodsDossier, sold: SaleLine, other: Product, line: Line) -> Decimal:
    """As agreed for the line, or the other's list price where that is lower in the same currency and unit; 0 is a price not entered."""
    price = other.list_price
    comparable = price is not None and price.minor > 0 and price.currency == sold.net.currency and line.each == 1
    return min(sold.unit_price, price.amount) if price is not None and comparable else sold.unit_price
