"""One return gathered from the mirror: its orders in any number, its money wherever it was given back, and what it is judged on again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.complaint import Complaint
from app.domain.dossier import RETURN, ReturnDossier
from app.domain.feed import Cursor, Feed
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.refund import account
from app.store.mirror import Mirror
from app.store.mirror_schema import BY_CLASS
from tests.app import orders
from tests.app.rules import damage_world as d
from tests.app.rules import return_world as w
from tests.app.rules.world import NOW, eur
from tests.app.rules.world import sale as any_sale
from tests.app.store.plain import around_the_clock

SUBJECT = Ref("tryton", RETURN, "30")
ORIGINS = (w.origin(), w.origin("32", 4, "200.00"))
BOUGHT = [r for o in ORIGINS for r in (replace(o.sale, customer="3"), o.sold, *o.moves, *o.money)]
LINES = (w.line(words="Return of SO00009"), w.line("32", 2, "200.00", "ACT-110", "8", words="Return of SO00012, two"))


class Copy:
    def __init__(self, folder: Path) -> None:
        self.mirror = Mirror(folder / "mirror.db", counts_from=around_the_clock)

    def pull(self, *records: Any) -> frozenset[Ref]:
        """The subjects that it touched."""
        return self.pull_from("tryton", *records)

    def pull_from(self, source: str, *records: Any) -> frozenset[Ref]:
        touched: set[Ref] = set()
        with self.mirror.writing() as tx:
            for record in records:
                kind = BY_CLASS[type(record)]
                touched |= tx.upsert(source, [record])
                cursor = Cursor(NOW, 1, "e")
                tx.save_cursor(source, Feed(kind.feed, kind.noun), cursor, complete=True, asof=NOW, readable=True)
        return frozenset(touched)

    def dossier(self, key: str = "30") -> ReturnDossier:
        with self.mirror.reading() as read:
            return read.return_dossier(Ref("tryton", "sale", key))


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path)
    yield made
    made.mirror.close()


def back(state: OrderState = OrderState.PROCESSING, **changes: Any) -> Any:
    return w.sale(state, customer="3", **changes)


def test_lines_belong_to_the_orders_that_they_name(copy: Copy) -> None:
    copy.pull(*BOUGHT, w.invoice(), back(), *LINES)
    found = copy.dossier()
    assert [(o.line, o.sale.number, o.sold.ref.key) for o in found.origins] == [
        ("31", "SO00009", "131"),
        ("32", "SO00012", "132"),
    ]
    assert [o.delivered for o in found.origins] == [Decimal(6), Decimal(4)]
    assert [i.ref.key for i in found.invoices] == ["70"]


def test_a_line_that_names_none_belongs_to_the_order_that_the_return_was_made_from(copy: Copy) -> None:
    copy.pull(*BOUGHT, back(returns="931"), w.line(), w.line("33", product="99"))
    assert [(o.line, o.sold.ref.key) for o in copy.dossier().origins] == [("31", "131")]


def test_a_return_made_by_a_complaint_belongs_to_the_order_complained_about(copy: Copy) -> None:
    about = Complaint(
        Ref("tryton", "complaint", "3"), "1", NOW, "CL3", "3", "Damaged", None, "131", "done", "", None, NOW, None
    )  # fmt: skip
    copy.pull(*BOUGHT, about, back(complaint="3"), w.line())
    assert [o.sold.ref.key for o in copy.dossier().origins] == ["131"]


def test_what_became_of_a_return_is_known_to_the_complaint_that_asked_for_it(copy: Copy) -> None:
    served, asks = d.complaint(line="131"), d.complaint(ref=Ref("tryton", "complaint", "40"), number="CL40", line="131")
    asked = d.credit(None, action="sale_return", result="sale.sale,30")
    copy.pull(*BOUGHT, served, replace(asks, state="done", reference="CL00003 #2"), asked, w.line())
    touched = copy.pull(back(complaint="40"))
    assert {served.ref, asks.ref} <= touched
    declined = back(OrderState.CANCELLED, complaint="40", rev="2")
    copy.pull(declined)
    with copy.mirror.reading() as read:
        about = read.complaint_dossier(served.ref)
    assert about.returns == (declined,)


def test_what_came_back_of_the_same_line_elsewhere_counts(copy: Copy) -> None:
    other = replace(any_sale(40, 0), number="SO00040", customer="3", state=OrderState.DONE, untaxed=eur(-100))
    before = replace(w.line("41", 2, words="Return of SO00009"), sale="40")
    credited = w.charge("41", -2, "50.00", "91")
    charge = w.charge("131", 6, "50.00").ref.key
    corrected = replace(w.charge("131", -1, "50.00", "92"), sale_line=None, credits=charge)
    complained = replace(w.charge("131", -2, "50.00", "93"), sale_line=None, complaint="5")
    stays = replace(w.charge("131", 2, "40.00", "93"), ref=Ref("tryton", "invoice_line", "93+"), sale_line=None, complaint="5")
    damaged = Complaint(
        Ref("tryton", "complaint", "3"), "1", NOW, "CL3", "3", "Damaged", None, "131", "done", "", None, NOW, None
    )
    credit = replace(damaged, ref=Ref("tryton", "complaint", "5"), line=None, charge=charge, reference="CL3 #1 #2")
    of_others = replace(credit, ref=Ref("tryton", "complaint", "6"), charge="9999")
    theirs = replace(complained, ref=Ref("tryton", "invoice_line", "94"), complaint="6", invoice="94")
    notes = (credited, corrected, complained, stays, theirs)
    copy.pull(*BOUGHT, other, before, *notes, back(), *LINES, damaged, credit, of_others, w.invoice())
    first, second = copy.dossier().origins
    assert (first.elsewhere, first.returnable) == (Decimal(2), Decimal(4))
    assert {x.invoice for x in first.money} == {"70", "91", "92", "93"}
    states = dict.fromkeys(("70", "91", "92", "93"), "posted")
    given = account(first.money, states, "EUR")
    assert (given.back, given.refunded) == (Decimal(5), eur(100 + 50 + 20)), "a credit of 10.00 each for two is no 100.00"
    assert second.elsewhere == 0
    with copy.mirror.reading() as read:
        about = read.complaint_dossier(Ref("tryton", "complaint", "3"))
    assert about.money is not None
    assert {x.ref for x in about.money} == {x.ref for x in first.money}, "one account for damage and returns"
    assert {"70"} <= {i.ref.key for i in about.invoices or ()}
    copy.pull(replace(other, state=OrderState.CANCELLED, rev="2"))
    assert copy.dossier().origins[0].elsewhere == 0


def test_goods_are_followed_past_where_the_return_put_them(copy: Copy) -> None:
    later = replace(w.put(state="done"), ref=Ref("tryton", "put_away", "90"), after="5431", shipment=None)
    copy.pull(back(), *LINES, w.shipment("done"), w.move(state="done"), w.put(state="done"), later)
    found = copy.dossier()
    assert [p.ref.key for p in found.put_aways] == ["5431", "90"]
    assert [s.ref.key for s in found.shipments] == ["80"]


def test_every_record_of_a_return_has_it_judged_again(copy: Copy) -> None:
    copy.pull(*BOUGHT, w.invoice(), back(), *LINES)
    later = replace(w.put(), ref=Ref("tryton", "put_away", "90"), after="5431", shipment=None)
    note = w.charge("31", -3, "50.00", "90")
    for record in (w.move(), w.shipment(), w.put(), later, note, w.invoice("90", -179, "draft")):
        assert SUBJECT in copy.pull(record)
    assert SUBJECT in copy.pull(replace(LINES[0], rev="2"))
    assert SUBJECT in copy.pull(back(rev="2"))
    with copy.mirror.reading() as read:
        assert read.returns_open("tryton") == (SUBJECT,)


def test_what_only_leaves_is_no_return(copy: Copy) -> None:
    touched = copy.pull(*BOUGHT, w.invoice())
    assert not {ref for ref in touched if ref.model == RETURN}
    assert copy.dossier("931").lines == ()
    with copy.mirror.reading() as read:
        assert read.returns_open("tryton") == ()


def test_the_web_orders_that_it_was_placed_as_are_there(copy: Copy) -> None:
    placed = [replace(r, web_origin="WEB-1042") if r == BOUGHT[0] else r for r in BOUGHT]
    copy.pull(back(), *LINES, *placed)
    copy.pull_from(
        "medusa", orders.web_order(), orders.web_order("o2", shared="WEB-2"), orders.web_line(), orders.web_line("i2", "o2")
    )
    found = copy.dossier()
    assert [o.ref.key for o in found.web.orders] == ["o1"]
    assert [x.ref.key for x in found.web.lines] == ["i1"]
