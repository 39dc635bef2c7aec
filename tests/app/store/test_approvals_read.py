"""What waits for a second person, on both kinds of team store: for whom, why not for others, and what the asker sees when it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.commands.approvals import check_approve
from app.commands.wording import WORDING
from app.domain.approvals import Approval, AskApprovals, Matters
from app.domain.case import DecisionState, case_id
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.person import Person
from app.domain.ref import Ref
from app.panels import approvals
from app.policy.verdict import Allowed, Denied
from app.store.reads import Reads
from app.store.team import Waits
from tests.app.store.build import HOUR, LEASE, POLICY, T0, FakeClock, ask, customer, euro, raise_payload, sale
from tests.app.store.world import World, made

TTL = timedelta(hours=8)
ANN = Person("ann", "Ann Lyst", frozenset({"credit_analyst"}), (("erp", "ann"),))
MAX = Person("max", "Max Manager", frozenset({"credit_manager"}), (("erp", "max"),))
RITA = Person("rep", "Rita Rep", frozenset({"csr"}), (("erp", "rep"),))
PETRA = Person("pet", "Petra Pricing", frozenset({"pricing_manager"}), (("erp", "pet"),))
DAN = Person("dan", "Dan Director", frozenset({"finance_director"}), (("erp", "dan"),))
MEASURED = {
    "value": [170000, "EUR"],
    "below": [20000, "EUR"],
    "base": [200000, "EUR"],
    "floor": [0, "EUR"],
    "keyed_by": "rep",
    "quoted_by": "Ann Lyst",
}


@pytest.fixture
def both(tmp_path: Path, team_url: str, clock: FakeClock) -> Iterator[World]:
    with made(tmp_path, team_url, clock) as world:
        yield world


def reads(world: World, me: Person) -> Reads:
    return Reads(world.folder / "mirror.db", world.folder / "outbox.db", me, due=lambda _, at: at + 4 * HOUR, wording=WORDING)


def matters(world: World, me: Person) -> Matters:
    return reads(world, me).matters(world.clock.now)


def inbox(world: World, me: Person, view: str = "me", kind: str = "", text: str = "") -> list[Approval]:
    return list(approvals.answer(matters(world, me), AskApprovals(view, kind, text), me, POLICY).rows)


def asked(world: World, key: str = "7", decision: str = "d1", **figures: object) -> tuple[str, str]:
    """Ann asks for more than she may: (case, hash)."""
    (case,) = world.find(key)
    claim = world.team.claim(case, "ann", LEASE)
    assert claim is not None
    wish = ask(case, "ann", claim.fence, decision=decision, **{"over": 2000, **figures})  # type: ignore[arg-type]
    assert isinstance(world.team.gate(wish), Waits)
    assert world.team.unclaim(case, "ann", claim.fence)
    world.catch_up()
    return case, wish.sha256


def test_it_waits_for_whoever_may_agree_and_others_see_why_not(both: World) -> None:
    both.pull(customer(), sale())
    asked(both)
    [one] = inbox(both, MAX)
    assert (one.what, one.row.number, one.row.customer) == ("Release once", "SO7", "Groenbeek BV")
    assert (one.kind, one.queue, one.worth) == ("credit", "credit", euro(1000))
    assert (one.asked_by, one.asked_at, one.needs) == ("Ann Lyst", T0, "Credit manager")
    assert not inbox(both, ANN)
    [hers] = inbox(both, ANN, "mine")
    assert (hers.may, hers.why, hers.mine) == (False, "You asked, so someone else approves", True)
    assert not inbox(both, RITA)
    assert [a.why for a in inbox(both, RITA, "all")] == ["A credit manager approves this"]


def test_two_people_and_one_of_them_agreed(both: World) -> None:
    _, sha = asked(both, over=60_000, limit=1_000_000)
    assert inbox(both, MAX)[0].needs.startswith("2 people, ")
    both.team.approve("d1", "max", sha, ttl=TTL)
    both.catch_up()
    assert [a.why for a in inbox(both, MAX, "all")] == ["You approved it already"]
    assert [a.needs for a in inbox(both, DAN)] == ["Credit manager"]


def test_the_second_of_a_day_waits_for_whom_the_gate_asked_for(both: World) -> None:
    """Max raises one customer's limit twice: together it is above the managers' bound."""
    both.pull(customer(), sale(), sale("8"))
    for key, decision, raised in (("7", "d1", raise_payload(1000, 61_000)), ("8", "d2", raise_payload(61_000, 121_000))):
        (case,) = both.find(key)
        claim = both.team.claim(case, "max", LEASE)
        assert claim is not None
        wish = ask(case, "max", claim.fence, decision=decision, deed="raise_limit", slot="raise_limit", body=raised)
        assert isinstance(both.team.gate(wish), Waits)
        assert both.team.unclaim(case, "max", claim.fence)
    both.catch_up()
    assert {a.key: a.needs for a in inbox(both, MAX, "mine")} == {"d1": "Credit manager", "d2": "Finance director"}
    eva = replace(MAX, id="eva", name="Eva Manager", logins=(("erp", "eva"),))
    assert {a.key: (a.may, a.why) for a in inbox(both, eva, "all")} == {
        "d1": (True, ""),
        "d2": (False, "A finance director approves this"),
    }
    assert {a.key for a in inbox(both, DAN)} == {"d1", "d2"}
    parts = reads(both, DAN).panel_parts(case, both.clock.now)
    assert parts is not None
    assert isinstance(check_approve(parts, DAN, POLICY), Allowed), "the page says the same"
    assert isinstance(check_approve(parts, eva, POLICY), Denied)
    both.team.approve("d2", "dan", wish.sha256, ttl=TTL)


@pytest.mark.parametrize(
    ("how", "says", "tone"), [("declined", "Declined: Their cheque bounced", "bad"), ("applied", "Approved by Max Manager", "ok")]
)
def test_the_asker_sees_for_a_week_what_became_of_it(both: World, how: str, says: str, tone: str) -> None:
    case, sha = asked(both)
    if how == "declined":
        both.team.decline("d1", "max", "Their cheque bounced")
    else:
        both.team.approve("d1", "max", sha, ttl=TTL)
        claim = both.team.claim(case, "max", LEASE)
        assert claim is not None
        both.team.gate(ask(case, "max", claim.fence, over=2000))
        assert both.team.finish("d1", DecisionState.APPLIED, fence=None, words="confirmed")
    both.catch_up()
    assert not inbox(both, MAX, "all")
    [ended] = inbox(both, ANN, "mine")
    assert (ended.outcome, ended.tone, ended.may) == (says, tone, False)
    assert not inbox(both, MAX, "mine"), "somebody else's request is not mine"
    both.clock.pass_(days=8)
    assert not inbox(both, ANN, "mine")


def test_taken_back_it_is_nowhere(both: World) -> None:
    asked(both)
    both.team.withdraw("d1", "ann")
    both.catch_up()
    assert not inbox(both, MAX, "all")
    assert not inbox(both, ANN, "mine")


def offer(world: World, key: str = "9", **changes: object) -> str:
    """An offer over a limit, in the mirror and in the team store."""
    ref = Ref("erp", "sale", key)
    mark = fingerprint("quote", ref, "limits")
    facts = {"faults": [], "measured": {**MEASURED, **changes}}
    fires = Fires("limits", "Discount above the limit", 3, euro(1700), euro(200), None, None, facts, "b1")
    found = Finding(mark, case_id(world.team.tenant, mark), "quote", ref, "3", f"SO{key}", fires, 3, T0)
    with world.mirror.writing() as tx:
        tx.put_findings([found])
        tx.refresh_rows([found.case_id])
    world.team.open_case(found, console="here")
    world.catch_up()
    return found.case_id


def test_an_offer_over_a_limit_waits_without_anybody_asking(both: World) -> None:
    both.pull(customer(), sale("9"))
    case = offer(both)
    [one] = inbox(both, PETRA)
    assert (one.what, one.kind, one.row.case_id, one.key) == ("Discount above the limit", "quotes", case, case)
    assert (one.asked_by, one.needs) == ("Ann Lyst", "Pricing manager")
    assert inbox(both, DAN), "whoever stands above may as well"
    assert [a.why for a in inbox(both, MAX, "all")] == ["A senior service rep approves offers; escalate with E"]
    author = replace(PETRA, logins=(("erp", "rep"),))
    assert [(a.may, a.mine, a.why) for a in inbox(both, author, "all")] == [(False, True, "You keyed this order")]
    assert approvals.for_me(matters(both, PETRA), PETRA, POLICY) == (1, 3)


def test_an_offer_that_is_asleep_or_was_asked_for_is_not_listed_twice(both: World) -> None:
    case = offer(both)
    both.team.snooze(case, "ann", T0 + 2 * HOUR)
    both.catch_up()
    assert not inbox(both, PETRA)
    both.clock.pass_(hours=3)
    assert inbox(both, PETRA)


def test_an_offer_whose_figures_nobody_knows_waits_until_it_is_judged_again(both: World) -> None:
    both.pull(sale("9"))
    ref = Ref("erp", "sale", "9")
    mark = fingerprint("quote", ref, "limits")
    fires = Fires("limits", "Discount above the limit", 3, euro(1700), None, None, None, {"faults": []}, "b1")
    found = Finding(mark, case_id(both.team.tenant, mark), "quote", ref, "3", "SO9", fires, 2, T0)
    with both.mirror.writing() as tx:
        tx.put_findings([found])
        tx.refresh_rows([found.case_id])
    both.team.open_case(found, console="here")
    both.catch_up()
    assert not inbox(both, PETRA)
    assert [a.why for a in inbox(both, PETRA, "all")] == ["It is judged again in a moment"]


def test_the_most_urgent_first_by_kind_and_by_text(both: World) -> None:
    both.pull(customer(), sale("7"), sale("8"), sale("9"))
    asked(both, "7", "d1")
    both.clock.pass_(minutes=5)
    asked(both, "8", "d2")
    offer(both)
    numbers = [a.row.number for a in inbox(both, DAN, "all")]
    assert sorted(numbers) == ["SO7", "SO8", "SO9"]
    due = [a.row.due_at for a in inbox(both, DAN, "all")]
    assert due == sorted(due)
    assert [a.row.number for a in inbox(both, DAN, "all", "quotes")] == ["SO9"]
    assert [a.row.number for a in inbox(both, DAN, "all", text="discount")] == ["SO9"]
    assert [a.row.number for a in inbox(both, DAN, "all", text="groen so8")] == ["SO8"]


def test_it_looks_along_indexes(both: World) -> None:
    from app.store import approvals_read

    with both.reads._open() as db:
        for query, parameters in (
            (approvals_read._ASKED, ()),
            (approvals_read._OFFERS, (0,)),
            (approvals_read._ENDED, ("ann", 0)),
        ):
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]
            scans = [step for step in plan if step.startswith("SCAN") and "INDEX case_row_approval" not in step]
            assert not scans, plan
