"""Records for tests of returns: three pieces of one order and two of another come back, and whatever a test changes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.customer import Customer
from app.domain.dossier import ReturnDossier, SystemState, WebSide
from app.domain.feed import Bad
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.returns import Origin, Place, PutAway, ReturnShipment, ReturnTerms
from app.domain.shipment import Move
from app.domain.stock import Warehouse
from tests.app import orders
from tests.app.rules.world import NOW, day, eur
from tests.app.rules.world import sale as any_sale

LONG_AGO = NOW - timedelta(hours=3)
BACK = Ref("tryton", "sale", "30")
FEEDS = frozenset(
    {"sales", "lines", "customers", "moves", "return_shipments", "put_aways", "invoices", "invoice_lines", "warehouses", "places"}
)
ERP = SystemState("tryton", FEEDS, NOW)
SHOP = SystemState("medusa", frozenset({"web_orders", "web_lines", "web_payments"}), NOW)
BUYER = Customer(
    Ref("tryton", "customer", "3"), "1", LONG_AGO, "C-3", "Halvorsen Marine AS", "Bergen", "NO", "30 days net", "B2B", "list1"
)
NORTH = Warehouse(Ref("tryton", "warehouse", "5"), "1", LONG_AGO, "N", "North", True, "2", "6", "3", "4")


def sale(state: OrderState = OrderState.DRAFT, **changes: Any) -> Sale:
    """Net 550: 3 x 50 and 2 x 200."""
    number = None if state is OrderState.DRAFT else "SO00030"
    base = replace(any_sale(30, 550), number=number, state=state, reference="RMA-7", warehouse="North", created_at=LONG_AGO)
    return replace(base, untaxed=eur(-550), untaxed_company=eur(-550), created_by="carla", **changes)


def line(
    key: str = "31", pieces: int = 3, each: str = "50.00", sku: str = "HYD-18", product: str = "4", **changes: Any
) -> SaleLine:
    net = eur(str(-Decimal(each) * pieces))
    ref = Ref("tryton", "line", key)
    base = SaleLine(
        ref, "1", LONG_AGO, "30", int(key), sku, f"Product {sku}", Decimal(-pieces), "u", net, None, product, Decimal(each)
    )
    return replace(base, **changes)


LINES = (line(), line("32", 2, "200.00", "ACT-110", "8"))


def origin(of: str = "31", pieces: int = 6, each: str = "50.00", **changes: Any) -> Origin:
    """Bought and delivered ten days ago, invoiced whole."""
    key, number = f"1{of}", "SO00009" if of == "31" else "SO00012"
    sold = replace(LINES[of == "32"], ref=Ref("tryton", "line", key), sale=f"9{of}", quantity=Decimal(pieces))
    sold = replace(sold, net=eur(str(Decimal(each) * pieces)), unit_price=Decimal(each))
    bought = replace(any_sale(9, 300), ref=Ref("tryton", "sale", f"9{of}"), number=number, state=OrderState.DONE)
    gone = Move(
        Ref("tryton", "move", f"2{of}"),
        "1",
        LONG_AGO,
        key,
        "60",
        "x",
        Decimal(pieces),
        Decimal(pieces),
        "done",
        day(-10),
        day(-10),
        "1",
        "4",
    )
    return replace(Origin(of, bought, sold, (gone,), (charge(key, pieces, each),), Decimal(0)), **changes)


def charge(sale_line: str, pieces: int, each: str, invoice: str = "70", **changes: Any) -> InvoiceLine:
    """Below zero pieces it gives back."""
    ref = Ref("tryton", "invoice_line", f"{invoice}{sale_line}")
    net = eur(str(Decimal(each) * pieces))
    return replace(InvoiceLine(ref, "1", LONG_AGO, invoice, sale_line, None, Decimal(pieces), Decimal(each), net), **changes)


def invoice(key: str = "70", total: int = 714, state: str = "posted", **changes: Any) -> Invoice:
    ref, number = Ref("tryton", "invoice", key), None if state == "draft" else f"INV-{key}"
    return replace(Invoice(ref, "7.1", LONG_AGO, number, "3", state, day(-10), eur(total), eur(0), ("9",)), **changes)


def shipment(state: str = "draft", key: str = "80", **changes: Any) -> ReturnShipment:
    ref = Ref("tryton", "return_shipment", key)
    gone = day(-1) if state == "done" else None
    return replace(ReturnShipment(ref, "8.1", LONG_AGO, f"RS{key}", "3", state, day(0), gone, "5"), **changes)


def move(of: str = "31", pieces: int = 3, state: str = "draft", back: str = "80") -> Move:
    came = day(-1) if state == "done" else None
    ref = Ref("tryton", "move", f"4{of}")
    return Move(ref, "1", LONG_AGO, of, None, "x", Decimal(pieces), Decimal(pieces), state, day(0), came, "1", "7", back)


def put(after: str = "431", pieces: int = 3, state: str = "draft", **changes: Any) -> PutAway:
    ref = Ref("tryton", "put_away", f"5{after}")
    return replace(PutAway(ref, "1", LONG_AGO, after, "80", Decimal(pieces), state, "1", "3", "4"), **changes)


def place(key: str, name: str, parent: str | None = "5", kind: str = "storage") -> Place:
    return Place(Ref("tryton", "place", key), "1", LONG_AGO, name, None, kind, parent, True)


PLACES = (
    place("1", "North in"),
    place("3", "North storage"),
    place("6", "North quarantine"),
    place("4", "Scrap", None, "lost_found"),
)


TERMS = ReturnTerms(60, Decimal(15), Money.of(2000, "EUR"))


def dossier(**changes: Any) -> ReturnDossier:
    """Asked for, nothing decided."""
    base = ReturnDossier(
        ref=BACK,
        erp=ERP,
        sale=sale(),
        lines=LINES,
        origins=(origin(), origin("32", 4, "200.00")),
        shipments=(),
        moves=(),
        put_aways=(),
        invoices=(invoice(),),
        notes=(),
        warehouses=(NORTH,),
        places=PLACES,
        customer=BUYER,
        terms=TERMS,
        unreadable=(),
    )
    return replace(base, **changes)


def authorised(**changes: Any) -> ReturnDossier:
    known: dict[str, Any] = {"sale": sale(OrderState.PROCESSING), "shipments": (shipment(),), "moves": (move(), move("32", 2))}
    return dossier(**{**known, **changes})


def received(**changes: Any) -> ReturnDossier:
    """All of it came in; the ERP has made the draft of the credit note."""
    note = (charge("31", -3, "50.00", "90"), charge("32", -2, "200.00", "90"))
    known: dict[str, Any] = {
        "shipments": (shipment("received"),),
        "moves": (move(state="done"), move("32", 2, "done")),
        "put_aways": (put(), put("432", 2)),
        "notes": note,
        "invoices": (invoice(), invoice("90", -655, "draft")),
        "origins": (
            origin(money=(charge("131", 6, "50.00"), note[0])),
            origin("32", 4, "200.00", money=(charge("132", 4, "200.00"), note[1])),
        ),
    }
    return authorised(**{**known, **changes})


def placed_as(**changes: Any) -> dict[str, Any]:
    """What ``inspected`` takes where the first line was bought in a shop: 6 pieces, paid with 19 % of tax."""
    first = origin(money=(charge("131", 6, "50.00"), charge("31", -3, "50.00", "90")))
    linked = replace(first, sale=replace(first.sale, web_origin="WEB-1042"))
    known = orders.web_order(paid=eur(357), net=eur(300), total=eur(357), tax=eur(57), due=eur(0))
    line_ = orders.web_line(sku="HYD-18", quantity=Decimal(6), unit_price=eur(50), net=eur(300), fulfilled=Decimal(6))
    order, placed = replace(known, **changes.pop("order", {})), replace(line_, **changes.pop("line", {}))
    web = {"web": WebSide((order,), (placed,), (), SHOP)}
    note = {"invoices": (invoice(), replace(invoice("90", 0, "draft"), total=eur("-654.50")))}
    return {"origins": (linked, received().origins[1]), **note, **web, **changes}


def inspected(**changes: Any) -> ReturnDossier:
    known: dict[str, Any] = {"shipments": (shipment("done"),), "put_aways": (put(state="done"), put("432", 2, "done"))}
    return received(**{**known, **changes})


def moved(place_: str, to: str, pieces: int = 3, key: str = "90", of: str = "5431") -> PutAway:
    """Decided later, of pieces that are in."""
    ref = Ref("tryton", "put_away", key)
    return replace(put(pieces=pieces, state="done"), ref=ref, after=of, shipment=None, place=place_, goes_to=to)


def credited(*later: PutAway, **changes: Any) -> ReturnDossier:
    """Its money is given back; ``later``: what was decided about its pieces since they were put away."""
    known: dict[str, Any] = {"invoices": (invoice(), invoice("90", -655)), "put_aways": (*inspected().put_aways, *later)}
    return inspected(**{**known, **changes})


ASIDE = moved("3", "6")


def bad(model: str = "sale", key: str = "30") -> Bad:
    return Bad(Ref("tryton", model, key), "state", "not a state", "{}")
