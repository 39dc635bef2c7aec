"""Offers in the ERP, made ready by somebody who works in it, letters about them, and what the ERP then has."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from app.domain.letter import Letter
from demo.days import today
from tests.contracts import letters
from tests.contracts.office import Office

_count = itertools.count(1)
Row = dict[str, Any]
FIELDS = [
    "number",
    "state",
    "reference",
    "quotation_date",
    "quotation_expire",
    "untaxed_amount",
    "payment_term.rec_name",
    "_timestamp",
]


def ahead(days: int) -> date:
    return today() + timedelta(days)


class Offers:
    """Works with a desk of ``office``."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.manager

    def new(self, left: int = 1, *, limit: str | None = None) -> str:
        """An offer quoted ten days ago that can be taken for ``left`` more days; its key."""
        key = self.office.order(limit=limit)
        self.office.press(key, "draft")
        begun = ahead(-10)
        values = {
            "quotation_date": {"__class__": "date", "year": begun.year, "month": begun.month, "day": begun.day},
            "quotation_validity": {"__class__": "timedelta", "seconds": (10 + left) * 86400},
        }
        self.desk.on("sale.sale", "write", [int(key)], values)
        self.office.press(key, "quote")
        return key

    def read(self, key: str) -> Row:
        [row] = self.desk.on("sale.sale", "search_read", [["id", "=", int(key)]], 0, 1, None, FIELDS)
        return {k: _day(v) for k, v in row.items()}

    def look(self, key: str) -> tuple[Any, ...]:
        """All that a deed here could have changed but the stamps."""
        row = self.read(key)
        return row["state"], row["reference"] or "", row["quotation_expire"], row["untaxed_amount"]

    def reprice(self, key: str, price: str) -> None:
        """Somebody changes the first line while it is a draft, and quotes it again."""
        self.office.press(key, "draft")
        domain = [["sale", "=", int(key)], ["type", "=", "line"]]
        [line, *_] = self.desk.on("sale.line", "search", domain, 0, 1, [["id", "ASC"]])
        value = {"__class__": "Decimal", "decimal": price}
        self.desk.on("sale.sale", "write", [int(key)], {"lines": [["write", [line], {"unit_price": value}]]})
        self.office.press(key, "quote")

    def revalue(self, key: str, days: int) -> None:
        """Somebody gives it another validity, so many days from when it was quoted first."""
        self._anew(key, {"quotation_validity": {"__class__": "timedelta", "seconds": days * 86400}})

    def other_terms(self, key: str) -> None:
        """Somebody gives it other payment terms."""
        mine = self.read(key)["payment_term."]["rec_name"]
        [other, *_] = self.desk.on("account.invoice.payment_term", "search", [["name", "!=", mine]], 0, 1, None)
        self._anew(key, {"payment_term": other})

    def _anew(self, key: str, values: Row) -> None:
        self.office.press(key, "draft")
        self.desk.on("sale.sale", "write", [int(key)], values)
        self.office.press(key, "quote")

    # ---- letters ----

    def extend(self, key: str, to: date, *, since: date | None = None) -> Letter:
        row = self.read(key)
        body = {"sale": key, "from": (since or row["quotation_expire"]).isoformat(), "to": to.isoformat()}
        return letters.letter("set_validity", body, row["number"], row["_timestamp"])

    def tell(self, key: str, *, lines: dict[str, str] | None = None) -> Letter:
        """A note on the offer as it is now; ``lines``: as they are on screen, where that is not the same."""
        row = self.read(key)
        body = {"sale": key, "text": "The offer was sent", "lines": self.lines(key) if lines is None else lines}
        return letters.letter("note", body, row["number"], row["_timestamp"])

    def notes(self, key: str) -> int:
        return int(self.desk.on("ir.note", "search_count", [["resource", "=", f"sale.sale,{key}"]]))

    def lines(self, key: str) -> dict[str, str]:
        """Their revisions by key."""
        domain = [["sale", "=", int(key)], ["type", "=", "line"]]
        lines = self.desk.on("sale.line", "search_read", domain, 0, None, None, ["_timestamp"])
        return {str(x["id"]): x["_timestamp"] for x in lines}

    def convert(self, key: str, *, confirm: bool = True, to: str | None = None, lines: dict[str, str] | None = None) -> Letter:
        """``lines``: as they are on screen, where that is not as they are now."""
        row = self.read(key)
        net = round(float(row["untaxed_amount"]["decimal"]) * 100)
        body = {
            "sale": key,
            "from": row["reference"] or "",
            "to": f"PO-Q{next(_count)}" if to is None else to,
            "net": [net, self.office.currency],
            "confirm": confirm,
            "lines": self.lines(key) if lines is None else lines,
            "terms": (row["payment_term."] or {}).get("rec_name") or "",
            "valid": row["quotation_expire"].isoformat() if row["quotation_expire"] else "",
        }
        return letters.letter("take_offer", body, row["number"], row["_timestamp"])


def _day(value: Any) -> Any:
    is_day = isinstance(value, dict) and value.get("__class__") == "date"
    return date(value["year"], value["month"], value["day"]) if is_day else value
