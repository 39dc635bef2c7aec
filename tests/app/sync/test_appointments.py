"""The whole way of a decision about an appointment: outbox, gate, team store, the team's log, the mirror, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands.visit_case import DEED
from app.domain.appointment import SOURCE, Appointment
from app.domain.case import CaseState, DecisionState, back_slot
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.letter import Guard, Letter, LetterState, canonical, queued
from app.domain.money import Money
from app.domain.ref import Ref
from app.domain.steps import Plan, Step, read
from app.errors import Conflict, StoreTrouble
from app.store.outbox import Outbox
from app.store.team import Team, migrate_team
from app.sync.appointments import Appointments
from app.sync.deliver import Delivery
from tests.app.rules.visit_world import on, visit
from tests.app.store.test_team_appointments import plan
from tests.app.sync.delivery_world import START, Time

TENS = {"starts": on(10).isoformat(), "resource": "jon"}
NINE = {"starts": on(9).isoformat(), "resource": "ines"}
NAMES = {"ines": "Ines Weber", "jon": "Jon Falk"}


class Office:
    """Two people with an outbox each, one team store in a file, one appointment with a case."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.url = Time(), f"sqlite:///{folder / 'team.db'}"
        people: list[dict[str, Any]] = [{"id": p, "name": p, "roles": ["csr"]} for p in ("ana", "bo")]
        migrate_team(self.url, people, plan(visit()), clock=lambda: START)
        self.team = Team(self.url, clock=self.clock.now)
        self.boxes = {p: Outbox(folder / f"{p}.db") for p in ("ana", "bo")}
        self.carrier = Appointments(self.team, lambda work: work())
        self.case = self._case()

    def _case(self) -> str:
        ref = Ref("tryton", "appointment", "A")
        mark = fingerprint("schedule", ref, "clash")
        fires = Fires("clash", "Booked twice", 1, Money(0, "EUR"), None, None, None, {"faults": []})
        found = Finding(mark, "case", "schedule", ref, "3", "AP-A", fires, 1, START)
        return self.team.open_case(found, console="a").id

    def delivery(self, person: str) -> Delivery:
        return Delivery(self.boxes[person], self.team, lambda source: self.carrier, self.clock, lambda changes: None)

    def decide(self, person: str, to: dict[str, object] = TENS, rev: int = 1, *, id_: str = "d1") -> Letter:
        body = {"appointment": "A", "names": NAMES}
        undo = Step(SOURCE, DEED, "AP-A", {**body, "to": NINE, "was": to})
        step = Step(SOURCE, DEED, "AP-A", {**body, "to": to, "was": None}, str(rev), undo)
        return self.keep(person, Plan("move_appointment", (step,), outcome="moved"), "outcome", id_)

    def take_back(self, person: str, letter: Letter) -> Letter:
        return self.keep(person, read(letter.payload).back(""), back_slot(letter.decision_id), f"back-{person}")

    def keep(self, person: str, plan: Plan, slot: str, id_: str) -> Letter:
        payload, sha = canonical(plan.payload())
        made = queued(
            payload, sha, decision_id=id_, number=1, case_id=self.case, spell=1, slot=slot, actor=person, at=self.clock.now()
        )
        self.boxes[person].add(made)
        return made

    def deliver(self, person: str, letter: Letter) -> Letter:
        for _ in range(20):
            if self.delivery_of(person).advance(letter.id) is None:
                break
            self.clock.sleep(30)
        found = self.boxes[person].get(letter.id)
        assert found is not None
        return found

    def delivery_of(self, person: str) -> Delivery:
        return self.__dict__.setdefault(f"delivery {person}", self.delivery(person))

    @property
    def planned(self) -> Appointment:
        found = self.team.appointment("A")
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.team.close()
    for box in made.boxes.values():
        box.close()


def test_a_decision_is_carried_out_closes_its_case_and_is_taken_back(office: Office) -> None:
    letter = office.decide("ana")
    assert [(e.field, e.after) for e in office.carrier.preview(letter)] == [
        ("starts", "Mon 1 Dec 10:00"),
        ("resource", "Jon Falk"),
    ]
    assert office.deliver("ana", letter).state is LetterState.APPLIED
    assert office.planned == replace(visit(at=on(10), resource="jon"), rev=2)
    now = office.team.case_now(office.case, "d1")
    assert now is not None
    assert (now.case.state, now.case.outcome) == (CaseState.RESOLVED, "moved")
    back = office.take_back("ana", letter)
    assert office.deliver("ana", back).state is LetterState.APPLIED
    assert office.planned == replace(visit(), rev=3)


def test_sent_twice_it_is_done_once(office: Office) -> None:
    """Two requests of one letter: the second finds the first one's effect, whatever happened since."""
    letter = office.decide("ana")
    first, again = office.carrier.deliver(letter), office.carrier.deliver(letter)
    assert (first.replayed, again.replayed, first.effects) == (False, True, again.effects)
    assert office.planned.rev == 2
    assert type(office.carrier.verify(letter)).__name__ == "Took"
    assert office.carrier.guard(DEED) is Guard.KEY
    assert office.carrier.guard("book_order") is None


def test_a_lost_answer_costs_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store took it and its answer never came: the same letter is told again, and has had its effect."""
    letter, real = office.decide("ana"), office.team.change_appointment
    lost: list[str] = []

    def lose(*args: Any, **named: Any) -> Any:
        done = real(*args, **named)
        if not lost:
            lost.append(args[0])
            raise StoreTrouble("Could not reach the team store")
        return done

    monkeypatch.setattr(office.team, "change_appointment", lose)
    assert office.deliver("ana", letter).state is LetterState.APPLIED
    assert lost == ["d1/1"]
    assert office.planned.rev == 2


def test_what_changed_meanwhile_is_refused_in_words_and_nothing_is_lost(office: Office) -> None:
    letter = office.decide("ana")
    office.team.change_appointment("by hand", "A", {"starts": on(14).isoformat()}, "bo", rev=1)
    with pytest.raises(Conflict, match="AP-A was changed meanwhile"):
        office.carrier.preview(letter)
    ended = office.deliver("ana", letter)
    assert (ended.state, ended.receipt) == (LetterState.REFUSED, "AP-A was changed meanwhile. Look again, then decide.")
    assert office.planned.starts == on(14)
    now = office.team.case_now(office.case, "d1")
    assert now is not None
    assert now.decision is not None
    assert (now.case.state, now.decision.state) == (CaseState.OPEN, DecisionState.REFUSED), "it can be decided again"


def test_two_people_decide_at_once(office: Office) -> None:
    """One effect; the other is told that it was decided already."""
    hers, his = office.decide("ana"), office.decide("bo", {"starts": on(15).isoformat(), "resource": "ines"}, id_="d2")
    states = {office.deliver("ana", hers).state, office.deliver("bo", his).state}
    assert states == {LetterState.APPLIED, LetterState.SUPERSEDED}
    assert office.planned == replace(visit(at=on(10), resource="jon"), rev=2)


def test_taking_back_leaves_alone_what_somebody_changed_since(office: Office) -> None:
    letter = office.decide("ana")
    office.deliver("ana", letter)
    office.clock.sleep(timedelta(minutes=1).total_seconds())
    office.team.change_appointment("by hand", "A", {"starts": on(14).isoformat()}, "bo", rev=2)
    ended = office.deliver("ana", office.take_back("ana", letter))
    assert ended.state is LetterState.REFUSED
    assert office.planned.starts == on(14)
