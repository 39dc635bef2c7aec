"""Three consoles that see the same records at different times, against an oracle that sees everything: cases follow the truth.

The truth is one record that begins and ends to be an exception at known moments. A console polls (it sees the truth as of then), and
later, in any order and as often as it likes, tells the team store what it saw. The oracle keeps only, for each case, the newest poll
that was ever told and what it showed, and shares no code with the store.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from app.domain.case import CaseState, DecisionState
from app.store.team import Permit, Team
from app.store.team import cases as cases_room
from app.store.team import decisions as decisions_room
from app.store.team import gate as gate_room
from app.store.team.cases import close
from app.store.team.engine import Tx
from app.store.times import to_micros
from tests.app.store.build import LEASE, T0, FakeClock, ask, finding, migrate

CONSOLES = st.sampled_from((0, 1, 2))


@dataclass
class Seen:
    """One console's poll: when it began, and whether the exception was there."""

    at: datetime
    firing: bool


@dataclass
class Oracle:
    """What must hold of the one case."""

    opened: bool = False
    live: bool = False
    newest: datetime = T0 - timedelta(days=1)  # of the evidence that counts
    spells: int = 0
    decided: bool = False  # a decision that may still take effect
    fence: int = 0


@cache
def _empty_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "team.db"
        migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.read_bytes()


class Consoles(RuleBasedStateMachine):
    """Every step takes a second; ``true`` is whether the exception is there now."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        file = Path(self.folder.name) / "team.db"
        file.write_bytes(_empty_store())
        url = f"sqlite:///{file}"
        self.teams = [Team(url, me=f"console {n}", clock=self.clock) for n in range(3)]
        self.seen: list[list[Seen]] = [[], [], []]
        self.true = False
        self.oracle = Oracle()
        self.decision = 0

    @initialize()
    def begin(self) -> None:
        self.id = finding(self.teams[0].tenant).case_id

    def teardown(self) -> None:
        try:
            self._all_agree()
        finally:
            for team in self.teams:
                team.close()
            self.folder.cleanup()

    def _all_agree(self) -> None:
        pages = [team.changes(0) for team in self.teams]
        assert pages[0] == pages[1] == pages[2]
        assert self.teams[0].verify_audit().sound
        spells = [s.spell for s in pages[0].spells]
        assert spells == list(range(1, self.oracle.spells + (0 if self.oracle.live else 1)))

    # ---- the world ----

    @rule()
    def it_begins_or_ends(self) -> None:
        self.clock.pass_(seconds=1)
        self.true = not self.true

    @rule(console=CONSOLES)
    def a_console_polls(self, console: int) -> None:
        self.clock.pass_(seconds=1)
        self.seen[console].append(Seen(self.clock.now, self.true))

    # ---- what consoles tell, late, twice and out of order ----

    @rule(console=CONSOLES, back=st.integers(0, 5))
    def a_console_tells(self, console: int, back: int) -> None:
        self.clock.pass_(seconds=1)
        if not self.seen[console]:
            return
        told = self.seen[console][max(0, len(self.seen[console]) - 1 - back)]
        if told.firing:
            self._told_firing(console, told)
        else:
            self._told_silent(console, told)

    def _told_firing(self, console: int, told: Seen) -> None:
        case = self.teams[console].open_case(finding(self.teams[0].tenant, asof=told.at), console=f"console {console}")
        o = self.oracle
        if not o.opened:
            o.opened, o.live, o.newest, o.spells = True, True, told.at, 1
        elif told.at > o.newest:
            o.newest = told.at
            if not o.live:
                o.live, o.spells = True, o.spells + 1
        assert case.spell == o.spells

    def _told_silent(self, console: int, told: Seen) -> None:
        done = self.teams[console].clear_case(self.id, evidence_at=told.at, rule_version=1, outcome="cleared")
        o = self.oracle
        expected = o.opened and o.live and not o.decided and told.at > o.newest
        assert done is expected
        if expected:
            o.live, o.newest = False, told.at

    # ---- people ----

    @rule(console=CONSOLES, person=st.sampled_from(("ann", "bob")))
    def somebody_decides(self, console: int, person: str) -> None:
        self.clock.pass_(seconds=1)
        team, o = self.teams[console], self.oracle
        claim = team.claim(self.id, person, LEASE)
        if claim is None:
            return
        assert o.live
        assert claim.fence > o.fence
        o.fence = claim.fence
        self.decision += 1
        answer = team.gate(
            ask(
                self.id,
                person,
                claim.fence,
                decision=f"d{self.decision}",
                slot=f"slot {self.decision}",
                spell=o.spells,
                outcome="released",
            )
        )
        assert isinstance(answer, Permit) is not o.decided, answer
        o.decided = True

    @precondition(lambda self: self.oracle.decided)
    @rule(console=CONSOLES, applied=st.booleans())
    def it_ends(self, console: int, applied: bool) -> None:
        self.clock.pass_(seconds=1)
        team, o = self.teams[console], self.oracle
        now = team.case_now(self.id)
        assert now is not None
        assert now.live is not None
        how = DecisionState.APPLIED if applied else DecisionState.REFUSED
        assert team.finish(now.live.id, how, fence=None if applied else now.case.fence, words="")
        o.decided = False
        if applied:
            o.live, o.newest = False, self.clock.now

    @rule()
    def time_passes(self) -> None:
        self.clock.pass_(seconds=61)

    # ---- what must always hold ----

    @invariant()
    def the_store_says_what_the_oracle_says(self) -> None:
        o = self.oracle
        now = self.teams[0].case_now(self.id)
        if not o.opened:
            assert now is None
            return
        assert now is not None
        assert (now.case.state is CaseState.OPEN) is o.live
        assert now.case.spell == o.spells
        assert now.case.evidence_at == o.newest
        assert now.case.fence >= o.fence
        assert (now.live is not None) is o.decided

    @invariant()
    def all_told_it_follows_the_truth(self) -> None:
        """Whoever polls now and tells it brings the case to the truth, unless a decision is under way."""
        o = self.oracle
        if not o.opened or o.decided:
            return
        self.clock.pass_(seconds=1)
        now = Seen(self.clock.now, self.true)
        if now.firing:
            self._told_firing(0, now)
        else:
            self._told_silent(0, now)
        assert o.live is self.true


class Quiet(Consoles):
    """The same without somebody who always polls at once: stale news has room to do harm."""

    @invariant()
    def all_told_it_follows_the_truth(self) -> None:
        return


Consoles.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
Quiet.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestConsoles = Consoles.TestCase
TestQuiet = Quiet.TestCase


# ---- planted bugs: the oracle counts only because it finds them -----------------------------------------------------------------------


def _never_live(*_: object) -> None:
    return None


def _keeps_old_evidence(tx: Tx, row: Any, state: CaseState, outcome: str, *, evidence_at: int, rule_version: int) -> None:
    close(tx, row, state, outcome, evidence_at=row.evidence_at, rule_version=rule_version)


PLANTED: tuple[tuple[Any, str, Any], ...] = (
    (cases_room, "live_decision", _never_live),  # cleared over a decision
    (cases_room, "_confirm", _never_live),  # what was seen again is forgotten
    (decisions_room, "close", _keeps_old_evidence),  # read before the release, it reopens
    (gate_room, "live_decision", _never_live),  # two decisions at once
    (cases_room, "to_micros", lambda at: to_micros(at) + 3_000_000),  # evidence looks newer than it is
    (cases_room, "LIVE_CASE", ()),  # nothing is ever live
)


@pytest.mark.parametrize(
    ("room", "name", "instead"), PLANTED, ids=[f"{r.__name__.rsplit('.', 1)[-1]}.{n}" for r, n, _ in PLANTED]
)
def test_the_oracle_finds_a_planted_bug(room: Any, name: str, instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, name, instead)
    found = settings(
        max_examples=150, stateful_step_count=40, deadline=None, phases=(Phase.generate,), database=None, derandomize=True
    )
    with pytest.raises((AssertionError, IntegrityError, ExceptionGroup)):
        run_state_machine_as_test(Quiet, settings=found)
