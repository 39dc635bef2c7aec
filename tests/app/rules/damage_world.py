"""Records for tests of damaged goods: one complaint about a delivered line of six pieces, and whatever a test changes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.attachment import Attachment
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.customer import Customer
from app.domain.dossier import ComplaintDossier, SystemState, WebSide
from app.domain.feed import Bad
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.policy.rulebook import shipped
from tests.app import orders
from tests.app.rules.world import NOW, day, eur
from tests.app.rules.world import sale as any_sale

LONG_AGO = NOW - timedelta(hours=3)
COMPLAINT = Ref("tryton", "complaint", "3")
FEEDS = frozenset(
    {
        "complaints",
        "complaint_actions",
        "sales",
        "lines",
        "customers",
        "moves",
        "shipments",
        "invoices",
        "invoice_lines",
        "attachments",
    }
)
ERP = SystemState("tryton", FEEDS, NOW)
SHOP = SystemState("medusa", frozenset({"web_orders", "web_lines", "web_payments"}), NOW)
BUYER = Customer(
    Ref("tryton", "customer", "3"), "1", LONG_AGO, "C-3", "Halvorsen Marine AS", "Bergen", "NO", "30 days net", "B2B", "list1"
)


def complaint(**changes: Any) -> Complaint:
    """Taken down three hours ago about a line."""
    base = Complaint(
        COMPLAINT, "7.1", LONG_AGO, "CL00003", "3", "Damaged goods", None, "21", "waiting", "Two arrived in a crushed carton.", None,
        LONG_AGO, "Carla Reyes",
    )  # fmt: skip
    return replace(base, **changes)


def line(quantity: int = 6, unit: str = "50.00", **changes: Any) -> SaleLine:
    net, cost = eur(str(Decimal(unit) * quantity)), eur(str(Decimal(20) * quantity))
    base = SaleLine(
        Ref("tryton", "line", "21"),
        "1",
        LONG_AGO,
        "9",
        1,
        "HYD-18",
        "Gear pump",
        Decimal(quantity),
        "u",
        net,
        cost,
        "4",
        Decimal(unit),
    )
    return replace(base, **changes)


def delivered(**changes: Any) -> Sale:
    return replace(any_sale(9, 300), number="SO00009", state=OrderState.DONE, reference="PO-9", **changes)


def replacement(pieces: str = "#2", key: int = 30, **changes: Any) -> Sale:
    """A sale that makes the complaint good."""
    base = replace(
        any_sale(key, 0), number=f"SO{key:05}", state=OrderState.PROCESSING, reference=f"CL00003 {pieces}", complaint="3"
    )
    return replace(base, **changes)


def filed(pieces: str = "#2", state: str = "done") -> Complaint:
    """A complaint that makes a credit note for it."""
    return complaint(
        ref=Ref("tryton", "complaint", "40"),
        number="CL00040",
        kind="Billing error",
        line=None,
        state=state,
        reference=f"CL00003 {pieces}",
    )


def credit(each: str | None = "50", quantity: int = 1, **changes: Any) -> ComplaintAction:
    ref = Ref("tryton", "complaint_action", "41")
    base = ComplaintAction(
        ref, "1", LONG_AGO, "40", "credit_note", Decimal(quantity), Decimal(each) if each else None, "account.invoice,8"
    )
    return replace(base, **changes)


def move(**changes: Any) -> Move:
    ref = Ref("tryton", "move", "50")
    return replace(
        Move(ref, "1", LONG_AGO, "21", "60", "Gear pump", Decimal(6), Decimal(6), "done", day(-2), day(-2), "1", "4"), **changes
    )


def invoice(**changes: Any) -> Invoice:
    ref = Ref("tryton", "invoice", "70")
    return replace(Invoice(ref, "1", LONG_AGO, "INV-1", "3", "posted", day(-2), eur(357), eur(0), ("9",)), **changes)


def attached(name: str = "carton.jpg", key: int = 80, words: str = "", **changes: Any) -> Attachment:
    """Kept with the complaint for an hour."""
    ref = Ref("tryton", "attachment", str(key))
    at = NOW - timedelta(hours=1)
    return replace(Attachment(ref, "1", at, COMPLAINT.key, name, 48_211, words, at, "Carla Reyes"), **changes)


def packet(pieces: str = "#2", key: int = 90, **changes: Any) -> Attachment:
    """Of a carrier claim."""
    words = f"Carrier claim CL00003 {pieces}\n50.00 EUR for 1 piece\nRoad, Europe\n\nClearline decided/1"
    return attached("carrier-claim-CL00003-2.pdf", key, words, **changes)


def charge(of: SaleLine, key: str = "71", invoice: str = "70") -> InvoiceLine:
    ref = Ref("tryton", "invoice_line", key)
    return InvoiceLine(ref, "1", LONG_AGO, invoice, of.ref.key, None, of.quantity, of.unit_price, of.net)


def returned(pieces: int, each: str = "50.00", key: str = "81", invoice: str = "80") -> InvoiceLine:
    """What a return of that line gives back."""
    ref, net = Ref("tryton", "invoice_line", key), eur(str(-pieces * Decimal(each)))
    return InvoiceLine(ref, "1", LONG_AGO, invoice, "99", None, Decimal(-pieces), Decimal(each), net)


TERMS = shipped().carrier_terms("tryton")


def dossier(**changes: Any) -> ComplaintDossier:
    lines = changes.get("lines", (line(),))
    base = ComplaintDossier(
        ref=COMPLAINT,
        erp=ERP,
        complaint=complaint(),
        actions=(),
        sale=delivered(),
        lines=(line(),),
        others=(),
        made=(),
        filed=(),
        moves=(move(),),
        shipments=(Shipment(Ref("tryton", "shipment", "60"), "1", LONG_AGO, "SH00060", "3", "done", day(-2), day(-2), "4"),),
        invoices=(invoice(),),
        money=tuple(charge(x) for x in lines),
        customer=BUYER,
        terms=TERMS,
        unreadable=(),
        attachments=(),
    )
    return replace(base, **changes)


def asked_back(state: OrderState, pieces: str = "#2 #3") -> ComplaintDossier:
    """These pieces are to come back, by a return that got this far."""
    asked = credit(None, 2, action="sale_return", result="sale.sale,8")
    sale = replace(any_sale(8, -100), number="SO00008", state=state, complaint="40")
    return dossier(filed=(filed(pieces),), actions=(asked,), returns=(sale,))


def placed_as(**changes: Any) -> dict[str, Any]:
    """What ``dossier`` takes where the delivered sale was placed in a shop and paid there, with 19 % of tax."""
    known = orders.web_order(paid=eur(357), net=eur(300), total=eur(357), tax=eur(57), due=eur(0))
    line_ = orders.web_line(sku="HYD-18", quantity=Decimal(6), unit_price=eur(50), net=eur(300), fulfilled=Decimal(6))
    order, placed = replace(known, **changes.pop("order", {})), replace(line_, **changes.pop("line", {}))
    web = {"web": WebSide((order,), (placed,), (), SHOP)}
    return {"sale": delivered(web_origin="WEB-1042"), **web, **changes}


def bad() -> Bad:
    return Bad(COMPLAINT, "state", "not a state", "{}")
