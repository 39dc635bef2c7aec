"""One order across systems: how they stand to each other, line by line, step by step, and what of it the customer may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.block import Cell, CompareRow, Comparison, Facts
from app.domain.case import Case, CaseState, Decision, DecisionState, Note
from app.domain.dossier import OrderDossier
from app.domain.feed import Bad
from app.domain.invoice import Invoice, Receivable
from app.domain.letter import canonical
from app.domain.message import Message
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.orders import Milestone, OrderView
from app.domain.person import Person
from app.domain.ref import Ref
from app.domain.shipment import Shipment
from app.domain.shop import Fulfilled, Paid, WebOrderState
from app.domain.steps import Plan
from app.panels.mismatches import mismatches
from app.panels.order import build
from app.panels.order_lines import LineDiff, differences
from tests.app.orders import (
    ERP,
    NOW,
    PLACED,
    dossier,
    eur,
    list_price,
    parts,
    payment,
    product,
    sale,
    sale_line,
    web_line,
    web_order,
    web_price,
)


def view(of: Any = None, **more: Any) -> OrderView:
    return build(parts(of, **more), NOW)


def lines(of: OrderDossier) -> tuple[LineDiff, ...]:
    return differences(of.lines, of.sale_lines, of.order.freight if of.order else None, both=True)


def step(shown: OrderView, name: str) -> Milestone:
    return next(m for m in shown.milestones if m.name == name)


# ---- head and verdict ------------------------------------------------------------------------------------------------------


def test_one_order_of_two_systems_under_both_numbers() -> None:
    shown = view()
    assert (shown.number, shown.title, shown.shared) == ("W1042", "W1042 · SO-10482", "WEB-1042")
    assert (shown.customer, shown.customer_number, shown.reference) == ("Halvorsen Marine AS", "C0007", "HM-7725")
    assert shown.verdict == "Booked as it was placed: the same lines, quantities and prices."
    systems = [(b.title, b.note) for b in shown.blocks if isinstance(b, Facts)]
    assert systems == [("In the shop, W1042", "6 s ago"), ("In the ERP, SO-10482", "40 s ago")]


def test_a_changed_quantity_is_told_in_figures_and_marked() -> None:
    shown = view(dossier(sale_lines=(sale_line(quantity=Decimal(4), net=eur(100)),)))
    assert shown.verdict == "Not booked as placed. VLV-2040: 40 placed, 4 booked."
    table = shown.blocks[0]
    assert isinstance(table, Comparison)
    assert (table.title, table.note) == ("Lines as placed and as booked, EUR", "1 difference")
    cells = (Cell("VLV-2040 Ball valve 2 in"), Cell("40"), Cell("4", "warn"), Cell("25.00"), Cell("25.00"))
    assert table.rows == (CompareRow("~", cells),)


def test_a_changed_price_another_product_and_a_missing_line() -> None:
    of = dossier(
        lines=(web_line(), web_line("i2", sequence=2, sku="ACT-110", product="Actuator", quantity=Decimal(1), net=eur(90))),
        sale_lines=(sale_line(net=eur(1040)), sale_line("l2", sequence=2, sku="ACT-111", net=eur(90))),
    )
    assert [(x.mark, x.sku, x.words) for x in lines(of)] == [
        ("~", "VLV-2040", "25.00 each placed, 26.00 booked"),
        ("−", "ACT-110", "not booked"),
        ("+", "ACT-111", "not placed"),
    ]
    assert view(of).verdict.endswith("2 more lines differ.")
    assert view(of).differences == 3


def test_freight_booked_as_a_line_is_no_difference() -> None:
    found = lines(dossier(sale_lines=(sale_line(), sale_line("l2", sequence=2, sku="FREIGHT", quantity=Decimal(1), net=eur(20)))))
    assert [(x.mark, x.words) for x in found] == [("", ""), ("", "freight")]


def test_another_currency_is_a_difference_and_never_added_up() -> None:
    dollars = Money.of("1000", "USD")
    shown = view(dossier(sales=(sale(untaxed=dollars),), sale_lines=(sale_line(net=dollars),)))
    assert shown.blocks[0].title == "Lines as placed and as booked, EUR and USD"
    assert lines(dossier(sale_lines=(sale_line(net=dollars),)))[0].differs == {"price"}
    erp = shown.blocks[2]
    assert isinstance(erp, Facts)
    assert [(f.label, f.text) for f in erp.facts[3:]] == [("Net", "USD 1,000.00"), ("In company currency", "EUR 1,000.00")]


def test_a_price_within_the_tolerance_of_the_rules_is_the_same() -> None:
    assert view(dossier(sale_lines=(sale_line(net=eur(1005)),))).differences == 0
    assert view(dossier(sale_lines=(sale_line(net=eur("1005.01")),))).differences == 1


@pytest.mark.parametrize(
    ("of", "said", "kind"),
    [
        (dossier(sales=(), sale_lines=()), "Not booked in the ERP. It was placed 5 h ago.", "warn"),
        (dossier(order=None, lines=(), buyer=None), "The shop's order is not here; the ERP says it came from one.", "warn"),
        (dossier(order=None, lines=(), buyer=None, sales=(sale(web_origin=None),)),
         "It is in the ERP alone: it did not come from a shop.", "none"),
        (dossier(sales=(sale(), sale("8", number="SO-2"))), "Booked 2 times: SO-10482, SO-2.", "bad"),
        (dossier(sales=(sale(state=OrderState.CANCELLED),)), "Cancelled in the ERP, and it stands in the shop.", "bad"),
        (dossier(order=web_order(state=WebOrderState.DRAFT), sales=(), sale_lines=()),
         "A quote of the shop: nobody has ordered it yet.", "none"),
        (dossier(unreadable=(Bad(Ref("medusa", "web_line", "i9"), "quantity", "no number", "{}"),)),
         "A record of this order cannot be read: what is shown may not be all of it.", "bad"),
    ],
)  # fmt: skip
def test_how_the_systems_stand_to_each_other(of: Any, said: str, kind: str) -> None:
    shown = view(of)
    assert (shown.verdict, shown.verdict_kind) == (said, kind)


# ---- milestones ------------------------------------------------------------------------------------------------------------


def test_every_step_with_time_source_and_who() -> None:
    shown = view(
        dossier(order=web_order(payment=Paid.ALL, paid=eur("1213.80"), fulfilment=Fulfilled.DELIVERED), payments=(payment(),)),
        invoices=(invoice(),),
        shipments=(shipment("done"),),
    )
    assert [(m.name, m.state, m.when, m.source, m.who) for m in shown.milestones] == [
        ("Placed", "done", "09:12", "medusa", "Ingrid Solheim"),
        ("Booked", "done", "09:12", "tryton", "shop"),
        ("Confirmed", "done", "time not told", "tryton", "Fiona Brandt"),
        ("Invoiced", "done", "25 Nov", "tryton", "INV-9"),
        ("Shipped", "done", "24 Nov", "tryton", "SH-1"),
        ("Paid", "done", "09:13", "medusa", ""),
        ("Delivered", "done", "time not told", "medusa", ""),
    ]


def test_booked_and_not_confirmed_is_a_gap_that_grows() -> None:
    shown = view(dossier(sales=(sale(state=OrderState.QUOTED, confirmed_by=None),)))
    assert step(shown, "Confirmed") == Milestone("Confirmed", "missing", "not yet, waits 5 h", who="booked 5 h ago")
    last = shown.events[-1]
    assert (last.title, last.note, last.due) == ("Not confirmed to the customer", "booked 5 h ago", True)


def test_what_is_late_is_missing_and_what_is_not_due_is_ahead() -> None:
    late = view(dossier(sales=(sale(ship_date=date(2026, 11, 20)),)))
    assert step(late, "Shipped") == Milestone("Shipped", "missing", "not yet, due 20 Nov")
    soon = view()
    assert step(soon, "Shipped") == Milestone("Shipped", "ahead", "due 28 Nov")
    assert step(soon, "Delivered").when == "for 30 Nov"
    owed = view(None, invoices=(invoice("posted"),), receivables=(receivable(date(2026, 11, 1)),))
    assert step(owed, "Paid") == Milestone("Paid", "missing", "not yet, due 1 Nov")


def test_shipped_and_not_invoiced_is_missing() -> None:
    assert step(view(None, shipments=(shipment("shipped"),)), "Invoiced").state == "missing"
    assert step(view(None, invoices=None), "Invoiced").when == "not readable"


def test_a_cancelled_order_has_only_what_happened() -> None:
    of = dossier(order=web_order(state=WebOrderState.CANCELLED), sales=(sale(state=OrderState.CANCELLED),))
    states = {m.name: m.state for m in view(of).milestones}
    assert states["Placed"] == states["Booked"] == "done"
    assert {states[n] for n in ("Confirmed", "Invoiced", "Shipped", "Paid", "Delivered")} == {"none"}


# ---- mismatches ------------------------------------------------------------------------------------------------------------


def test_master_data_that_agrees_is_not_listed() -> None:
    assert view().mismatches == 0


def test_customer_product_and_price_that_the_systems_do_not_agree_on() -> None:
    unknown = dossier(customer=None, sales=(), sale_lines=(), products=(product(salable=False),), prices=())
    assert [(m.kind, m.subject, m.shop, m.erp) for m in mismatches(unknown)] == [
        ("customer", "Halvorsen Marine", "ERP number C0007", "not known"),
        ("product", "VLV-2040", "on sale", "not for sale"),
    ]
    dearer = dossier(web_prices=(web_price(), web_price(price="24", quantity=10)), prices=(list_price(price="25"),))
    assert [(m.kind, m.about, m.shop, m.erp) for m in mismatches(dearer)] == [
        ("price", "Ball valve 2 in, from 10", "EUR 24.00", "EUR 25.00")
    ]
    table = view(unknown).blocks[-1]
    assert isinstance(table, Comparison)
    assert (view(unknown).mismatches, table.note, table.rows[0].cells[2]) == (2, "2", Cell("not known", "bad"))


def test_what_was_not_read_completely_is_not_called_unknown() -> None:
    of = dossier(customer=None, sales=(), sale_lines=(), products=())
    assert of.erp is not None
    assert view(replace(of, erp=replace(of.erp, complete=frozenset()))).mismatches == 0


# ---- timeline --------------------------------------------------------------------------------------------------------------


def full() -> OrderView:
    failed = payment(state="failed", captured=eur(0), failure="card expired")
    of = dossier(payments=(failed, payment("p2", at=PLACED + timedelta(hours=1))))
    return view(
        of,
        invoices=(invoice(),),
        shipments=(shipment("shipped"),),
        cases=(case(),),
        decisions=(decision(),),
        notes=(Note("c1", "fb", PLACED + timedelta(minutes=50), "Cash is coming"),),
        people=(Person("fb", "Fiona Brandt", frozenset()),),
    )


def test_everything_that_happened_the_newest_last() -> None:
    assert [(e.side, e.title, e.note) for e in full().events] == [
        ("erp", "SH-1 shipped", ""),
        ("erp", "Invoice INV-9", "EUR 1,190.00"),
        ("shop", "Order placed as W1042", "1 line, EUR 1,213.80, Ingrid Solheim"),
        ("erp", "Booked as SO-10482", "EUR 1,000.00 net, 47 s later, by shop"),
        ("shop", "Payment failed", "EUR 1,213.80, card, card expired"),
        ("console", "Credit exception opened", "One by one"),
        ("console", "Note by Fiona Brandt", "Cash is coming"),
        ("console", "Release once", "done, Fiona Brandt"),
        ("shop", "Payment received", "EUR 1,213.80, card"),
    ]


def told(who: str, n: int) -> Decision:
    """Done, with a message that was sent."""
    body = Plan("expedite", (Message(f"{n}@x.example", f"Subject {n}", "text", "en", "expedite", "PO-7", who).step("mail"),))
    payload, sha = canonical(body.payload())
    ends = ((1, "applied", "sent", NOW.isoformat()),)
    made = Decision(
        f"d{n}", "c1", 1, "", "expedite", payload, sha, None, None, "fb", 1, DecisionState.APPLIED, NOW, None, 0, None, (), ""
    )
    return replace(made, ends=ends)


def test_the_customer_may_read_what_was_written_to_them_and_not_what_a_supplier_was_asked() -> None:
    shown = view(decisions=(told("the customer", 1), told("the supplier", 2)))
    assert [e.note for e in shown.customer_events if e.title == "We wrote to you"] == ["Subject 1"]
    ours = {e.title: e.note for e in shown.events if e.title.startswith("Told: ")}
    assert "to the customer, 1@x.example" in ours["Told: Subject 1"]
    assert "to the supplier, 2@x.example" in ours["Told: Subject 2"]


def test_the_customer_reads_plain_words_and_nothing_of_ours() -> None:
    seen = full().customer_events
    assert [(e.title, e.note) for e in seen] == [
        ("On its way to you", "SH-1"),
        ("Invoice INV-9", "EUR 1,190.00"),
        ("Order received", "1 line, EUR 1,213.80"),
        ("The payment did not go through", "EUR 1,213.80"),
        ("Order confirmed", ""),
        ("Payment received", "EUR 1,213.80"),
    ]
    said = " ".join(f"{e.title} {e.note}" for e in seen)
    for ours in ("Fiona", "Credit", "exception", "ERP", "SO-10482", "card expired", "Cash"):
        assert ours not in said


def test_the_customer_sees_what_they_ordered_and_their_own_figures() -> None:
    table, amounts = view(dossier(sale_lines=(sale_line(quantity=Decimal(4), net=eur(100)),))).customer_blocks
    assert isinstance(table, Comparison)
    assert isinstance(amounts, Facts)
    assert [[c.text for c in row.cells] for row in table.rows] == [["VLV-2040 Ball valve 2 in", "40", "25.00", "1,000.00"]]
    assert [f.label for f in amounts.facts] == ["Net", "Freight", "Tax", "Total", "Paid", "Due"]


def invoice(state: str = "paid") -> Invoice:
    total = eur(1190)
    left = eur(0) if state == "paid" else total
    return Invoice(Ref(ERP, "invoice", "9"), "1", PLACED, "INV-9", "3", state, date(2026, 11, 25), total, left, ("7",))


def receivable(due: date) -> Receivable:
    return Receivable(Ref(ERP, "receivable", "1"), "1", PLACED, "3", eur(1190), due, due, False, None, "9")


def shipment(state: str) -> Shipment:
    return Shipment(Ref(ERP, "shipment", "1"), "1", PLACED, "SH-1", "3", state, None, date(2026, 11, 24), "4")


def case() -> Case:
    opened = PLACED + timedelta(minutes=40)
    return Case("c1", "credit|tryton|sale|7|over_limit", "credit", 1, CaseState.OPEN, None, opened, opened, opened, 1, None, 0, None,
                None, 1, group="One by one")  # fmt: skip


def decision() -> Decision:
    return Decision("d1", "c1", 1, "outcome", "release_hold", "{}", "", None, None, "fb", 1, DecisionState.APPLIED,
                    PLACED + timedelta(minutes=55), None, 0, None, (), None)  # fmt: skip
