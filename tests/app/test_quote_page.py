"""What is decided about a quote without an exception: a case of its own is opened when it is taken down, one for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.commands.command import Command
from app.decisions import Decisions, Done
from app.domain.draft import Content
from app.domain.feed import Cursor, Feed
from app.domain.letter import Letter
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.question import AskQueue
from app.domain.quote_version import Makes, body_of
from app.domain.ref import Ref
from app.errors import Conflict, StoreTrouble
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.rules.quote import QUOTE
from app.store.team import Claim, Permit, Taken
from app.sync.detect import Clear, judge
from app.sync.hands import gate_ask
from tests.app.rules import quote_world as q
from tests.app.store.build import FakeClock, migrate
from tests.app.store.world import World, made

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SALE = Ref("erp", "sale", "40")
CARLA, OMAR = Person("rep", "Rita Rep", frozenset({"csr"})), Person("dan", "Dan Director", frozenset({"finance_director"}))
LEASE = timedelta(minutes=1)


def records(**changes: Any) -> list[Any]:
    day = NOW.date()
    sale = replace(
        q.sale(quoted_on=day, valid_days=30, expires_on=day + timedelta(days=30)), **{"ref": SALE, "stamp": NOW, **changes}
    )
    lines = [replace(x, ref=Ref("erp", "line", x.ref.key), stamp=NOW) for x in q.LINES]
    prices = [replace(x, ref=Ref("erp", "list_price", x.ref.key)) for x in (q.price(), q.price("8", "100.0000"))]
    return [sale, *lines, replace(q.BUYER, ref=Ref("erp", "customer", "3")), *prices]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    with made(tmp_path, url, FakeClock(NOW)) as found:
        pull(found)
        yield found


def pull(world: World, **changes: Any) -> None:
    """``changes``: of the sale, later."""
    later = {"stamp": NOW + timedelta(seconds=1), "rev": "2"} if changes else {}
    with world.mirror.writing() as tx:
        tx.upsert("erp", records(**{**later, **changes}))
        for feed, noun in (("sales", "sale"), ("lines", "line"), ("customers", "customer"), ("prices", "list_price")):
            tx.save_cursor("erp", Feed(feed, noun), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True)


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("writer")
    yield lane
    lane.close(drain=True)


def desk(world: World, lane: Lane, me: Person = CARLA, team: Any = None) -> Decisions:
    rounds: Any = SimpleNamespace(nudge_delivery=lambda: None, outgoing={}, team_once=lambda: world.catch_up())
    clock: Any = SimpleNamespace(now=lambda: world.clock.now)
    reads = world.reads
    return Decisions(
        me=me, rules=InForce(shipped()), outbox=world.outbox, team=team or world.team, reads=reads, rounds=rounds, writer=lane, clock=clock,
        hear=lambda changes: None,
    )  # fmt: skip


def wish(world: World, decision: str = "d1", deed: str = "convert_quote", **fields: str) -> Command:
    found = world.reads.quote_parts(SALE, world.clock.now)
    assert found is not None
    fields = fields or {"reference": "PO-77"}
    return Command(deed, found.row.case_id, found.row.rev, fields, decision, about=found.about)


def letter(world: World, done: Done) -> Letter:
    found = world.outbox.get(done.letter_ids[0])
    assert found is not None
    return found


def test_its_page_has_all_that_a_case_has_and_nobody_is_told_of_one(world: World) -> None:
    found = world.reads.quote_parts(SALE, world.clock.now)
    assert found is not None
    assert (found.about, found.case, found.row.number, found.row.customer) == (SALE, None, "SO00040", "Halvorsen Marine AS")
    assert found.quote is not None
    assert len(found.quote.lines) == 2
    assert world.reads.queue(AskQueue("quote", group=False), world.clock.now).rows == ()
    assert world.team.changes(0).cases == ()
    assert world.reads.quote_parts(Ref("erp", "sale", "99"), world.clock.now) is None


def test_taken_down_it_has_a_case_of_its_own_which_its_queue_lists(world: World, lane: Lane) -> None:
    """So that whoever has to agree finds it, and whoever waits for the buyer's answer is reminded."""
    done = desk(world, lane).do(wish(world))
    sent = letter(world, done)
    world.catch_up()
    [row] = world.reads.queue(AskQueue("quote", group=False), world.clock.now).rows
    assert (row.case_id, row.group, row.number) == (sent.case_id, "Opened from its page", "SO00040")
    assert (sent.deed, sent.spell, sent.plan.deed) == ("take_offer", 1, "convert_quote")
    parts = world.reads.panel_parts(row.case_id, world.clock.now)
    assert parts is not None
    assert parts.finding is not None, "a case that a person opened can be decided like any other"
    assert world.reads.quote_parts(SALE, world.clock.now).about is None  # type: ignore[union-attr]


def test_pressed_twice_it_is_one_letter(world: World, lane: Lane) -> None:
    decisions, command = desk(world, lane), wish(world)
    assert decisions.do(command).letter_ids == decisions.do(command).letter_ids
    assert len(world.outbox.unfinished()) == 1


def test_two_who_decide_at_once_have_one_case_and_one_of_them_is_let_through(world: World, lane: Lane, tmp_path: Path) -> None:
    (tmp_path / "omar").mkdir()
    other = World(tmp_path / "omar", world.team, world.clock)
    pull(other)
    first, second = wish(world, "d1"), wish(other, "d2", reference="PO-78")
    mine = letter(world, desk(world, lane).do(first))
    theirs = letter(other, desk(other, lane, OMAR).do(second))
    other.close()
    assert mine.case_id == theirs.case_id
    answers = []
    for sent, who in ((mine, CARLA.id), (theirs, OMAR.id)):
        claim = world.team.claim(sent.case_id, who, LEASE)
        answers.append(world.team.gate(gate_ask(replace(sent, actor=who), claim.fence)) if isinstance(claim, Claim) else claim)
    assert isinstance(answers[0], Permit)
    assert answers[1] is None or isinstance(answers[1], Taken), "held by the first, or its decision is under way"


def test_without_the_team_nothing_is_taken_down(world: World, lane: Lane) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise StoreTrouble("The team store does not answer")

    team: Any = SimpleNamespace(now=world.team.now, open_case=away)
    with pytest.raises(StoreTrouble):
        desk(world, lane, team=team).do(wish(world))
    assert world.outbox.unfinished() == ()


def test_an_exception_that_came_up_meanwhile_is_looked_at_first(world: World, lane: Lane) -> None:
    command = wish(world)
    pull(world, payment_terms="Net 90")
    with world.mirror.writing() as tx:
        found = judge(tx, "erp", [Ref("erp", "quote", "40")], tenant=world.team.tenant, asof=NOW, now=NOW)
    assert found.wishes
    with pytest.raises(Conflict, match="changed while you decided"):
        desk(world, lane).do(command)


def test_no_rule_closes_it_while_it_is_an_offer_and_every_rule_does_when_it_is_none(world: World, lane: Lane) -> None:
    sent = letter(world, desk(world, lane).do(wish(world)))
    world.catch_up()

    def wishes() -> tuple[Any, ...]:
        with world.mirror.writing() as tx:
            return judge(tx, "erp", [Ref("erp", "quote", "40")], tenant=world.team.tenant, asof=NOW, now=NOW).wishes

    assert wishes() == ()
    pull(world, reference="PO-77")
    assert [w.case_id for w in wishes() if isinstance(w, Clear)] == [sent.case_id]


def test_the_next_decision_about_it_is_another_spell(world: World, lane: Lane) -> None:
    sent = letter(world, desk(world, lane).do(wish(world)))
    world.clock.pass_(seconds=5)
    world.team.clear_case(sent.case_id, evidence_at=world.team.now(), rule_version=QUOTE.version, outcome="not taken")
    world.catch_up()
    world.outbox.move(sent.id, "superseded", among=frozenset({sent.state}))  # type: ignore[arg-type]
    found = world.reads.quote_parts(SALE, world.clock.now)
    assert found is not None
    assert found.about == SALE
    world.clock.pass_(seconds=5)
    again = letter(world, desk(world, lane).do(wish(world, "d9")))
    assert (again.case_id, again.spell) == (sent.case_id, 2)


def test_a_request_is_answered_by_what_was_offered_from_here_until_that_is_declined(world: World) -> None:
    order = replace(q.web_order(), ref=Ref("shop", "web_order", "o1"))
    with world.mirror.writing() as tx:
        tx.upsert("shop", [order])

    def answered() -> str:
        with world.mirror.reading() as read:
            return read.quote_dossier(order.ref).answered

    assert answered() == ""
    made = Makes("offered", Content(), answers="shop|o1")
    world.team.keep_version("erp", "40", body_of(made, by="rep", decision="d1", document="SO00040"))
    world.catch_up()
    assert answered() == "SO00040"
    with world.mirror.reading() as read:
        asks = read.quote_page(SALE, NOW).asks
        assert asks is not None
        assert (asks.ref, asks.order) == (order.ref, order)
    pull(world, state=OrderState.CANCELLED)
    assert answered() == ""
