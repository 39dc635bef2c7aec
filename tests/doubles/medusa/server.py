"""The admin API of the fake Medusa over real HTTP: tokens, filters that are ignored where unknown, one transaction per call."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.doubles.faults import Answer, Front
from tests.doubles.medusa import claiming, deeds, reserving, returning
from tests.doubles.medusa.addon import Addon
from tests.doubles.medusa.store import Refusal, Row, Store, all_or_nothing

_JSON = {"Content-Type": "application/json"}
_PEOPLE = {"carla": "Carla Reyes", "omar": "Omar Haddad", "fiona": "Fiona Brandt"}


class FakeMedusa(Front):
    """``store``: the shop behind it; ``faults``: what goes wrong next. ``addon``: with /admin/console."""

    def __init__(self, *, addon: bool) -> None:
        self.store = Store()
        self.addon = Addon(self.store) if addon else None
        self.logins = {name: f"{name}@double.example" for name in _PEOPLE}
        self.passwords = {name: f"{name}-secret" for name in _PEOPLE}
        self._tokens: dict[str, str] = {}
        self._lock = threading.Lock()
        super().__init__(self._answer)
        buyer = next(iter(self.store.customers.values()))
        place = {"address_1": "1 Quay", "city": "Hamburg", "country_code": "de"}
        item = {"variant_id": next(iter(self.store.variants)), "quantity": 1, "unit_price": 12.5}
        first = {
            "customer_id": buyer["id"],
            "email": buyer["email"],
            "region_id": "reg_1",
            "sales_channel_id": "sc_1",
            "items": [item],
        }
        deeds.convert(self.store, self.store.draft({**first, "shipping_address": place})["id"])

    def expire(self) -> None:
        self._tokens.clear()

    def late(self, key: str, name: str, meanwhile: Callable[[], None]) -> None:
        """A customer's change that is stamped at its begin and seen by others only later."""
        stamp = self.store.now()
        meanwhile()
        with self._lock:
            self.store.customers[key].update(first_name=name, updated_at=stamp)
            self.store.tell("customer", key)

    def authorise(self, order: str) -> None:
        """The customer's bank promises what the order's open request asks for."""
        with self._lock:
            row = self.store.find(order)
            self.store.authorise(row, next(c for c in row["payment_collections"] if c["status"] == "not_paid"))

    # ---- HTTP ----

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path == "/health":
            return 200, {"Content-Type": "text/plain"}, b"OK"
        try:
            with self._lock:
                said = self._call(verb, parts.path, query, json.loads(body or b"{}"), headers.get("Authorization", ""))
        except PermissionError as e:
            return 401, _JSON, json.dumps({"message": str(e)}).encode()
        except Refusal as e:
            return e.status, _JSON, json.dumps(e.said).encode()
        except LookupError:
            return 404, {"Content-Type": "text/html"}, f"<pre>Cannot {verb} {parts.path}</pre>".encode()
        return 200, _JSON, json.dumps(said).encode()

    def _call(self, verb: str, path: str, query: dict[str, list[str]], body: Row, authorization: str) -> Any:
        if path == "/auth/user/emailpass":
            return self._sign_in(body)
        who = self._tokens.get(authorization.removeprefix("Bearer "))
        if who is None:
            raise PermissionError("Unauthorized")
        way = [unquote(part) for part in path.removeprefix("/admin/").split("/")]
        if verb == "GET":
            return self._get(who, way, query)
        return all_or_nothing(self.store, lambda: self._write(verb, way, body))

    def _sign_in(self, body: Row) -> Row:
        name = next((n for n, login in self.logins.items() if login == body["email"]), "")
        if not name or self.passwords[name] != body["password"]:
            raise PermissionError("Invalid email or password")
        token = secrets.token_hex(16)
        self._tokens[token] = name
        return {"token": token}

    # ---- reading ----

    def _get(self, who: str, way: list[str], query: dict[str, list[str]]) -> Any:
        store = self.store
        if way[0] == "console" and self.addon:
            return self._console(way, query)
        if way == ["users", "me"]:
            first, last = _PEOPLE[who].split()
            return {"user": {"email": self.logins[who], "first_name": first, "last_name": last}}
        if way == ["stores"]:
            currencies = [{"currency_code": "eur", "is_default": True}]
            return {
                "stores": [
                    {"id": "store_1", "name": "Double Supply", "created_at": "2026-01-01", "supported_currencies": currencies}
                ]
            }
        if way[0] == "orders" and len(way) > 1:
            row = store.find(way[1])
            return {"order_changes": store.changes[way[1]]} if way[2:] == ["changes"] else {"order": store.shown(row)}
        rows = {
            "orders": lambda: [store.shown(o) for o in store.orders.values() if not o["is_draft_order"]],
            "draft-orders": lambda: [store.shown(o) for o in store.orders.values() if o["is_draft_order"]],
            "customers": lambda: list(store.customers.values()),
            "customer-groups": lambda: [next(iter(store.customers.values()))["groups"][0]],
            "product-variants": lambda: list(store.variants.values()),
            "products": lambda: [v["product"] for v in store.variants.values()],
            "price-lists": list,
            "inventory-items": lambda: list(store.items.values()),
            "stock-locations": lambda: list(store.places.values()),
            "reservations": lambda: list(store.reservations.values()),
            "payments": self._payments,
        }[way[0]]()
        return _listed(way[0], rows, query)

    def _payments(self) -> list[Row]:
        return [
            {"id": p["id"], "updated_at": p["updated_at"], "payment_collection": {"id": c["id"], "order": {"id": o["id"]}}}
            for o in self.store.orders.values()
            for c in o["payment_collections"]
            for p in c["payments"]
        ]

    def _console(self, way: list[str], query: dict[str, list[str]]) -> Any:
        assert self.addon is not None
        if way[1] == "hello":
            return self.addon.hello()
        if way[1] == "changes":
            return self.addon.changes(query.get("since", [None])[0], int(query.get("limit", ["500"])[0]))  # type: ignore[list-item]
        return self.addon.find(way[2])

    # ---- writing ----

    def _write(self, verb: str, way: list[str], body: Row) -> Any:
        store = self.store
        if way[:2] == ["console", "commands"] and self.addon:
            return self.addon.run(body)
        match [verb, *way]:
            case ["POST", "draft-orders"]:
                return {"draft_order": store.draft(body)}
            case ["POST", "draft-orders", key, "convert-to-order"]:
                return {"order": deeds.convert(store, key)}
            case ["POST", "draft-orders", key, "edit"]:
                return {"draft_order_preview": deeds.open_edit(store, key)}
            case ["POST", "draft-orders", key]:
                return {"draft_order": deeds.update(store, key, body)}
            case ["DELETE", "draft-orders", key]:
                del store.orders[key]
                store.tell("draft", key, "deleted")
                return {"id": key, "deleted": True}
            case ["POST", "orders", key]:
                return {"order": deeds.update(store, key, body)}
            case ["POST", "orders", key, "cancel"]:
                return {"order": deeds.cancel(store, key)}
            case ["POST", "order-edits"]:
                return {"order_change": deeds.begin(store, body)}
            case ["DELETE", "order-edits", key]:
                return deeds.discard(store, key) or {"id": key, "deleted": True}
            case ["POST", "order-edits", key, *rest]:
                return {"order_preview": deeds.edit(store, key, rest, body)}
            case ["POST", "payment-collections"]:
                return {"payment_collection": store.collect(body["order_id"], body["amount"])}
            case ["POST", "payment-collections", key, "mark-as-paid"]:
                return {"payment_collection": deeds.mark_paid(store, key, body)}
            case ["POST", "payments", key, "capture"]:
                return {"payment": store.capture(key)}
            case ["POST", "inventory-items", key, "location-levels", place]:
                return {"inventory_item": store.stock(key, place, body)}
            case ["POST", "payments", key, "refund"]:
                return {"payment": returning.refund(store, key, body)}
            case ["POST", "orders", key, "fulfillments"]:
                for item in body["items"] if self.addon else ():
                    reserving.turn(store, item["id"], item["quantity"], body["location_id"])
                return {"order": returning.fulfil(store, key, body)}
            case ["POST", "reservations"]:
                return {"reservation": reserving.reserve(store, body)}
            case ["DELETE", "reservations", key]:
                return reserving.release(store, key)
            case ["POST", "claims"]:
                return {"claim": claiming.begin(store, body)}
            case ["DELETE", "claims", key, *_]:
                return claiming.discard(store, key)
            case ["POST", "claims", key, *rest]:
                return {"claim": claiming.step(store, key, rest, body)}
            case ["POST", "returns"]:
                return {"return": returning.begin(store, body)}
            case ["DELETE", "returns", key, *rest]:
                return returning.discard(store, key, rest)
            case ["POST", "returns", key, *rest]:
                return {"return": returning.step(store, key, rest, body)}
            case ["POST", "customers", key]:
                store.customers[key].update(body, updated_at=store.now())
                store.tell("customer", key)
                return {"customer": store.customers[key]}
        raise LookupError


def _listed(name: str, rows: list[Row], query: dict[str, list[str]]) -> Row:
    """Filters it knows are applied; what it does not know is ignored, as the real one does."""
    for key in ("id", "product_id", "line_item_id"):
        if f"{key}[]" in query:
            rows = [r for r in rows if r.get(key) in query[f"{key}[]"]]
    if "updated_at[$gte]" in query:
        rows = [r for r in rows if r["updated_at"] >= query["updated_at[$gte]"][0]]
    for key in ("sku", "description"):
        if key in query:
            rows = [r for r in rows if r[key] == query[key][0]]
    order = query.get("order", ["id"])[0]
    rows = sorted(rows, key=lambda r: str(r.get(order.removeprefix("-"))), reverse=order.startswith("-"))
    offset, limit = int(query.get("offset", ["0"])[0]), int(query.get("limit", ["50"])[0])
    member = {
        "draft-orders": "draft_orders",
        "customer-groups": "customer_groups",
        "product-variants": "variants",
        "price-lists": "price_lists",
        "inventory-items": "inventory_items",
        "stock-locations": "stock_locations",
    }
    return {member.get(name, name): rows[offset : offset + limit], "count": len(rows), "offset": offset, "limit": limit}
