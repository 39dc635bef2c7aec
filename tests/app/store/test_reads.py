"""The answers that screens get: lists, tabs, groups, overlay, panel, chart, palette; the same after the mirror was made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands.wording import WORDING
from app.domain.case import CaseState, DecisionState
from app.domain.feed import Cursor, Feed
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.question import AskFind, AskHolds, AskQueue, CaseRow, QueueGroup
from app.queues import CREDIT
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.queue_read import SORTS, VIEWS
from app.store.reads import Reads
from app.store.team import Permit, Team, Waits
from tests.app.store.build import LEASE, T0, FakeClock, ask, customer, euro, finding, line, move, opened, sale, shipment
from tests.app.store.plain import letter

ME = Person("ann", "Ann Lyst", frozenset({"credit_analyst"}))
HOUR = timedelta(hours=1)
ALL = AskQueue("credit", group=False)


class World:
    """A team store, one console's mirror and outbox, and what moves things between them."""

    def __init__(self, folder: Path, team: Team, clock: FakeClock) -> None:
        self.folder, self.team, self.clock = folder, team, clock
        self.mirror = Mirror(folder / "mirror.db", team.tenant)
        self.outbox = Outbox(folder / "outbox.db")
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", ME, due=lambda _, at: at + 4 * HOUR, wording=WORDING)

    def close(self) -> None:
        self.mirror.close()
        self.outbox.close()

    def pull(self, *records: Any, asof: datetime = T0) -> None:
        with self.mirror.writing() as tx:
            tx.upsert("erp", records)
            for feed, noun in (("sales", "sale"), ("moves", "move"), ("shipments", "shipment")):
                tx.save_cursor("erp", Feed(feed, noun), Cursor(asof, 1, "e"), complete=True, asof=asof, readable=True)

    def find(self, *keys: str, share: bool = True, **figures: Any) -> list[str]:
        """Findings on these sales, in the mirror and (``share``) in the team store. Case ids."""
        found = [finding(self.team.tenant, key, **figures) for key in keys]
        with self.mirror.writing() as tx:
            tx.put_findings(found)
            tx.refresh_rows([f.case_id for f in found])
        for one in found if share else ():
            self.team.open_case(one, console="here")
        self.catch_up()
        return [f.case_id for f in found]

    def lose(self, *keys: str) -> None:
        with self.mirror.writing() as tx:
            tx.drop_findings([finding(self.team.tenant, k).fingerprint for k in keys])

    def catch_up(self) -> None:
        while True:
            with self.mirror.reading() as read:
                after = read.team_cursor()
            page = self.team.changes(after, 3)
            with self.mirror.writing() as tx:
                tx.take(page)
            if page.complete:
                return

    def rows(self, question: AskQueue = ALL, now: datetime | None = None) -> tuple[CaseRow, ...]:
        return self.reads.queue(question, now or self.clock.now).rows

    def numbers(self, **asked: Any) -> list[str]:
        return [r.number for r in self.rows(AskQueue("credit", **{"group": False} | asked))]


@contextmanager
def made(folder: Path, url: str, clock: FakeClock) -> Iterator[World]:
    with opened(url, clock) as team:
        world = World(folder, team, clock)
        try:
            yield world
        finally:
            world.close()


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> Iterator[World]:
    with made(tmp_path, sqlite_url, clock) as world:
        yield world


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


# ---- panel, outbox, chart, palette -----------------------------------------------------------------------------------------


def test_the_parts_of_a_panel(world: World) -> None:
    world.pull(
        customer(),
        sale(),
        sale("8"),
        line("l1", "7"),
        line("l2", "8"),
        shipment("s1"),
        move("m1", "l1", "s1"),
        move("m2", "l2", None),
    )
    (past,) = world.find("8")
    claim = world.team.claim(past, "ann", LEASE)
    assert claim is not None
    assert isinstance(world.team.gate(ask(past, "ann", claim.fence, outcome="released")), Permit)
    assert world.team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
    (id_,) = world.find("7")
    world.team.note(id_, "ann", "called")
    world.outbox.add(letter("d9/1", case=id_))
    world.outbox.add(letter("d8/1", case=id_, state=LetterState.REFUSED))
    world.catch_up()
    parts = world.reads.panel_parts(id_, T0)
    assert parts is not None
    assert parts.row == world.rows(AskQueue("credit", text="SO7", group=False))[0]
    assert parts.case is not None
    assert parts.case.state is CaseState.OPEN
    assert parts.finding is not None
    assert (parts.sale, parts.lines, parts.moves) == (sale(), (line("l1", "7"),), (move("m1", "l1", "s1"),))
    assert parts.shipments == (shipment("s1"),)
    assert parts.dossier.customer == customer()
    assert [(d.id, number) for d, number in parts.past] == [("d1", "SO8")]
    assert parts.decisions == ()
    assert [n.text for n in parts.notes] == ["called"]
    assert [x.id for x in parts.letters] == ["d9/1"]
    assert len(parts.people) == 6
    assert world.reads.panel_parts("gone", T0) is None


def test_the_outbox_page(world: World) -> None:
    (id_,) = world.find("7")
    world.pull(sale(), customer())
    for n, state in enumerate(LetterState):
        world.outbox.add(
            letter(f"d{n}/1", case=id_, state=LetterState.QUEUED, at=T0 + n * HOUR, deed="release_hold" if n else "set_colour")
        )
        assert world.outbox.move(f"d{n}/1", state, among=frozenset(LetterState))
    answer = world.reads.outbox(datetime.now(T0.tzinfo))
    assert [x.id for x in answer.letters] == [f"d{n}/1" for n in reversed(range(len(LetterState)))]
    assert {x.state for x in answer.letters} == set(LetterState)
    assert answer.letters[0].title == "Release credit hold"
    assert answer.letters[-1].title == "Set colour"
    assert answer.letters[0].actor_initials == "AL"
    assert answer.delivered_today == 1
    (source,) = answer.sources
    assert (source.source, source.records, source.quarantined) == ("erp", 2, 0)


def test_open_holds_and_their_value_over_time(world: World) -> None:
    (one,) = world.find("7", since=T0 + timedelta(minutes=30), value=1000)
    world.find("8", since=T0 + 2 * HOUR, value=200)
    world.find("9", share=False, since=T0 + 2 * HOUR + timedelta(minutes=1), value=30)
    world.clock.now = T0 + 3 * HOUR
    assert world.team.clear_case(one, evidence_at=T0 + HOUR, rule_version=1, outcome="cleared")
    world.clock.now = T0 + 5 * HOUR
    world.lose("7")
    world.catch_up()
    now = T0 + 4 * HOUR + timedelta(minutes=10)
    answer = world.reads.holds(AskHolds(T0), now)
    assert answer.currency == "EUR"
    assert [(p.at - T0, p.open_holds, p.value) for p in answer.points] == [
        (0 * HOUR, 0, euro(0)),
        (1 * HOUR, 1, euro(1000)),
        (2 * HOUR, 2, euro(1200)),
        (3 * HOUR, 2, euro(230)),
        (4 * HOUR, 2, euro(230)),
        (now - T0, 2, euro(230)),
    ]


def test_the_chart_of_nothing(world: World) -> None:
    answer = world.reads.holds(AskHolds(T0 + timedelta(minutes=5)), T0 + timedelta(minutes=10))
    assert [(p.open_holds, p.value.minor) for p in answer.points] == [(0, 0)]


def test_the_palette_finds_cases_orders_customers(world: World) -> None:
    world.pull(customer(), sale(), sale("88", number="SO88", reference="X-1"))
    (id_,) = world.find("7")
    hits = world.reads.find(AskFind("groen")).hits
    assert [(h.kind, h.title, h.case_id) for h in hits] == [("case", "SO7", id_), ("customer", "Groenbeek BV", None)]
    hits = world.reads.find(AskFind("SO8")).hits
    assert [(h.kind, h.title, h.case_id) for h in hits] == [("sale", "SO88", None)]
    assert [h.kind for h in world.reads.find(AskFind("SO", limit=2)).hits] == ["case", "sale"]
    assert world.reads.find(AskFind("  ")).hits == ()
    world.pull(sale("88", number="SO99", rev="r2", stamp=T0 + HOUR))
    assert world.reads.find(AskFind("SO88")).hits == (), "the former number is forgotten"
    assert [h.title for h in world.reads.find(AskFind("SO99")).hits] == ["SO99"]


# ---- made again ------------------------------------------------------------------------------------------------------------


def answers(world: World) -> list[Any]:
    now = T0 + 6 * HOUR
    questions = [AskQueue("credit", view=v, sort=s, group=g) for v in VIEWS for s in SORTS for g in (True, False)]
    questions += [AskQueue("credit", since=T0 - HOUR, until=now), AskQueue("credit", text="groen")]
    found: list[Any] = [world.reads.queue(q, now) for q in questions]
    found += [world.reads.counts(now), world.reads.holds(AskHolds(T0 - 5 * HOUR), now), world.reads.find(AskFind("SO"))]
    ids = sorted(r.case_id for r in world.rows(AskQueue("credit", since=T0 - 9 * HOUR, until=now)))
    return [*found, *(world.reads.panel_parts(i, now) for i in ids), world.reads.outbox(now)]


def test_made_again_it_gives_the_same_answers(world: World) -> None:
    """Delete the mirror at any moment: after the next pull every screen is as it was."""
    records = [
        customer(),
        customer("4", name="Zeta"),
        *(sale(str(n), customer=str(3 + n % 2)) for n in range(20, 32)),
        line("l1", "21"),
    ]
    keys = [str(n) for n in range(20, 32)]
    world.pull(*records)
    for n, key in enumerate(keys):
        world.find(key, value=100 * n, since=T0 - n * timedelta(minutes=20), severity=1 + n % 4, group=f"Cause {n % 3}")
    ids = [finding(world.team.tenant, k).case_id for k in keys]
    claim = world.team.claim(ids[0], "ann", LEASE)
    assert claim is not None
    assert isinstance(world.team.gate(ask(ids[0], "ann", claim.fence, outcome="released")), Permit)
    world.clock.pass_(minutes=5)
    assert world.team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
    assert world.team.clear_case(ids[1], evidence_at=T0 + HOUR, rule_version=1, outcome="cleared")
    assert world.team.claim(ids[2], "bob", LEASE) is not None
    world.team.snooze(ids[3], "ann", T0 + 9 * HOUR)
    world.team.note(ids[4], "ann", "called")
    world.clock.pass_(hours=2)
    again = finding(world.team.tenant, keys[1], asof=T0 + 2 * HOUR, value=7, customer="4")
    world.team.open_case(again, console="elsewhere")
    world.outbox.add(letter(case=ids[5]))
    world.lose(keys[0])
    still = [
        finding(
            world.team.tenant, k, value=100 * n, since=T0 - n * timedelta(minutes=20), severity=1 + n % 4, group=f"Cause {n % 3}"
        )
        for n, k in enumerate(keys)
        if n
    ]
    with world.mirror.writing() as tx:
        tx.put_findings(still)
    world.catch_up()
    before = answers(world)

    world.mirror.rebuild()
    assert world.rows() == ()
    world.catch_up()
    with world.mirror.writing() as tx:
        tx.put_findings(still)
        tx.refresh_rows([f.case_id for f in still])
    for record in reversed(records):  # and in another order
        world.pull(record)
    after = answers(world)
    assert after == before
