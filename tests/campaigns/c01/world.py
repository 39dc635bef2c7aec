"""Virtual time, one seed, one schedule: the network with its faults, the servers, and what happens to everybody."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.domain.letter import Guard
from app.domain.person import Person
from app.policy.matrix import Policy
from app.sync.life import Bounds
from tests.campaigns.c01.backend import Backend
from tests.campaigns.c01.console import ConsoleSim
from tests.campaigns.c01.protocol_seam import Protocol
from tests.campaigns.c01.team import TeamModel

LIFE, TIMEOUT, LEASE = 30.0, 5.0, 20.0  # seconds: longest request, a client's patience, a claim
FAULTS_END, HORIZON = 150.0, 1500.0
PEOPLE = (("ana", "credit_analyst"), ("bo", "credit_analyst"), ("cy", "credit_manager"), ("di", "finance_director"))
FAULTS = (
    ("lost", 0.08),
    ("noanswer", 0.08),
    ("delay", 0.08),
    ("500 before", 0.05),
    ("500 after", 0.05),
    ("truncated", 0.04),
    ("dup", 0.06),
)


@dataclass(frozen=True)
class Variant:
    """What is run: the product as it is, or with a planted bug. ``guards``: the classes the cases are drawn from."""

    name: str
    guards: tuple[Guard, ...]
    protocol: type[Protocol] = Protocol
    team: type[TeamModel] = TeamModel
    console: type[ConsoleSim] = ConsoleSim
    duplicates: bool = True  # a network that may deliver a request twice (never with PLAIN among the guards)
    longest: float = LIFE  # what a request's life really is
    same_person: bool = False  # the first two consoles are one person's at two machines (else in every fifth run)
    sleepy: float = 0.0  # share of claims before which the machine is suspended
    kills: int = 6  # at most
    expect_bad: bool = True


class World:
    """One run. ``trace`` tells it in order; the same seed gives the same trace."""

    def __init__(self, seed: int, variant: Variant, policy: Policy) -> None:
        self.seed, self.variant = seed, variant
        self.random = random.Random(seed)
        self.now = 0.0
        self.trace: list[tuple[Any, ...]] = []
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.bounds = Bounds(life=LIFE, permit=5.0, renew=5.0, look=6.0, first_retry=0.5, cap=10.0, poison=5)
        cases = [f"c{n}" for n in range(5)]
        guards = {c: self.random.choice(variant.guards) for c in cases}
        self.people = [Person(id_, id_, frozenset({role}), (("erp", id_),)) for id_, role in PEOPLE]
        self.team = variant.team(policy, self.people, cases)
        self.backend, self.shop = Backend(guards), Backend({c: self.random.choice(variant.guards) for c in cases})
        self.remotes = {"erp": self.backend, "shop": self.shop}
        self.down: dict[str, bool] = {"erp": False, "shop": False, "team": False}
        # One letter, or two to two systems: the first can be undone, or not. The shop refuses some of them for ever.
        self.shapes = {c: self.random.choice(("one", "one", "undo", "undo", "stays")) for c in cases[:-1]} | {cases[-1]: "one"}
        self.shop.never = {c for c, shape in self.shapes.items() if shape != "one" and self.random.random() < 0.35}
        self.told: dict[str, tuple[int, str]] = {}  # letters whose person was told "queued": id -> (console, case)
        self.sends: list[tuple[float, int, str, str]] = []  # socket writes: when, console, letter, person
        self.orders = self._orders(cases)
        same = variant.same_person or seed % 5 == 0
        who = [self.people[0], self.people[0] if same else self.people[1], self.people[2], self.people[3]]
        self.consoles = [variant.console(self, k, person) for k, person in enumerate(who)]
        self._plan()

    def _orders(self, cases: list[str]) -> dict[str, tuple[str, str, int]]:
        """case -> (deed, slot, amount in minor units): some that one may do alone, some that need one or two others."""
        amounts = (500_000, 800_000, 3_000_000, 4_000_000, 7_000_000)
        found = {c: ("release_hold", "outcome", self.random.choice(amounts)) for c in cases}
        found[cases[-1]] = ("raise_limit", "raise_limit", self.random.choice((200_000, 900_000)))
        return found

    def _plan(self) -> None:
        pick = self.random
        for console in self.consoles:
            console.start()
        for _ in range(pick.randint(1, self.variant.kills)):
            self.at(pick.uniform(0, FAULTS_END), pick.choice(self.consoles).kill)
        for _ in range(pick.randint(0, 4)):
            console, seconds = pick.choice(self.consoles), pick.uniform(1, 120)
            self.at(pick.uniform(0, FAULTS_END), partial(console.suspend, seconds))
        for server in ("erp", "shop", "team"):
            for _ in range(pick.randint(0, 3)):
                self.at(pick.uniform(0, FAULTS_END), partial(self._break, server))
        for _ in range(pick.randint(0, 6)):
            case, what = pick.choice(list(self.orders)), pick.choice((0, 0, 1, 1, 2))
            remote = pick.choice((self.backend, self.backend, self.shop))
            self.at(
                pick.uniform(0, FAULTS_END), partial(remote.foreign_edit, case, what if remote is self.backend else min(what, 1))
            )
        for _ in range(pick.randint(0, 2)):
            case = pick.choice(list(self.orders))
            self.at(pick.uniform(0, FAULTS_END), partial(self._respell, case))
        if pick.random() < 0.15:
            self.backend.poison.add(pick.choice(list(self.orders)))
        self.at(FAULTS_END, self._heal)

    def _break(self, server: str) -> None:
        self.down[server] = True
        self.at(self.now + self.random.uniform(1, 20), lambda: self.down.update({server: False}))

    def _respell(self, case: str) -> None:
        self.team.now = self.now
        self.team.next_spell(case)

    def _heal(self) -> None:
        """From here on nothing fails any more, save what is poison."""
        self.down.update(erp=False, shop=False, team=False)
        for remote in self.remotes.values():
            for case, doc in remote.documents.items():
                if doc.blocked:
                    remote.foreign_edit(case, 1)
        for console in self.consoles:
            console.heal()

    # ---- time and network ----

    @property
    def faulty(self) -> bool:
        return self.now < FAULTS_END

    def at(self, when: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (when, next(self._order), what))

    def call(self, server: str, serve: Callable[[], Any], answer: Callable[[str, Any], None], *, dup: bool = False) -> None:
        """One request. ``answer(kind, value)`` comes once: ok, timeout, 500, truncated, or refused (nobody listens)."""
        pick, fired, refused = self.random, False, False

        def once(kind: str, value: Any = None) -> None:
            nonlocal fired
            if not fired:
                fired = True
                answer(kind, value)

        fault = self._fault(dup)
        self.at(self.now + TIMEOUT, lambda: once("timeout"))
        if fault == "lost":
            return
        if fault == "500 before":
            self.at(self.now + pick.uniform(0.01, 0.3), lambda: once("500"))
            return
        late = pick.uniform(TIMEOUT, self.variant.longest) if fault == "delay" else pick.uniform(0.01, 0.3)

        def arrive() -> None:
            nonlocal refused
            if self.down[server]:
                refused = pick.random() < 0.7
                if refused:
                    once("refused")
                return
            value = self._serve(server, serve)
            if fault == "noanswer":
                return
            kind = {"500 after": "500", "truncated": "truncated"}.get(fault, "ok")
            self.at(self.now + pick.uniform(0.01, 0.3), lambda: once(kind, value))

        def second() -> None:
            if not self.down[server] and not refused:  # what never got a connection cannot be delivered twice
                self._serve(server, serve)

        self.at(self.now + late, arrive)
        if fault == "dup":
            self.at(self.now + min(self.variant.longest, late + pick.uniform(0.01, self.variant.longest)), second)

    def _fault(self, dup: bool) -> str:
        if not self.faulty:
            return "ok"
        x = self.random.random()
        for name, share in FAULTS:
            if x < share:
                return name if name != "dup" or (dup and self.variant.duplicates) else "ok"
            x -= share
        return "ok"

    def _serve(self, server: str, serve: Callable[[], Any]) -> Any:
        self.team.now = self.backend.now = self.shop.now = self.now
        return serve()

    # ---- running ----

    def run(self) -> World:
        while self._queue and self._queue[0][0] < HORIZON:
            self.now, _, what = heapq.heappop(self._queue)
            what()
            if self.now > FAULTS_END + LIFE and self.quiet():
                break
        return self

    def quiet(self) -> bool:
        """Everybody is content and no request is on its way any more (faults ended longer ago than a request lives)."""
        return all(c.clerk.content() for c in self.consoles) and self.now > FAULTS_END + self.variant.longest
