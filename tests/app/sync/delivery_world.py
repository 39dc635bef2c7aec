"""A small world for delivery: real outboxes and a real team store in files, two remotes with faults, one clock for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.connectors.contract import Connector, Hello
from app.domain.changes import Changes
from app.domain.feed import Cursor, Feed, Page
from app.domain.finding import Finding, Fires
from app.domain.letter import Absent, Effect, Guard, Letter, LetterState, Receipt, Took, Unsure, canonical, queued
from app.domain.money import Money
from app.domain.ref import Ref
from app.domain.steps import Plan, Step
from app.domain.tally import Mark
from app.errors import RefusedByRemote, Trouble
from app.lanes.clock import Clock
from app.lanes.stop import Stop
from app.policy.rulebook import shipped
from app.store.outbox import Outbox
from app.store.team import Team, migrate_team
from app.sync.adopt import Adoption, letter_for
from app.sync.deliver import Delivery
from app.sync.effects import rows

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASES = ("c1", "c2")
ROLES = {
    "ana": "credit_analyst",
    "bo": "credit_analyst",
    "cy": "credit_manager",
    "di": "finance_director",
    "om": "order_manager",
    "rep": "csr",
}
POLICY = shipped().policy


class Time(Clock):
    """The boot clock, the wall clock and the team's clock, all told by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def elapsed(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Erp:
    """One remote: sales by number. ``faults`` are used up one per delivery: a function that is given the chance to fail it."""

    def __init__(self, guard: Guard, name: str = "erp") -> None:
        self.name = name
        self.kind = guard
        self.refuses: set[str] = set()  # deeds that a business rule forbids
        self.released: dict[str, list[str]] = {}  # document -> letters that released it
        self.keys: dict[str, tuple[str, Receipt]] = {}
        self.revs: dict[str, int] = {}
        self.requests: list[tuple[str, str]] = []  # (letter, person)
        self.before: list[Callable[[Letter], None]] = []
        self.after: list[Callable[[Letter], None]] = []
        self.ask_trouble: Trouble | None = None

    def effects(self, document: str) -> tuple[Effect, ...]:
        return (Effect(self.name, document, "state", "quotation", "confirmed"),)

    def do(self, letter: Letter, person: str) -> Receipt:
        self.requests.append((letter.id, person))
        if self.before:
            self.before.pop(0)(letter)
        known = self.keys.get(letter.id)
        if known is not None and known[0] == person:
            return replace(known[1], replayed=True)
        if letter.deed in self.refuses:
            raise RefusedByRemote(f"{letter.document}: no {letter.deed.replace('_', ' ')} today")
        self.released.setdefault(letter.document, []).append(letter.id)
        self.revs[letter.document] = self.revs.get(letter.document, 0) + 1
        receipt = Receipt(f"{letter.document} confirmed", f"r{self.revs[letter.document]}", self.effects(letter.document))
        if self.kind is Guard.KEY:
            self.keys[letter.id] = (person, receipt)
        if self.after:
            self.after.pop(0)(letter)
        return receipt


class Session:
    """One person's signed-in session with the remote: the connector's contract."""

    feeds: tuple[Feed, ...] = ()

    def __init__(self, erp: Erp, person: str) -> None:
        self.erp, self.person, self.source = erp, person, erp.name

    def hello(self) -> Hello:
        return Hello("ERP", None, "e", self.person, self.person, "EUR", "Company", START)

    def admit(self, password: str) -> None:
        return

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        return iter(())

    def keys(self, feed: Feed, stop: Stop) -> Iterator[Mapping[str, Mark | None]]:
        return iter(())

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        return ()

    def guard(self, deed: str) -> Guard | None:
        return None if deed == "paint_it_blue" else self.erp.kind

    def capabilities(self) -> Mapping[str, str]:
        return {}

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        return self.erp.effects(letter.document)

    def deliver(self, letter: Letter) -> Receipt:
        return self.erp.do(letter, self.person)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        if self.erp.ask_trouble is not None:
            raise self.erp.ask_trouble
        if letter.id in self.erp.released.get(letter.document, []):
            return Took(Receipt("confirmed", "r1", self.erp.effects(letter.document)))
        return Absent("no trace of it")

    def close(self) -> None:
        return


class Desk:
    """One console: a person, their outbox, their delivery. ``restart`` is what a kill leaves behind."""

    def __init__(self, world: World, person: str) -> None:
        self.world, self.person = world, person
        self.outbox = Outbox(world.folder / f"{person}.db")
        self.heard: list[Changes] = []
        self.files: dict[str, bytes] = {}  # on this machine, to be sent
        self.delivery = self._delivery()

    def _delivery(self) -> Delivery:
        sessions: dict[str, Connector] = {r.name: Session(r, self.person) for r in (self.world.erp, self.world.shop)}
        sessions |= self.world.others
        return Delivery(self.outbox, self.world.team, sessions.get, self.world.time, self.heard.append, chance=lambda: 1.0)

    def restart(self) -> int:
        self.delivery = self._delivery()
        return self.outbox.recover()

    def decide(
        self, case: str, over: int, *, decision: str, deed: str = "release_hold", effects: tuple[Effect, ...] | None = None
    ) -> str:
        """Take a letter down, as the console does; over: minor units above the limit. The letter's id."""
        figures = {"source": "erp", "over": [over, "EUR"], "limit": [100_000_000, "EUR"]}
        shown = self.world.erp.effects(f"SO-{case}") if effects is None else effects
        step = Step("erp", deed, f"SO-{case}", {"sale": case, "customer": "k1"}, "r0")
        outcome = "released" if deed == "release_hold" else None
        return self.put(case, decision, Plan(deed, (step,), "", figures, (rows(shown),), outcome))

    def put(self, case: str, decision: str, plan: Plan) -> str:
        """The first letter of a decision. Its id."""
        text, sha = canonical(plan.payload())
        at = self.world.time.now()
        first = queued(text, sha, decision_id=decision, number=1, case_id=case, spell=1, slot="outcome", actor=self.person, at=at)
        self.outbox.add(first)
        return first.id

    def take_up(self) -> Changes:
        """What the console does after every look at the team."""
        standing = [self.world.team.case_now(case) for case in CASES]
        live = [now.live for now in standing if now is not None and now.live is not None]
        return Adoption(self.person, self.outbox, self.world.team, self.outbox.add, self.world.time.now, self.files.get).take_up(
            live
        )

    def carry_all(self, *, at_most: int = 600) -> None:
        """Take up and advance until nothing moves any more; what is parked or waits for others stays."""
        for _ in range(at_most):
            waits = [wait for x in self.outbox.unfinished() if (wait := self.delivery.advance(x.id)) is not None]
            moving = [x for x in self.outbox.unfinished() if x.state is not LetterState.PARKED]
            if not self.take_up() and not moving:
                return
            self.world.time.sleep(min(waits, default=0.0))
        raise AssertionError(f"it goes on for ever: {self.outbox.unfinished()}")

    def adopt(self, case: str, decision: str) -> None:
        """A colleague's decision, for this person to carry out."""
        standing = self.world.team.case_now(case, decision)
        assert standing is not None
        assert standing.decision is not None
        self.outbox.add(letter_for(self.person, standing.decision, self.world.time.now()))

    def letter(self, id_: str) -> Letter:
        found = self.outbox.get(id_)
        assert found is not None
        return found

    def carry(self, id_: str, *, at_most: int = 60) -> float:
        """Advance until it has ended, sleeping as told. Seconds that took; AssertionError if it never ends."""
        began = self.world.time.seconds
        for _ in range(at_most):
            wait = self.delivery.advance(id_)
            if wait is None:
                return self.world.time.seconds - began
            self.world.time.sleep(wait)
        raise AssertionError(f"{id_} has not ended: {self.letter(id_)}")


class World:
    def __init__(self, folder: Path, guard: Guard = Guard.KEY) -> None:
        self.folder, self.time, self.erp, self.shop = folder, Time(), Erp(guard), Erp(guard, "shop")
        url = f"sqlite:///{folder / 'team.db'}"
        people = [{"id": p, "name": p.title(), "roles": [r], "logins": {"erp": p}} for p, r in ROLES.items()]
        migrate_team(url, people, clock=self.time.now)
        self.team = Team(url, clock=self.time.now)
        self.desks: list[Desk] = []
        self.others: dict[str, Connector] = {}  # real systems beside the two, by source
        for case in CASES:
            verdict = Fires("over_limit", "", 2, Money(1, "EUR"), None, None, None, {})
            ref = Ref("erp", "sale", case)
            self.team.open_case(
                Finding(f"credit|{case}", case, "credit", ref, "k1", f"SO-{case}", verdict, 1, self.time.now()), console="t"
            )

    def desk(self, person: str) -> Desk:
        self.desks.append(Desk(self, person))
        return self.desks[-1]

    def decision(self, case: str, decision: str) -> tuple[str, str]:
        """(state, words) in the team store."""
        standing = self.team.case_now(case, decision)
        assert standing is not None
        assert standing.decision is not None
        return standing.decision.state.value, standing.decision.words or ""

    def close(self) -> None:
        for desk in self.desks:
            desk.outbox.close()
        self.team.close()
