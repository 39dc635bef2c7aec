"""The simulation's team store answers as the real one does: the same random histories on both."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.case import Decision, DecisionState
from app.domain.finding import Finding, Fires
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.person import Person
from app.domain.ref import Ref
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.store.team import GateAsk, Team, migrate_team
from app.store.team.answers import CaseNow, Claim, Closed, Half, Permit, Refusal, Stale, Taken, Waits
from tests.campaigns.c01.runner import policy
from tests.campaigns.c01.team import LIVE, TeamModel, moment
from tests.campaigns.c01.world import PEOPLE

CASES = ("c0", "c1")
_OPERATIONS = (
    *("gate",) * 4, "claim", "claim", "approve", "approve", "look", "look", "renew", "unclaim", "decline", "withdraw", "unknown", "park",
    "applied", "refused", "superseded", "respell",
)  # fmt: skip
LEASE, TTL = timedelta(seconds=20), timedelta(seconds=120)


def finding(case: str, asof: float) -> Finding:
    value = Money(1, "EUR")
    verdict = Fires("over_limit", "", 2, value, None, None, None, {})
    return Finding(f"credit|{case}", case, "credit", Ref("erp", "sale", case), case, case, verdict, 1, moment(asof))


class Both:
    """One history on the real store and on the model, step by step; the clock is the same for both."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.now = 1.0
        self.random = random.Random(seed)
        self.said: Counter[str] = Counter()
        people = [Person(id_, id_, frozenset({role}), (("erp", id_),)) for id_, role in PEOPLE]
        url = f"sqlite:///{folder / f'{seed}.db'}"
        entries = [{"id": p.id, "name": p.name, "roles": sorted(p.roles), "logins": {"erp": p.id}} for p in people]
        migrate_team(url, entries, clock=lambda: moment(0.0))
        self.real = Team(url, clock=lambda: moment(self.now))
        self.model = TeamModel(policy(), people, list(CASES))
        self.model.permit = 10.0
        for case in CASES:
            self.real.open_case(finding(case, 0.5), console="test")
        self.decisions: dict[str, GateAsk] = {}

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.step()

    def step(self) -> None:
        self.now = round(self.now + self.random.choice((0.0, 0.0, 0.5, 3.0, 15.0, 60.0)), 3)
        self.model.now = self.now
        name = self.random.choice(_OPERATIONS)
        of_real, of_model = getattr(self, f"do_{name}")()
        assert of_real == of_model, f"{name} at {self.now}: the store says {of_real}, the model {of_model}"
        self.said[f"{name} {of_real[0] if isinstance(of_real, tuple) else of_real}"] += 1

    def both(self, on_real: Callable[[], Any], on_model: Callable[[], Any]) -> tuple[Any, Any]:
        return self._answer(on_real), self._answer(on_model)

    @staticmethod
    def _answer(ask: Callable[[], Any]) -> Any:
        try:
            return _comparable(ask())
        except Refused:
            return "refused"

    def _who(self) -> str:
        return self.random.choice(PEOPLE)[0]

    def _fence(self, case: str) -> int:
        return max(0, self.model.cases[case].fence - self.random.choice((0, 0, 0, 0, 1)))

    def _person_of(self, case: str) -> str:
        owner = self.model.cases[case].owner
        return owner if owner is not None and self.random.random() < 0.8 else self._who()

    def _number(self, id_: str) -> int:
        """The letter that it is at, now and then another."""
        row = self.model.decisions.get(id_)
        return self.random.choice((row.step, row.step, row.step, row.step, 1, 2, 4)) if row is not None else 1

    def _decision(self) -> str:
        live = [d.id for case in CASES for d in self.model.of_case[case] if d.state in LIVE]
        if live and self.random.random() < 0.7:
            return self.random.choice(live)
        return self.random.choice([*self.decisions, "nobody-knows-it"])

    # ---- the operations ----

    def do_claim(self) -> tuple[Any, Any]:
        case, who = self.random.choice(CASES), self._who()
        return self.both(lambda: self.real.claim(case, who, LEASE), lambda: self.model.claim(case, who, LEASE))

    def do_renew(self) -> tuple[Any, Any]:
        case, who, fence = self._holder()
        return self.both(lambda: self.real.renew(case, who, fence, LEASE), lambda: self.model.renew(case, who, fence, LEASE))

    def do_unclaim(self) -> tuple[Any, Any]:
        case, who, fence = self._holder()
        return self.both(lambda: self.real.unclaim(case, who, fence), lambda: self.model.unclaim(case, who, fence))

    def _holder(self) -> tuple[str, str, int]:
        case = self.random.choice(CASES)
        return case, self._person_of(case), self._fence(case)

    def do_gate(self) -> tuple[Any, Any]:
        if self.decisions and self.random.random() < 0.6:
            known = self.random.choice(list(self.decisions.values()))
            number = self._number(known.decision_id)
            ask = replace(known, person_id=self._person_of(known.case_id), fence=self._fence(known.case_id), number=number)
            if self.random.random() < 0.1:
                ask = self._changed(ask)
        else:
            ask = self._new()
            self.decisions[ask.decision_id] = ask
        return self.both(lambda: self.real.gate(ask), lambda: self.model.gate(ask))

    def _new(self) -> GateAsk:
        case = self.random.choice(CASES)
        spell = max(1, self.model.cases[case].spell - self.random.choice((0, 0, 0, 0, 1)))
        deed, slot = self.random.choice(
            (("release_hold", "outcome"), ("release_hold", "outcome"), ("raise_limit", "raise_limit"))
        )
        text, sha = self._payload(deed)
        return GateAsk(f"d{len(self.decisions)}", case, spell, slot, deed, text, sha, self._person_of(case), self._fence(case))

    def _payload(self, deed: str) -> tuple[str, str]:
        money = [self.random.choice((500_000, 3_000_000, 7_000_000, 20_000_000)), "EUR"]
        gate = {"source": "erp", "over": money, "limit": [100_000_000, "EUR"]}
        undo = Step("erp", "unbook", "d", {}) if self.random.random() < 0.5 else None
        first = Step("erp", deed, "d", {"from": None, "to": money}, None, undo)
        rest = (Step("shop", "tag", "d", {}),) if self.random.random() < 0.6 else ()
        outcome = self.random.choice((None, None, "released"))
        return canonical(Plan(deed, (first, *rest), "", gate, outcome=outcome).payload())

    def _changed(self, ask: GateAsk) -> GateAsk:
        text, sha = self._payload(ask.deed)
        return replace(ask, payload=text, sha256=sha)

    def do_approve(self) -> tuple[Any, Any]:
        id_, who = self._decision(), self._who()
        sha = self.decisions[id_].sha256 if id_ in self.decisions and self.random.random() < 0.9 else "other"
        return self.both(lambda: self.real.approve(id_, who, sha, ttl=TTL), lambda: self.model.approve(id_, who, sha, TTL))

    def do_decline(self) -> tuple[Any, Any]:
        id_, who = self._decision(), self._who()
        return self.both(lambda: self.real.decline(id_, who, "no"), lambda: self.model.decline(id_, who))

    def do_withdraw(self) -> tuple[Any, Any]:
        id_, who = self._decision(), self._who()
        return self.both(lambda: self.real.withdraw(id_, who), lambda: self.model.withdraw(id_, who))

    def do_unknown(self) -> tuple[Any, Any]:
        id_, fence = self._written()
        state, n = DecisionState.UNKNOWN, self._number(id_)
        return self.both(lambda: self.real.mark_unknown(id_, fence, number=n), lambda: self.model.mark(id_, fence, state, "x", n))

    def do_park(self) -> tuple[Any, Any]:
        id_, fence = self._written()
        n = self._number(id_)
        return self.both(
            lambda: self.real.park(id_, fence, "why", number=n), lambda: self.model.mark(id_, fence, DecisionState.PARKED, "x", n)
        )

    def _written(self) -> tuple[str, int]:
        id_ = self._decision()
        return id_, self._fence(self.decisions[id_].case_id) if id_ in self.decisions else 0

    def do_applied(self) -> tuple[Any, Any]:
        return self._finish(DecisionState.APPLIED, None) if self.random.random() < 0.7 else self.do_gate()

    def do_refused(self) -> tuple[Any, Any]:
        return self._finish(DecisionState.REFUSED, self._written()[1])

    def do_superseded(self) -> tuple[Any, Any]:
        return self._finish(DecisionState.SUPERSEDED, self.random.choice((None, self._written()[1])))

    def _finish(self, how: DecisionState, fence: int | None) -> tuple[Any, Any]:
        id_ = self._decision()
        n = self._number(id_)
        return self.both(
            lambda: self.real.finish(id_, how, fence=fence, words="w", number=n),
            lambda: self.model.finish(id_, how, fence=fence, by="x", number=n),
        )

    def do_look(self) -> tuple[Any, Any]:
        case = self.random.choice(CASES)
        id_ = self.random.choice([None, *[k for k, v in self.decisions.items() if v.case_id == case]])
        return self.both(lambda: self.real.case_now(case, id_), lambda: self.model.case_now(case, id_))

    def do_respell(self) -> tuple[Any, Any]:
        case = self.random.choice(CASES)
        if self.random.random() < 0.8 or self.model.cases[case].state not in ("open", "waiting"):
            return self.do_look()
        self.now = round(self.now + 2.0, 3)
        self.model.now = self.now
        cleared = self.real.clear_case(case, evidence_at=moment(self.now - 0.5), rule_version=1, outcome="cleared")
        if cleared:
            self.real.open_case(finding(case, self.now), console="test")
        return cleared, self.model.next_spell(case)


def test_the_model_is_the_store(tmp_path: Path) -> None:
    said: Counter[str] = Counter()
    for seed in range(40):
        pair = Both(tmp_path, seed)
        try:
            pair.steps(80)
            for case in CASES:
                live = [d for d in pair.model.of_case[case] if d.state in LIVE]
                assert len(live) <= 1
        finally:
            pair.real.close()
        said += pair.said
    missing = [w for w in _EXPECTED if not said[w]]
    assert not missing, f"the histories never came to {missing}: {dict(said)}"


_EXPECTED = (
    "claim claim", "claim None", "renew True", "renew False", "unclaim True", "unclaim False", "gate permit", "gate waits", "gate closed",
    "gate taken", "gate stale", "gate refusal", "approve None", "approve refused", "decline None", "withdraw None", "unknown True",
    "unknown False", "park True", "park False", "applied True", "refused True", "refused False", "superseded True", "respell True",
    "refused half", "park half",
)  # fmt: skip


@pytest.mark.parametrize("seed", [3])
def test_the_comparison_can_fail(tmp_path: Path, seed: int) -> None:
    """A model that forgets fences is told apart."""

    class Forgets(TeamModel):
        def _fence_is(self, row: Any, fence: int) -> bool:
            return True

    pair = Both(tmp_path, seed)
    pair.model.__class__ = Forgets
    try:
        with pytest.raises(AssertionError, match="the store says"):
            pair.steps(400)
    finally:
        pair.real.close()


def _comparable(answer: Any) -> Any:
    """An answer without words and log positions, for comparing the model with the real store."""
    match answer:
        case Claim(fence=fence):
            return ("claim", fence)
        case Permit(seconds=_):
            return ("permit",)
        case Waits(needs=needs, role=role):
            return ("waits", needs, role)
        case Closed(how=how):
            return ("closed", how)
        case Taken(by=by):
            return ("taken", by)
        case Stale():
            return ("stale",)
        case Refusal():
            return ("refusal",)
        case Half():
            return ("half",)
        case CaseNow():
            return _case_now(answer)
    return answer


def _ends(decision: Decision) -> tuple[tuple[int, str], ...]:
    return tuple((number, state) for number, state, _, _ in decision.ends)


def _half(decision: Decision) -> bool:
    return (decision.words or "").startswith("Half done")


def _case_now(answer: CaseNow) -> Any:
    case = answer.case
    of_case = (case.spell, case.state, case.owner, case.fence, answer.free)
    decisions = tuple(
        None if d is None else (d.id, d.state, d.actor, d.approvers_needed, d.approver_role, d.step, _ends(d), _half(d))
        for d in (answer.decision, answer.live)
    )
    left = answer.permit_left
    return (of_case, decisions, answer.waiting, answer.approvers, None if left is None else left > 0)
