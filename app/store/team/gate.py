"""The gate: one transaction that lets a decision through, makes it wait for others, or says why not."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, or_, select, update

from app.domain import message
from app.domain.case import DecisionState, taken_back
from app.domain.letter import canonical
from app.domain.steps import TAKE_BACK, Plan, read
from app.policy.gate import ask_of, bounding
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval, Verdict
from app.store.team import audit, rulings
from app.store.team.answers import Closed, GateAnswer, GateAsk, Permit, Refusal, Stale, Taken, Waits
from app.store.team.engine import Tx
from app.store.team.rows import (
    HOLDS_SLOT,
    LIVE,
    LIVE_CASE,
    agreed,
    agreements,
    approvers,
    decision_of,
    ends_of,
    find_case,
    find_decision,
    in_full,
    live_decision,
    the_person,
)  # fmt: skip
from app.store.team.schema import decision, kase, step_end
from app.store.team.sums import earlier
from app.store.times import from_micros

PERMIT = timedelta(seconds=10)


def gate(tx: Tx, ask: GateAsk) -> GateAnswer:
    """Fence, state, slot, the policy in force now, approvals, sums; then the decision's row, its audit row and a permit: all or nothing."""
    plan = _plan(ask)
    if plan is None:
        return Refusal("The decision is not what its hash says")
    mine = find_decision(tx.conn, ask.decision_id)
    over = _ended(tx, ask, mine)
    if over is not None:
        return over
    back = taken_back(ask.slot) is not None
    if back is not (plan.deed == TAKE_BACK) or (back and not _takes_back(tx, ask, plan)):
        return Refusal("There is nothing of this case to take back")
    case = find_case(tx.conn, ask.case_id)
    if case is None or case.fence != ask.fence or case.owner != ask.person_id:
        return _stale(tx, case, ask, mine)
    held = _held(tx, case, ask, mine)
    if held is not None:
        return held
    if mine is not None and mine.sha256 != ask.sha256:
        return Refusal("The decision was changed after it was taken down")
    if ask.number != (mine.step if mine is not None else 1):
        return Stale()
    book = rulings.in_force(tx.conn)
    policy = book.policy
    over_terms = book.outdated(plan.deed, json.loads(ask.payload)) if ask.number == 1 else None
    if over_terms is not None:
        return Refusal(over_terms.reason)
    match _judge(tx, ask, mine, policy):
        case Denied(reason=reason):
            return Refusal(reason)
        case NeedsApproval() as verdict:
            return _take_down(tx, case, ask, mine, policy, verdict)
        case Allowed():
            return _told_already(tx, ask, plan) or _permit(tx, case, ask, mine, policy)


def _plan(ask: GateAsk) -> Plan | None:
    try:
        plan = read(ask.payload)
    except ValueError:
        return None
    return plan if canonical(json.loads(ask.payload)) == (ask.payload, ask.sha256) and plan.deed == ask.deed else None


def _ended(tx: Tx, ask: GateAsk, mine: Any | None) -> Closed | None:
    """This letter's step ended, or all of its decision did."""
    if mine is None:
        return None
    end = next((e for e in ends_of(tx.conn, mine.id) if e[0] == ask.number), None)
    if end is not None:
        return Closed(DecisionState(end[1]), end[2])
    return None if mine.state in LIVE else Closed(DecisionState(mine.state), mine.words or "")


def _takes_back(tx: Tx, ask: GateAsk, plan: Plan) -> bool:
    """The opposite of a decision of this spell that took effect, as it said itself, in the slot that only this can have."""
    done = find_decision(tx.conn, taken_back(ask.slot) or "")
    if done is None or (done.case_id, done.spell) != (ask.case_id, ask.spell):
        return False
    did = in_full(done)
    return did is not None and did.back("").steps == plan.steps


def _over(case: Any, ask: GateAsk) -> bool:
    """Its spell has ended. What takes an effect back has no spell to lose."""
    return taken_back(ask.slot) is None and (case.state not in LIVE_CASE or case.spell != ask.spell)


def _stale(tx: Tx, case: Any | None, ask: GateAsk, mine: Any | None) -> GateAnswer:
    """No claim: but what is over needs none to say so."""
    if case is None or mine is not None:
        return Stale()
    if _over(case, ask):
        return Closed(DecisionState.SUPERSEDED, _closed_words(case, ask))
    return _slot_taken(tx, ask) or Stale() if taken_back(ask.slot) is not None else Stale()


def _closed_words(case: Any, ask: GateAsk) -> str:
    if case.spell != ask.spell:
        return "The case was closed and came up again meanwhile"
    return f"The case is closed: {case.outcome or case.state}"


def _held(tx: Tx, case: Any, ask: GateAsk, mine: Any | None) -> GateAnswer | None:
    if mine is None and _over(case, ask):
        return Closed(DecisionState.SUPERSEDED, _closed_words(case, ask))
    other = live_decision(tx.conn, ask.case_id)
    if other is not None and other.id != ask.decision_id:
        return Taken(f"{_name(tx, other.actor)} has a decision under way", other.id)
    return _slot_taken(tx, ask)


def _slot_taken(tx: Tx, ask: GateAsk) -> Taken | None:
    if not ask.slot:
        return None
    same = (decision.c.case_id == ask.case_id, decision.c.spell == ask.spell, decision.c.slot == ask.slot)
    asked = select(decision).where(*same, decision.c.state.in_(HOLDS_SLOT), decision.c.id != ask.decision_id)
    done = tx.conn.execute(asked).first()
    return None if done is None else Taken(f"{_name(tx, done.actor)} did this already", done.id)


def _name(tx: Tx, person_id: str) -> str:
    person = the_person(tx.conn, tx.now, person_id)
    return person.name if person is not None else "Somebody"


def _judge(tx: Tx, ask: GateAsk, mine: Any | None, policy: Policy) -> Verdict:
    """The strictest verdict of all that bounds it."""
    verdicts = [_judge_deed(tx, ask, mine, deed, policy) for deed in bounding(policy, ask.deed, json.loads(ask.payload))]
    return next((v for kind in (Denied, NeedsApproval) for v in verdicts if isinstance(v, kind)), verdicts[0])


def _judge_deed(tx: Tx, ask: GateAsk, mine: Any | None, deed: str, policy: Policy) -> Verdict:
    """The asker's authority with the approvals on record, roles as they are now.

    Whoever else sends it has approved it, or may do it alone.
    """
    sender = the_person(tx.conn, tx.now, ask.person_id)
    asker = sender if mine is None or mine.actor == ask.person_id else the_person(tx.conn, tx.now, mine.actor)
    if sender is None or asker is None:
        return Denied("You are not known to this team")
    given = agreements(tx.conn, mine, tx.now) if mine is not None else ()
    counted = agreed(tx.conn, tx.now, given)
    this = ask_of(policy, deed, json.loads(ask.payload), earlier(tx.conn, ask.case_id, asker.id, mine, tx.now))
    if isinstance(this, Denied):
        return this
    if asker.id != sender.id and all(who != sender.id for who, _ in given):
        own = policy.may(sender, deed, this)
        if not isinstance(own, Allowed):
            return Denied("You have no part in this decision")
    return policy.may(asker, deed, this, counted)


def _told_already(tx: Tx, ask: GateAsk, plan: Plan) -> Refusal | None:
    """Somebody told them the same about the same order just now, from whatever console."""
    if not plan.tells(ask.number):
        return None
    since = tx.now - message.QUIET // timedelta(microseconds=1)
    ended = select(step_end.c.decision_id).where(step_end.c.at > since)
    lately = or_(decision.c.id.in_(ended), decision.c.permit_until > since)
    rows = tx.conn.execute(select(decision).where(lately, decision.c.id != ask.decision_id))
    told = [t for row in rows if (t := message.told_by(decision_of(row, (), ends_of(tx.conn, row.id))))]
    mine = message.of_body(plan.part(ask.number).body)
    why = message.told_already(mine, told, partial(_name, tx), from_micros(tx.now))
    return Refusal(why) if why else None


def _take_down(tx: Tx, case: Any, ask: GateAsk, mine: Any | None, policy: Policy, verdict: NeedsApproval) -> GateAnswer:
    have = len(approvers(tx.conn, mine, tx.now)) if mine is not None else 0
    needed = max(have + verdict.count, mine.approvers_needed if mine is not None else 0)
    if mine is None or (mine.approvers_needed, mine.approver_role) != (needed, verdict.role):
        # A permit of before lets nothing out any more: whoever holds the fence asks anew, by the policy of now.
        _write(tx, case, ask, mine, policy, approvers_needed=needed, approver_role=verdict.role, permit_until=None)
        audit.append(
            tx, "asked", ask.person_id, case=case.id, decision=ask.decision_id, deed=ask.deed, sha256=ask.sha256,
            needs=needed, role=verdict.role, fence=ask.fence, policy=policy.version,
        )  # fmt: skip
    return Waits(verdict.reason, verdict.count, verdict.role)


def _permit(tx: Tx, case: Any, ask: GateAsk, mine: Any | None, policy: Policy) -> GateAnswer:
    given = agreements(tx.conn, mine, tx.now) if mine is not None else ()
    who_agreed = [who for who, _ in given]
    if mine is not None and len(given) < mine.approvers_needed:
        # They are needed no more by the policy of now. The store cannot judge that, so a need is never lowered (docs/decisions/0003).
        why = "More were asked to agree than are needed by now: whoever asked may take it back and do it anew"
        return Waits(why, mine.approvers_needed - len(given), mine.approver_role)
    if mine is not None and mine.approvers_needed and mine.actor == ask.person_id:
        who = ", ".join(_name(tx, p) for p in who_agreed)
        return Waits(f"Approved; it goes out from {who}'s console", 0, mine.approver_role)
    until = tx.now + PERMIT // timedelta(microseconds=1)
    _write(tx, case, ask, mine, policy, permit_until=until)
    audit.append(
        tx, "permitted", ask.person_id, case=case.id, decision=ask.decision_id, deed=ask.deed, sha256=ask.sha256, fence=ask.fence,
        step=ask.number, until=until, approvers=who_agreed or None,
        acting_for=[list(pair) for pair in given if pair[1]] or None, policy=policy.version,
    )  # fmt: skip
    return Permit(PERMIT.total_seconds(), from_micros(until))


def _write(tx: Tx, case: Any, ask: GateAsk, mine: Any | None, policy: Policy, **values: Any) -> None:
    """Insert the decision, or bring the row that is there up to date; what was decided (payload, actor, amount) never changes."""
    values |= {"fence": ask.fence, "state": DecisionState.OPEN, "policy": policy.version}
    if mine is None:
        this = ask_of(policy, ask.deed, json.loads(ask.payload))
        amount = None if isinstance(this, Denied) else this.amount
        fixed = {
            "id": ask.decision_id,
            "case_id": ask.case_id,
            "spell": ask.spell,
            "slot": ask.slot or None,
            "deed": ask.deed,
            "payload": ask.payload,
            "sha256": ask.sha256,
            "amount": amount.minor if amount else None,
            "currency": amount.currency if amount else None,
            "actor": ask.person_id,
            "at": tx.now,
            "approvers_needed": 0,
            "step": 1,
        }
        tx.conn.execute(insert(decision).values(fixed | values))
    else:
        tx.conn.execute(update(decision).where(decision.c.id == mine.id).values(values))
    tx.conn.execute(update(kase).where(kase.c.id == case.id).values(rev=case.rev + 1))
