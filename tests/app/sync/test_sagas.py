"""Decisions of several letters: in order, each once, taken back where a later one fails, and never half without saying so."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import DecisionState
from app.domain.letter import Guard, Letter, LetterState
from app.domain.steps import Plan, Step
from app.errors import OutcomeUnknown, Refused
from app.store.team import Team
from tests.app.sync.delivery_world import Desk, World


class PowerCut(Exception):
    pass


def book(*, undo: bool = True) -> Plan:
    """Released in the ERP, then tagged in the shop by a deed that no policy bounds; within an analyst's own authority."""
    gate = {"source": "erp", "over": [500_000, "EUR"], "limit": [100_000_000, "EUR"]}
    back = Step("erp", "unbook", "W1042", {"sale": "c1"})
    first = Step("erp", "release_hold", "W1042", {"sale": "c1"}, "r0", back if undo else None)
    return Plan("release_hold", (first, Step("shop", "tag", "W1042", {"sale": "c1"}, "r0")), "ok", gate, outcome="released")


def effects(world: World) -> tuple[int, int, int]:
    """How often it was booked, un-booked and linked."""
    done = [(remote.name, letter) for remote in (world.erp, world.shop) for ids in remote.released.values() for letter in ids]
    count: Callable[[str, str], int] = lambda name, number: done.count((name, f"d1/{number}"))  # noqa: E731
    return count("erp", "1"), count("erp", "4"), count("shop", "2")


def ends(world: World) -> list[tuple[int, str]]:
    standing = world.team.case_now("c1", "d1")
    assert standing is not None
    assert standing.decision is not None
    return [(number, state) for number, state, _, _ in standing.decision.ends]


def cut(_letter: Letter) -> None:
    raise PowerCut


def lose_the_answer(_letter: Letter) -> None:
    raise OutcomeUnknown("no answer")


def test_one_after_the_other_and_the_case_closes_with_the_last(world: World) -> None:
    ana = world.desk("ana")
    ana.carry(ana.put("c1", "d1", book()))
    assert (effects(world), ends(world)) == ((1, 0, 0), [(1, "applied")])
    standing = world.team.case_now("c1", "d1")
    assert standing is not None
    assert standing.permit_left is None, "nobody is permitted to send the second yet"
    assert (standing.case.state, world.decision("c1", "d1")[0]) == ("open", "open")
    ana.carry_all()
    assert (effects(world), ends(world)) == ((1, 0, 1), [(1, "applied"), (2, "applied")])
    after = world.team.case_now("c1", "d1")
    assert after is not None
    assert (after.case.outcome, world.decision("c1", "d1")[0]) == ("released", "applied")
    assert [(x, ana.letter(x).source, ana.letter(x).deed) for x in ("d1/1", "d1/2")] == [
        ("d1/1", "erp", "release_hold"), ("d1/2", "shop", "tag"),
    ]  # fmt: skip
    assert world.team.verify_audit().sound


def test_the_first_refused_ends_it_all(world: World) -> None:
    ana = world.desk("ana")
    world.erp.refuses.add("release_hold")
    ana.put("c1", "d1", book())
    ana.carry_all()
    assert (effects(world), world.decision("c1", "d1")[0]) == ((0, 0, 0), "refused")


def test_the_second_refused_the_first_is_taken_back_once(world: World) -> None:
    ana = world.desk("ana")
    world.shop.refuses.add("tag")
    world.erp.after += [lambda letter: None, lose_the_answer]  # of the taking back, which is asked for again
    ana.put("c1", "d1", book())
    ana.carry_all()
    assert (effects(world), ends(world)) == ((1, 1, 0), [(1, "applied"), (2, "refused"), (4, "applied")])
    state, words = world.decision("c1", "d1")
    assert state == "refused"
    assert words.startswith("W1042: no tag today")
    assert "taken back" in words
    standing = world.team.case_now("c1")
    assert standing is not None
    assert (standing.case.state, standing.live) == ("open", None), "it can be decided anew"


def test_past_the_point_of_no_return_it_waits_and_says_who_has_it(world: World) -> None:
    ana = world.desk("ana")
    world.shop.refuses.add("tag")
    ana.put("c1", "d1", book(undo=False))
    ana.carry_all()
    told = "Half done: erp (release hold) has it, shop (tag) has not: W1042: no tag today"
    assert world.decision("c1", "d1") == ("parked", told)
    assert (ana.letter("d1/2").state, ana.letter("d1/2").receipt) == (LetterState.PARKED, told)
    assert effects(world) == (1, 0, 0)
    world.shop.refuses.clear()
    ana.delivery.resend("d1/2")
    ana.carry_all()
    assert (effects(world), world.decision("c1", "d1")[0]) == ((1, 0, 1), "applied")


def test_a_half_that_is_put_aside_keeps_its_slot_and_its_words(world: World) -> None:
    ana = world.desk("ana")
    world.shop.refuses.add("tag")
    ana.put("c1", "d1", book(undo=False))
    ana.carry_all()
    ana.restart()
    ana.delivery.discard("d1/2")
    ana.carry("d1/2")
    state, words = world.decision("c1", "d1")
    assert (state, ends(world)) == ("applied", [(1, "applied"), (2, "superseded")])
    assert words.startswith("Half done: erp (release hold) has it, shop (tag) has not")
    standing = world.team.case_now("c1")
    assert standing is not None
    assert (standing.case.state, standing.live) == ("open", None)
    again = ana.put("c1", "d2", book(undo=False))
    ana.carry(again)
    assert ana.letter(again).state is LetterState.SUPERSEDED, "booked once"


def test_what_cannot_be_taken_back_after_all_says_so(world: World) -> None:
    ana = world.desk("ana")
    world.shop.refuses.add("tag")
    world.erp.refuses.add("unbook")
    ana.put("c1", "d1", book())
    ana.carry_all()
    told = "Half done: erp (release hold) has it, cannot be taken back there: W1042: no unbook today"
    assert (world.decision("c1", "d1"), effects(world)) == (("parked", told), (1, 0, 0))


def test_between_two_steps_it_cannot_be_withdrawn_or_declined(world: World) -> None:
    ana = world.desk("ana")
    ana.carry(ana.put("c1", "d1", book()))
    with pytest.raises(Refused, match="a part of it is done"):
        world.team.withdraw("d1", "ana")
    with pytest.raises(Refused, match="a part of it is done"):
        world.team.decline("d1", "cy", "no")


def test_a_colleague_carries_on_where_the_console_died_between_two_steps(world: World) -> None:
    ana, bo = world.desk("ana"), world.desk("bo")
    ana.carry(ana.put("c1", "d1", book()))
    assert not bo.take_up(), "held by another"
    world.time.sleep(61)
    assert world.team.claim("c1", "bo", timedelta(seconds=60)) is not None
    bo.carry_all()
    ana.carry_all()
    assert (effects(world), world.decision("c1", "d1")[0]) == ((1, 0, 1), "applied")
    assert world.shop.requests == [("d1/2", "bo")]


def test_given_up_between_two_steps_the_first_is_taken_back(world: World) -> None:
    ana = world.desk("ana")
    ana.carry(ana.put("c1", "d1", book()))
    assert ana.take_up()
    ana.delivery.discard("d1/2")
    ana.carry_all()
    assert (effects(world), world.decision("c1", "d1")[0]) == ((1, 1, 0), "refused")


# ---- killed anywhere ------------------------------------------------------------------------------------------------------------


class Mortal:
    """The team store as a console sees it that is killed before or after its n-th call."""

    def __init__(self, team: Team, before: int, after: int) -> None:
        self.team, self.before, self.after, self.calls = team, before, after, 0

    def __getattr__(self, name: str) -> object:
        made = getattr(self.team, name)
        if not callable(made):
            return made

        def call(*args: object, **more: object) -> object:
            self.calls += 1
            if self.calls == self.before:
                raise PowerCut
            answer = made(*args, **more)
            if self.calls == self.after:
                raise PowerCut
            return answer

        return call


def live_through(desk: Desk, world: World, real: Team, pick: random.Random) -> None:
    """The console is killed at up to six moments, then nothing stands in its way any more."""
    for kill in range(7):
        at = pick.randint(1, 12)
        before, after = (at, 0) if pick.random() < 0.5 else (0, at)
        world.team = Mortal(real, before, after) if kill < 6 else real  # type: ignore[assignment]
        if kill == 6:
            for remote in (world.erp, world.shop):
                remote.before, remote.after = [], []
        desk.restart()
        try:
            desk.carry_all()
        except PowerCut:
            continue
    world.team = real


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    guard=st.sampled_from((Guard.KEY, Guard.COND, Guard.PLAIN)),
    refused=st.sampled_from(("", "release_hold", "tag", "unbook", "tag unbook")),
    undo=st.booleans(),
)
def test_killed_anywhere_nothing_twice_and_no_half_in_silence(seed: int, guard: Guard, refused: str, undo: bool) -> None:
    pick = random.Random(seed)
    with TemporaryDirectory() as folder:
        world = World(Path(folder), guard)
        real = world.team
        try:
            for remote in (world.erp, world.shop):
                remote.refuses.update(refused.split())
                faults = (lambda letter: None, cut, lose_the_answer)
                remote.before += [pick.choice(faults) for _ in range(4)]
                remote.after += [pick.choice(faults) for _ in range(3)]
            ana = world.desk("ana")
            ana.put("c1", "d1", book(undo=undo))
            live_through(ana, world, real, pick)
            booked, unbooked, linked = effects(world)
            assert max(booked, unbooked, linked) <= 1, "a double effect"
            state, words = world.decision("c1", "d1")
            half = booked - unbooked != linked
            assert half == (state == DecisionState.PARKED), (state, words, effects(world))
            assert words.startswith("Half done") == half
            if not half:
                assert (state == "applied") == (linked == 1), (state, effects(world))
            assert real.verify_audit().sound
        finally:
            world.team = real
            world.close()
