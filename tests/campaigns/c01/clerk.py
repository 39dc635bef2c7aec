"""The person at one console of the simulation: what they decide, agree to, take back, and when they are done."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.domain.case import CaseState, DecisionState
from app.domain.letter import TERMINAL, LetterState, canonical, queued
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.store.team.answers import CaseNow
from app.sync import life as say
from app.sync.life import Phase
from tests.campaigns.c01.backend import UNDO
from tests.campaigns.c01.team import LIVE, moment

if TYPE_CHECKING:
    from tests.campaigns.c01.console import ConsoleSim
    from tests.campaigns.c01.world import World

APPROVED_FOR = timedelta(hours=8)
Steps = Generator[tuple[Any, ...], Any, None]  # yields what is waited for, is sent what came of it


class Clerk:
    """What they know does not end with the console's process: ``done`` are the cases that they look at no more."""

    def __init__(self, console: ConsoleSim) -> None:
        self.console, self.world, self.me = console, console.world, console.person.id
        self.done: set[str] = set()
        self.count = 0

    def decide(self) -> Steps:
        """Look at the cases in any order and do what a person would; also what a dishonest one would try."""
        pick = self.world.random
        while open_ := [c for c in self.world.orders if c not in self.done]:
            yield ("sleep", pick.uniform(1, 8))
            case = pick.choice(open_)
            standing = yield ("call", "team", lambda c=case: self.world.team.case_now(c))
            if standing is None:
                continue
            if standing.case.state not in (CaseState.OPEN, CaseState.WAITING):
                self.done.add(case)
            elif standing.live is None:
                yield from self._decide_anew(case, standing)
            elif standing.live.actor == self.me:
                yield from self._own_waits(case, standing)
            else:
                yield from self._others(case, standing)

    def _decide_anew(self, case: str, standing: CaseNow) -> Steps:
        if any(x.case_id == case and x.state not in TERMINAL for x in self.console.outbox.values()):
            return
        if self._hopeless(case):
            return
        deed, slot, minor = self.world.orders[case]
        if self._slot_used(case, standing.case.spell, slot):
            if not self.world.faulty:  # before that the case may come up again
                self.done.add(case)
            return
        erp, shop = self.world.backend.documents[case], self.world.shop.documents[case]
        rev = yield ("call", "erp", lambda: (erp.rev, erp.foreign, shop.rev))
        if rev is None or rev[1]:
            return
        yield ("sleep", self.world.random.uniform(0.5, 6))
        self.count += 1
        decision = f"{self.console.number}-{self.count}"
        text, sha = canonical(plan(self.world, case, deed, minor, str(rev[0]), str(rev[2])).payload())
        at = moment(self.world.now) + self.console.skew
        letter = queued(
            text,
            sha,
            decision_id=decision,
            number=1,
            case_id=case,
            spell=standing.case.spell,
            slot=slot,
            actor=self.me,
            at=at,
        )
        self.console.outbox[letter.id] = letter
        self.world.told[letter.id] = (self.console.number, case)
        offline = self.world.random.choice((0.0, 0.0, self.world.random.uniform(0, 40) if self.world.faulty else 0.0))
        self.console.later(offline, lambda: self.console.feed(letter.id, say.Woke(**self.console.moment())))

    def _slot_used(self, case: str, spell: int, slot: str) -> bool:
        """What the mirror would show: a slot that was used in this spell, or the spell's own effect."""
        rows = self.world.team.of_case[case]
        return any(d.slot == slot and d.spell == spell and d.state is DecisionState.APPLIED for d in rows)

    def _own_waits(self, case: str, standing: CaseNow) -> Steps:
        """One's own request: try to approve it oneself (must never work), take it back, or nudge what is parked."""
        live, pick = standing.live, self.world.random
        assert live is not None
        if standing.waiting and pick.random() < 0.5:
            yield (
                "call",
                "team",
                lambda: self._try(lambda: self.world.team.approve(live.id, self.me, live.sha256, APPROVED_FOR)),
            )
        elif standing.waiting and self.world.faulty and pick.random() < 0.05:
            yield ("call", "team", lambda: self._try(lambda: self.world.team.withdraw(live.id, self.me)))
        id_ = self.console.id_of(live)
        if id_ not in self.console.outbox and standing.free:  # decided at one's other machine, and left there
            self.console.adopt(live, standing)
        if live.state is DecisionState.PARKED and id_ in self.console.outbox and not self._hopeless(case):
            self._wish(id_, pick.choice((say.Retried, say.GivenUp)))
        elif id_ in self.console.outbox and self.world.faulty and pick.random() < 0.05:
            self._wish(id_, say.GivenUp)

    def _wish(self, id_: str, wish: type[say.Retried] | type[say.GivenUp]) -> None:
        """Taken up as the product does: between two steps, never while a question is out."""
        life = self.console.lives.get(id_)
        if life is not None and life.phase in (Phase.PARKED, Phase.APPROVAL, Phase.READY):
            self.console.feed(id_, wish(**self.console.moment()))

    def _others(self, case: str, standing: CaseNow) -> Steps:
        """A colleague's decision: agree, decline, or take over what they left lying."""
        live, pick = standing.live, self.world.random
        assert live is not None
        if standing.waiting:
            team = self.world.team
            if self.world.faulty and pick.random() < 0.1:
                yield ("call", "team", lambda: self._try(lambda: team.decline(live.id, self.me)))
                return
            agreed = yield (
                "call",
                "team",
                lambda: self._try(lambda: team.approve(live.id, self.me, live.sha256, APPROVED_FOR)),
            )
            if agreed:
                self.console.adopt(live, standing)
        elif standing.free and pick.random() < 0.7:
            self.console.adopt(live, standing)

    def _try(self, do: Callable[[], None]) -> bool:
        try:
            do()
        except Refused:
            return False
        return True

    def content(self) -> bool:
        """Nothing is left to do, as far as this console and its person can see."""
        waiting = [x for x in self.console.outbox.values() if x.state not in TERMINAL and x.state is not LetterState.PARKED]
        return not waiting and all(c in self.done or self._moot(c) for c in self.world.orders)

    def _moot(self, case: str) -> bool:
        """Done in the remote itself, or past hope, and nobody here has a wish about it any more (a parked one is for a person)."""
        live = [d for d in self.world.team.of_case[case] if d.state in LIVE]
        if self._hopeless(case):
            return all(d.state is DecisionState.PARKED for d in live)
        return self.world.backend.documents[case].foreign and not live

    def _hopeless(self, case: str) -> bool:
        """The remote fails at this one for ever; a person stops trying at the end."""
        return (case in self.world.backend.poison or case in self.world.shop.never) and not self.world.faulty


def plan(world: World, case: str, deed: str, minor: int, rev: str, shop_rev: str) -> Plan:
    """One letter, or two to two systems of which the first can be undone, or not."""
    money, shape = [minor, "EUR"], world.shapes[case]
    gate = {"source": "erp", "over": money, "limit": [100_000_000, "EUR"], "value": money}
    undo = Step("erp", UNDO, case, {"sale": case}) if shape == "undo" else None
    body: dict[str, object] = {"sale": case} if deed != "raise_limit" else {"from": None, "to": money}
    steps = [Step("erp", deed, case, body, rev, undo)]
    if shape != "one":
        steps.append(Step("shop", "tag", case, {"sale": case}, shop_rev))
    return Plan(deed, tuple(steps), "", gate, outcome="released" if deed == "release_hold" else None)
