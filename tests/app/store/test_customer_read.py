"""One customer across systems, from the mirror: found by whatever is at hand, gathered along indexes, limited until asked for whole."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.complaint import Complaint
from app.domain.customer_parts import CustomerParts
from app.domain.customers import FEW, AskCustomer
from app.domain.feed import Cursor, Feed
from app.domain.order import OrderState
from app.domain.question import AskFind
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.store import customer_read
from tests.app.orders import buyer, web_line, web_order
from tests.app.store.build import HOUR, LEASE, T0, ask, customer, receivable, sale
from tests.app.store.world import World

GROEN = Ref("erp", "customer", "3")
SHOP = "shop"


def web(key: str = "o1", **changes: Any) -> Any:
    ref = Ref(SHOP, "web_order", key)
    return web_order(key, **{"ref": ref, "party": "C3", "number": f"W{key}", "shared": f"WEB-{key}", "customer": "b1"} | changes)


def pull_shop(world: World, *records: Any) -> None:
    with world.mirror.writing() as tx:
        tx.upsert(SHOP, records)
        for feed, noun in (("web_orders", "web_order"), ("buyers", "buyer")):
            tx.save_cursor(SHOP, Feed(feed, noun), Cursor(T0, 1, "e"), complete=True, asof=T0, readable=True)


def read(world: World, *names: str) -> None:
    """These feeds of the ERP were read completely."""
    nouns = {"complaints": "complaint", "receivables": "receivable", "invoices": "invoice", "payments": "payment"}
    with world.mirror.writing() as tx:
        for name in names:
            tx.save_cursor("erp", Feed(name, nouns[name]), Cursor(T0, 1, "e"), complete=True, asof=T0, readable=True)


def parts(world: World, ref: Ref = GROEN, **more: Any) -> CustomerParts:
    found = world.reads.customer_parts(AskCustomer(ref, **more), T0)
    assert found is not None
    return found


def test_orders_of_all_channels_are_theirs_and_nobody_elses(world: World) -> None:
    world.pull(
        customer(), customer("4", name="Other BV"),
        sale("7", state=OrderState.PROCESSING, order_date=T0.date() - timedelta(days=9)),
        sale("8", web_origin="WEB-o1", state=OrderState.PROCESSING),
        sale("9", customer="4", web_origin="WEB-o3", state=OrderState.PROCESSING),
        sale("10", reference=None, order_date=None),
    )  # fmt: skip
    pull_shop(
        world,
        web("o1", placed_at=T0),
        web("o2", placed_at=T0 + HOUR),
        web("o3"),  # under their number, and booked for another customer: theirs, as the ERP says
        web("o4", party="C4"),
        web("o5", state=WebOrderState.DRAFT),
    )
    found = parts(world)
    assert [(r.number, r.booked_as) for r in found.orders] == [("Wo2", ""), ("Wo1", "SO8"), ("SO7", "SO7")]
    assert found.order_count == 3
    assert {r.number for r in found.quotes} == {"SO10", "Wo5"}
    assert found.quote_count == 2
    assert {r.number for r in parts(world, Ref("erp", "customer", "4")).orders} == {"Wo3", "Wo4"}


def test_a_long_list_is_cut_until_it_is_asked_for_whole(world: World) -> None:
    world.pull(customer(), *(sale(str(n), state=OrderState.PROCESSING) for n in range(10, 30)))
    assert (len(parts(world).orders), parts(world).order_count) == (FEW, 20)
    assert len(parts(world, whole=frozenset({"orders"})).orders) == 20


def test_cases_decisions_and_notes_about_anything_of_theirs(world: World) -> None:
    world.pull(customer(), sale(), sale("8"))
    live, past = world.find("7", "8")
    claim = world.team.claim(past, "ann", LEASE)
    assert claim is not None
    world.team.gate(ask(past, "ann", claim.fence, outcome="released"))
    world.team.note(live, "ann", "called")
    world.catch_up()
    found = parts(world)
    assert {(filed.type, filed.document, row.case_id) for filed, row in found.cases} == {
        ("credit", "SO7", live),
        ("credit", "SO8", past),
    }
    assert next(row.due_at for _, row in found.cases if row.case_id == live) == T0 + 4 * HOUR
    assert [(d.id, found.filed[d.case_id].document) for d in found.decisions] == [("d1", "SO8")]
    assert [(n.text, n.by, found.filed[n.case_id].ref) for n in found.notes] == [("called", "ann", Ref("erp", "sale", "7"))]
    assert (found.decision_count, found.note_count) == (1, 1)
    world.pull(customer("4", name="Other BV"))
    other = parts(world, Ref("erp", "customer", "4"))
    assert (other.cases, other.decisions, other.notes) == ((), (), ())


def test_complaints_and_money_are_none_until_they_were_read(world: World) -> None:
    complaint = Complaint(
        Ref("erp", "complaint", "1"), "r1", T0, "CL1", "3", "damaged", "7", None, "approved", "", None, T0, "ann"
    )
    world.pull(customer(), complaint, receivable("1"))
    found = parts(world)
    assert (found.complaints, found.dossier.receivables, found.dossier.invoices) == (None, None, None)
    read(world, "complaints", "receivables")
    found = parts(world)
    assert found.complaints == (complaint,)
    assert found.dossier.receivables == (receivable("1"),)
    assert found.dossier.invoices is None
    assert {(f.source, f.name, f.readable) for f in found.feeds} >= {("erp", "complaints", True)}


def test_what_came_back_to_the_shop_by_order(world: World) -> None:
    world.pull(customer())
    came = (("i1", "o1", 2), ("i2", "o1", 1), ("i3", "o2", 0))
    lines = [web_line(key, of, ref=Ref(SHOP, "web_line", key), returned=Decimal(n)) for key, of, n in came]
    pull_shop(world, web("o1"), web("o2"), *lines)
    assert [(r.number, r.quantity) for r in parts(world).returned] == [("Wo1", 3)]


def test_who_buys_for_them_in_the_shop(world: World) -> None:
    world.pull(customer())
    pull_shop(world, buyer("b1", party="C3", ref=Ref(SHOP, "buyer", "b1")), buyer("b2", party="C4", ref=Ref(SHOP, "buyer", "b2")))
    assert [b.ref.key for b in parts(world).buyers] == ["b1"]


def test_a_customer_is_found_by_a_document_a_case_and_by_the_palette(world: World) -> None:
    world.pull(customer(), sale(), sale("8", web_origin="WEB-o1"))
    pull_shop(world, web("o1"), web("o2"), web("o9", party=None, customer=None))
    (case,) = world.find("7")
    for known in (
        AskCustomer(GROEN),
        AskCustomer(Ref("erp", "sale", "7")),
        AskCustomer(Ref("erp", "sale", "8")),
        AskCustomer(Ref(SHOP, "web_order", "o1")),
        AskCustomer(Ref(SHOP, "web_order", "o2")),
        AskCustomer(case_id=case),
    ):
        found = world.reads.customer_parts(known, T0)
        assert found is not None, known
        assert found.dossier.customer == customer()
    for unknown in (
        AskCustomer(),
        AskCustomer(Ref("erp", "customer", "99")),
        AskCustomer(Ref(SHOP, "web_order", "o9")),
        AskCustomer(Ref("erp", "sale", "99")),
        AskCustomer(case_id="no such case"),
    ):
        assert world.reads.customer_parts(unknown, T0) is None, unknown
    (hit,) = [h for h in world.reads.find(AskFind("groenb")).hits if h.kind == "customer"]
    assert (hit.queue, hit.ref) == ("customers", GROEN)


@pytest.mark.parametrize(
    "statement", [customer_read.listed("is_order"), customer_read.listed("is_quote"), customer_read.OPEN, customer_read.FILED]
)
def test_every_lookup_goes_along_an_index(world: World, statement: str) -> None:
    parameters = ("erp", "3", "C3", FEW)[: 4 if "?4" in statement else 3]
    with world.mirror.reading() as tx:
        plan = [row[-1] for row in tx._db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    for step in plan:
        assert not step.startswith("SCAN") or "subquery" in step.lower() or "constant" in step.lower(), plan
        assert "order_placed" not in step, plan
        assert "quote_placed" not in step, plan
