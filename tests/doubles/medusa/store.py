"""The rows of the fake Medusa, its clock, and how it writes orders."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
_SUMS = ("fulfilled", "shipped", "delivered", "return_requested", "return_received", "return_dismissed", "written_off")


class Refusal(Exception):
    """An answer that is no success: status, type and words."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.said = status, {"type": kind, "message": message}


def exact(value: Any) -> Row:
    return {"value": format(Decimal(str(value)).normalize(), "f"), "precision": 20}


class Store:
    """``orders`` hold drafts too. ``told``: what the add-on's feed has, oldest first: (position, topic, key, kind)."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._last = datetime.now(UTC)
        self.orders: dict[str, Row] = {}
        self.changes: dict[str, list[Row]] = {}
        self.customers: dict[str, Row] = {}
        self.variants: dict[str, Row] = {}
        self.items: dict[str, Row] = {}
        self.places: dict[str, Row] = {}
        self.reservations: dict[str, Row] = {}
        self.told: list[tuple[int, str, str, str]] = []
        self._settle()

    def _settle(self) -> None:
        for name, code in (("East Warehouse", "EAST"), ("Fair stand", "")):
            key = self.key("sloc")
            self.places[key] = {"id": key, "name": name, "metadata": {"erp_warehouse": code} if code else None} | {
                "updated_at": self.now()
            }
        for sku in ("N1001", "N1002"):
            key = self.key("variant")
            product = {"id": self.key("prod"), "title": sku, "status": "published", "metadata": None, "updated_at": self.now()}
            row = {
                "id": key,
                "sku": sku,
                "title": "Piece",
                "metadata": {},
                "product": product,
                "product_id": product["id"],
                "prices": [],
            }
            self.variants[key] = {**row, "created_at": self.now(), "updated_at": self.now()}
            item = self.key("iitem")
            self.items[item] = {"id": item, "sku": sku, "location_levels": [self._level(place) for place in self.places]}
        group = {"id": self.key("cusgroup"), "name": "Acme", "metadata": {"erp_party": "C0001"}}
        for name in ("Ann", "Bob"):
            key = self.key("cus")
            row = {
                "id": key,
                "email": f"{name.lower()}@acme.example",
                "first_name": name,
                "last_name": "Acme",
                "company_name": "Acme",
            }
            self.customers[key] = {**row, "metadata": {}, "groups": [group], "created_at": self.now(), "updated_at": self.now()}

    def _level(self, place: str) -> Row:
        level = {"id": self.key("ilev"), "location_id": place, "stocked_quantity": 4000, "reserved_quantity": 0}
        return {**level, "incoming_quantity": 0, "updated_at": self.now()}

    def stock(self, item: str, place: str, values: Row) -> Row:
        level = next(x for x in self.items[item]["location_levels"] if x["location_id"] == place)
        level.update(values, updated_at=self.now())
        return self.items[item]

    def now(self) -> str:
        """Strictly increasing, to the millisecond as Medusa keeps it."""
        self._last = max(datetime.now(UTC), self._last + timedelta(milliseconds=1))
        return self.text(self._last)

    @staticmethod
    def text(at: datetime) -> str:
        return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def key(self, prefix: str) -> str:
        return f"{prefix}_{next(self._count):026}"

    def tell(self, topic: str, key: str, kind: str = "changed") -> None:
        self.told.append((len(self.told) + 1, topic, key, kind))

    # ---- making and changing ----

    def item(self, wish: Row) -> Row:
        variant = self.variants[wish["variant_id"]]
        key = {
            "id": self.key("ordli"),
            "variant_id": variant["id"],
            "variant_sku": variant["sku"],
            "title": variant["sku"],
            "subtitle": "Piece",
        }
        return {
            **key,
            "quantity": wish["quantity"],
            "unit_price": wish.get("unit_price", 10),
            "done": dict.fromkeys(_SUMS, 0),
            "created_at": self.now(),
            "updated_at": self.now(),
        }

    def draft(self, body: Row) -> Row:
        key = self.key("order")
        places = {n: body.get(n) for n in ("shipping_address", "billing_address")}
        head = {"id": key, "display_id": len(self.orders) + 1, "status": "draft", "is_draft_order": True, "version": 1, **places}
        known = {n: body.get(n) for n in ("customer_id", "email", "region_id", "sales_channel_id")}
        row = {**head, **known, "currency_code": "eur", "metadata": dict(body.get("metadata") or {}), "canceled_at": None}
        row |= {
            "items": [self.item(i) for i in body["items"]],
            "payment_collections": [],
            "fulfillments": [],
            "returns": [],
            "created_at": self.now(),
            "updated_at": self.now(),
        }
        self.orders[key] = row
        self.changes[key] = []
        self.tell("draft", key)
        return row

    def find(self, key: str) -> Row:
        if key not in self.orders:
            raise Refusal(404, "not_found", f"Order id not found: {key}")
        return self.orders[key]

    def touch(self, row: Row, **values: Any) -> None:
        row.update(values, updated_at=self.now())
        self.tell("order", row["id"])

    def collect(self, order: str, amount: Any) -> Row:
        row = {"id": self.key("pay_col"), "status": "not_paid", "amount": amount, "payments": [], "payment_sessions": []}
        row |= {"created_at": self.now(), "updated_at": self.now(), "metadata": None}
        self.find(order)["payment_collections"].append(row)
        self.tell("payment", order)
        return row

    def authorise(self, order: Row, collection: Row) -> Row:
        """A bank promises what the collection asks for; the payment that can be captured."""
        if collection["status"] != "not_paid":
            raise Refusal(400, "invalid_data", "Can only mark 'not_paid' payment collections as paid")
        made = {"amount": collection["amount"], "created_at": self.now(), "updated_at": self.now()}
        session = {"id": self.key("payses"), "provider_id": "pp_system_default", "status": "authorized", "data": {}, **made}
        payment = {"id": self.key("pay"), "payment_session_id": session["id"], "captured_at": None, "canceled_at": None, **made}
        payment |= {"captures": [], "refunds": []}
        collection["payment_sessions"].append(session)
        collection["payments"].append(payment)
        collection.update(status="authorized", updated_at=self.now())
        self.tell("payment", order["id"])
        return payment

    def count(self, order: Row, line: str, **more: Any) -> None:
        """More pieces of a line are fulfilled, asked back, ..."""
        item = next(i for i in order["items"] if i["id"] == line)
        for name, pieces in more.items():
            item["done"][name] += pieces
        item["updated_at"] = self.now()

    def payments(self) -> Iterator[tuple[Row, Row]]:
        """Each with its order."""
        return ((o, p) for o in self.orders.values() for c in o["payment_collections"] for p in c["payments"])

    def kept(self, payment: Row) -> Decimal:
        """What was captured and not refunded."""
        sums = [sum((Decimal(str(x["amount"])) for x in payment[n]), Decimal(0)) for n in ("captures", "refunds")]
        return sums[0] - sums[1]

    def capture(self, key: str) -> Row:
        """The whole of an authorised payment."""
        order, collection, payment = next(
            (o, c, p) for o in self.orders.values() for c in o["payment_collections"] for p in c["payments"] if p["id"] == key
        )
        if payment["captures"]:
            raise Refusal(400, "invalid_data", f"The payment: {key} is already captured in full.")
        at = self.now()
        payment.update(captured_at=at, updated_at=at, captures=[{"amount": payment["amount"], "created_at": at}])
        collection.update(status="completed", updated_at=at)
        self.tell("payment", order["id"])
        return payment

    def pay(self, order: Row, collection: Row) -> None:
        self.capture(self.authorise(order, collection)["id"])

    # ---- as it is written ----

    def shown(self, order: Row) -> Row:
        """With sums and exact figures, tax free."""
        row = copy.deepcopy(order)
        total = sum((_kept(i) * Decimal(str(i["unit_price"])) for i in row["items"]), Decimal(0))
        paid = Decimal(0)
        for i in row["items"]:
            net = _kept(i) * Decimal(str(i["unit_price"]))
            i |= {"raw_unit_price": exact(i["unit_price"]), "raw_subtotal": exact(net), "raw_discount_subtotal": exact(0)}
            detail = {f"raw_{n}_quantity": exact(done) for n, done in i.pop("done").items()} | {
                "raw_quantity": exact(i["quantity"]),
                "quantity": i["quantity"],
            }
            i["detail"] = {**detail, "updated_at": i["updated_at"]}
        for part in (p for c in row["payment_collections"] for p in (c, *c["payments"], *c["payment_sessions"])):
            part["raw_amount"] = exact(part["amount"])
        for payment in (p for c in row["payment_collections"] for p in c["payments"]):
            paid += self.kept(payment)
            for part in (*payment["captures"], *payment["refunds"]):
                part["raw_amount"] = exact(part["amount"])
        sums = {
            "raw_total": total,
            "raw_item_subtotal": total,
            "raw_discount_subtotal": 0,
            "raw_shipping_subtotal": 0,
            "raw_tax_total": 0,
        }
        row |= {n: exact(v) for n, v in sums.items()}
        row["customer"] = copy.deepcopy(self.customers.get(row["customer_id"]))
        row["returns"] = [{"id": r["id"], "status": r["status"]} for r in row["returns"]]
        return row | {"summary": {"raw_pending_difference": exact(total - paid)}}


def _kept(item: Row) -> Decimal:
    """Pieces that did not come back, which is what Medusa adds up."""
    done = item["done"]
    return Decimal(str(item["quantity"])) - Decimal(str(done["return_received"])) - Decimal(str(done["return_dismissed"]))


def all_or_nothing(store: Store, work: Callable[[], Any]) -> Any:
    """A refusal leaves everything as it was."""
    kept = copy.deepcopy((store.orders, store.changes, store.customers, store.told, store.reservations, store.items))
    try:
        return work()
    except Refusal:
        store.orders, store.changes, store.customers, store.told, store.reservations, store.items = kept
        raise
