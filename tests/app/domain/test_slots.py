"""Times that are proposed clash with nothing, over generated plans; the oracle is written without the code that it judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import clashes as against
from app.domain import slots
from app.domain.appointment import Appointment, Resource, State
from app.domain.clashes import Arrival, Clash, Plan, clashes
from app.domain.slots import COUNT, Proposal, propose, stand_ins
from tests.app.rules.visit_world import WEEK, ines, jon, on, visit
from tests.app.rules.world import NOW, day

BERLIN = ZoneInfo("Europe/Berlin")


@st.composite
def plans(draw: Any) -> tuple[Appointment, Plan]:
    """Few people, few days, so that much collides."""
    hours = st.integers(7, 16)
    people = []
    for who in (ines(), jon()):
        away = draw(st.sampled_from(((), ((str(day(7)), str(day(9)), "ill"),))))
        lift = draw(st.sampled_from(((), (("lift", ""),), (("lift", str(day(9))),))))
        people.append(replace(who, closures=away, skills=(*who.skills[:1], *lift)))
    others = [
        visit(
            f"B{n}",
            on(draw(hours), draw(st.sampled_from((0, 30))), days=draw(st.integers(0, 10))),
            state=draw(st.sampled_from(("proposed", "confirmed"))),
            resource=draw(st.sampled_from(("ines", "jon"))),
            minutes=draw(st.sampled_from((30, 120, 240))),
            travel=draw(st.sampled_from((0, 30, 90))),
            after=draw(st.sampled_from((None, "A"))),
        )
        for n in range(draw(st.integers(0, 6)))
    ]
    of = visit(
        at=on(draw(hours), days=draw(st.integers(0, 10))),
        state=draw(st.sampled_from(("proposed", "confirmed"))),
        resource=draw(st.sampled_from(("ines", "jon", None))),
        skills=draw(st.sampled_from(((), ("lift",)))),
        minutes=draw(st.sampled_from((60, 180))),
        travel=draw(st.sampled_from((0, 45))),
        window=draw(st.sampled_from(((), WEEK, ((2, "09:00", "12:00"),)))),
        closures=draw(st.sampled_from(((), ((str(day(8)), str(day(8)), "fair"),)))),
        after=draw(st.sampled_from((None, "B0"))),
        waits_for_goods=draw(st.booleans()),
    )
    goods = draw(st.sampled_from((None, Arrival(day(3)), Arrival(day(9)), Arrival(None))))
    return of, Plan((of, *others), {p.id: p for p in people}, goods)


def wrong(of: Appointment, who: Resource, plan: Plan, now: datetime) -> list[str]:
    """What a careful person would find wrong with it, from the words of the business alone."""
    start, end = of.starts, of.starts + timedelta(minutes=of.minutes)
    local, until = start.astimezone(BERLIN), end.astimezone(BERLIN)
    found = []
    for other in plan.appointments:
        if other.id == of.id:
            continue
        their_end = other.starts + timedelta(minutes=other.minutes)
        if other.resource == who.id:
            clear = other.starts - end >= timedelta(minutes=other.travel) or start - their_end >= timedelta(minutes=of.travel)
            found += [] if clear else [f"collides with {other.number}"]
        if (other.id == of.after and start < their_end) or (other.after == of.id and other.starts < end):
            found.append(f"out of order with {other.number}")
    inside = [(d, time.fromisoformat(a), time.fromisoformat(b)) for d, a, b in who.hours]
    if not any(d == local.weekday() and a <= local.time() and until.time() <= b for d, a, b in inside):
        found.append("not at work")
    site = [(d, time.fromisoformat(a), time.fromisoformat(b)) for d, a, b in of.window]
    if site and not any(d == local.weekday() and a <= local.time() and until.time() <= b for d, a, b in site):
        found.append("the site is shut")
    for first, last, _ in (*who.closures, *of.closures):
        if date.fromisoformat(first) <= local.date() <= date.fromisoformat(last):
            found.append("closed")
    for skill in of.skills:
        if not any(name == skill and (not last or local.date() <= date.fromisoformat(last)) for name, last in who.skills):
            found.append(f"no {skill}")
    if of.waits_for_goods and plan.goods is not None and (plan.goods.day is None or local.date() < plan.goods.day):
        found.append("goods are not there")
    if start - now < timedelta(hours=24):
        found.append("too soon to agree")
    return found


def judged(of: Appointment, plan: Plan) -> list[str]:
    """All that the oracle finds in a proposal."""
    proposed: Proposal = propose(of, plan, NOW)
    return [
        f"{slot.starts}: {word}"
        for slot in proposed.slots
        for word in wrong(replace(of, starts=slot.starts, resource=slot.resource.id), slot.resource, plan, NOW)
    ]


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_proposed_time_clashes_with_nothing(made: tuple[Appointment, Plan]) -> None:
    of, plan = made
    assert judged(of, plan) == []
    again = propose(of, plan, NOW)
    assert again == propose(of, replace(plan, appointments=plan.appointments[::-1]), NOW), "the same input, the same answer"
    assert len(again.slots) <= COUNT
    assert len({(s.resource.id, s.starts.astimezone(BERLIN).date()) for s in again.slots}) == len(again.slots)
    for slot in again.slots:
        moved = replace(of, starts=slot.starts, resource=slot.resource.id, state=State.PROPOSED)
        around = replace(plan, appointments=tuple(moved if a.id == of.id else a for a in plan.appointments))
        assert clashes(moved, around, NOW) == ()


def alone(
    *others: Appointment, who: Resource | None = None, goods: Arrival | None = None, **changes: Any
) -> tuple[Appointment, Plan]:
    """Nobody has it yet; it is wanted for nine o'clock in eight days, a Tuesday, and only one person could do it."""
    of = visit(at=changes.pop("at", on(9, days=8)), resource=None, **changes)
    return of, Plan((of, *others), {"ines": who or ines()}, goods)


TEMPTING: dict[str, tuple[Appointment, Plan]] = {
    against.BOOKED: alone(visit("B", on(8, days=8), minutes=540)),
    against.TRAVEL: alone(visit("B", on(9, days=8)), at=on(11, days=8)),
    against.SKILL: alone(skills=("welding",)),
    against.EXPIRED: alone(skills=("lift",), who=ines(skills=(("lift", str(day(3))),))),
    against.ABSENT: alone(who=ines(closures=((str(day(8)), str(day(8)), "ill"),))),
    against.WINDOW: alone(window=((2, "09:00", "12:00"),)),
    against.SITE_CLOSED: alone(closures=((str(day(8)), str(day(8)), "fair"),)),
    against.GOODS: alone(goods=Arrival(day(9)), waits_for_goods=True),
    against.ORDER: alone(visit("B", on(9, days=9), resource="jon"), after="B"),
}


@pytest.mark.parametrize("kind", TEMPTING)
def test_the_oracle_finds_a_check_that_is_left_out(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted bug: proposing looks away from one kind of clash."""
    real = clashes

    def blind(of: Appointment, plan: Plan, now: datetime, *, either: bool = False) -> tuple[Clash, ...]:
        return tuple(c for c in real(of, plan, now, either=either) if c.kind != kind)

    of, plan = TEMPTING[kind]
    assert judged(of, plan) == []
    monkeypatch.setattr(slots, "clashes", blind)
    monkeypatch.setattr(slots, "skill_clashes", lambda of, who: iter(()))
    assert judged(of, plan), "nothing was found, though nobody looked"


def test_a_clash_of_two_is_found_on_the_one_that_is_to_move() -> None:
    first, then = visit("A", on(9)), visit("B", on(10))
    both = Plan((first, then), {"ines": ines()}, None)
    assert [clashes(x, both, NOW) for x in (first, then)] == [(), (Clash(against.BOOKED, other="AP-A"),)]
    agreed = replace(then, state=State.CONFIRMED)
    plan = replace(both, appointments=(first, agreed))
    assert [clashes(x, plan, NOW) for x in (first, agreed)] == [(Clash(against.BOOKED, other="AP-B"),), ()]


def test_nearest_first_and_by_the_same_person() -> None:
    of = visit(at=on(9, days=8))
    found = propose(of, Plan((of, visit("B", on(9, days=8), state="confirmed")), {"ines": ines(), "jon": jon()}, None), NOW)
    assert [(s.resource.id, s.starts) for s in found.slots][:2] == [("jon", on(8, 30, days=8)), ("ines", on(11, 30, days=8))]


def test_what_kept_others_out_is_told() -> None:
    of = visit(skills=("lift",), waits_for_goods=True)
    found = propose(of, Plan((of,), {"ines": ines(), "jon": jon()}, Arrival(None)), NOW)
    assert found.slots == ()
    assert dict(found.kept_out)[against.GOODS] > 50
    assert found.unskilled == ("Jon Falk",)


def test_stand_ins_have_the_skill_and_are_free() -> None:
    of = visit(resource="jon")
    people = {"ines": ines(), "jon": jon()}
    assert [r.id for r in stand_ins(of, Plan((of,), people, None), NOW)] == ["ines"]
    assert stand_ins(of, Plan((of, visit("B", on(10))), people, None), NOW) == ()
    assert stand_ins(replace(of, skills=("welding",)), Plan((of,), people, None), NOW) == ()


def test_a_night_on_which_the_clock_is_put_back_has_its_hours_once() -> None:
    """Hours are those of the wall clock: 25 October 2026 has two of two o'clock, and nobody is planned twice for one."""
    nights = list(slots._half_hours(date(2026, 10, 25), BERLIN))
    assert len(nights) == len(set(nights)) == 48
    assert len(list(slots._half_hours(date(2026, 3, 29), BERLIN))) == 46
