"""Where an order stands, in a word and a shape: from the states that shop and ERP give it."""

from __future__ import annotations

from app.domain.order import OrderState
from app.domain.shop import Fulfilled, Paid, WebOrderState

Standing = tuple[str, str]  # word; kind: bad, warn, ok, wait or none

# An ERP's shipment states, by how far the goods are.
SENT = "sent"
PARTLY_SENT = "partially shipped"
_ERP = {
    OrderState.DRAFT: ("draft", "none"),
    OrderState.QUOTED: ("quoted", "none"),
    OrderState.CONFIRMED: ("confirmed", "none"),
    OrderState.PROCESSING: ("in work", "none"),
    OrderState.DONE: ("done", "ok"),
    OrderState.CANCELLED: ("cancelled", "none"),
}
_SHOP = {
    WebOrderState.DRAFT: ("draft", "none"),
    WebOrderState.PLACED: ("placed", "none"),
    WebOrderState.COMPLETED: ("completed", "ok"),
    WebOrderState.CANCELLED: ("cancelled", "none"),
}
_MOVED = {Fulfilled.DELIVERED: ("delivered", "ok"), Fulfilled.SHIPPED: ("shipped", "ok"), Fulfilled.PACKED: ("packed", "none")}


def in_erp(state: OrderState, shipment: str, invoice: str) -> Standing:
    """``shipment``, ``invoice``: the ERP's own words for how far those are."""
    if "exception" in (shipment, invoice):
        return "stuck", "bad"
    if state in (OrderState.CONFIRMED, OrderState.PROCESSING):
        if shipment == SENT:
            return "shipped", "ok"
        if shipment == PARTLY_SENT:
            return "part shipped", "none"
    return _ERP[state]


def in_shop(state: WebOrderState, payment: Paid, fulfilment: Fulfilled) -> Standing:
    if state is WebOrderState.PLACED and fulfilment in _MOVED:
        return _MOVED[fulfilment]
    if state is WebOrderState.PLACED and payment is Paid.REFUNDED:
        return "refunded", "none"
    return _SHOP[state]


def together(erp: Standing | None, shop: Standing | None, fulfilment: Fulfilled | None) -> Standing:
    """One word for an order of two systems; where they contradict each other, that."""
    if erp is None or shop is None:
        alone = erp or shop or ("unknown", "none")
        return ("not booked", "warn") if shop is not None and shop[0] == "placed" else alone
    if (erp[0] == "cancelled") != (shop[0] == "cancelled"):
        return "out of step", "bad"
    if fulfilment is Fulfilled.DELIVERED and erp[0] != "cancelled":
        return "delivered", "ok"
    return ("booked", "none") if erp[0] in ("draft", "quoted") else erp
