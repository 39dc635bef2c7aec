"""Colleagues decide the same web orders through a network that spoils, are killed and see servers die; then all heals and is judged."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.c02.oracle import Order
from tests.campaigns.c02.proxy import Proxy
from tests.campaigns.c02.world import World
from tests.campaigns.life import Life

CONSOLE = "tests.campaigns.c02.console"
PEOPLE = ("carla", "ben", "omar")
UP, CALM = 120.0, 180.0  # seconds until a console is up; in which something more has to end, until all have
STARTING = 0.12  # share of the kills that hit the start
LIFE = (0.5, 9.0)  # seconds for which the others let a console live once it is up
RIVALS = 0.3  # share of the orders that two people decide at once
PATIENCE = 6.0  # seconds until a case must be listed: all was read before, so what is not listed was decided by somebody
ANSWER = 60.0  # seconds until a console must say what came of a wish


@dataclass(frozen=True)
class Figures:
    """How much is to happen: ``commands`` told to people, ``kills`` of consoles, ``outages`` of servers."""

    commands: int
    kills: int
    outages: int


@dataclass
class Tally:
    commands: int = 0
    kills: int = 0
    outages: int = 0
    said: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    told: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    calm: float = 0.0
    faults: list[str] = field(default_factory=list)

    def rows(self) -> dict[str, object]:
        return {
            "commands told to people": self.commands,
            "  taken down": self.said["ack"],
            "  not possible (any more), or refused": self.said["nak"],
            "kills of consoles": self.kills,
            "outages of servers": self.outages,
            "requests through the network": self.requests,
            "faults injected": sum(self.injected.values()),
            **{f"  {fault}": n for fault, n in self.injected.most_common()},
            "seconds of trouble": round(self.seconds),
            "seconds to rest after it": round(self.calm),
            "faults found": len(self.faults),
        }


class Person(threading.Thread):
    """Decides what is on the desk, in lives that a kill ends; what was told to a life that died is told again to the next."""

    def __init__(self, campaign: Campaign, login: str, seed: int) -> None:
        super().__init__(name=login)
        self._campaign, self._login = campaign, login
        self._random = random.Random(seed)

    def run(self) -> None:
        while not self._campaign.over(self._login):
            self._one_life()

    def _one_life(self) -> None:
        campaign = self._campaign
        life = campaign.open(self._login)
        early = self._random.random() < STARTING
        life.listen(self._random.uniform(0.1, 2.0) if early else UP, "up")
        dies_at = time.monotonic() + (0.0 if early else self._random.uniform(*LIFE)) if campaign.may_kill() else float("inf")
        while time.monotonic() < dies_at and not life.ended:
            order = campaign.next(self._login)
            if order is not None:
                self._decide(life, order, dies_at)
            elif dies_at < float("inf"):
                life.listen(dies_at - time.monotonic())  # nothing left to decide: its letters go on, and so does the killing
            else:
                break
        campaign.bury(life, killed=dies_at < float("inf") and not life.ended)

    def _decide(self, life: Life, order: Order, dies_at: float) -> None:
        life.tell(_wish(order))
        if life.listen(min(ANSWER, max(0.0, dies_at - time.monotonic())), "ack", "nak") is None:
            self._campaign.again(self._login, order)


def _wish(order: Order) -> dict[str, object]:
    return {"type": "validation", "document": order.number, "deed": "fix_and_book", "mark": order.number, "patience": PATIENCE}


class Campaign:
    """``mutant``: a planted bug in every console."""

    def __init__(self, world: World, seed: int, figures: Figures, mutant: str = "", *, calm: float = CALM) -> None:
        self._world, self._figures, self._mutant, self._calm = world, figures, mutant, calm
        self._random = random.Random(seed)
        self._seed = seed
        self._lock = threading.Lock()
        self._desks: dict[str, list[Order]] = {login: [] for login in PEOPLE}
        self._log = world.folder / "console.log"
        self._proxies = (Proxy(world.erp_port, seed), Proxy(world.shop_port, seed + 1))
        self.tally = Tally()
        self._profiles: dict[str, Path] = {}

    def run(self) -> Tally:
        self._place()
        begin = time.monotonic()
        people = [Person(self, login, self._seed + n) for n, login in enumerate(PEOPLE)]
        for one in people:
            one.start()
        self._outages(people)
        for one in people:
            one.join()
        self.tally.seconds = time.monotonic() - begin
        self._heal()
        return self.tally

    # ---- what people ask ----

    def open(self, login: str) -> Life:
        planted = ("--mutant", self._mutant) if self._mutant else ()
        return Life(CONSOLE, "--profile", str(self._profiles[login]), *planted, log=self._log)

    def may_kill(self) -> bool:
        with self._lock:
            return self.tally.kills < self._figures.kills

    def over(self, login: str) -> bool:
        """Nothing is on the desk and enough was killed."""
        with self._lock:
            return not self._desks[login] and self.tally.kills >= self._figures.kills

    def next(self, login: str) -> Order | None:
        with self._lock:
            if not self._desks[login]:
                return None
            self.tally.commands += 1
            return self._desks[login].pop()

    def again(self, login: str, order: Order) -> None:
        with self._lock:
            self._desks[login].insert(0, order)

    def bury(self, life: Life, *, killed: bool) -> None:
        life.kill() if killed else life.close()
        with self._lock:
            self.tally.kills += killed
            self._hear(life)

    def _hear(self, life: Life) -> None:
        for line in life.heard:
            self.tally.said[line["is"]] += 1
            if line["is"] == "ack":
                self.tally.told |= dict.fromkeys(line["ids"], line["mark"])

    # ---- the stage ----

    def _place(self) -> None:
        """Orders that are clean, or off by a few pieces; some lie on two desks."""
        quantities = (15, 13, 4, 20, 12)
        while sum(map(len, self._desks.values())) < self._figures.commands:
            order = self._world.order(self._random.choice(quantities))
            for login in self._random.sample(PEOPLE, 2 if self._random.random() < RIVALS else 1):
                self._desks[login].append(order)
        self._world.ripen(self._world.orders)
        self._profiles = {login: self._world.profile(login) for login in PEOPLE}
        self._read_everything()
        erp, shop = (p.port for p in self._proxies)
        self._profiles = {login: self._world.profile(login, erp, shop) for login in PEOPLE}

    def _read_everything(self) -> None:
        """Everybody reads both systems while the network is good: what is tried here is deciding, and not the first reading."""
        lives = [self.open(login) for login in PEOPLE]
        for life in lives:
            life.tell(_wish(self._world.orders[-1]) | {"look": True, "patience": UP})
        for life in lives:
            if life.listen(2 * UP, "seen", "nak") is None:
                self.tally.faults.append("a console did not read everything")
            life.close()

    def _outages(self, people: list[Person]) -> None:
        """Servers are killed and come back while people work."""
        for n in range(self._figures.outages):
            people[0].join(self._random.uniform(8.0, 20.0))
            if not any(one.is_alive() for one in people):
                return
            self._world.outage(shop=bool(n % 2))
            self._lead_on()
            self.tally.outages += 1

    def _lead_on(self) -> None:
        """A server may come back at another port."""
        for proxy, port in zip(self._proxies, (self._world.erp_port, self._world.shop_port), strict=True):
            proxy.upstream = port

    def _heal(self) -> None:
        for proxy in self._proxies:
            proxy.heal()
        begin = time.monotonic()
        lives = [self.open(login) for login in PEOPLE]
        outboxes = [self._world.outbox(login) for login in PEOPLE]
        ended, since = 0, begin
        while (left := self._world.oracle.unfinished(outboxes)) and time.monotonic() < since + self._calm:
            if (now := self._world.oracle.ended(outboxes)) > ended:
                ended, since = now, time.monotonic()
            lives[0].listen(0.5)
        self.tally.calm = time.monotonic() - begin
        self.tally.faults += [f"not ended in time: {words}" for words in left]
        for life in lives:
            if code := life.close():
                self.tally.faults.append(f"a console ended with {code}")
            self._hear(life)
        for proxy in self._proxies:
            self.tally.injected += proxy.faults
            self.tally.requests += proxy.requests
            proxy.close()
        self.tally.faults += self._world.oracle.at_the_end(self._world.orders, outboxes, self.tally.told)
