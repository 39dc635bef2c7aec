"""The team store in memory: the same rules as app.store.team, kept equal to it by a differential test (test_team_model.py)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.case import Case, CaseState, Decision, DecisionState, Earlier
from app.domain.person import Person
from app.errors import Refused
from app.policy.gate import ask_of, gate_approval
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.store.team.answers import CaseNow, Claim, Closed, GateAnswer, GateAsk, Half, Permit, Refusal, Stale, Taken, Waits
from tests.campaigns.c01.rows import CaseRow, DecisionRow, Wrote

BASE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIVE_CASE = (CaseState.OPEN, CaseState.WAITING)
LIVE = (DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED)
HOLDS_SLOT = (*LIVE, DecisionState.APPLIED)


def moment(seconds: float) -> datetime:
    return BASE + timedelta(seconds=seconds)


class TeamModel:
    """``now`` is set by whoever drives it: the store's clock, in seconds."""

    permit = 5.0

    def __init__(self, policy: Policy, people: list[Person], case_ids: list[str]) -> None:
        self.now = 0.0
        self.policy = policy
        self.people = {p.id: p for p in people}
        self.cases = {c: CaseRow(c) for c in case_ids}
        self.decisions: dict[str, DecisionRow] = {}
        self.of_case: dict[str, list[DecisionRow]] = {c: [] for c in case_ids}
        self.log: list[Wrote] = []

    # ---- claims ----

    def claim(self, case_id: str, person_id: str, lease: timedelta) -> Claim | None:
        case = self.cases[case_id]
        whole = (d for d in self.of_case[case_id] if d.state is DecisionState.APPLIED and d.step == len(d.plan.steps))
        if case.state not in LIVE_CASE and not any(d.plan.undoable for d in whole):
            return None
        if case.owner not in (None, person_id) and case.lease_until is not None and case.lease_until > self.now:
            return None
        case.owner, case.fence, case.lease_until = person_id, case.fence + 1, self.now + lease.total_seconds()
        self._note("claimed", person_id, case, fence=case.fence)
        return Claim(case.fence, moment(case.lease_until))

    def renew(self, case_id: str, person_id: str, fence: int, lease: timedelta) -> bool:
        case = self.cases[case_id]
        if case.owner != person_id or case.fence != fence:
            return False
        case.lease_until = self.now + lease.total_seconds()
        return True

    def unclaim(self, case_id: str, person_id: str, fence: int) -> bool:
        case = self.cases[case_id]
        if case.owner != person_id or case.fence != fence:
            return False
        case.owner = case.lease_until = None
        self._note("unclaimed", person_id, case, fence=fence)
        return True

    # ---- the gate ----

    def gate(self, ask: GateAsk) -> GateAnswer:
        mine, case = self.decisions.get(ask.decision_id), self.cases[ask.case_id]
        if mine is not None and ask.number in mine.ends:
            return Closed(mine.ends[ask.number], "")
        if mine is not None and mine.state not in LIVE:
            return Closed(mine.state, mine.words or "")
        moved = mine is None and (case.state not in LIVE_CASE or case.spell != ask.spell)
        if not self._fence_holds(case, ask):
            return Closed(DecisionState.SUPERSEDED, "") if moved else Stale()
        if moved:
            return Closed(DecisionState.SUPERSEDED, "")
        other = self._in_the_way(ask)
        if other is not None:
            return Taken("", other.id)
        if mine is not None and not self._unchanged(mine, ask):
            return Refusal("changed")
        if not self._is_next(mine, ask):
            return Stale()
        return self._judge(case, ask, mine)

    def _fence_holds(self, case: CaseRow, ask: GateAsk) -> bool:
        return case.fence == ask.fence and case.owner == ask.person_id

    def _is_next(self, mine: DecisionRow | None, ask: GateAsk) -> bool:
        return ask.number == (mine.step if mine is not None else 1)

    def _unchanged(self, mine: DecisionRow, ask: GateAsk) -> bool:
        return mine.sha256 == ask.sha256

    def _in_the_way(self, ask: GateAsk) -> DecisionRow | None:
        others = [d for d in self.of_case[ask.case_id] if d.id != ask.decision_id]
        live = next((d for d in others if d.state in LIVE), None)
        if live is not None or not ask.slot:
            return live
        return next((d for d in others if d.slot == ask.slot and d.spell == ask.spell and d.state in HOLDS_SLOT), None)

    def _judge(self, case: CaseRow, ask: GateAsk, mine: DecisionRow | None) -> GateAnswer:
        sender = self.people[ask.person_id]
        asker = sender if mine is None else self.people[mine.actor]
        agreed = [self.people[a] for a in self._approvers(mine)]
        this = ask_of(self.policy, ask.deed, json.loads(ask.payload))
        if isinstance(this, Denied):
            return Refusal(this.reason)
        this = self._with_sums(ask, this, asker)
        outsider = asker.id != sender.id and sender not in agreed
        if outsider and not isinstance(self.policy.may(sender, ask.deed, this), Allowed):
            return Refusal("no part")
        verdict = self.policy.may(asker, ask.deed, this, agreed)
        if isinstance(verdict, Denied):
            return Refusal(verdict.reason)
        if isinstance(verdict, NeedsApproval):
            return self._take_down(case, ask, mine, len(agreed), verdict)
        missing = mine.approvers_needed - len(agreed) if mine is not None else 0
        if mine is not None and (missing > 0 or (mine.approvers_needed and self._asker_waits(mine, sender))):
            return Waits("", max(0, missing), mine.approver_role)
        return self._permit(case, ask, mine)

    def _permit(self, case: CaseRow, ask: GateAsk, mine: DecisionRow | None) -> Permit:
        row = self._write(ask, mine)
        row.permit_until = self.now + self.permit
        self._note("permitted", ask.person_id, case, row, ask)
        return Permit(self.permit, moment(row.permit_until))

    def _take_down(self, case: CaseRow, ask: GateAsk, mine: DecisionRow | None, have: int, verdict: NeedsApproval) -> Waits:
        needed = max(have + verdict.count, mine.approvers_needed if mine is not None else 0)
        if mine is None or (mine.approvers_needed, mine.approver_role) != (needed, verdict.role):
            row = self._write(ask, mine)
            row.approvers_needed, row.approver_role = needed, verdict.role
            self._note("asked", ask.person_id, case, row, ask)
        return Waits("", verdict.count, verdict.role)

    def _with_sums(self, ask: GateAsk, this: CreditAsk, asker: Person) -> CreditAsk:
        if this.amount is None or self.policy.deeds[ask.deed].measure == "over":
            return this
        before = self._earlier(ask.case_id, ask.decision_id, asker.id).get((ask.deed, this.amount.currency), 0)
        return replace(this, amount=replace(this.amount, minor=max(0, this.amount.minor) + before)) if before else this

    def _earlier(self, case_id: str, decision_id: str, actor: str) -> Earlier:
        """In this model every case is a customer of its own, and no run is longer than a day."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for d in self.of_case[case_id]:
            if d.id != decision_id and d.actor == actor and d.state in HOLDS_SLOT:
                asked = ask_of(self.policy, d.deed, json.loads(d.payload))
                if isinstance(asked, CreditAsk) and asked.amount is not None and asked.amount.minor > 0:
                    sums[d.deed, asked.amount.currency] += asked.amount.minor
        return sums

    def _asker_waits(self, mine: DecisionRow, sender: Person) -> bool:
        return sender.id == mine.actor

    def _write(self, ask: GateAsk, mine: DecisionRow | None) -> DecisionRow:
        if mine is None:
            mine = DecisionRow(
                ask.decision_id,
                ask.case_id,
                ask.spell,
                ask.slot,
                ask.deed,
                ask.payload,
                ask.sha256,
                ask.person_id,
                self.now,
                ask.fence,
            )
            self.decisions[mine.id] = mine
            self.of_case[ask.case_id].append(mine)
        mine.fence, mine.state = ask.fence, DecisionState.OPEN
        return mine

    def _approvers(self, row: DecisionRow | None) -> tuple[str, ...]:
        if row is None:
            return ()
        given = (a for a, sha, expires in row.approvals if sha == row.sha256 and expires > self.now and a != row.actor)
        return tuple(dict.fromkeys(given))

    # ---- after the gate ----

    def approve(self, decision_id: str, approver_id: str, sha256: str, ttl: timedelta) -> None:
        row = self._waiting(decision_id)
        if row.sha256 != sha256:
            raise Refused("changed")
        self._right(row, approver_id)
        self._agree(row, approver_id, sha256, ttl)

    def _right(self, row: DecisionRow, approver_id: str) -> None:
        agreed, before = [self.people[a] for a in self._approvers(row)], self._earlier(row.case_id, row.id, row.actor)
        approver, asker = self.people[approver_id], self.people[row.actor]
        verdict = gate_approval(self.policy, approver, asker, row.deed, json.loads(row.payload), agreed, before)
        if isinstance(verdict, Denied):
            raise Refused(verdict.reason)

    def _agree(self, row: DecisionRow, approver_id: str, sha256: str, ttl: timedelta) -> None:
        row.approvals.append((approver_id, sha256, self.now + ttl.total_seconds()))
        self._note("approved", approver_id, self.cases[row.case_id], row)

    def decline(self, decision_id: str, approver_id: str) -> None:
        row = self._not_begun(decision_id)
        if row.actor == approver_id:
            raise Refused("asked for it")
        self._right(row, approver_id)
        self._end(row, DecisionState.REFUSED, "declined", approver_id)

    def withdraw(self, decision_id: str, person_id: str) -> None:
        row = self._not_begun(decision_id)
        if row.actor != person_id:
            raise Refused("somebody else asked for it")
        self._end(row, DecisionState.SUPERSEDED, "withdrawn", person_id)

    def _waiting(self, decision_id: str) -> DecisionRow:
        row = self.decisions.get(decision_id)
        if row is None or row.state is not DecisionState.OPEN or row.permit_until is not None:
            raise Refused("it is over, or on its way")
        return row

    def _not_begun(self, decision_id: str) -> DecisionRow:
        row = self._waiting(decision_id)
        if row.step > 1:
            raise Refused("a part of it is done already")
        return row

    def mark(self, decision_id: str, fence: int, state: DecisionState, by: str, number: int = 1) -> bool | Half:
        row = self.decisions.get(decision_id)
        if row is None or row.state not in LIVE or row.step != number or not self._fence_is(row, fence):
            return False
        if state is DecisionState.PARKED and number > 1:
            return self._stays_half(row, by, fence)
        self._mark(row, state, by, fence)
        return True

    def _mark(self, row: DecisionRow, state: DecisionState, by: str, fence: int | None, words: str = "") -> None:
        if row.state is not state:
            row.state = state
            self._note(state.value, by, self.cases[row.case_id], row, fence=fence)
        row.words = words

    def finish(
        self, decision_id: str, how: DecisionState, *, fence: int | None, by: str, number: int = 1, words: str = ""
    ) -> bool | Half:
        row = self.decisions.get(decision_id)
        if row is None:
            return False
        if number in row.ends:
            return row.ends[number] is how
        if row.state not in LIVE or row.step != number:
            return row.step == number and row.state is how
        if how is not DecisionState.APPLIED and (fence is None or not self._fence_is(row, fence)):
            return False
        return self._took_effect(row, by, fence) if how is DecisionState.APPLIED else self._failed(row, how, by, fence)

    def _took_effect(self, row: DecisionRow, by: str, fence: int | None) -> bool:
        row.ends[row.step] = DecisionState.APPLIED
        after, case = row.plan.after(row.step), self.cases[row.case_id]
        if after is not None:
            self._go_on(row, after, by, fence)
        elif row.plan.undoes(row.step):
            self._end(row, DecisionState.REFUSED, "refused", by, case.fence)
        else:
            self._end(row, DecisionState.APPLIED, "applied", by, fence)
            if row.plan.outcome is not None and case.state in LIVE_CASE and case.spell == row.spell:
                case.state, case.outcome, case.owner, case.lease_until = CaseState.RESOLVED, row.plan.outcome, None, None
        return True

    def _failed(self, row: DecisionRow, how: DecisionState, by: str, fence: int | None) -> bool | Half:
        turn = row.plan.turn(row.step)
        if row.step == 1:
            row.ends[1] = how
            self._end(row, how, how.value, by, fence)
        elif turn is not None:
            row.ends[row.step] = how
            self._go_on(row, turn, by, fence)
        elif how is DecisionState.SUPERSEDED and row.state is DecisionState.PARKED:
            row.ends[row.step] = how
            self._end(row, DecisionState.APPLIED, "applied", by, fence)
            row.words = row.plan.half(row.step, "put aside")
        else:
            return self._stays_half(row, by, fence)
        return True

    def _stays_half(self, row: DecisionRow, by: str, fence: int | None) -> Half:
        words = row.plan.half(row.step, "")
        self._mark(row, DecisionState.PARKED, by, fence, words)
        return Half(words)

    def _go_on(self, row: DecisionRow, number: int, by: str, fence: int | None) -> None:
        self._note("step", by, self.cases[row.case_id], row, fence=fence)
        row.step, row.state, row.permit_until, row.words = number, DecisionState.OPEN, None, None

    def _fence_is(self, row: DecisionRow, fence: int) -> bool:
        return self.cases[row.case_id].fence == fence

    def _end(self, row: DecisionRow, how: DecisionState, what: str, by: str, fence: int | None = None) -> None:
        row.state, row.words = how, None
        self._note(what, by, self.cases[row.case_id], row, fence=fence)

    # ---- what detection does ----

    def next_spell(self, case_id: str) -> bool:
        """Cleared and come up again: only where no decision is under way."""
        case = self.cases[case_id]
        if case.state not in LIVE_CASE or any(d.state in LIVE for d in self.of_case[case_id]):
            return False
        case.spell, case.owner, case.lease_until, case.fence = case.spell + 1, None, None, case.fence + 1
        self._note("respelled", "detection", case)
        return True

    # ---- reading ----

    def case_now(self, case_id: str, decision_id: str | None = None) -> CaseNow:
        row = self.cases[case_id]
        live = next((d for d in self.of_case[case_id] if d.state in LIVE), None)
        asked = self.decisions.get(decision_id) if decision_id is not None else live
        given = self._approvers(asked)
        waiting = asked is not None and asked.state is DecisionState.OPEN and len(given) < asked.approvers_needed
        one, two = self._decision(asked), self._decision(live)
        return CaseNow(self._case(row), one, two, waiting, given, moment(self.now))

    def _case(self, row: CaseRow) -> Case:
        until = None if row.lease_until is None else moment(row.lease_until)
        return Case(
            row.id, row.id, "credit", row.spell, row.state, row.outcome, BASE, BASE, BASE, 1, row.owner, row.fence, until, None, 1
        )

    def _decision(self, row: DecisionRow | None) -> Decision | None:
        if row is None:
            return None
        until = None if row.permit_until is None else moment(row.permit_until)
        return Decision(
            row.id, row.case_id, row.spell, row.slot or "", row.deed, row.payload, row.sha256, None, None, row.actor, row.fence, row.state,
            BASE, until, row.approvers_needed, row.approver_role, self._approvers(row), row.words, row.step,
            tuple((n, state.value, "", BASE.isoformat()) for n, state in sorted(row.ends.items())),
        )  # fmt: skip

    def _note(
        self,
        what: str,
        by: str,
        case: CaseRow,
        row: DecisionRow | None = None,
        ask: GateAsk | None = None,
        fence: int | None = None,
    ) -> None:
        used = ask.fence if ask is not None else fence
        sha = ask.sha256 if ask is not None else row.sha256 if row is not None else ""
        self.log.append(Wrote(self.now, what, by, case.id, row.id if row else "", sha, used, case.fence, row.step if row else 1))
