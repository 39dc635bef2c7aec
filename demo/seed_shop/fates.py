"""Placing web orders and carrying each as far as the plan says: paid, shipped, returned, claimed, or stuck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.plan.catalogue import PRODUCTS
from demo.plan.web import Line, WebOrder
from demo.seed_shop.assortment import Buyer
from demo.seed_shop.client import Client, Json
from demo.seed_shop.premises import Premises

_FIELDS = "id,display_id,status,version,total,currency_code,metadata,*items,*fulfillments,*payment_collections"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where web orders are placed: the seeder's session on one shop."""

    client: Client
    premises: Premises
    buyers: tuple[Buyer, ...]
    variants: dict[str, str]

    def draft(self, order: WebOrder) -> str:
        """A draft with the order's lines, and its id."""
        buyer = self.buyers[order.customer]
        address = {**buyer.address, **dict(order.address)}
        body = {
            "region_id": self.premises.regions[order.currency],
            "sales_channel_id": self.premises.channel,
            "customer_id": buyer.id,
            "email": buyer.email,
            "shipping_address": address,
            "billing_address": buyer.address,
            "items": [self._item(line) for line in order.lines],
            "shipping_methods": [{"name": "Free delivery", "shipping_option_id": self.premises.ground, "amount": 0}],
            "metadata": {"ext_ref": order.reference, "po_number": order.purchase_order, "erp_party": buyer.code},
        }
        return str(self.client.post("/admin/draft-orders", body)["draft_order"]["id"])

    def _item(self, line: Line) -> Json:
        sku = line.product if isinstance(line.product, str) else PRODUCTS[line.product].code
        price = {} if line.price is None else {"unit_price": float(line.price)}
        return {"variant_id": self.variants[sku], "quantity": line.quantity, **price}

    def place(self, order: WebOrder) -> Json:
        """Place the order and let its fate happen; the order as Medusa then shows it."""
        number = self.draft(order)
        self.client.post(f"/admin/draft-orders/{number}/convert-to-order")
        FATES[order.shop](self, number)
        return self.read(number)

    def read(self, number: str) -> Json:
        found: Json = self.client.get(f"/admin/orders/{number}", fields=_FIELDS)["order"]
        return found

    def collect(self, number: str) -> str:
        """A payment collection over the amount due; the one that is open where there is one."""
        order = self.read(number)
        for known in order.get("payment_collections") or ():
            if known["status"] == "not_paid":
                return str(known["id"])
        body = {"order_id": number, "amount": order["total"]}
        return str(self.client.post("/admin/payment-collections", body)["payment_collection"]["id"])

    def pay(self, number: str) -> None:
        collection = self.collect(number)
        self.client.post(f"/admin/payment-collections/{collection}/mark-as-paid", {"order_id": number})

    def ship(self, number: str, items: list[Json], location: str, *, hand_over: bool = True) -> str:
        """Fulfil these items from a warehouse and, where ``hand_over``, give them to the carrier; the fulfilment's id."""
        body = {"items": items, "location_id": self.premises.locations[location]}
        answer = self.client.post(f"/admin/orders/{number}/fulfillments", body, fields="id,*fulfillments")
        found = max(answer["order"]["fulfillments"], key=lambda f: str(f["created_at"]))
        fulfilment = str(found["id"])
        if hand_over:
            label = {"tracking_number": f"NH{fulfilment[-10:]}", "tracking_url": "#", "label_url": "#"}
            path = f"/admin/orders/{number}/fulfillments/{fulfilment}/shipments"
            self.client.post(path, {"items": items, "labels": [label]})
        return fulfilment


def _unpaid(_counter: Counter, _number: str) -> None:
    pass


def _paid(counter: Counter, number: str) -> None:
    counter.pay(number)


def _everything(counter: Counter, number: str) -> list[Json]:
    return [{"id": i["id"], "quantity": i["quantity"]} for i in counter.read(number)["items"]]


def _shipped(counter: Counter, number: str) -> None:
    counter.pay(number)
    counter.ship(number, _everything(counter, number), "HAM")


def _split(counter: Counter, number: str) -> None:
    """Half of the first line left; the rest waits in the same warehouse."""
    counter.pay(number)
    first = _everything(counter, number)[0]
    counter.ship(number, [{**first, "quantity": max(1, first["quantity"] // 2)}], "HAM")


def _delivered(counter: Counter, number: str) -> None:
    counter.pay(number)
    fulfilment = counter.ship(number, _everything(counter, number), "HAM")
    counter.client.post(f"/admin/orders/{number}/fulfillments/{fulfilment}/mark-as-delivered")


def _completed(counter: Counter, number: str) -> None:
    _delivered(counter, number)
    counter.client.post(f"/admin/orders/{number}/complete")


def _cancelled(counter: Counter, number: str) -> None:
    counter.client.post(f"/admin/orders/{number}/cancel")


def _returned(counter: Counter, number: str) -> None:
    """One piece is on its way back: it arrived crushed."""
    _delivered(counter, number)
    client, item = counter.client, counter.read(number)["items"][0]
    body = {"order_id": number, "location_id": counter.premises.locations["HAM"], "internal_note": "arrived crushed"}
    back = client.post("/admin/returns", body)["return"]["id"]
    items = [{"id": item["id"], "quantity": 1, "reason_id": counter.premises.reasons["damaged"]}]
    client.post(f"/admin/returns/{back}/request-items", {"items": items})
    client.post(f"/admin/returns/{back}/request")


def _claimed(counter: Counter, number: str) -> None:
    """The customer wants a replacement for one piece."""
    _delivered(counter, number)
    client, item = counter.client, counter.read(number)["items"][0]
    claim = client.post("/admin/claims", {"type": "replace", "order_id": number, "internal_note": "damaged"})["claim"]["id"]
    client.post(
        f"/admin/claims/{claim}/claim-items", {"items": [{"id": item["id"], "quantity": 1, "reason": "production_failure"}]}
    )
    replacement = {"variant_id": item["variant_id"], "quantity": 1}
    client.post(f"/admin/claims/{claim}/outbound/items", {"items": [replacement]})
    client.post(f"/admin/claims/{claim}/request")


def _raised(counter: Counter, number: str) -> None:
    """Paid, and then the customer ordered one more: the difference is due."""
    counter.pay(number)
    item = counter.read(number)["items"][0]
    counter.client.post("/admin/order-edits", {"order_id": number, "internal_note": "one more, as agreed on the telephone"})
    counter.client.post(f"/admin/order-edits/{number}/items/item/{item['id']}", {"quantity": item["quantity"] + 1})
    counter.client.post(f"/admin/order-edits/{number}/request")
    counter.client.post(f"/admin/order-edits/{number}/confirm")


def _session(counter: Counter, number: str) -> None:
    """A payment session was opened and left; what the bank said is written in afterwards (see aftermath.py)."""
    collection = counter.collect(number)
    window = counter.client.window(counter.premises.publishable)
    window.post(f"/store/payment-collections/{collection}/payment-sessions", {"provider_id": "pp_system_default"})


def _malformed(counter: Counter, number: str) -> None:
    """An integration of somebody's has left an order without lines and with metadata of the wrong kind."""
    counter.client.post(f"/admin/orders/{number}", {"metadata": {"po_number": ["PO", 7], "erp_party": {"code": None}}})


FATES: dict[str, Callable[[Counter, str], None]] = {
    "unpaid": _unpaid,
    "paid": _paid,
    "shipped": _shipped,
    "split": _split,
    "completed": _completed,
    "cancelled": _cancelled,
    "returned": _returned,
    "claimed": _claimed,
    "raised": _raised,
    "declined": _session,
    "expired": _session,
    "malformed": _malformed,
}
