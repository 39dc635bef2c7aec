"""A gentle stream of new business while the window is open: orders that fit and that do not, offers, payments, changed limits."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from typing import Any

from demo.progress import say
from demo.rpc import Refusal, Session, Value, decimal

_PAUSE = (20.0, 40.0)  # seconds between two events
_WEIGHTS = {"order": 4, "large_order": 3, "offer": 2, "payment": 2, "limit": 1}


class Pulse:
    """One thread that acts as the user "pulse" over JSON-RPC. It stops within a second; a server that is away is tried again later."""

    def __init__(self, url: str, password: str, company: Mapping[str, Any], database: str = "erp") -> None:
        self._session = Session(url, database, "pulse", password)
        self._company = company
        self._chance = random.Random()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the stream; an event that is under way is finished."""
        self._stop.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._stop.wait(self._chance.uniform(*_PAUSE)):
            try:
                self.beat()
            except (OSError, Refusal) as e:
                say(f"New business: put off ({e})")

    def beat(self, kind: str | None = None) -> str:
        """One event of ``kind``, or of a kind by chance; what happened, in words. Refusal, OSError where Tryton does not take it."""
        kinds: dict[str, Callable[[], str]] = {
            "order": lambda: self._order(share=0.1, ordered=True),
            "large_order": lambda: self._order(share=1.15, ordered=True),
            "offer": lambda: self._order(share=0.6, ordered=False),
            "payment": self._payment,
            "limit": self._limit,
        }
        chosen = kind or self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        words = kinds[chosen]()
        say(f"New business: {words}")
        return words

    def _customer(self) -> dict[str, Value]:
        """A customer with a limit above zero, with its figures."""
        fields = ["name", "credit_limit_amount", "receivable", "addresses", "customer_payment_term", "sale_price_list"]
        ids = [c["id"] for c in self._company["customers"]]
        rows = [r for r in self._session.read("party.party", ids, fields) if r["credit_limit_amount"]]
        return self._chance.choice(rows)

    def _order(self, *, share: float, ordered: bool) -> str:
        """A quotation worth ``share`` of what the customer may still owe (at least 500 EUR)."""
        customer = self._customer()
        room = float(customer["credit_limit_amount"]) - self._exposure(customer["id"])
        sale = self._key(customer, max(500.0, room * share), ordered)
        self._session.call("model.sale.sale.quote", [sale])
        number = self._session.read("sale.sale", [sale], ["number"])[0]["number"]
        return f"{'order' if ordered else 'offer'} {number} of {customer['name']}"

    def _exposure(self, customer: int) -> float:
        return float(self._session.read("party.party", [customer], ["credit_amount"])[0]["credit_amount"] or 0)

    def _key(self, customer: dict[str, Value], amount: float, ordered: bool) -> int:
        chance, company = self._chance, self._company
        taxes = "template.account_category.customer_taxes"
        chosen = chance.sample(company["products"][:100], 3)
        products = self._session.read("product.product", chosen, ["list_price_used", "default_uom", taxes])
        address = customer["addresses"][0]
        lines = [
            {
                "type": "line",
                "product": p["id"],
                "quantity": float(max(1, round(amount / len(products) / float(p["list_price_used"])))),
                "unit": p["default_uom"],
                "unit_price": decimal(str(round(p["list_price_used"], 4))),
                "taxes": [["add", p["template."]["account_category."]["customer_taxes"]]],
            }
            for p in products
        ]
        row = {
            "party": customer["id"],
            "company": company["company"],
            "warehouse": chance.choice(company["warehouses"]),
            "reference": f"PO-{chance.randint(100000, 999999)}" if ordered else None,
            "invoice_address": address,
            "shipment_address": address,
            "payment_term": customer["customer_payment_term"],
            "price_list": customer["sale_price_list"],
            "carrier": chance.choice(company["carriers"]),
            "lines": [["create", lines]],
        }
        return int(self._session.call("model.sale.sale.create", [row])[0])

    def _payment(self) -> str:
        """A customer pays the oldest open invoice: it is on its way, as a submitted payment."""
        lines = self._session.search_read(
            "account.move.line",
            [["account.type.receivable", "=", True], ["reconciliation", "=", None], ["debit", ">", 0], ["payments", "=", None]],
            ["party", "debit", "party.rec_name"],
            order=[["maturity_date", "ASC"]],
            limit=20,
        )
        if not lines:
            return self._order(share=0.1, ordered=True)
        line = self._chance.choice(lines)
        journal = self._session.search_read("account.payment.journal", [], ["name"], limit=1)[0]["id"]
        row = {
            "company": self._company["company"],
            "journal": journal,
            "kind": "receivable",
            "party": line["party"],
            "line": line["id"],
            "amount": decimal(str(line["debit"])),
        }
        (payment,) = self._session.call("model.account.payment.create", [row])
        self._session.call("model.account.payment.submit", [payment])
        return f"{line['debit']} EUR announced by {line['party.']['rec_name']}"

    def _limit(self) -> str:
        """A customer's limit is raised by a tenth."""
        customer = self._customer()
        raised = round(customer["credit_limit_amount"] * 11 / 10 / 1000) * 1000
        self._session.call("model.party.party.write", [customer["id"]], {"credit_limit_amount": decimal(str(raised))})
        return f"credit limit of {customer['name']} raised to {raised} EUR"
