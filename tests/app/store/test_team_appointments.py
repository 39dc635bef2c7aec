"""Appointments in the team store, on a file and on PostgreSQL: each command once, only on what was seen, nobody booked twice."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.domain.appointment import Appointment, State
from app.errors import Conflict, Refused, RefusedByRemote, StoreTrouble
from app.store.mirror import Mirror
from app.store.team import Team, migrate_team
from tests.app.rules.visit_world import ZONE, ines, jon, on, visit
from tests.app.store.build import FakeClock, opened
from tests.app.store.plain import T0

Moved = dict[str, Any]


def plan(*appointments: Appointment) -> dict[str, Any]:
    """As an operator's file has it."""
    people = [
        {"id": r.id, "name": r.name, "kind": r.kind, "zone": r.zone, "skills": r.skills, "hours": r.hours, "closures": r.closures}
        for r in (ines(), jon())
    ]
    told = [{**a.told(field for field in a.__slots__ if field != "rev"), "starts": a.starts.isoformat()} for a in appointments]
    made: dict[str, Any] = json.loads(json.dumps({"resources": people, "appointments": told}))
    return made


@pytest.fixture
def office(team_url: str, clock: FakeClock, team: Team) -> Team:
    """Ines and Jon, and one visit of Ines."""
    migrate_team(team_url, (), plan(visit()), clock=clock)
    return team


def moved(at: datetime, resource: str = "ines") -> Moved:
    return {"starts": at.isoformat(), "resource": resource}


def test_what_an_operator_takes_in_reaches_consoles_by_the_feed(office: Team, mirror: Mirror) -> None:
    page = office.changes(0)
    assert {r.id: r for r in page.resources} == {"ines": ines(), "jon": jon()}
    assert page.appointments == (visit(),)
    with mirror.writing() as tx:
        tx.take(page)
        ref = next(iter(tx.appointments_open("tryton")))
        assert tx.appointment_dossier(ref).appointment == visit()
        assert tx.appointment_dossier(ref).resources == (ines(), jon())


def test_taking_in_the_same_file_again_changes_nothing(office: Team, team_url: str, clock: FakeClock) -> None:
    end = office.changes(0).seq
    office.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
    words = migrate_team(team_url, (), plan(visit()), clock=clock)
    assert "0 of 2 resources changed, 0 of 1 appointments added" in words
    assert office.changes(end).appointments == (replace(visit(at=on(13)), rev=2),)


def test_an_entry_that_does_not_read_takes_nothing_in(office: Team, team_url: str, clock: FakeClock) -> None:
    bad = plan(visit("B"))
    bad["appointments"][0]["starts"] = "2025-12-01T09:00"
    with pytest.raises(StoreTrouble, match="starts without a zone"):
        migrate_team(team_url, (), bad, clock=clock)
    assert office.appointment("B") is None


def test_a_command_has_one_effect_however_often_it_is_told(office: Team) -> None:
    first = office.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
    again = office.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
    assert (first.replayed, again.replayed) == (False, True)
    assert (first.after, first.before.starts if first.before else None) == (again.after, on(9))
    office.change_appointment("c2", "A", {"state": "confirmed", "consent": "Mr Berg"}, "ann", rev=2)
    late = office.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
    assert (late.replayed, late.after.rev, late.after.starts) == (True, 2, on(13))
    now = office.appointment("A")
    assert now is not None
    assert (now.rev, now.state, now.consent) == (3, State.CONFIRMED, "Mr Berg")
    assert office.appointment_change("c3") is None


def test_what_was_seen_must_still_be_so(office: Team) -> None:
    office.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
    with pytest.raises(Conflict, match="AP-A was changed meanwhile"):
        office.change_appointment("c2", "A", moved(on(14)), "bob", rev=1)
    with pytest.raises(RefusedByRemote, match="no such appointment"):
        office.change_appointment("c3", "Z", moved(on(14)), "bob", rev=1)
    with pytest.raises(ValueError, match="site"):
        office.change_appointment("c4", "A", {"site": "elsewhere"}, "bob", rev=2)
    assert office.appointment("A") == replace(visit(at=on(13)), rev=2)


def test_nobody_is_booked_twice(office: Team) -> None:
    made = office.book("B", visit("B", on(13), number=""), "ann")
    assert made.after.number == "AP-0002"
    assert office.book("B", visit("B", on(13), number=""), "ann").replayed
    with pytest.raises(Conflict, match="Ines Weber was booked for that time meanwhile, by AP-0002"):
        office.change_appointment("c1", "A", moved(on(12)), "bob", rev=1)
    with pytest.raises(Conflict, match="Ines Weber was booked"):
        office.book("C", visit("C", on(14), number=""), "bob")
    assert office.change_appointment("c2", "A", moved(on(11)), "bob", rev=1).after.rev == 2, "one ends as the other begins"
    office.change_appointment("c3", "B", {"state": "cancelled"}, "ann", rev=1)
    assert office.book("C", visit("C", on(14), number=""), "bob").after.number == "AP-0003", "cancelled: free in the same moment"


def test_a_number_that_a_plan_brought_is_not_given_again(office: Team, team_url: str, clock: FakeClock) -> None:
    taken = [visit(key, on(9, days=n), number=f"AP-000{n + 2}") for n, key in enumerate("BC", 2)]  # AP-0004, AP-0005
    migrate_team(team_url, (), plan(*taken), clock=clock)
    booked = [office.book(key, visit(key, on(9, days=n), number=""), "bob").after.number for n, key in enumerate("DE", 5)]
    assert booked == ["AP-0006", "AP-0007"]


def test_taking_back_finds_it_as_it_was_left(office: Team) -> None:
    """Also into a time that clashes: that is what it was."""
    office.book("B", visit("B", on(13), number=""), "ann")
    office.change_appointment("c1", "A", moved(on(15)), "ann", rev=1)
    office.book("C", visit("C", on(9), number=""), "bob")
    back = office.change_appointment("c1-back", "A", moved(on(9)), "ann", was=moved(on(15)))
    assert (back.after.starts, back.after.rev) == (on(9), 3)
    with pytest.raises(Conflict, match="changed meanwhile"):
        office.change_appointment("c2-back", "A", moved(on(9)), "ann", was=moved(on(15)))


def test_two_people_want_the_same_hour(team_url: str, office: Team, clock: FakeClock) -> None:
    """Two consoles at once: one has it, the other is told by whom."""
    office.book("B", visit("B", on(13), number="", resource="jon"), "ann")
    answers: dict[str, object] = {}
    gate = threading.Barrier(2)

    def want(me: str, id_: str) -> None:
        with opened(team_url, clock, me=me) as team:
            gate.wait()
            try:
                answers[me] = team.change_appointment(f"by {me}", id_, moved(on(15)), me, rev=1).after.number
            except Conflict as e:
                answers[me] = e.title

    threads = [threading.Thread(target=want, args=pair) for pair in (("ann", "A"), ("bob", "B"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = sorted(map(str, answers.values()), key=len)
    assert got[0].startswith("AP-")
    assert got[1] == f"Ines Weber was booked for that time meanwhile, by {got[0]}"


def test_every_change_is_in_the_log_and_stays(office: Team) -> None:
    office.change_appointment("c1", "A", {"state": "confirmed", "consent": "Mr Berg"}, "ann", rev=1)
    assert office.verify_audit().sound
    with office._store.reading() as conn:
        bodies = [json.loads(b) for b in conn.execute(text("SELECT body FROM audit")).scalars()]
        kept = [json.loads(b) for b in conn.execute(text("SELECT body FROM appointment_change ORDER BY rev")).scalars()]
    assert [(b["by"], b["command"], b["rev"]) for b in bodies if b["what"] == "appointment"] == [
        ("operator", "import:A", 1),
        ("ann", "c1", 2),
    ]
    assert "Mr Berg" not in json.dumps(bodies), "no personal text in the log"
    assert kept[1] == {"from": {"consent": "", "state": "proposed"}, "to": {"consent": "Mr Berg", "state": "confirmed"}}
    with pytest.raises((Refused, IntegrityError), match="never changed"), office._store.writing() as tx:
        tx.conn.execute(text("DELETE FROM appointment_change"))


@pytest.mark.servers
def test_members_plan_in_their_own_name_and_leave_resources_alone(pg_url: str, clock: FakeClock) -> None:
    from tests.app.store.test_team_postgres import as_person

    migrate_team(pg_url, (), plan(visit()), clock=lambda: T0)
    with opened(as_person(pg_url, "ann"), clock, me="ann") as team:
        team.change_appointment("c1", "A", moved(on(13)), "ann", rev=1)
        with pytest.raises(Refused, match="own name"):
            team.change_appointment("c2", "A", moved(on(14)), "max", rev=2)
        with pytest.raises(StoreTrouble, match="may not do this"), team._store.writing() as tx:
            tx.conn.execute(text("UPDATE resource SET name = 'me'"))


def test_the_site_has_its_own_clock(office: Team) -> None:
    found = office.appointment("A")
    assert found is not None
    assert (found.zone, found.local().hour) == (ZONE, 9)
