"""Letters carried by the real outbox and the real team store to a remote with faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.letter import Effect, Guard, Letter, LetterState
from app.errors import (
    Conflict,
    NeedsDecision,
    NotAuthorized,
    OutcomeUnknown,
    RefusedByRemote,
    StoreTrouble,
    Throttled,
    Unreachable,
)
from app.store.team import Team
from tests.app.sync.delivery_world import Desk, World

SMALL, MEDIUM = 500_000, 3_000_000  # one analyst may; a manager must agree


def lose_the_answer(_letter: Letter) -> None:
    raise OutcomeUnknown("The ERP did not answer")


def test_a_release_within_one_s_own_authority(world: World) -> None:
    ana = world.desk("ana")
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED
    assert ana.letter(id_).receipt_rev == "r1"
    assert world.erp.released == {"SO-c1": ["d1/1"]}
    assert world.decision("c1", "d1") == ("applied", "SO-c1 confirmed (as previewed)")
    standing = world.team.case_now("c1")
    assert standing is not None
    assert (standing.case.state, standing.case.outcome) == ("resolved", "released")
    assert any("letters" in c.topics and "c1" in c.cases for c in ana.heard)
    assert world.team.verify_audit().sound


def test_what_came_out_otherwise_than_shown_is_told_and_kept(world: World) -> None:
    ana = world.desk("ana")
    shown = (Effect("erp", "SO-c1", "state", "quotation", "processing"),)
    ana.carry(ana.decide("c1", SMALL, decision="d1", effects=shown))
    words = world.decision("c1", "d1")[1]
    assert "not as previewed: not SO-c1 state: quotation to processing; also SO-c1 state: quotation to confirmed" in words
    ((subject, body, _at, source),) = world.team.observations("effect")
    assert (subject, source) == ("d1/1", "erp")
    assert json.loads(body)["done"] == [["erp", "SO-c1", "state", "quotation", "confirmed"]]


def test_a_remote_is_told_which_attempt_it_is(world: World) -> None:
    """From 1: a way without keys looks for traces of an earlier one only where there may be any."""
    ana = world.desk("ana")
    told: list[int] = []

    def lost(letter: Letter) -> None:
        told.append(letter.attempt)
        raise OutcomeUnknown("The ERP did not answer")

    world.erp.before += [lost, lambda letter: told.append(letter.attempt)]
    ana.carry(id_ := ana.decide("c1", SMALL, decision="d1"))
    ana.carry_all()
    assert ana.letter(id_).state is LetterState.APPLIED
    assert told == [1, 2]


def test_sending_is_in_the_file_before_the_socket(world: World) -> None:
    ana = world.desk("ana")
    stored: list[Letter] = []
    world.erp.before.append(lambda letter: stored.append(ana.letter(letter.id)))
    ana.carry(ana.decide("c1", SMALL, decision="d1"))
    assert (stored[0].state, stored[0].attempt) == (LetterState.SENDING, 1)
    assert stored[0].sent_at is not None
    assert stored[0].fence > 0


def test_a_lost_answer_ends_in_one_effect(guarded: World) -> None:
    ana = guarded.desk("ana")
    guarded.erp.after.append(lose_the_answer)
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.carry(id_)
    assert guarded.erp.released == {"SO-c1": ["d1/1"]}
    assert ana.letter(id_).state is LetterState.APPLIED
    assert len(guarded.erp.requests) == (2 if guarded.erp.kind is Guard.KEY else 1)


def test_a_lost_request_is_sent_again(guarded: World) -> None:
    ana = guarded.desk("ana")
    guarded.erp.before.append(lose_the_answer)
    ana.carry(ana.decide("c1", SMALL, decision="d1"))
    assert guarded.erp.released == {"SO-c1": ["d1/1"]}


def test_without_a_guard_it_waits_until_no_request_can_arrive(tmp_path: Path) -> None:
    world = World(tmp_path, Guard.PLAIN)
    ana = world.desk("ana")
    world.erp.before.append(lose_the_answer)
    id_ = ana.decide("c1", SMALL, decision="d1")
    assert ana.carry(id_) >= 120
    assert world.erp.released == {"SO-c1": ["d1/1"]}
    assert ana.letter(id_).state is LetterState.APPLIED
    world.close()


def test_where_nothing_can_be_found_out_a_person_decides(tmp_path: Path) -> None:
    world = World(tmp_path, Guard.BLIND)
    ana = world.desk("ana")
    world.erp.after.append(lose_the_answer)
    id_ = ana.decide("c1", SMALL, decision="d1")
    assert ana.delivery.advance(id_) == 60
    assert ana.letter(id_).state is LetterState.PARKED
    assert world.decision("c1", "d1")[0] == "parked"
    assert len(world.erp.requests) == 1
    ana.delivery.discard(id_)
    ana.carry(id_)
    assert world.decision("c1", "d1")[0] == "superseded"
    world.close()


@pytest.mark.parametrize("no", [RefusedByRemote("The credit limit is exceeded", "Raise it."), NeedsDecision("Really?", name="w")])
def test_the_remote_s_refusal_frees_the_slot(guarded: World, no: RefusedByRemote | NeedsDecision) -> None:
    def refuse(_letter: Letter) -> None:
        raise no

    ana = guarded.desk("ana")
    guarded.erp.before.append(refuse)
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.REFUSED
    assert no.title in (ana.letter(id_).receipt or "")
    assert guarded.decision("c1", "d1")[0] == "refused"
    ana.carry(ana.decide("c1", SMALL, decision="d2"))
    assert guarded.erp.released == {"SO-c1": ["d2/1"]}


def test_a_conflict_with_one_s_own_effect_is_success(tmp_path: Path) -> None:
    def stale(letter: Letter) -> None:
        world.erp.released.setdefault(letter.document, []).append(letter.id)
        raise Conflict("It changed since")

    world = World(tmp_path, Guard.COND)
    ana = world.desk("ana")
    world.erp.before.append(stale)
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED
    world.close()


def test_a_conflict_with_somebody_else_s_change_is_a_refusal(guarded: World) -> None:
    def stale(_letter: Letter) -> None:
        raise Conflict("It changed since", "Look again.")

    ana = guarded.desk("ana")
    guarded.erp.before.append(stale)
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.carry(id_)
    assert (ana.letter(id_).state, ana.letter(id_).receipt) == (LetterState.REFUSED, "It changed since. Look again.")
    assert guarded.erp.released == {}


@pytest.mark.parametrize(("away", "waits"), [(Unreachable("No route"), 0.1), (Throttled("Too many", retry_after=17.0), 17.0)])
def test_nothing_sent_goes_back_to_the_queue(world: World, away: Unreachable | Throttled, waits: float) -> None:
    def fail(_letter: Letter) -> None:
        raise away

    ana = world.desk("ana")
    world.erp.before.append(fail)
    id_ = ana.decide("c1", SMALL, decision="d1")
    wait = ana.delivery.advance(id_)
    assert wait is not None
    assert wait >= waits
    assert (ana.letter(id_).state, ana.letter(id_).receipt) == (LetterState.QUEUED, away.title)
    assert ana.delivery.advance(id_) == pytest.approx(wait), "a wake-up before its time sends nothing"
    assert len(world.erp.requests) == 1
    world.time.sleep(wait)
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED


def test_a_machine_that_slept_past_its_permit_sends_nothing(world: World) -> None:
    ana = world.desk("ana")
    id_ = ana.decide("c1", SMALL, decision="d1")
    move, slept = ana.outbox.move, []

    def sleepy(letter_id: str, to: LetterState, **more: object) -> bool:
        if to is LetterState.SENDING and not slept:
            world.time.sleep(11)
            slept.append(to)
        return move(letter_id, to, **more)  # type: ignore[arg-type]

    ana.outbox.move = sleepy  # type: ignore[method-assign]
    assert ana.delivery.advance(id_) is not None
    assert world.erp.requests == []
    assert ana.letter(id_).state is LetterState.QUEUED
    ana.carry(id_)
    assert len(world.erp.requests) == 1


def test_killed_after_the_socket_it_is_verified_not_resent(guarded: World) -> None:
    class PowerCut(Exception):
        pass

    def cut(_letter: Letter) -> None:
        raise PowerCut

    ana = guarded.desk("ana")
    guarded.erp.after.append(cut)
    id_ = ana.decide("c1", SMALL, decision="d1")
    with pytest.raises(PowerCut):
        ana.delivery.advance(id_)
    assert ana.letter(id_).state is LetterState.SENDING
    assert ana.restart() == 1
    assert ana.letter(id_).state is LetterState.UNKNOWN
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED
    assert len(guarded.erp.requests) == 1


def test_a_lost_sign_in_is_said_and_the_letter_stays(world: World) -> None:
    def expired(_letter: Letter) -> None:
        raise NotAuthorized("Your sign-in has expired")

    ana = world.desk("ana")
    world.erp.before.append(expired)
    id_ = ana.decide("c1", SMALL, decision="d1")
    with pytest.raises(NotAuthorized):
        ana.delivery.advance(id_)
    assert ana.letter(id_).state is LetterState.QUEUED
    world.time.sleep(60)
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED


def test_poison_is_parked_and_blocks_nobody(tmp_path: Path) -> None:
    world = World(tmp_path, Guard.COND)
    ana = world.desk("ana")
    bad, good = ana.decide("c1", SMALL, decision="d1"), ana.decide("c2", SMALL, decision="d2")
    world.erp.before.extend([lose_the_answer] * 8)
    ana.delivery.advance(bad)
    for _ in range(20):
        if ana.letter(bad).state is LetterState.PARKED:
            break
        world.time.sleep(ana.delivery.advance(bad) or 0.0)
    assert ana.letter(bad).state is LetterState.PARKED
    assert world.decision("c1", "d1")[0] == "parked"
    ana.carry(good)
    assert world.erp.released == {"SO-c2": ["d2/1"]}
    ana.delivery.resend(bad)
    ana.carry(bad)
    assert ana.letter(bad).state is LetterState.APPLIED
    world.close()


def test_given_up_before_sending_never_goes_out(world: World) -> None:
    ana = world.desk("ana")
    id_ = ana.decide("c1", MEDIUM, decision="d1")
    ana.delivery.advance(id_)
    ana.delivery.discard(id_)
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.SUPERSEDED
    assert world.decision("c1", "d1")[0] == "superseded"


def test_without_the_team_store_nothing_is_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise StoreTrouble("Could not reach the team store")

    ana = world.desk("ana")
    id_ = ana.decide("c1", SMALL, decision="d1")
    with monkeypatch.context() as broken:
        broken.setattr(Team, "gate", away)
        wait = ana.delivery.advance(id_)
    assert wait is not None
    assert wait > 0
    assert world.erp.requests == []
    assert (ana.letter(id_).state, ana.letter(id_).receipt) == (LetterState.QUEUED, "Could not reach the team store")
    world.time.sleep(wait)
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED


def test_one_command_at_a_time_per_case(world: World) -> None:
    ana = world.desk("ana")
    first = ana.decide("c1", SMALL, decision="d1")
    world.time.sleep(1)
    second = ana.decide("c1", SMALL, decision="d2")
    assert ana.delivery.advance(second) == 1
    assert world.erp.requests == []
    ana.carry(first)
    ana.carry(second)
    assert ana.letter(second).state is LetterState.SUPERSEDED


def test_a_deed_this_system_cannot_do_is_parked(world: World) -> None:
    ana = world.desk("ana")
    id_ = ana.decide("c1", SMALL, decision="d1", deed="paint_it_blue")
    assert ana.delivery.advance(id_) == 60
    assert ana.letter(id_).state is LetterState.PARKED
    assert world.erp.requests == []


def test_what_the_rounds_ask(world: World) -> None:
    ana = world.desk("ana")
    id_ = ana.decide("c1", SMALL, decision="d1")
    assert [x.id for x in ana.delivery.unfinished("erp")] == [id_]
    assert ana.delivery.unfinished("shop") == ()
    assert ana.delivery.customer_of(id_) == "k1"
    assert ana.delivery.advance("unknown/1") is None


def test_a_console_without_a_session_for_the_source_waits(world: World) -> None:
    ana = Desk(world, "ana")
    world.desks.append(ana)
    id_ = ana.decide("c1", SMALL, decision="d1")
    ana.delivery._connector_for = lambda source: None
    assert ana.delivery.advance(id_) == 60
