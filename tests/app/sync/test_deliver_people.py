"""Letters of several people: one slot, a second person who agrees, a colleague who takes over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.letter import Letter, LetterState
from app.errors import (
    Refused,
)
from tests.app.sync.delivery_world import World

SMALL, MEDIUM = 500_000, 3_000_000  # one analyst may; a manager must agree


def test_two_people_one_slot(world: World) -> None:
    ana, bo = world.desk("ana"), world.desk("bo")
    first, second = ana.decide("c1", SMALL, decision="d1"), bo.decide("c1", SMALL, decision="d2")
    ana.carry(first)
    bo.carry(second)
    assert bo.letter(second).state is LetterState.SUPERSEDED
    assert world.erp.released == {"SO-c1": ["d1/1"]}


def test_the_policy_s_no_ends_the_wish(world: World) -> None:
    rep = world.desk("rep")
    id_ = rep.decide("c1", SMALL, decision="d1")
    rep.carry(id_)
    assert rep.letter(id_).state is LetterState.REFUSED
    assert "credit analyst" in (rep.letter(id_).receipt or "")
    assert world.erp.requests == []


def test_two_persons_the_asker_never_sends(world: World) -> None:
    ana, cy = world.desk("ana"), world.desk("cy")
    id_ = ana.decide("c1", MEDIUM, decision="d1")
    assert ana.delivery.advance(id_) == 15
    assert (ana.letter(id_).state, ana.letter(id_).attempt) == (LetterState.QUEUED, 0)
    sha = ana.letter(id_).sha256
    with pytest.raises(Refused):
        world.team.approve("d1", "ana", sha, ttl=timedelta(hours=8))
    with pytest.raises(Refused):
        world.team.approve("d1", "bo", sha, ttl=timedelta(hours=8))
    world.team.approve("d1", "cy", sha, ttl=timedelta(hours=8))
    world.time.sleep(15)
    assert ana.delivery.advance(id_) == 15
    assert world.erp.requests == []
    cy.adopt("c1", "d1")
    cy.carry(id_)
    assert world.erp.requests == [("d1/1", "cy")]
    ana.carry(id_)
    assert ana.letter(id_).state is cy.letter(id_).state is LetterState.APPLIED


def test_a_copy_that_is_not_what_was_agreed_to_never_goes_out(world: World) -> None:
    ana, cy = world.desk("ana"), world.desk("cy")
    id_ = ana.decide("c1", MEDIUM, decision="d1")
    ana.delivery.advance(id_)
    world.team.approve("d1", "cy", ana.letter(id_).sha256, ttl=timedelta(hours=8))
    cy.decide("c1", SMALL, decision="d1")
    for _ in range(5):
        cy.delivery.advance(id_)
        world.time.sleep(60)
    assert world.erp.requests == []
    assert world.decision("c1", "d1")[0] == "open"


def test_declined_and_withdrawn_requests_end_the_asker_s_letter(world: World) -> None:
    ana = world.desk("ana")
    one, two = ana.decide("c1", MEDIUM, decision="d1"), ana.decide("c2", MEDIUM, decision="d2")
    ana.delivery.advance(one)
    ana.delivery.advance(two)
    world.team.decline("d1", "cy", "not this customer")
    world.team.withdraw("d2", "ana")
    ana.carry(one)
    ana.carry(two)
    assert (ana.letter(one).state, ana.letter(one).receipt) == (LetterState.REFUSED, "not this customer")
    assert ana.letter(two).state is LetterState.SUPERSEDED


def test_a_colleague_takes_over_what_a_dead_console_left(guarded: World) -> None:
    class PowerCut(Exception):
        pass

    def cut(_letter: Letter) -> None:
        raise PowerCut

    ana, bo = guarded.desk("ana"), guarded.desk("bo")
    guarded.erp.after.append(cut)
    id_ = ana.decide("c1", SMALL, decision="d1")
    with pytest.raises(PowerCut):
        ana.delivery.advance(id_)
    bo.adopt("c1", "d1")
    assert bo.delivery.advance(id_) == 15, "the lease is still running"
    guarded.time.sleep(61)
    bo.carry(id_)
    assert bo.letter(id_).state is LetterState.APPLIED
    assert guarded.erp.requests == [("d1/1", "ana")]
    ana.restart()
    ana.carry(id_)
    assert ana.letter(id_).state is LetterState.APPLIED
    assert guarded.erp.released == {"SO-c1": ["d1/1"]}
