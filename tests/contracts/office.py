"""Somebody else in the company, working in the ERP itself: changes one side and looks at what is there. Knows no connector."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

Row = dict[str, Any]


class OfficeError(Exception):
    """The ERP's error, as it came."""


class Desk:
    """One login's raw JSON-RPC session."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._port = urlsplit(url).port
        self._path = f"/{database}/rpc/"
        self._login, self._password = login, password
        self._sign_in()
        self.context = self.call("model.res.user.get_preferences", True, {})

    def _sign_in(self) -> None:
        self._headers = {"Content-Type": "application/json"}
        user, token = self.call("common.db.login", self._login, {"password": self._password}, "en")[:2]
        self._headers["Authorization"] = "Session " + base64.b64encode(f"{self._login}:{user}:{token}".encode()).decode()

    def call(self, method: str, *params: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            body = json.dumps({"id": 1, "method": method, "params": params})
            connection.request("POST", self._path, body, {**self._headers, "Accept-Encoding": "gzip"})
            reply = connection.getresponse()
            raw = reply.read()
        finally:
            connection.close()
        if reply.status == 401 and "Authorization" in self._headers:
            self._sign_in()  # a test ended every session
            return self.call(method, *params)
        if reply.status != 200:
            raise OfficeError(reply.status)
        said = json.loads(_unzipped(raw))
        if "error" in said:
            raise OfficeError(said["error"])
        return said["result"]

    def on(self, model: str, method: str, *args: Any) -> Any:
        """With every warning on the way let pass, as this person."""
        for _ in range(8):
            try:
                return self.call(f"model.{model}.{method}", *args, self.context)
            except OfficeError as e:
                error = e.args[0]
                if not isinstance(error, list) or error[0] != "UserWarning":
                    raise
                self.call("model.res.user.warning.skip", error[1][0], False, self.context)
        raise OfficeError("too many warnings")


class Office:
    """``manager`` works on orders, ``finance`` on limits. Every order it makes is new, so that tests do not share any."""

    def __init__(self, url: str, database: str, passwords: dict[str, str]) -> None:
        self.manager, self.finance, self.csr = (Desk(url, database, u, passwords[u]) for u in ("omar", "fiona", "carla"))
        [company] = self.finance.on("company.company", "search_read", [], 0, 1, None, ["currency.code"])
        self.currency: str = company["currency."]["code"]
        self._template = self._find_template()

    def _find_template(self) -> int:
        """A quotation whose goods are there, proven by confirming a copy of it."""
        domain = [["state", "=", "quotation"], ["shipment_method", "=", "order"]]
        for row in self.finance.on("sale.sale", "search_read", domain, 0, 30, [["id", "DESC"]], ["party"]):
            try:
                self.limit(row["party"], None)
                self.finance.on("sale.sale", "confirm", [self._copy(row["id"], 1.0)])
            except OfficeError:
                continue
            return int(row["id"])
        raise OfficeError("no quotation whose goods are in stock")

    def _copy(self, of: int, quantity: float) -> int:
        desk = self.finance if quantity < 1000 else self.manager
        [key] = desk.on("sale.sale", "copy", [of])
        lines = desk.on("sale.line", "search_read", [["sale", "=", key], ["type", "=", "line"]], 0, None, [["id", "ASC"]], ["id"])
        values = {"lines": [["write", [line["id"] for line in lines], {"quantity": quantity}]]}
        desk.on("sale.sale", "write", [key], values)
        desk.on("sale.sale", "quote", [key])
        return int(key)

    # ---- what happens ----

    def order(self, *, limit: str | None = None, quantity: float = 1.0) -> str:
        """A new quotation; its customer then has this credit limit ("0.01": held)."""
        key = self._copy(self._template, quantity)
        self.limit(self.party(str(key)), limit)
        return str(key)

    def limit(self, party: int | str, amount: str | None) -> None:
        value = None if amount is None else {"__class__": "Decimal", "decimal": amount}
        self.finance.on("party.party", "write", [int(party)], {"credit_limit_amount": value})

    def use_up(self, party: int) -> None:
        """This customer may order nothing more, whatever they owe by now or have to their credit."""
        owes = self._one("party.party", party, ["credit_amount"])["credit_amount"]
        self.limit(party, str(owes["decimal"]))

    def touch(self, sale: str, reference: str) -> None:
        self.manager.on("sale.sale", "write", [int(sale)], {"reference": reference})

    def press(self, sale: str, button: str) -> None:
        self.manager.on("sale.sale", button, [int(sale)])

    def cancel(self, sale: str) -> None:
        self.press(sale, "cancel")

    def removable(self) -> str:
        return self.order()

    def rename(self, party: str, name: str) -> None:
        self.manager.on("party.party", "write", [int(party)], {"name": name})

    def delete(self, sale: str) -> None:
        self.press(sale, "draft")
        self.manager.on("sale.sale", "delete", [int(sale)])

    # ---- what is there ----

    def party(self, sale: str) -> int:
        return int(self._one("sale.sale", sale, ["party"])["party"])

    def number(self, sale: str) -> str:
        return str(self._one("sale.sale", sale, ["number"])["number"])

    def state(self, sale: str) -> str:
        return str(self._one("sale.sale", sale, ["state"])["state"])

    def rev(self, sale: str) -> str:
        return str(self._one("sale.sale", sale, ["_timestamp"])["_timestamp"])

    def party_rev(self, sale: str) -> str:
        return str(self._one("party.party", self.party(sale), ["_timestamp"])["_timestamp"])

    def shipments(self, sale: str) -> int:
        return len(self._one("sale.sale", sale, ["shipments"])["shipments"])

    def credit_limit(self, sale: str) -> str | None:
        value = self._one("party.party", self.party(sale), ["credit_limit_amount"])["credit_limit_amount"]
        return None if value is None else str(value["decimal"])

    def notes(self, sale: str) -> list[str]:
        rows = self.finance.on(
            "ir.note", "search_read", [["resource", "=", f"sale.sale,{sale}"]], 0, None, [["id", "ASC"]], ["message"]
        )
        return [row["message"] for row in rows]

    def _one(self, model: str, key: Any, fields: list[str]) -> Row:
        [row] = self.finance.on(model, "search_read", [["id", "=", int(key)]], 0, 1, None, fields)
        return dict(row)


def _unzipped(raw: bytes) -> bytes:
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
