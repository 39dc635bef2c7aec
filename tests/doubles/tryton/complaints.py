"""What the fake Tryton delivered, and what becomes of complaints about it."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from tests.doubles.tryton.goods import Goods
from tests.doubles.tryton.refusal import user_error
from tests.doubles.tryton.store import Row

SALE_ADMIN = 26  # the group that may approve
ATTACHMENT = "ir.attachment"
_STEPS = {
    "wait": (("draft",), "waiting"),
    "draft": (("waiting", "done", "cancelled"), "draft"),
    "approve": (("waiting",), "approved"),
    "reject": (("waiting",), "rejected"),
    "cancel": (("draft", "waiting"), "cancelled"),
}


class Complaints(Goods):
    """``file_complaint``, ``press_complaint``: create and the buttons; ``settle``: what is queued after an approval."""

    def allow_complaints(self) -> None:
        for model in ("sale.line", "account.invoice.line"):
            origin = self.create("ir.model", {"name": model}, 0)
            self.create(
                "sale.complaint.type", {"name": "Damaged goods" if model == "sale.line" else "Billing error", "origin": origin}, 0
            )
        self.create("ir.model.button", {"model": "sale.complaint", "name": "approve", "groups": [SALE_ADMIN]}, 0)

    def deliver(self, party: int, quantity: float) -> int:
        """A line that was delivered and invoiced; its key."""
        sale = self.new_sale(0, {"party": party, "currency": 1, "shipment_method": "order", "warehouse": 1, "payment_term": 1})
        self.write("sale.sale", sale, {"state": "done", "number": f"SO{sale:05}", "reference": "PO-1", "web_id": None})
        self._new_line(
            0,
            sale,
            {"type": "line", "sequence": 1, "product": 1, "quantity": quantity, "unit": 1, "unit_price": Decimal("24.5000")},
        )
        [line] = [k for k, x in self.table("sale.line").items() if x["sale"] == sale]
        invoice = self.create("account.invoice", {"party": party, "type": "out", "state": "posted"} | _INVOICE, 0)
        price = {"type": "line", "unit_price": Decimal("24.5000"), "amount": Decimal("24.50") * int(quantity)}
        values = {"invoice": invoice, "origin": f"sale.line,{line}", "quantity": quantity, "currency": 1, **price}
        self.create("account.invoice.line", values, 0)
        return line

    def get_sales(self, row: Row) -> list[int]:
        origins = (x["origin"] for x in self.table("account.invoice.line").values() if x["invoice"] == row["id"])
        keys = {int(o.partition(",")[2]) for o in origins if o and o.startswith("sale.line,")}
        return sorted({self.table("sale.line")[k]["sale"] for k in keys if k in self.table("sale.line")})

    def file_complaint(self, user: int, values: Row) -> int:
        if "notes" in values:
            raise KeyError("notes")  # the real one keeps none there
        plain = {k: v for k, v in values.items() if k != "actions"}
        empty = dict.fromkeys(("reference", "description", "submitted_by", "origin"))
        key = self.create("sale.complaint", {**empty, "state": "draft", "company": 1, **plain}, user)
        self.table("sale.complaint")[key]["number"] = f"CL{key:05}"
        for _, made in values.get("actions", ()):
            for action in made:
                given = {"quantity": None, "unit_price": None, "result": None, "currency": 1, **action, "complaint": key}
                self.create("sale.complaint.action", given, user)
        return key

    def press_complaint(self, user: int, button: str, keys: list[int]) -> None:
        if button == "approve" and SALE_ADMIN not in self.table("res.user")[user]["groups"]:
            raise user_error('Calling button "approve" on "Sale Complaint" is not allowed.')
        starts, to = _STEPS[button]
        for key in keys:
            complaint = self.get("sale.complaint", key)
            if complaint is None or complaint["state"] not in starts:
                raise user_error(f'You can not call "{button}" on "{complaint and complaint["number"]}" of "Sale Complaint".')
            values: Row = {"state": to}
            if button == "wait":
                self._check_similar(user, complaint)
                values["submitted_by"] = self.table("res.user")[user]["employee"]
            self.write("sale.complaint", key, values)
            self.log(user, "sale.complaint", key, "button", button)

    def _check_similar(self, user: int, complaint: Row) -> None:
        """Another one about the same thing: a question, named as the real one does; within the add-on's run it was made there."""
        others = [x for x in self.table("sale.complaint").values() if x["id"] != complaint["id"]]
        if any(x["origin"] and x["origin"] == complaint["origin"] for x in others):
            key = complaint["id"] if self.accepted is None else -1
            name = hashlib.md5(f"sale.complaint,{key}".encode(), usedforsecurity=False).hexdigest()
            self._ask(user, f"{name}.complaint_similar", "The complaint is similar to another one.")

    def check_search(self, name: str, args: list[Any]) -> None:
        """Attachments are searched for by what they are kept with, or not at all."""
        if name.startswith("search") and not any(clause[0] == "resource" and clause[1] in ("=", "in") for clause in args[0]):
            raise user_error('To search, read or write "ir.attachment", you must specify a resource.')

    def attach(self, user: int, values: Row) -> int:
        model, _, key = str(values.get("resource")).partition(",")
        if not key.isdecimal() or self.get(model, int(key)) is None:
            raise user_error('The value for field "Resource" in "Attachment" is not valid.')
        return self.create(ATTACHMENT, {"type": "data", "description": None, "data": None, **values}, user)

    def get_data_size(self, row: Row) -> int | None:
        return None if row["data"] is None else len(row["data"])

    def settle(self) -> None:
        for key, complaint in self.table("sale.complaint").items():
            if complaint["state"] != "approved":
                continue
            for action_key, action in self.table("sale.complaint.action").items():
                if action["complaint"] == key and not action["result"]:
                    self.write("sale.complaint.action", action_key, {"result": self._result(action)})
            self.write("sale.complaint", key, {"state": "done"})

    def _result(self, action: Row) -> Any:
        if action["action"] == "sale_return":
            return f"sale.sale,{self._take_back(action)}"
        return f"account.invoice,{self._give_back(action)}"

    def _give_back(self, action: Row) -> int:
        """A draft note of minus so many of the invoice's line that the complaint is about, and of what of their price stays charged."""
        complaint = self.table("sale.complaint")[action["complaint"]]
        charged = self.table("account.invoice.line")[int(complaint["origin"].partition(",")[2])]
        amount = (-Decimal(str(action["quantity"])) * action["unit_price"]).quantize(Decimal("0.01"))
        head = {"type": "out", "state": "draft", "party": complaint["customer"]}
        note = self.create("account.invoice", head | _INVOICE | {"total_amount_cache": amount}, 0)
        full = Decimal(str(charged["unit_price"]))
        for quantity, price in ((-action["quantity"], full), (action["quantity"], full - action["unit_price"])):
            worth = (Decimal(str(quantity)) * price).quantize(Decimal("0.01"))
            money = {"type": "line", "unit_price": price, "amount": worth, "currency": charged["currency"]}
            values = {"invoice": note, "origin": f"sale.complaint,{complaint['id']}", "quantity": quantity}
            self.create("account.invoice.line", values | money, 0)
        return note

    def _take_back(self, action: Row) -> int:
        """A draft sale of minus so many of what the complaint is about."""
        complaint = self.table("sale.complaint")[action["complaint"]]
        line = self.table("sale.line")[int(complaint["origin"].partition(",")[2])]
        sold = self.table("sale.sale")[line["sale"]]
        kept = {name: sold[name] for name in ("party", "currency", "shipment_method", "warehouse", "payment_term")}
        sale = self.new_sale(0, kept | {"origin": f"sale.complaint,{complaint['id']}"})
        back = {name: line[name] for name in ("type", "product", "unit", "unit_price")}
        self._new_line(0, sale, {**back, "sequence": 1, "quantity": -action["quantity"]})
        return sale


_INVOICE: Row = {
    "number": None,
    "invoice_date": None,
    "total_amount_cache": Decimal("24.50"),
    "amount_to_pay": Decimal(0),
    "currency": 1,
}
