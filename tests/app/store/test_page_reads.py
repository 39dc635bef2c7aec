"""The answers that the other pages get: panel, outbox, chart, palette."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.domain.case import CaseState, DecisionState
from app.domain.letter import LetterState
from app.domain.question import AskFind, AskHolds, AskQueue
from app.store.team import Permit
from tests.app.store.build import HOUR, LEASE, T0, ask, customer, euro, line, move, sale, shipment
from tests.app.store.plain import letter
from tests.app.store.world import World


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
