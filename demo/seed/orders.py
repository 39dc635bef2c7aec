"""Making sales and carrying them on: create, quote, confirm, ship."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from demo.seed.goods import Goods
from demo.seed.world import World, linked, made

_COPIED = ("party", "warehouse", "lines", "carrier", "sale_date")


@dataclass(frozen=True, slots=True)
class Order:
    """An order to key. ``reference`` is the customer's purchase-order number; "" makes it an offer. ``lines``: product id, quantity.
    ``web``: the shop's reference where it came from there. ``valid``: days that it was offered for, where it was an offer first."""

    customer: int
    lines: tuple[tuple[int, int], ...]
    warehouse: int
    date: dt.date | None
    reference: str = ""
    ship: dt.date | None = None
    method: str = "order"
    web: str = ""
    valid: int | None = None


@dataclass(slots=True)
class Desk:
    """Where orders are keyed; keeps the defaults and prices that Tryton would work out again for each."""

    world: World
    goods: Goods
    _defaults: dict[str, Any] = field(default_factory=dict)

    def key(self, orders: Sequence[Order]) -> list[int]:
        """Create drafts; ids in the given order."""
        sale = self.world.model("sale.sale")
        if not self._defaults:
            given = sale.default_get(list(sale._fields), with_rec_name=False)
            self._defaults.update({k: v for k, v in given.items() if k not in _COPIED})
        wanted = {p for o in orders for p, _ in o.lines}
        products = {p.id: p for p in self.world.model("product.product").browse(list(wanted))}
        rows = []
        for order in orders:
            draft = sale(party=order.customer, **self._defaults)
            draft.on_change_party()
            draft.warehouse, draft.reference, draft.sale_date = order.warehouse, order.reference or None, order.date
            draft.carrier, draft.shipment_method = self.goods.carriers[order.customer % 2], order.method
            draft.quotation_date = order.date
            draft.quotation_validity = None if order.valid is None else dt.timedelta(order.valid)
            draft.shipping_date = order.ship
            if order.web:
                draft.web_shop, draft.web_id = self.goods.web_shop, order.web
                draft.shipment_cost_method = None  # delivery was free in the shop
            values = draft._save_values()
            values["lines"] = made([_line(products[p], q, draft.price_list) for p, q in order.lines])
            rows.append(values)
        return [s.id for s in sale.create(rows)]

    def price(self, customer: int, product: int, quantity: int) -> Decimal:
        """Unit price in EUR that this customer gets at this quantity."""
        party = self.world.model("party.party")(customer)
        return _price(self.world.model("product.product")(product), quantity, party.sale_price_list)

    def quote(self, ids: Sequence[int]) -> None:
        self.world.press("sale.sale", "quote", ids)

    def confirm(self, ids: Sequence[int]) -> None:
        self.world.press("sale.sale", "confirm", ids)

    def cancel(self, ids: Sequence[int]) -> None:
        self.world.press("sale.sale", "cancel", ids)

    def ship(self, ids: Sequence[int], steps: Iterable[str], dates: Mapping[int, dt.date]) -> None:
        """Press the shipments' buttons in turn; goods leave on ``dates`` by sale id."""
        shipment = self.world.model("stock.shipment.out")
        found = shipment.search([("moves.sale", "in", list(ids))])
        steps = tuple(steps)
        if "do" in steps:
            for one in found:
                one.effective_date = max(dates[m.sale.id] for m in one.outgoing_moves if m.sale)
            shipment.save(found)
        for step in steps:
            getattr(shipment, step)(found)


def _price(product: Any, quantity: int, price_list: Any) -> Decimal:
    factor = Decimal(1)
    if price_list:
        factor = Decimal("0.9") if "Wholesale" in price_list.name else Decimal("0.85") if quantity >= 50 else Decimal("0.95")
    return round(Decimal(product.list_price_used) * factor, 4)


def _line(product: Any, quantity: int, price_list: Any) -> dict[str, Any]:
    return {
        "type": "line",
        "product": product.id,
        "quantity": quantity,
        "unit": product.default_uom.id,
        "base_price": product.list_price_used,
        "unit_price": _price(product, quantity, price_list),
        "taxes": linked([t.id for t in product.customer_taxes_used]),
    }
