"""The business of the fake Tryton: people and their rights, orders and their states, credit and its warnings."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from demo.days import today
from tests.doubles.tryton.complaints import ATTACHMENT, SALE_ADMIN, Complaints
from tests.doubles.tryton.goods import UNSAID, VAT
from tests.doubles.tryton.refusal import Refusal, user_error
from tests.doubles.tryton.returning import Returning
from tests.doubles.tryton.shipping import STOCK_GROUP, Shipping
from tests.doubles.tryton.store import TERMS, Row

CREDIT_GROUP = 17
_DRAFT_ONLY = frozenset({"lines", "shipment_address", "quotation_date", "quotation_validity", "payment_term"})
HIDDEN_FROM_CSR = frozenset({"account.move.line", "account.payment", "account.dunning"})


class Company(Shipping, Complaints, Returning):
    """``users``: login -> id. ``warnings``: (user, name) that ``res.user.warning.skip`` let pass once."""

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, int] = {}
        self.passwords: dict[str, str] = {}
        self.skipped: set[tuple[int, str]] = set()
        self.accepted: frozenset[str] | None = None  # inside the add-on's run: these and no others
        self.deleted: list[tuple[int, str, int]] = []
        self._settle()

    def _settle(self) -> None:
        self.create("currency.currency", {"code": "USD", "rate": Decimal(1), "name": "US Dollar"}, 0)
        self.create("company.company", {"name": "Double Supply", "currency": 1, "party": None}, 0)
        self.create("ir.module", {"name": "ir"}, 0)
        self.build()
        self.open_doors()
        for name in ("Net 30", "Net 60"):
            self.create(TERMS, {"name": name}, 0)
        self.create("country.country", {"code": "US"}, 0)
        self.be_somebody("Double Supply")
        self.stock_up()
        self.allow_complaints()
        for name in ("quote", "confirm", "cancel", "draft"):
            self.create("ir.model.button", {"model": "sale.sale", "name": name, "groups": []}, 0)
        for group, may in ((None, False), (CREDIT_GROUP, True)):
            values = {"model": "party.party", "field": "credit_limit_amount", "group": group, "perm_write": may}
            self.create("ir.model.field.access", values, 0)
        people = (
            ("carla", "Carla Reyes", [24]),
            ("omar", "Omar Haddad", [24, STOCK_GROUP, SALE_ADMIN]),
            ("fiona", "Fiona Brandt", [24, CREDIT_GROUP]),
        )
        for login, name, groups in people:
            employee = self.create("company.employee", {"name": name}, 0)
            values = {"login": login, "name": name, "groups": groups, "employee": employee}
            self.users[login] = self.create("res.user", values, 0)
            self.passwords[login] = f"{login}-secret"

    def be_somebody(self, name: str) -> None:
        """The company's own party, which buys nothing."""
        values = {"name": name, "code": None, "lang": None, "credit_limit_amount": None, "customer_payment_term": None}
        party = self.create("party.party", {**values, "sale_price_list": None, "active": False}, 0)
        self.address(party)
        self.write("company.company", 1, {"party": party})

    # ---- making things ----

    def customer(self, name: str, limit: str | None = None, *, email: str | None = None) -> int:
        values = {
            "name": name,
            "email": email,
            "lang": None,
            "code": f"C{len(self.table('party.party')):04}",  # the first party is the company's own
            "credit_limit_amount": limit and Decimal(limit),
        }
        key = self.create("party.party", {**values, "customer_payment_term": 1, "sale_price_list": None, "active": True}, 0)
        self.address(key)
        return key

    def order(self, party: int, amount: str, *, state: str = "quotation", method: str = "order") -> int:
        key = self.create("sale.sale", self._order_values(party, state, method), 1)
        if state != "draft":
            self.table("sale.sale")[key]["number"] = f"SO{key:05}"
        line = {"sale": key, "type": "line", "sequence": 1, "quantity": 1.0, "description": "A valve", "amount": Decimal(amount)}
        self.create("sale.line", {**line, "unit_price": Decimal(amount), "currency": 1, "product": 1, "unit": 1}, 1)
        return key

    def _order_values(self, party: int, state: str, method: str) -> Row:
        return {
            **dict.fromkeys(UNSAID),
            "party": party,
            "state": state,
            "shipment_method": method,
            "untaxed_amount_cache": None,
            "shipment_state": "none",
            "invoice_state": "none",
            "currency": 1,
            "price_list": self.table("party.party")[party]["sale_price_list"],
            "warehouse": 1,
            "payment_term": 1,
            "revision": 0,
        }

    # ---- computed fields ----

    def get_untaxed_amount(self, row: Row) -> Decimal:
        return sum((r["amount"] for r in self.table("sale.line").values() if r["sale"] == row["id"]), Decimal(0))

    def get_quotation_expire(self, row: Row) -> date | None:
        validity = row["quotation_validity"]
        return None if validity is None else (row["quotation_date"] or today()) + validity

    def get_receivable(self, row: Row) -> Decimal:
        lines = self.table("account.move.line").values()
        return sum((x["debit"] - x["credit"] for x in lines if x["party"] == row["id"] and not x["reconciliation"]), Decimal(0))

    def get_credit_amount(self, row: Row) -> Decimal:
        open_ = (
            s for s in self.table("sale.sale").values() if s["state"] in ("confirmed", "processing") and s["party"] == row["id"]
        )
        return self.get_receivable(row) + sum((self.get_untaxed_amount(s) for s in open_), Decimal(0))

    def get_company(self, row: Row) -> int:
        return 1

    def get_invoice_address(self, row: Row) -> int:
        return min(k for k, a in self.table("party.address").items() if a["party"] == row["party"])

    def get_full_address(self, row: Row) -> str:
        place = " ".join(row[name] for name in ("postal_code", "city") if row[name])
        return "\n".join(part for part in (row["street"], place) if part)

    def get_tax_amount(self, row: Row) -> Decimal:
        lines = [x for x in self.table("sale.line").values() if x["sale"] == row["id"]]
        return sum((x["amount"] for x in lines if x.get("taxes")), Decimal(0)) * VAT

    def get_total_amount(self, row: Row) -> Decimal:
        """A sale's; an invoice keeps its own."""
        if "total_amount_cache" in row:
            return super().get_total_amount(row)
        return self.get_untaxed_amount(row) + self.get_tax_amount(row)

    def get_notes(self, row: Row) -> list[int]:
        return [k for k, n in self.table("ir.note").items() if n["resource"] == f"sale.sale,{row['id']}"]

    def get_shipments(self, row: Row) -> list[int]:
        return [k for k, s in self.table("stock.shipment.out").items() if s["sale"] == row["id"]]

    # ---- rights ----

    def groups(self, user: int) -> set[int]:
        return set(self.table("res.user")[user]["groups"])

    def may(self, user: int, model: str) -> bool:
        return model not in HIDDEN_FROM_CSR or CREDIT_GROUP in self.groups(user)

    def check(self, user: int, model: str) -> None:
        if not self.may(user, model):
            raise user_error(f'You are not allowed to access "{model}".')

    # ---- deeds ----

    def press(self, user: int, button: str, keys: list[int], model: str = "sale.sale") -> None:
        if model == "sale.complaint":
            self.press_complaint(user, button, keys)
            return
        starts = {
            "confirm": ("quotation",),
            "cancel": ("draft", "quotation"),
            "quote": ("draft",),
            "draft": ("quotation", "cancelled", "confirmed"),
        }
        for key in keys:
            sale = self._sale(key)
            if sale["state"] not in starts[button]:
                raise user_error(f'You can not call "{button}" on "{sale["number"]}" of "Sale".')
            if button in ("quote", "confirm"):
                self._check_stock(user, sale, button)
            if button == "confirm":
                self._check_credit(user, sale)
                expires = self.get_quotation_expire(sale)
                if expires is not None and expires < today():
                    raise user_error(f'The value for field "Sale Date" in "{sale["number"]}" of "Sale" is not valid.')
            to = {"confirm": "confirmed", "cancel": "cancelled", "quote": "quotation", "draft": "draft"}[button]
            values: Row = {"state": to}
            if button == "confirm":
                values |= {
                    "confirmed_by": self.table("res.user")[user]["employee"],
                    "untaxed_amount_cache": self.get_untaxed_amount(sale),
                }
            if button == "quote":
                for line in self.carriage(user, sale):
                    self._bury("sale.line", line)
            if button == "quote":
                values |= {
                    "number": sale["number"] or f"SO{key:05}",
                    "quotation_date": sale["quotation_date"] or today(),
                }
            if button == "draft":
                values["revision"] = sale["revision"] + 1
            self.write("sale.sale", key, values)
            self.log(user, "sale.sale", key, "button", button)
            self.log(user, "sale.sale", key, "transition", f"state:{to}")

    def process(self) -> None:
        """What the server does by itself after a commit: confirmed orders get their shipment, approved complaints their results."""
        self.settle()
        for key, sale in self.table("sale.sale").items():
            goes = any(x["sale"] == key and x["quantity"] > 0 for x in self.table("sale.line").values())
            if sale["state"] in ("confirmed", "processing"):
                self.bring_back(sale)
            if sale["state"] == "confirmed":
                if goes:
                    self.send(sale)
                self.write("sale.sale", key, {"state": "processing", "shipment_state": "waiting"})

    def _check_credit(self, user: int, sale: Row) -> None:
        party = self.table("party.party")[sale["party"]]
        amount, limit = self.get_untaxed_amount(sale), party["credit_limit_amount"]
        if sale["shipment_method"] != "order" or amount <= 0 or limit is None:
            return
        if self.get_credit_amount(party) + amount <= limit:
            return
        message = f'The party "{party["name"]}" will exceed their ${limit} credit limit by ${amount}.'
        if CREDIT_GROUP not in self.groups(user):
            raise Refusal("UserError", [message, "", None], "credit")
        name = hashlib.md5(f"sale.sale,{sale['id']}".encode(), usedforsecurity=False).hexdigest() + ".credit_limit_amount"
        self._ask(user, name, message)

    def _check_stock(self, user: int, sale: Row, button: str) -> None:
        """Short stock: a question to those who may decide it, a refusal to the others."""
        if not any(x["sale"] == sale["id"] and x["quantity"] > 1000 for x in self.table("sale.line").values()):
            return
        if STOCK_GROUP not in self.groups(user):
            raise user_error("The forecast quantity is lower than the quantity.")
        self._ask(user, f"{sale['id']}.{button}_stock_quantity", "The forecast quantity is lower than the quantity.")

    def _ask(self, user: int, name: str, message: str) -> None:
        """A warning, unless this person has let it pass."""
        if name in (self.accepted or ()):
            return
        if self.accepted is None and (user, name) in self.skipped:
            self.skipped.discard((user, name))
            return
        raise Refusal("UserWarning", [name, message, ""])

    def _sale(self, key: int) -> Row:
        sale = self.get("sale.sale", key)
        if sale is None:
            raise user_error(f'You are trying to read records "{key}" of "Sale" that don\'t exist.')
        return sale

    def change(self, user: int, model: str, keys: list[int], values: Row) -> None:
        """``write``, with the rights on the limit and notes made through their sale."""
        if "credit_limit_amount" in values and CREDIT_GROUP not in self.groups(user):
            raise user_error('You are not allowed to access "Party.Credit Limit Amount".')
        for key in keys:
            if self.get(model, key) is None:
                raise user_error(f'You are trying to write records "{key}" that don\'t exist.')
            if model == "sale.sale" and self._sale(key)["state"] != "draft" and values.keys() & _DRAFT_ONLY:
                raise user_error('You are not allowed to modify the field of "Sale" in this state.')
            if model == "sale.line" and self._sale(self.table(model)[key]["sale"])["state"] != "draft":
                raise user_error('You are not allowed to modify the field of "Sale Line" in this state.')
            if model == "sale.sale":
                self.check_editable(key, values)
                self.check_reference(values, key)
            if model == "sale.complaint" and "notes" in values:
                raise KeyError("notes")  # the real one keeps none there
            plain = {k: v for k, v in values.items() if k not in ("notes", "lines")}
            self.write(model, key, plain)
            self.log(user, model, key, "write", ",".join(values))
            for _, made in values.get("notes", ()):
                for note in made:
                    self.create("ir.note", {"resource": f"{model},{key}", **note}, user)
            for action, ids, *line in values.get("lines", ()):
                if action == "create":
                    for made in ids:
                        self._new_line(user, key, made)
                    continue
                for line_id in ids:
                    self._bury("sale.line", line_id) if action == "delete" else self.rewrite_line(line_id, line[0])

    def check_editable(self, key: int, values: Row) -> None:
        """Module web_shop keeps an empty Web ID read-only; our add-on's ``link_web_order`` is the way around it."""
        if "web_id" in values and not self._sale(key)["web_id"]:
            raise user_error('You are not allowed to modify the field "Web ID" of "Sale".')

    def link_web_order(self, user: int, keys: list[int], shop: int, web_id: str) -> None:
        for key in keys:
            self.check_reference({"web_shop": shop, "web_id": web_id}, key)
            self.write("sale.sale", key, {"web_shop": shop, "web_id": web_id})
            self.log(user, "sale.sale", key, "write", "web_shop,web_id")

    def make(self, user: int, model: str, values: Row) -> int:
        """``create``."""
        if model == "sale.sale":
            return self.new_sale(user, values)
        if model == "sale.complaint":
            return self.file_complaint(user, values)
        if model == ATTACHMENT:
            return self.attach(user, values)
        if model == "sale.amendment":
            return self.create(model, {"state": "draft", "description": None, **values}, user)
        return self.add_address(values, user) if model == "party.address" else self.create(model, values, user)

    def copy(self, user: int, keys: list[int]) -> list[int]:
        made = []
        for key in keys:
            old = self._sale(key)
            new = self.create("sale.sale", self._order_values(old["party"], "draft", old["shipment_method"]), user)
            made.append(new)
            for line in [x for x in self.table("sale.line").values() if x["sale"] == key]:
                kept = {k: v for k, v in line.items() if k not in ("id", "create_date", "create_uid", "write_date")}
                self.create("sale.line", {**kept, "sale": new}, user)
        return made

    def remove(self, user: int, model: str, keys: list[int]) -> None:
        for key in keys:
            if model == "sale.sale" and self._sale(key)["state"] not in ("draft", "cancelled"):
                raise user_error("To delete the sale you must first cancel it.")
            children = [k for k, x in self.table("sale.line").items() if model == "sale.sale" and x["sale"] == key]
            for child in children:
                self._bury("sale.line", child)
            self._bury(model, key)

    def _bury(self, model: str, key: int) -> None:
        self.delete(model, key)
        self.deleted.append((len(self.deleted) + 1, model, key))
