"""One console of the campaign: claims what it can, decides, is held up, and writes down what it was told.

usage: python -m tests.campaigns.c16.worker URL ME SEED LEASE_SECONDS MUTANT JOURNAL CASE...
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from app.domain.case import CaseState, DecisionState
from app.errors import StoreTrouble
from app.store.team import CaseNow, Claim, Permit, Team
from tests.app.store.build import ask
from tests.campaigns.c16 import mutants

LIVE = (CaseState.OPEN, CaseState.WAITING)


class Worker:
    """Works through the cases again and again until all are closed."""

    def __init__(self, team: Team, me: str, chance: random.Random, lease: timedelta, journal: TextIO) -> None:
        self.team, self.me, self.chance, self.lease, self.journal = team, me, chance, lease, journal
        self.count = 0

    def work(self, ids: list[str]) -> None:
        left = list(ids)
        while left:
            for case in list(left):
                try:
                    if self.one(case):
                        left.remove(case)
                except StoreTrouble as e:
                    self.tell("trouble", case, words=e.title)
            self.dawdle(0.005)

    def one(self, case: str) -> bool:
        """One attempt at a case; True when it is closed."""
        claim = self.team.claim(case, self.me, self.lease)
        now = self.team.case_now(case)
        assert now is not None
        if claim is None:
            return now.case.state not in LIVE
        self.tell("claimed", case, fence=claim.fence)
        self.hold_up()
        if now.live is not None:
            self.carry_on(case, claim, now)
        else:
            self.decide(case, claim, now.case.spell)
        return False

    def decide(self, case: str, claim: Claim, spell: int) -> None:
        self.count += 1
        decision = f"{case[:8]}-{self.me}-{self.count}"
        if isinstance(
            self.team.gate(ask(case, self.me, claim.fence, decision=decision, spell=spell, outcome="released")), Permit
        ):
            self.tell("permitted", case, fence=claim.fence, decision=decision)
            self.hold_up()
            self.end(case, decision, claim.fence)

    def carry_on(self, case: str, claim: Claim, now: CaseNow) -> None:
        """Somebody was stopped in the middle: their decision is ended under the new fence."""
        assert now.live is not None
        self.hold_up()
        self.end(case, now.live.id, claim.fence)

    def end(self, case: str, decision: str, fence: int) -> None:
        """One of the ways a decision goes on; every write but ``applied`` is fenced."""
        match self.chance.randrange(6):
            case 0:
                self.note(case, "unknown", fence, self.team.mark_unknown(decision, fence))
            case 1:
                self.note(case, "parked", fence, self.team.park(decision, fence, "cannot tell"))
            case 2:
                ended = self.team.finish(decision, DecisionState.REFUSED, fence=fence, words="no")
                self.note(case, "refused", fence, ended)
            case 3:
                self.note(case, "renewed", fence, self.team.renew(case, self.me, fence, self.lease))
            case _:
                done = self.team.finish(decision, DecisionState.APPLIED, fence=None, words="ok")
                self.tell("applied", case, decision=decision, done=done)

    def note(self, case: str, what: str, fence: int, done: bool) -> None:
        self.tell(what, case, fence=fence, done=done)

    def hold_up(self) -> None:
        """Mostly a moment; now and then longer than the lease, without anybody having stopped it."""
        self.dawdle(2.5 * self.lease.total_seconds() if self.chance.random() < 0.2 else 0.02)

    def dawdle(self, most: float) -> None:
        time.sleep(self.chance.random() * most)

    def tell(self, what: str, case: str, **more: object) -> None:
        self.journal.write(json.dumps({"what": what, "case": case, "me": self.me, **more}) + "\n")
        self.journal.flush()


def main(url: str, me: str, seed: int, lease: float, mutant: str, journal: Path, ids: list[str]) -> None:
    mutants.plant(mutant)
    team = Team(url, me=me)
    chance = random.Random(seed)
    with journal.open("w", encoding="utf-8") as out:
        print("ready", flush=True)
        sys.stdin.readline()  # all begin together
        Worker(team, me, chance, timedelta(seconds=lease), out).work(ids)
    team.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5], Path(sys.argv[6]), sys.argv[7:])
