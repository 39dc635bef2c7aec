"""A raised limit comes down on its day: once, by one of those who may, and never over somebody else's change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.connectors.tryton.connector import TrytonConnector
from app.domain.case import Decision, DecisionState, back_slot, case_id
from app.domain.customer import CreditStanding
from app.domain.finding import Finding, fingerprint
from app.domain.letter import Letter, LetterState, canonical
from app.domain.person import Person
from app.domain.ref import Ref
from app.domain.steps import Plan, Step
from app.errors import StoreTrouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.team import GateAsk, Permit, Team, migrate_team
from app.sync.deliver import Delivery
from app.sync.expiry import GRACE, Expiry
from app.sync.hands import gate_ask
from app.sync.teamfeed import TeamFeed
from tests.app.store.build import LEASE, FakeClock, euro, finding
from tests.app.store.plain import T0, around_the_clock
from tests.doubles.tryton import FakeTryton
from tests.doubles.tryton.company import CREDIT_GROUP

UNTIL = "2026-03-05"
EXPIRES = datetime.fromisoformat("2026-03-05T00:00:00+01:00")  # in the company's zone, not in the machine's
BEFORE, RAISED = 1000, 1500
PEOPLE = [
    {"id": "fiona", "name": "Fiona Brandt", "roles": ["credit_manager"], "logins": {"tryton": "fiona"}},
    {"id": "omar", "name": "Omar Haddad", "roles": ["credit_manager"], "logins": {"tryton": "omar"}},
    {"id": "carla", "name": "Carla Reyes", "roles": ["csr"], "logins": {"tryton": "carla"}},
]


class TeamClock(Clock):
    """This machine's clock, kept to the team's."""

    def __init__(self, team: FakeClock) -> None:
        self._team = team

    def now(self) -> datetime:
        return self._team.now

    def elapsed(self) -> float:
        return (self._team.now - T0).total_seconds()


class Office:
    """The ERP, the team store, and the consoles of those who are signed in. All limits in EUR."""

    def __init__(self, folder: Path, stack: ExitStack, *, addon: bool = True) -> None:
        self.folder, self.stack = folder, stack
        self.clock = FakeClock()
        self.fake = FakeTryton(addon=addon)
        stack.callback(self.fake.close)
        self.fake.erp.table("currency.currency")[1]["code"] = "EUR"
        self.may_in_erp("omar")
        self.party = self.fake.erp.customer("Acme Fabrication", f"{BEFORE}.00")
        self.url = f"sqlite:///{folder / 'team.db'}"
        migrate_team(self.url, PEOPLE, clock=self.clock)
        self.team = Team(self.url, clock=self.clock)
        stack.callback(self.team.close)

    def may_in_erp(self, login: str, may: bool = True) -> None:
        row = self.fake.erp.table("res.user")[self.fake.erp.users[login]]
        row["groups"] = sorted({*row["groups"], CREDIT_GROUP} if may else set(row["groups"]) - {CREDIT_GROUP})

    @property
    def limit(self) -> int:
        return int(self.fake.erp.table("party.party")[self.party]["credit_limit_amount"])

    def set_limit(self, limit: int) -> None:
        """Somebody, in the ERP itself."""
        self.fake.erp.write("party.party", self.party, {"credit_limit_amount": Decimal(limit)}, self.fake.erp.now())

    def raise_limit(
        self, decision: str = "r1", *, sale: str = "1", before: int = BEFORE, to: int = RAISED, until: str = UNTIL
    ) -> str:
        """Asked by Fiona, agreed and sent by Omar; the order fits then, so its case clears."""
        ref = Ref("tryton", "sale", sale)
        mark = fingerprint("credit", ref, "over_limit")
        found = finding(self.team.tenant, sale, customer=str(self.party), asof=self.clock.now)
        seen = Finding(
            mark, case_id(self.team.tenant, mark), "credit", ref, str(self.party), f"SO{sale}", found.verdict, 1, found.asof
        )
        case = self.team.open_case(seen, console="test").id
        asked = self._ask(case, decision, before, to, until)
        claim = self.team.claim(case, "fiona", LEASE)
        assert claim is not None
        self.team.gate(replace(asked, person_id="fiona", fence=claim.fence))
        self.team.unclaim(case, "fiona", claim.fence)
        self.team.approve(decision, "omar", asked.sha256, ttl=timedelta(hours=8))
        claim = self.team.claim(case, "omar", LEASE)
        assert claim is not None
        assert isinstance(self.team.gate(replace(asked, person_id="omar", fence=claim.fence)), Permit)
        self.set_limit(to)
        assert self.team.finish(decision, DecisionState.APPLIED, fence=None, words="done")
        self.clock.pass_(minutes=1)
        assert self.team.clear_case(case, evidence_at=self.clock.now, rule_version=1, outcome="cleared")
        return case

    def _ask(self, case: str, decision: str, before: int, to: int, until: str) -> GateAsk:
        old, new = [before * 100, "EUR"], [to * 100, "EUR"]
        undo = Step("tryton", "lower_limit", "SO1", {"customer": str(self.party), "from": new, "to": old})
        body = {"customer": str(self.party), "from": old, "to": new, "until": until, "reason": "growth"}
        step = Step("tryton", "raise_limit", "SO1", body, None, undo)
        text, digest = canonical(Plan("raise_limit", (step,), "growth", {"source": "tryton"}).payload())
        return GateAsk(decision, case, 1, "raise_limit", "raise_limit", text, digest, "", 0)

    def backs(self, case: str, raised: str = "r1") -> list[Decision]:
        """Every attempt to take the raise back that the gate took down."""
        found = self.team.changes(0, 1000).decisions
        return [d for d in found if d.case_id == case and d.slot == back_slot(raised)]


class Seat:
    """One person's console, driven by hand."""

    def __init__(self, office: Office, login: str) -> None:
        folder = office.folder / login
        folder.mkdir()
        stack, clock = office.stack, TeamClock(office.clock)
        self.office, self.login = office, login
        self.team = Team(office.url, me=login, clock=office.clock)
        self.mirror = Mirror(folder / "mirror.db", self.team.tenant, counts_from=around_the_clock)
        self.outbox = Outbox(folder / "outbox.db")
        self.erp = TrytonConnector(office.fake.url, office.fake.database, login, office.fake.erp.passwords[login])
        self.writer = Lane(f"writer-{login}")
        for close in (self.team.close, self.mirror.close, self.outbox.close, self.erp.close, self._drain):
            stack.callback(close)

        def inline(work: Callable[[], Any]) -> Any:
            return work()

        me = Person(login, login, frozenset())  # the roles come with the team's feed
        rules = InForce(shipped())
        self.expiry = Expiry(
            me, rules, self.mirror, self.outbox, self.team, clock, lambda _: None, on_team=inline, on_writer=inline
        )
        self.delivery = Delivery(self.outbox, self.team, lambda _: self.erp, clock, lambda _: None)
        self.feed = TeamFeed(self.team, self.mirror, self.writer, login, self.outbox.anchor, rules)

    def _drain(self) -> None:
        self.writer.close(drain=True)

    def look(self) -> None:
        """What colleagues did, and the limit as the ERP has it now."""
        self.feed.round()
        key, now = str(self.office.party), self.office.clock.now
        with self.mirror.writing() as tx:
            tx.upsert(
                "tryton",
                [
                    CreditStanding(
                        Ref("tryton", "standing", key),
                        now.isoformat(),
                        now,
                        key,
                        euro(900),
                        euro(self.office.limit),
                        euro(900),
                        "",
                    )
                ],
            )

    def letters(self) -> tuple[Letter, ...]:
        self.expiry.take_down(self.erp)
        return self.outbox.unfinished()

    def deliver(self) -> None:
        """Until everything ended, or waits for longer than a minute."""
        for letter in self.outbox.unfinished():
            for _ in range(20):
                wait = self.delivery.advance(letter.id)
                if wait is None or wait > 60:
                    break
                self.office.clock.pass_(seconds=wait + 0.001)  # a stored moment has microseconds

    def turn(self) -> None:
        self.look()
        self.letters()
        self.deliver()
        self.look()


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        yield Office(tmp_path, stack, addon=request.param)


def until_the_day(office: Office, *, late: timedelta = timedelta(0)) -> None:
    office.clock.now = EXPIRES + late


def test_on_its_day_in_the_companys_zone_and_not_before(office: Office) -> None:
    case = office.raise_limit()
    fiona = Seat(office, "fiona")
    until_the_day(office, late=timedelta(seconds=-1))
    fiona.turn()
    assert (office.limit, office.backs(case)) == (RAISED, [])
    until_the_day(office)
    fiona.turn()
    assert office.limit == BEFORE
    [back] = office.backs(case)
    assert (back.state, back.actor, back.deed) == (DecisionState.APPLIED, "fiona", "take_back")
    now = office.team.case_now(case)
    assert now is not None
    assert now.case.state == "cleared"
    assert office.team.verify_audit().sound


def test_once_however_often_and_by_however_many(office: Office) -> None:
    case = office.raise_limit()
    seats = [Seat(office, "fiona"), Seat(office, "omar")]
    until_the_day(office, late=GRACE)
    for seat in seats:
        seat.look()
    for seat in seats:  # both wrote a letter before either sent it
        assert len(seat.letters()) == 1
    for seat in seats:
        seat.deliver()
    office.set_limit(RAISED)  # somebody raises it again, by hand: that is theirs
    for _ in range(3):
        office.clock.pass_(minutes=5)
        for seat in seats:
            seat.turn()
    assert office.limit == RAISED
    assert [d.state for d in office.backs(case)] == [DecisionState.APPLIED]


def test_who_raised_it_goes_first_then_anybody_who_may(office: Office) -> None:
    case = office.raise_limit()
    omar = Seat(office, "omar")
    until_the_day(office, late=GRACE - timedelta(seconds=1))
    omar.turn()
    assert office.limit == RAISED
    until_the_day(office, late=GRACE)
    omar.turn()
    assert office.limit == BEFORE
    assert [d.actor for d in office.backs(case)] == ["omar"]


def test_a_limit_that_somebody_changed_is_left_and_the_log_says_so(office: Office) -> None:
    case = office.raise_limit()
    fiona, omar = Seat(office, "fiona"), Seat(office, "omar")
    office.set_limit(3000)
    until_the_day(office, late=GRACE)
    for _ in range(2):
        fiona.turn()
        omar.turn()
        office.clock.pass_(minutes=5)
    assert office.limit == 3000
    [back] = office.backs(case)
    assert back.state is DecisionState.REFUSED
    assert "3,000.00" in (back.words or "")


def test_who_may_not_here_or_in_the_erp_does_not_try(office: Office) -> None:
    case = office.raise_limit()
    office.may_in_erp("omar", may=False)
    carla, omar = Seat(office, "carla"), Seat(office, "omar")
    until_the_day(office, late=timedelta(days=1))
    for seat in (carla, omar):
        seat.turn()
        assert seat.letters() == ()
    assert (office.limit, office.backs(case)) == (RAISED, [])
    fiona = Seat(office, "fiona")
    fiona.turn()
    assert office.limit == BEFORE


def test_after_a_refusal_another_person_tries_and_the_first_does_not(office: Office) -> None:
    case = office.raise_limit()
    fiona, omar = Seat(office, "fiona"), Seat(office, "omar")
    until_the_day(office, late=GRACE)
    fiona.look()
    office.may_in_erp("fiona", may=True)
    fiona.erp.capabilities()  # asked at sign-in, before the ERP's groups changed
    assert len(fiona.letters()) == 1
    office.set_limit(RAISED + 1)  # it is another one while hers is on its way
    fiona.deliver()
    office.set_limit(RAISED)
    fiona.turn()
    assert office.limit == RAISED, "she was told no"
    office.clock.pass_(minutes=5)
    omar.turn()
    assert office.limit == BEFORE
    assert sorted(d.state for d in office.backs(case)) == [DecisionState.APPLIED, DecisionState.REFUSED]


def test_a_raise_upon_a_raise_comes_down_first(office: Office) -> None:
    first = office.raise_limit("r1")
    second = office.raise_limit("r2", sale="2", before=RAISED, to=2000, until="2026-03-09")
    fiona = Seat(office, "fiona")
    until_the_day(office)
    fiona.turn()
    assert office.limit == 2000, "the later raise was granted until the 9th"
    assert office.backs(first) == []
    until_the_day(office, late=timedelta(days=4))
    fiona.turn()
    fiona.turn()
    assert office.limit == BEFORE
    assert [d.state for d in (*office.backs(second, "r2"), *office.backs(first))] == [DecisionState.APPLIED] * 2


def test_while_the_team_store_is_away_it_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.raise_limit()
    fiona = Seat(office, "fiona")
    until_the_day(office)
    fiona.look()

    def away() -> datetime:
        raise StoreTrouble("Could not reach the team store")

    monkeypatch.setattr(fiona.team, "now", away)
    assert fiona.letters() == ()
    monkeypatch.undo()
    fiona.turn()
    assert office.limit == BEFORE


@pytest.mark.parametrize("reached", [True, False])
def test_a_console_that_dies_on_the_way_does_it_once(office: Office, reached: bool) -> None:
    """It was permitted and stored as being sent; the next start finds out whether the ERP had it."""
    case = office.raise_limit()
    fiona = Seat(office, "fiona")
    until_the_day(office)
    fiona.look()
    [letter] = fiona.letters()
    claim = fiona.team.claim(case, "fiona", LEASE)
    assert claim is not None
    assert isinstance(fiona.team.gate(gate_ask(letter, claim.fence)), Permit)
    fiona.outbox.move(letter.id, LetterState.SENDING, among=frozenset({LetterState.QUEUED}), attempt=1, fence=claim.fence)
    if reached:
        fiona.erp.deliver(letter)
    fiona.outbox.recover()
    fiona.deliver()
    assert office.limit == BEFORE
    assert [d.state for d in office.backs(case)] == [DecisionState.APPLIED]
    office.set_limit(RAISED)
    fiona.turn()
    assert office.limit == RAISED, "done once"
