"""The page of one customer: every section with its count, age and rows; what is not there is said, and so is what cannot be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.domain.block import Exposure, Fact, Facts
from app.domain.complaint import Complaint
from app.domain.customer_parts import CustomerParts
from app.domain.customers import CustomerRow, CustomerSection, CustomerView
from app.domain.letter import canonical
from app.domain.message import Message
from app.domain.ref import Ref
from app.domain.steps import Plan
from app.panels.customer import build
from tests.app.customers import ERP, SHOP, decision, feeds, nothing, order, parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules.world import NOW, dossier, eur, invoice, receivable, settled, standing


def page(of: CustomerParts, *whole: str) -> CustomerView:
    return build(of, frozenset(whole), POLICY, NOW)


def section(name: str, of: CustomerParts, *whole: str) -> CustomerSection:
    return next(s for s in page(of, *whole).sections if s.name == name)


def rows(name: str, of: CustomerParts) -> tuple[CustomerRow, ...]:
    return section(name, of).rows


def facts(title: str, of: CustomerParts) -> dict[str, Fact]:
    return {f.label: f for b in page(of).blocks if isinstance(b, Facts) and b.title == title for f in b.facts}


def test_who_it_is_and_what_stands_where() -> None:
    view = page(parts())
    assert (view.number, view.name, view.place) == ("C-3", "Halvorsen Marine AS", "Bergen, NO")
    assert view.ref == Ref(ERP, "customer", "3")
    assert [s.name for s in view.sections] == [
        "cases",
        "orders",
        "quotes",
        "invoices",
        "payments",
        "complaints",
        "messages",
        "history",
    ]
    assert facts("Known as", parts())["Shop key"].text == "cus_1"
    assert facts("Buyers in the shop", parts())["Ingrid Solheim"].text == "ingrid@halvorsen.example"
    assert facts("Addresses", parts())["Goods go to"].text == "Strandgaten 12, 5013 Bergen, NO"
    assert facts("Elsewhere", parts())["Mail"].state == "not_connected"


def test_open_cases_by_what_is_due_first_and_enter_opens_the_case() -> None:
    found = rows("cases", parts())
    assert [(r.number, r.when, r.tone, r.state, r.kind) for r in found] == [
        ("W1042", "\N{MINUS SIGN}2 h 00", "bad", "Fiona Brandt", "warn"),
        ("SO-7", "1 h 42", "", "open", "bad"),
        ("CL00001", "2 d 0 h", "", "open", "none"),
    ]
    assert [(r.page, r.opens) for r in found] == [("payment", "c2"), ("credit", "c1"), ("damage", "c4")]
    assert found[1].about == "Credit holds: Over the limit"


def test_orders_of_all_channels_say_where_they_came_from_and_how_many_more_there_are() -> None:
    orders = section("orders", parts())
    assert orders.note == "214, the newest 6 here · ERP, 40 s ago; Shop, 6 s ago"
    assert orders.more == 208
    shop, erp, *_ = orders.rows
    assert (shop.number, shop.about) == ("W1041", "Shop · PO HM-7701 · booked as SO-1")
    assert (erp.number, erp.about) == ("SO-2", "ERP · PO HM-7702")
    assert (erp.page, erp.opens) == ("orders", Ref(ERP, "sale", "2"))
    assert {r.amount.currency for r in orders.rows if r.amount} == {"EUR", "USD"}, "each in its own currency"


def test_quotes_tell_how_long_they_are_valid() -> None:
    good, over = rows("quotes", parts())
    assert (good.when, good.tone) == ("until 28 Nov", "")
    assert (over.when, over.tone) == ("until 22 Nov", "warn")
    assert over.page == "quotes"


def test_invoices_overdue_ones_first_with_what_is_open_and_overdue() -> None:
    late, dollars, paid = rows("invoices", parts())
    assert (late.number, late.about, late.state, late.kind) == ("INV-a", "of 9 Oct · EUR 7,300.00 open", "16 d overdue", "bad")
    assert (late.when, late.tone, late.opens) == ("due 8 Nov", "bad", Ref(ERP, "sale", "7"))
    assert (paid.about, paid.state, paid.kind) == ("of 26 Aug", "paid", "ok")
    assert dollars.amount is not None
    assert dollars.amount.named() == "900.10 USD"
    assert (dollars.state, dollars.tone, dollars.page) == ("open", "", "")


def test_an_open_line_says_when_an_invoice_is_due_even_beside_settled_ones() -> None:
    lines = (receivable(1, 50, 9, "a"), receivable(2, 50, -4, "a"), replace(settled(3, 0), invoice="a"))
    of = parts(dossier=dossier(receivables=lines, invoices=(invoice("a"),)))
    assert rows("invoices", of)[0].state == "4 d overdue"


def test_without_the_right_to_see_what_is_owed_nothing_is_called_overdue() -> None:
    of = parts(dossier=dossier(receivables=None, invoices=(invoice("a"),)))
    (row,) = rows("invoices", of)
    assert (row.state, row.when) == ("open", "due date not readable")


def test_payments_on_their_way() -> None:
    coming, failed = rows("payments", parts())
    assert (coming.state, coming.kind, coming.when) == ("processing", "wait", "26 Nov")
    assert (failed.state, failed.kind) == ("failed", "bad")


def test_a_complaint_opens_its_case_or_the_order_that_was_delivered() -> None:
    row, back = rows("complaints", parts())
    assert (back.number, back.about, back.opens) == ("W1045", "3 pieces came back to the shop", Ref(SHOP, "web_order", "o5"))
    assert row.about == "Damaged goods · Two crushed · goods come back"
    assert (row.page, row.opens) == ("damage", "c4")
    row, _ = rows("complaints", parts(cases=()))
    assert (row.page, row.opens) == ("orders", Ref(ERP, "sale", "7"))
    bare: Complaint = replace(parts().complaints[0], sale=None)  # type: ignore[index]
    row, _ = rows("complaints", parts(cases=(), complaints=(bare,)))
    assert row.page == ""


def test_notes_and_decisions_with_who_and_when_lead_to_the_case_or_the_order() -> None:
    note, sent, released = rows("history", parts())
    assert (note.about, note.number, note.page, note.opens) == (
        "Fiona Brandt: Cash is announced for Thursday",
        "SO-7",
        "credit",
        "c1",
    )
    assert (sent.about, sent.state) == ("Fiona Brandt: Send payment link", "done")
    assert (released.when, released.page, released.opens) == ("15 Nov", "orders", Ref(ERP, "sale", "2"))


def test_credit_as_in_a_credit_case_without_an_order() -> None:
    shown = next(b for b in page(parts()).blocks if isinstance(b, Exposure))
    assert (shown.amount, shown.limit, shown.used_percent) == (eur(48220), eur(40000), "120.6 %")
    assert "this" not in {b.key for b in shown.buckets}
    said = facts("Credit", parts())
    assert (said["Limit"].text, said["Open"].text, said["Overdue"].text) == ("40,000.00 EUR", "8,120.00 EUR", "7,300.00 EUR")
    assert (said["Available"].text, said["Available"].tone) == ("\N{MINUS SIGN}8,220.00 EUR", "bad")
    free = parts(dossier=dossier(at=standing(10, None)))
    assert facts("Credit", free)["Limit"].text == "no limit set"


def test_a_customer_that_did_nothing_has_sections_that_say_so() -> None:
    for shown in page(nothing()).sections:
        assert (shown.rows, shown.more) == ((), 0)
    notes = {s.name: s.note for s in page(nothing()).sections}
    assert notes["orders"] == "Nothing was ordered yet · ERP, 40 s ago; Shop, 6 s ago"
    assert notes["cases"] == "No case about this customer is open · Team"
    assert facts("Buyers in the shop", nothing())["Buyers"].text == "nobody buys there under this number"


def test_what_may_not_be_read_or_is_not_connected_is_never_called_empty() -> None:
    blind = nothing(
        dossier=dossier(invoices=None, payments=None, receivables=None, complete=frozenset()),
        complaints=None,
        feeds=feeds(
            invoices={"readable": False},
            payments={"complete": False},
            complaints=None,
            web_orders=None,
            buyers=None,
            addresses=None,
        ),
    )
    notes = {s.name: s.note for s in page(blind).sections}
    assert notes["invoices"] == "ERP not readable with this sign-in"
    assert notes["payments"] == "ERP not read completely yet"
    assert notes["complaints"] == "ERP not connected; Shop, 6 s ago"
    known = section("complaints", replace(blind, returned=parts().returned))
    assert (known.note, len(known.rows)) == ("1 · ERP not connected; Shop, 6 s ago", 1), "what is known is shown all the same"
    assert notes["orders"] == "Nothing was ordered yet · ERP, 40 s ago; Shop not connected"
    assert facts("Buyers in the shop", blind)["Buyers"].text == "not connected"
    assert facts("Credit", replace(blind, dossier=replace(blind.dossier, standing=None)))["Limit"].state == "unreadable"


def test_a_section_is_listed_whole_when_it_is_asked_for() -> None:
    many = parts(dossier=dossier(invoices=tuple(invoice(f"{n:02}") for n in range(20))))
    assert (len(rows("invoices", many)), section("invoices", many).more) == (6, 14)
    whole = section("invoices", many, "invoices")
    assert (len(whole.rows), whole.more, whole.note) == (20, 0, "20 · ERP, 40 s ago")


def test_records_that_broke_are_said_and_keys_are_unique() -> None:
    assert page(parts()).unreadable == ""
    broken = replace(parts().dossier, quarantined=frozenset({"8"}))
    assert page(parts(dossier=broken)).unreadable.startswith("1 record of this customer cannot be read")
    keys = [row.key for s in page(parts(orders=(order(1), order(8)), quotes=(order(8),))).sections for row in s.rows]
    assert len(keys) == len(set(keys)), "what is an order and still a quote stands in both sections"


def test_days_in_what_was_decided_are_told_as_everywhere() -> None:
    done = decision("c2", NOW, deed="promise_date", words="SH-7 leaves 2025-12-04")
    (row,) = rows("history", parts(decisions=(done,), decision_count=1, notes=(), note_count=0))
    assert row.about.endswith("SH-7 leaves Thu 4 Dec")


def test_a_decision_says_by_which_version_of_the_policy_it_was_judged() -> None:
    done = decision("c2", NOW, deed="promise_date", words="SH-7 leaves 2025-12-04", policy=4)
    (row,) = rows("history", parts(decisions=(done,), decision_count=1, notes=(), note_count=0))
    assert row.about.endswith("SH-7 leaves Thu 4 Dec, policy version 4")


def test_a_message_that_a_supplier_got_for_them_says_so() -> None:
    asked = Message("sales@wessling.example", "PO-7 sooner", "text", "en", "expedite", "PO-7", "the supplier")
    payload, _ = canonical(Plan("expedite", (asked.step("mail"),)).payload())
    done = decision("c2", NOW, deed="expedite", payload=payload, ends=((1, "applied", "sent", NOW.isoformat()),))
    (row,) = rows("messages", parts(told=(done,), told_count=1))
    assert row.about.startswith("PO-7 sooner, to the supplier, sales@wessling.example, in English")


def test_today_is_told_by_the_clock_and_other_days_by_the_date() -> None:
    one = order(1, placed_at=NOW - timedelta(minutes=30), ref=Ref(SHOP, "web_order", "o1"))
    (row,) = rows("orders", parts(orders=(one,), order_count=1))
    assert row.when == f"{one.placed_at.astimezone():%H:%M}"
