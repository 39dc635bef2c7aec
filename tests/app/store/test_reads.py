"""The answers that screens get: lists, tabs, groups, overlay, panel, chart, palette; the same after the mirror was made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.feed import Cursor, Feed
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.question import AskQueue, CaseRow, QueueGroup
from app.domain.ref import Ref
from app.queues import CREDIT
from app.store.queue_read import SORTS, VIEWS
from app.store.team import Waits
from tests.app.store.build import HOUR, LEASE, T0, FakeClock, ask, customer, euro, finding, sale
from tests.app.store.plain import letter
from tests.app.store.world import ALL, World


def test_a_row_of_the_queue(world: World) -> None:
    world.pull(customer(), sale())
    (id_,) = world.find("7", since=T0 - HOUR, ship=date(2026, 3, 4), severity=1)
    assert world.rows() == (
        CaseRow(
            case_id=id_,
            rev=1,
            number="SO7",
            customer="Groenbeek BV",
            ship_date=date(2026, 3, 4),
            amount=euro(1000),
            over=euro(50),
            due_at=T0 + 3 * HOUR,
            started_at=T0 - HOUR,
            severity=1,
            group="A little over",
            state="open",
            outcome=None,
            owner=None,
            owner_initials="",
            owner_name="",
            provisional=False,
            pending=None,
            stale=False,
            unread=True,
        ),
    )


def test_seen_here_first_it_is_provisional(world: World) -> None:
    world.pull(sale())
    (id_,) = world.find("7", share=False)
    (row,) = world.rows()
    assert (row.case_id, row.provisional, row.rev, row.customer) == (id_, True, 0, "3")
    world.pull(customer())
    assert world.rows()[0].customer == "Groenbeek BV", "the name came later"
    world.lose("7")
    assert world.rows() == ()


def test_claims_names_and_unread(world: World) -> None:
    (id_,) = world.find("7")
    claim = world.team.claim(id_, "max", LEASE)
    assert claim is not None
    world.catch_up()
    (row,) = world.rows()
    assert (row.owner, row.owner_initials, row.owner_name, row.unread) == ("max", "MM", "Max Manager", True)
    world.outbox.saw(id_, 1)
    assert not world.rows()[0].unread


def test_a_case_without_a_finding_here_is_listed_all_the_same(world: World) -> None:
    world.team.open_case(finding(world.team.tenant), console="elsewhere")
    world.catch_up()
    (row,) = world.rows()
    assert (row.number, row.amount, row.severity, row.group, row.over) == ("SO7", euro(1000), 2, "A little over", None)


def test_stale_when_the_orders_were_read_too_long_ago(world: World) -> None:
    world.pull(sale())
    world.find("7")
    assert not world.rows(now=T0 + timedelta(minutes=2))[0].stale
    assert world.rows(now=T0 + timedelta(minutes=3))[0].stale


@pytest.mark.parametrize(("behind", "stale"), [("erp", True), ("shop", True), ("works", False)])
def test_a_shops_order_is_stale_with_the_erp_behind_the_shop_and_with_no_other(world: World, behind: str, stale: bool) -> None:
    of_order = replace(finding(world.team.tenant), ref=Ref("shop", "web_order", "o1"))
    with world.mirror.writing() as tx:
        tx.put_findings([of_order])
        tx.refresh_rows([of_order.case_id])
        for source, feed in (("erp", "sales"), ("works", "sales"), ("shop", "web_orders")):
            at = T0 - HOUR if source == behind else T0
            tx.save_cursor(source, Feed(feed, "x"), Cursor(at, 1, "e"), complete=True, asof=at, readable=True)
    assert [row.stale for row in world.rows(now=T0)] == [stale]


# ---- order, groups, tabs, text ---------------------------------------------------------------------------------------------


@pytest.fixture
def many(world: World) -> World:
    world.pull(customer("3"), customer("4", name="ångström AB"), customer("5", name="Zeta"))
    world.find("7", ship=date(2026, 3, 9), value=300, over=30, since=T0 - 2 * HOUR, customer="4", severity=3)
    world.find("11", ship=None, value=100, over=None, since=T0 - 3 * HOUR, customer="5", group="Limit zero", severity=3)
    world.find("9", ship=date(2026, 3, 3), value=200, over=20, since=T0 - HOUR, customer="3", severity=1)
    return world


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("number", "SO11 SO7 SO9", "SO9 SO7 SO11"),
        ("customer", "SO9 SO11 SO7", "SO7 SO11 SO9"),
        ("ship", "SO9 SO7 SO11", "SO7 SO9 SO11"),
        ("amount", "SO11 SO9 SO7", "SO7 SO9 SO11"),
        ("over", "SO9 SO7 SO11", "SO7 SO9 SO11"),
        ("due", "SO11 SO7 SO9", "SO9 SO7 SO11"),
        ("severity", "SO9 SO11 SO7", "SO7 SO11 SO9"),
    ],
)
def test_sorted(many: World, sort: str, up: str, down: str) -> None:
    assert " ".join(many.numbers(sort=sort)) == up
    assert " ".join(many.numbers(sort=sort, descending=True)) == down


def test_a_case_that_waited_for_the_customer_is_due_later_and_sorted_so(many: World) -> None:
    first = many.rows(AskQueue("credit", group=False, sort="due"))[0]
    assert first.number == "SO11"
    many.team.wait(first.case_id, "ann", T0 + 5 * HOUR)
    many.catch_up()
    later = {r.number: r for r in many.rows(AskQueue("credit", group=False, sort="due"), now=T0 + 6 * HOUR)}
    assert list(later) == ["SO7", "SO9", "SO11"]
    assert later["SO11"].due_at - first.due_at == 5 * HOUR
    assert later["SO11"].started_at == first.started_at


def test_every_sort_and_tab_that_a_queue_offers_exists() -> None:
    assert CREDIT.sorts() <= SORTS.keys()
    assert {v.name for v in CREDIT.views} == set(VIEWS)


@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_the_order_of_a_whole_queue_comes_from_an_index(many: World, sort: str, descending: bool) -> None:
    """No sort in memory, so that a hundred thousand rows cost a walk along an index."""
    plans: list[str] = []
    with many.reads._open() as db:
        read = many.reads._queue(db, T0)
        question = AskQueue("credit", group=False, sort=sort, descending=descending)
        where, parameters = read._where(question, "credit")
        statement = f"EXPLAIN QUERY PLAN SELECT n FROM case_row WHERE {where} ORDER BY {read._order(question)}"
        plans = [row[3] for row in db.execute(statement, parameters)]
    assert any("USING" in p and "INDEX case_row_" in p for p in plans), plans
    assert not any("TEMP B-TREE" in p for p in plans), plans


def test_grouped_by_cause_the_worst_first(many: World) -> None:
    answer = many.reads.queue(AskQueue("credit", sort="amount"), T0)
    assert [r.number for r in answer.rows] == ["SO9", "SO7", "SO11"]
    assert answer.groups == (
        QueueGroup("A little over", 2, (euro(500),), 0),
        QueueGroup("Limit zero", 1, (euro(100),), 2),
    )


def test_totals_never_mix_currencies(world: World) -> None:
    world.find("7")
    dollars = finding(world.team.tenant, "8")
    dollars = replace(dollars, verdict=replace(dollars.verdict, value=Money(500, "USD")))
    with world.mirror.writing() as tx:
        tx.put_findings([dollars])
        tx.refresh_rows([dollars.case_id])
    (group,) = world.reads.queue(AskQueue("credit"), T0).groups
    assert group.total == (euro(1000), Money(500, "USD"))


def test_tabs_and_their_counts(many: World) -> None:
    ids = {r.number: r.case_id for r in many.rows()}
    assert many.team.claim(ids["SO7"], "ann", LEASE) is not None
    many.team.snooze(ids["SO11"], "ann", T0 + HOUR)
    claim = many.team.claim(ids["SO9"], "bob", LEASE)
    assert claim is not None
    assert isinstance(many.team.gate(ask(ids["SO9"], "bob", claim.fence, over=2000)), Waits)
    many.catch_up()
    assert many.numbers() == ["SO9", "SO7"]
    assert many.numbers(view="mine") == ["SO7"]
    assert many.numbers(view="snoozed") == ["SO11"]
    assert many.numbers(view="approval") == ["SO9"]
    assert many.reads.queue(ALL, T0).views == (("all", 2), ("snoozed", 1), ("mine", 1), ("approval", 1))
    assert many.reads.counts(T0).queues[0] == ("credit", 2, 1)
    awake = T0 + HOUR
    assert [r.number for r in many.rows(now=awake)] == ["SO9", "SO7", "SO11"], "it woke by itself"
    assert many.reads.queue(ALL, awake).views[1] == ("snoozed", 0)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("SO7", "SO7"),
        ("so7", "SO7"),
        ("so", "SO9 SO7 SO11"),
        ("s", "SO9 SO7 SO11"),
        ("ze", "SO11"),
        ("å", "SO7"),
        ("Å", "SO7"),
        ("ÅNGSTR", "SO7"),
        ("gström", "SO7"),
        ("enbeek", "SO9"),
        ("groen so", "SO9"),
        ("groen zeta", ""),
        ("nobody", ""),
        ('"', ""),
        ("NEAR( OR *", ""),
        ("%", ""),
        ("   ", "SO9 SO7 SO11"),
    ],
)
def test_text_filter(many: World, text: str, numbers: str) -> None:
    assert " ".join(many.numbers(text=text)) == numbers


def test_the_customers_own_reference_is_found(world: World) -> None:
    world.pull(sale("7", reference="BESTELLUNG-4711"))
    world.find("7")
    assert world.numbers(text="ung-47") == ["SO7"]


def test_a_page_of_rows_by_ids(many: World) -> None:
    listing = many.reads.queue_ids(AskQueue("credit", sort="amount"), T0)
    whole = many.reads.queue(AskQueue("credit", sort="amount"), T0)
    assert listing.groups == whole.groups
    assert many.reads.rows(listing.ids, T0) == whole.rows
    assert many.reads.rows(listing.ids[1:2], T0) == whole.rows[1:2]
    assert many.reads.rows((999, listing.ids[0]), T0) == whole.rows[:1], "what is gone is left out"
    assert many.reads.rows((), T0) == ()


def test_cases_of_a_span(world: World, clock: FakeClock) -> None:
    """A click on the chart: what was open at any moment of it, closed cases too."""
    (one,) = world.find("7", since=T0)
    world.find("8", since=T0 + 3 * HOUR)
    world.clock.now = T0 + 2 * HOUR
    assert world.team.clear_case(one, evidence_at=T0 + HOUR, rule_version=1, outcome="cleared")
    world.lose("7")
    world.catch_up()
    assert world.numbers() == ["SO8"]

    def between(a: float, b: float) -> list[str]:
        return world.numbers(since=T0 + a * HOUR, until=T0 + b * HOUR, sort="number")

    assert between(0, 1) == ["SO7"]
    assert between(1.9, 2.1) == ["SO7"]
    assert between(2.1, 2.9) == []
    assert between(1, 4) == ["SO7", "SO8"]


# ---- overlay ---------------------------------------------------------------------------------------------------------------


def test_letters_are_drawn_over_their_case(world: World) -> None:
    (id_,) = world.find("7")
    live = frozenset(LetterState)
    world.outbox.add(letter(case=id_))
    assert world.rows()[0].pending == "queued"
    for state, word in ((LetterState.SENDING, "releasing"), (LetterState.UNKNOWN, "checking"), (LetterState.PARKED, "parked")):
        assert world.outbox.move("d1/1", state, among=live)
        assert world.rows()[0].pending == word
    assert world.outbox.move("d1/1", LetterState.SUPERSEDED, among=live)
    assert world.rows()[0].pending is None
    world.outbox.add(letter("d2/1", case=id_, deed="raise_limit", state=LetterState.SENDING, at=T0 + HOUR))
    assert world.rows()[0].pending == "raising"
    counts = world.reads.counts(T0)
    assert (counts.letters_waiting, counts.letters_unknown, counts.letters_parked) == (1, 0, 0)


def test_a_refusal_shows_until_something_newer_or_the_end(world: World) -> None:
    (id_,) = world.find("7")
    world.outbox.add(letter(case=id_, state=LetterState.REFUSED))
    assert world.rows()[0].pending == "refused"
    world.outbox.add(letter("d2/1", case=id_, at=T0 + HOUR))
    assert world.rows()[0].pending == "queued"
    assert world.outbox.move("d2/1", LetterState.SUPERSEDED, among=frozenset(LetterState))
    assert world.rows()[0].pending is None


def test_the_overlay_stays_until_the_effect_was_pulled(world: World) -> None:
    """No flicker back to the old state between the answer and the next poll."""
    world.pull(sale(rev="r1"))
    (id_,) = world.find("7")
    world.outbox.add(letter(case=id_, expected_rev="r1", state=LetterState.SENDING))
    assert world.outbox.move("d1/1", LetterState.APPLIED, among=frozenset(LetterState), receipt_rev="r2")
    assert world.rows()[0].pending == "releasing"
    world.pull(sale(rev="r2", stamp=T0 + HOUR, state=OrderState.CONFIRMED))
    assert world.rows()[0].pending is None


def test_what_waits_for_approval_shows_to_everybody(world: World) -> None:
    (id_,) = world.find("7")
    claim = world.team.claim(id_, "bob", LEASE)
    assert claim is not None
    wish = ask(id_, "bob", claim.fence, over=2000)
    assert isinstance(world.team.gate(wish), Waits)
    world.catch_up()
    assert world.rows()[0].pending == "approval"
    world.team.approve("d1", "max", wish.sha256, ttl=HOUR)
    world.catch_up()
    assert world.rows()[0].pending is None
    assert world.numbers(view="approval") == []
