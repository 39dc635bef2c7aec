"""Tables, stamps and reading of the fake Tryton."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.doubles.tryton.domain import holds

Row = dict[str, Any]

TERMS = "account.invoice.payment_term"
MANY_TO_ONE = {
    "party": "party.party",
    "invoice_party": "party.party",
    "customer": "party.party",
    "currency": "currency.currency",
    "warehouse": "stock.location",
    "payment_term": TERMS,
    "customer_payment_term": TERMS,
    "sale_price_list": "product.price_list",
    "price_list": "product.price_list",
    "customer_currency": "currency.currency",
    "subdivision": "country.subdivision",
    "shipment_address": "party.address",
    "template": "product.template",
    "sale_uom": "product.uom",
    "default_uom": "product.uom",
    "create_uid": "res.user",
    "confirmed_by": "company.employee",
    "quoted_by": "company.employee",
    "employee": "company.employee",
    "user": "res.user",
    "sale": "sale.sale",
    "product": "product.product",
    "unit": "product.uom",
    "country": "country.country",
    "reconciliation": "account.move.reconciliation",
    "move": "account.move",
    "level": "account.dunning.level",
    "account": "account.account",
    "type": "sale.complaint.type",
    "complaint": "sale.complaint",
    "submitted_by": "company.employee",
    "invoice": "account.invoice",
    "delivery_address": "party.address",
    "carrier": "carrier",
    "purchase": "purchase.purchase",
    "supplier": "party.party",
    "lang": "ir.lang",
    "company": "company.company",
    "invoice_address": "party.address",
    "shipment_party": "party.party",
    "tax_identifier": "party.identifier",
}
TO_MANY = {
    ("party.party", "addresses"): ("party.address", "party"),
    ("sale.sale", "lines"): ("sale.line", "sale"),
    ("account.invoice", "lines"): ("account.invoice.line", "invoice"),
    ("sale.complaint", "actions"): ("sale.complaint.action", "complaint"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Store:
    """``rows[model][id]``; every change takes the next stamp of a clock that never stands still."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, Row]] = {}
        self._last = datetime.now(UTC)
        self._ids: dict[str, int] = {}

    def now(self) -> datetime:
        """Strictly increasing, close to the machine's clock."""
        self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
        return self._last

    def table(self, model: str) -> dict[int, Row]:
        return self.rows.setdefault(model, {})

    def get(self, model: str, key: Any) -> Row | None:
        return self.table(model).get(key)

    def create(self, model: str, values: Row, user: int, stamp: datetime | None = None) -> int:
        key = self._ids[model] = self._ids.get(model, 0) + 1
        self.table(model)[key] = {
            "id": key,
            "create_uid": user,
            "create_date": stamp or self.now(),
            "write_date": None,
            **values,
        }
        return key

    def write(self, model: str, key: int, values: Row, stamp: datetime | None = None) -> None:
        self.table(model)[key].update(values, write_date=stamp or self.now())

    def delete(self, model: str, key: int) -> None:
        del self.table(model)[key]

    def stamp(self, model: str, key: int) -> str | None:
        row = self.get(model, key)
        return None if row is None else token(row)

    # ---- reading ----

    def search(self, model: str, domain: Any, order: Any = None) -> list[int]:
        seen = [k for k, row in self.table(model).items() if row.get("active", True) or "active" in str(domain)]
        found = [k for k in seen if holds(domain, lambda name, k=k: self.value(model, k, name))]  # type: ignore[misc]
        for name, direction in reversed(order or [["id", "ASC"]]):
            found.sort(key=lambda k: self.value(model, k, name), reverse=direction == "DESC")
        return found

    def value(self, model: str, key: int, name: str) -> Any:
        """The value of a possibly dotted field."""
        head, _, rest = name.partition(".")
        row = self.table(model)[key]
        if not rest:
            return self.field(model, row, head)
        at = self.target(model, head)
        linked = self.field(model, row, head)
        return None if linked is None or linked not in self.table(at) else self.value(at, linked, rest)

    def target(self, model: str, field: str) -> str:
        if model == "account.account" and field == "type":
            return "account.account.type"
        if model == "sale.complaint.type" and field == "origin":
            return "ir.model"
        return MANY_TO_ONE[field]

    def field(self, model: str, row: Row, name: str) -> Any:
        if name == "last_modified_at":
            return row["write_date"] or row["create_date"]
        if name == "_timestamp":
            return token(row)
        if name == "rec_name":
            return row.get("rec_name") or row.get("name") or row.get("number") or row.get("login") or str(row["id"])
        if (model, name) in TO_MANY:
            there, inverse = TO_MANY[model, name]
            return [k for k, other in self.table(there).items() if other[inverse] == row["id"]]
        computed = getattr(self, f"get_{name}", None)
        if computed is not None and name not in row:
            return computed(row)
        return row.get(name)

    def read(self, model: str, key: int, fields: list[str]) -> Row:
        """A row as Tryton writes it: ``a.b`` nests under ``a.``."""
        row = self.table(model)[key]
        out: Row = {"id": key}
        nested: dict[str, list[str]] = {}
        for name in fields:
            head, _, rest = name.partition(".")
            if rest:
                nested.setdefault(head, []).append(rest)
            else:
                out[name] = self.field(model, row, name)
        for head, names in nested.items():
            linked = self.field(model, row, head)
            if (model, head) in TO_MANY:
                there = TO_MANY[model, head][0]
                out[f"{head}."] = [self.read(there, k, names) for k in linked]
            else:
                there = self.target(model, head)
                out[f"{head}."] = self.read(there, linked, names) if linked in self.table(there) else None
        return out


def token(row: Row) -> str:
    """Tryton's optimistic token: seconds since 1970 of the last change."""
    micros = ((row["write_date"] or row["create_date"]) - _EPOCH) // timedelta(microseconds=1)
    return f"{Decimal(micros).scaleb(-6):f}"
