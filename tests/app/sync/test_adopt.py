"""Who carries on what others, or one's other machine, left lying."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.case import Decision
from app.domain.letter import Guard, LetterState
from app.domain.steps import Plan, Step
from app.errors import OutcomeUnknown, Unreachable
from app.sync.adopt import Adoption
from tests.app.sync.delivery_world import Desk, World

SMALL, MEDIUM = 500_000, 3_000_000


def adoption(world: World, desk: Desk) -> Adoption:
    return Adoption(desk.person, desk.outbox, world.team, desk.outbox.add, world.time.now, desk.files.get)


def live(world: World, case: str) -> list[Decision]:
    standing = world.team.case_now(case)
    return [standing.live] if standing is not None and standing.live is not None else []


def asked(world: World, desk: Desk, over: int) -> str:
    id_ = desk.decide("c1", over, decision="d1")
    desk.delivery.advance(id_)
    return id_


def test_an_approver_killed_before_the_letter_was_stored_carries_on_after_the_restart(world: World) -> None:
    ana, cy, di = world.desk("ana"), world.desk("cy"), world.desk("di")
    id_ = asked(world, ana, MEDIUM)
    assert not adoption(world, cy).take_up(live(world, "c1")), "nobody has agreed yet"
    world.team.approve("d1", "cy", ana.letter(id_).sha256, ttl=timedelta(hours=8))
    assert not adoption(world, di).take_up(live(world, "c1")), "not theirs"
    assert not adoption(world, ana).take_up(live(world, "c1")), "the asker has a letter, and would never send it"
    assert adoption(world, cy).take_up(live(world, "c1"))
    assert not adoption(world, cy).take_up(live(world, "c1")), "once"
    cy.carry(id_)
    assert world.erp.requests == [("d1/1", "cy")]


def test_a_new_holder_of_the_case_takes_over_what_the_former_one_left(world: World) -> None:
    class PowerCut(Exception):
        pass

    def cut(_letter: object) -> None:
        raise PowerCut

    ana, bo = world.desk("ana"), world.desk("bo")
    world.erp.after.append(cut)
    with pytest.raises(PowerCut):
        asked(world, ana, SMALL)
    assert not adoption(world, bo).take_up(live(world, "c1")), "held by another"
    world.time.sleep(61)
    assert not adoption(world, bo).take_up(live(world, "c1")), "nobody asked them to"
    assert world.team.claim("c1", "bo", timedelta(seconds=60)) is not None
    assert adoption(world, bo).take_up(live(world, "c1"))
    bo.carry("d1/1")
    assert bo.letter("d1/1").state is LetterState.APPLIED
    assert world.erp.requests == [("d1/1", "ana")]


def test_what_is_parked_is_left(world: World) -> None:
    ana, bo = world.desk("ana"), world.desk("bo")
    world.erp.kind = Guard.BLIND
    world.erp.after.append(_lost)
    asked(world, ana, SMALL)
    world.time.sleep(61)
    claim = world.team.claim("c1", "bo", timedelta(seconds=60))
    assert claim is not None
    assert not adoption(world, bo).take_up(live(world, "c1")), "parked: for a person"
    world.team.mark_unknown("d1", claim.fence)
    assert adoption(world, bo).take_up(live(world, "c1")), "being verified: that a colleague can do"


def test_photos_that_are_on_another_machine_wait_for_it(world: World) -> None:
    ana, bo, files = world.desk("ana"), world.desk("bo"), [{"sha256": name, "size": 1, "name": f"{name}.jpg"} for name in "ab"]
    id_ = ana.put("c1", "d1", Plan("add_photos", (Step("erp", "add_photos", "SO-c1", {"complaint": "1", "files": files}),)))
    ana.files |= {"a": b"a", "b": b"b"}
    world.erp.before.append(_unreachable)
    ana.delivery.advance(id_)
    world.time.sleep(61)
    assert world.team.claim("c1", "bo", timedelta(seconds=60)) is not None
    bo.files["a"] = b"a"
    assert not adoption(world, bo).take_up(live(world, "c1")), "one of them is not here: refused from here, they would be lost"
    bo.files["b"] = b"b"
    assert adoption(world, bo).take_up(live(world, "c1"))


def _unreachable(_letter: object) -> None:
    raise Unreachable("no way there")


def _lost(_letter: object) -> None:
    raise OutcomeUnknown("no answer")
