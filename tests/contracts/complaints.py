"""Complaints about delivered goods as somebody in the company takes them down, and what the ERP holds of their remedies."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.domain.kept_file import KeptFile
from app.domain.letter import Letter
from tests.app.packet_of import claim
from tests.contracts import letters
from tests.contracts.office import Office

Row = dict[str, Any]
_used = itertools.count()


class Complaints:
    """Every complaint it takes down is about another delivered line, of at least six pieces, with a posted invoice."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.manager
        posted = [["invoice.type", "=", "out"], ["invoice.state", "in", ["posted", "paid"]]]
        domain = [["origin", "like", "sale.line,%"], *posted, ["quantity", ">=", 6]]
        rows = office.finance.on("account.invoice.line", "search_read", domain, 0, None, [["id", "DESC"]], ["origin"])
        self._lines = [int(str(row["origin"]).rpartition(",")[2]) for row in rows]

    def new(self, line: int | None = None) -> Row:
        """Taken down by a rep and handed in."""
        line = line or self._lines[next(_used) % len(self._lines)]
        csr = self.office.csr
        [sold] = csr.on("sale.line", "search_read", [["id", "=", line]], 0, 1, None, ["sale"])
        [sale] = csr.on("sale.sale", "search_read", [["id", "=", sold["sale"]]], 0, 1, None, ["party"])
        [kind] = csr.on("sale.complaint.type", "search", [["origin.name", "=", "sale.line"]], 0, 1, None)
        values = {"type": kind, "customer": sale["party"], "origin": f"sale.line,{line}", "description": "A crushed carton"}
        [key] = csr.on("sale.complaint", "create", [{**values, "company": csr.context["company"]}])
        csr.on("sale.complaint", "wait", [key])
        return self.read(key) | {"line": line, "party": sale["party"]}

    def read(self, key: int) -> Row:
        [row] = self.desk.on(
            "sale.complaint", "search_read", [["id", "=", key]], 0, 1, None, ["number", "state", "reference", "_timestamp"]
        )
        return dict(row)

    def charged(self, complaint: Row) -> tuple[int, Decimal]:
        """Pieces on the posted invoice, and what one cost."""
        domain = [
            ["origin", "=", f"sale.line,{complaint['line']}"],
            ["invoice.state", "in", ["posted", "paid"]],
            ["quantity", ">=", 6],
        ]
        [row] = self.desk.on("account.invoice.line", "search_read", domain, 0, 1, None, ["quantity", "unit_price"])
        return int(row["quantity"]), Decimal(row["unit_price"]["decimal"])

    def attach(self, complaint: Row, name: str, data: bytes) -> int:
        """By the rep, as from any client of the ERP."""
        values = {"resource": f"sale.complaint,{complaint['id']}", "name": name, "type": "data", "data": _wire(data)}
        [key] = self.office.csr.on("ir.attachment", "create", [values])
        return int(key)

    def decline(self, complaint: Row) -> None:
        """The return that was asked for by it."""
        results = [str(x["result"]) for one in self.filed(complaint) for x in one["actions."]]
        self.desk.on("sale.sale", "cancel", [int(r.partition(",")[2]) for r in results if r.startswith("sale.sale,")])

    def ask_credit(self, complaint: Row, pieces: int, each: Decimal) -> int:
        """Somebody hands in another one in the ERP itself, about the line's invoice; its key."""
        domain = [["origin", "=", f"sale.line,{complaint['line']}"], ["invoice.state", "in", ["posted", "paid"]]]
        [charged] = self.desk.on("account.invoice.line", "search", domain, 0, 1, None)
        [kind] = self.desk.on("sale.complaint.type", "search", [["origin.name", "=", "account.invoice.line"]], 0, 1, None)
        price = {"__class__": "Decimal", "decimal": str(each)}
        values = {
            "type": kind,
            "customer": complaint["party"],
            "company": self.desk.context["company"],
            "origin": f"account.invoice.line,{charged}",
            "actions": [["create", [{"action": "credit_note", "quantity": pieces, "unit_price": price}]]],
        }
        [key] = self.desk.on("sale.complaint", "create", [values])
        self.desk.on("sale.complaint", "wait", [key])
        return int(key)

    def withdraw(self, key: int) -> None:
        self.desk.on("sale.complaint", "cancel", [key])

    # ---- letters ----

    def replace(self, complaint: Row, *pieces: int, rev: str | None = None) -> Letter:
        return self._letter("replace_units", complaint, pieces, rev)

    def credit(self, complaint: Row, *pieces: int, each: str = "1.5", rev: str | None = None, of: Sequence[str] = ()) -> Letter:
        """``of``: lines that take back what it is about."""
        return self._letter("credit_units", complaint, pieces, rev, each=each, of=[*of])

    def take_back(self, complaint: Row, *pieces: int, rev: str | None = None) -> Letter:
        return self._letter("return_units", complaint, pieces, rev)

    def claim(self, complaint: Row, *pieces: int, photos: tuple[Row, ...] = ()) -> Letter:
        """``photos``: as ``photo`` read them."""
        told = claim(number=complaint["number"], pieces=pieces)
        body = {"complaint": str(complaint["id"]), "claim": told.body(), "photos": list(photos)}
        return letters.letter("claim_carrier", body, complaint["number"], None)

    def add(self, complaint: Row, *photos: KeptFile) -> Letter:
        files = [{"sha256": f.sha256, "size": f.size, "name": f.name} for f in photos]
        body = {"complaint": str(complaint["id"]), "files": files}
        return letters.letter("add_photos", body, complaint["number"], None)

    def photo(self, key: int) -> Row:
        """As it is now."""
        [row] = self.desk.on("ir.attachment", "read", [key], ["name", "_timestamp"])
        return {"key": str(key), "rev": row["_timestamp"], "name": row["name"], "taken": "Added today"}

    def files(self, complaint: Row) -> list[Row]:
        domain, names = [["resource", "=", f"sale.complaint,{complaint['id']}"]], ["name", "description", "data_size"]
        return [dict(r) for r in self.desk.on("ir.attachment", "search_read", domain, 0, None, [["id", "ASC"]], names)]

    def _letter(self, deed: str, complaint: Row, pieces: tuple[int, ...], rev: str | None, **more: object) -> Letter:
        body: Row = {"complaint": str(complaint["id"]), "number": complaint["number"], "line": str(complaint["line"])}
        return letters.letter(deed, body | {"pieces": list(pieces), **more}, complaint["number"], rev or complaint["_timestamp"])

    # ---- what is there ----

    def sales(self, complaint: Row) -> list[Row]:
        """The sales whose origin it is, but drafts, which are nothing yet."""
        domain = [["origin", "=", f"sale.complaint,{complaint['id']}"], ["state", "!=", "draft"]]
        names = ["number", "state", "reference", "party", "lines.quantity", "lines.unit_price", "lines.product"]
        return [dict(r) for r in self.desk.on("sale.sale", "search_read", domain, 0, None, [["id", "ASC"]], names)]

    def filed(self, complaint: Row) -> list[Row]:
        domain = [["reference", "like", f"{complaint['number']} #%"], ["state", "!=", "draft"]]
        names = ["state", "reference", "origin", "actions.quantity", "actions.unit_price", "actions.result"]
        return [dict(r) for r in self.desk.on("sale.complaint", "search_read", domain, 0, None, [["id", "ASC"]], names)]

    def as_it_is(self, complaint: Row) -> object:
        return self.sales(complaint), self.filed(complaint), self.read(complaint["id"])["state"]


def _wire(data: bytes) -> Row:
    return {"__class__": "bytes", "base64": base64.b64encode(data).decode()}
