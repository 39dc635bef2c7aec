"""Master data behind one order that shop and ERP do not agree on: its customer, its products, its prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.domain.dossier import OrderDossier
from app.domain.goods import ListPrice
from app.domain.money import Money
from app.domain.orders import Mismatch
from app.domain.shop import WebPrice


def mismatches(of: OrderDossier) -> tuple[Mismatch, ...]:
    """Only what both systems were read for; an order that did not come from a shop has none."""
    if of.order is None or of.erp is None:
        return ()
    return (*_customer(of), *_products(of), *_prices(of))


def _customer(of: OrderDossier) -> Iterator[Mismatch]:
    assert of.order is not None
    assert of.erp is not None
    if of.customer is None and "customers" in of.erp.complete:
        party = of.order.party or (of.buyer.party if of.buyer else None)
        name = (of.buyer.company or of.buyer.name) if of.buyer else of.order.email or ""
        shop = f"ERP number {party}" if party else "no ERP number"
        yield Mismatch("customer", "customer", name, of.order.email or "", shop, "not known" if party else "–", True)
    elif of.customer is not None and of.order.party and of.customer.number != of.order.party:
        yield Mismatch("customer", "customer", of.customer.name, "", of.order.party, of.customer.number or "no number", True)


def _products(of: OrderDossier) -> Iterator[Mismatch]:
    assert of.erp is not None
    if "products" not in of.erp.complete:
        return
    known = {p.code: p for p in of.products}
    for sku, product in sorted({(line.sku, line.product) for line in of.lines if line.sku}):
        found = known.get(sku)
        if found is None:
            yield Mismatch(f"product/{sku}", "product", sku, product, "on sale", "not known", True)
        elif not found.active or not found.salable:
            erp = "retired" if not found.active else "not for sale"
            yield Mismatch(f"product/{sku}", "product", sku, product, "on sale", erp, True)


def _prices(of: OrderDossier) -> Iterator[Mismatch]:
    assert of.erp is not None
    if "prices" not in of.erp.complete:
        return
    keys = {p.code: p.ref.key for p in of.products}
    for line in of.lines:
        shop = _web_step((p for p in of.web_prices if p.sku == line.sku), line.quantity)
        erp = _step((p for p in of.prices if p.product == keys.get(line.sku or "")), line.quantity)
        if shop is not None and erp is not None and shop.price != erp.price:
            about = line.product if line.quantity == 1 else f"{line.product}, from {shop.quantity.normalize():f}"
            other = shop.price.currency != erp.price.currency
            yield Mismatch(f"price/{line.ref.key}", "price", line.sku or "", about, _text(shop.price), _text(erp.price), other)


def _step(prices: Iterable[ListPrice], quantity: Decimal) -> ListPrice | None:
    """The price that holds for this quantity: the step with the greatest quantity up to it."""
    return max((p for p in prices if p.quantity <= quantity), key=lambda p: p.quantity, default=None)


def _web_step(prices: Iterable[WebPrice], quantity: Decimal) -> WebPrice | None:
    """The same in the shop, where a company's own price goes before everybody's."""
    return max((p for p in prices if p.quantity <= quantity), key=lambda p: (p.party is not None, p.quantity), default=None)


def _text(price: Money) -> str:
    return f"{price.currency} {price.text()}"
