"""A decision after the gate: approved, declined, withdrawn, in doubt, parked; one step after the other, and ended."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update

from app.domain.case import CaseState, DecisionState
from app.domain.steps import Plan, read
from app.errors import Refused
from app.policy.gate import gate_approval
from app.policy.matrix import Policy
from app.policy.verdict import Allowed, Denied
from app.store.team import audit, delegations, rulings
from app.store.team.answers import Half
from app.store.team.cases import close, wait
from app.store.team.engine import Tx
from app.store.team.rows import LIVE, LIVE_CASE, agreed, agreements, ends_of, find_case, find_decision, the_person
from app.store.team.schema import approval, decision, kase, step_end
from app.store.team.sums import earlier
from app.store.times import to_micros

_DECLINED = frozenset({"rejected"})  # outcomes in which the customer does not get what was asked for


def approve(tx: Tx, decision_id: str, approver_id: str, sha256: str, ttl: timedelta) -> None:
    """One person's agreement to exactly this payload. Refused: asked by the same person, no such role, changed or over meanwhile."""
    row = _waiting(tx, decision_id, "approve it")
    if row.sha256 != sha256:
        raise Refused("Could not approve it: it was changed meanwhile", "Look again, then decide.", about=decision_id)
    book = rulings.in_force(tx.conn)
    policy = book.policy
    outdated = book.outdated(row.deed, json.loads(row.payload)) if row.step == 1 else None
    if outdated is not None:
        raise Refused(f"Could not approve it: {outdated.reason}", about=decision_id)
    verdict = _right(tx, row, approver_id, policy, "approve it")
    expires, behalf = tx.now + ttl // timedelta(microseconds=1), verdict.behalf or None
    values = {"decision_id": row.id, "payload_sha256": sha256, "approver": approver_id, "behalf": behalf, "expires": expires}
    tx.conn.execute(insert(approval).values(id=str(uuid4()), at=tx.now, **values))
    _touch(tx, row.case_id)
    audit.append(
        tx, "approved", approver_id, case=row.case_id, decision=row.id, sha256=sha256, expires=expires, behalf=behalf,
        policy=policy.version,
    )  # fmt: skip


def decline(tx: Tx, decision_id: str, approver_id: str, reason: str) -> None:
    """Say no to what somebody asked for: who may approve it may decline it. Refused for others, and where it no longer waits."""
    row = _not_begun(tx, decision_id, "decline it")
    if row.actor == approver_id:
        raise Refused("Could not decline it: you asked for it", "Take it back instead.", about=decision_id)
    _right(tx, row, approver_id, rulings.in_force(tx.conn).policy, "decline it")
    _end(tx, row, DecisionState.REFUSED, reason, approver_id, None, what="declined")


def withdraw(tx: Tx, decision_id: str, person_id: str) -> None:
    """Take back what one asked for oneself, as long as nobody was permitted to send it."""
    row = _not_begun(tx, decision_id, "take it back")
    if row.actor != person_id:
        raise Refused("Could not take it back: somebody else asked for it", about=decision_id)
    _end(tx, row, DecisionState.SUPERSEDED, "taken back", person_id, None, what="withdrawn")


def _right(tx: Tx, row: Any, approver_id: str, policy: Policy, deed: str) -> Allowed:
    """By which right they are a second person to it, measured as the gate measures it."""
    asker, approver = (the_person(tx.conn, tx.now, p) for p in (row.actor, approver_id))
    if asker is None or approver is None:
        raise Refused(f"Could not {deed}: you are not known to this team", about=row.id)
    given = agreements(tx.conn, row, tx.now)
    counted, used = agreed(tx.conn, tx.now, given), {id_ for pair in given for id_ in pair}
    lent = [p for id_ in delegations.of(tx.conn, approver_id, tx.now) if (p := the_person(tx.conn, tx.now, id_))]
    before, payload = earlier(tx.conn, row.case_id, row.actor, row, tx.now), json.loads(row.payload)
    verdict = gate_approval(policy, approver, asker, row.deed, payload, counted, before, delegators=lent, used=used)
    if isinstance(verdict, Denied):
        raise Refused(f"Could not {deed}: {verdict.reason}", about=row.id)
    return verdict


def _waiting(tx: Tx, decision_id: str, deed: str) -> Any:
    row = find_decision(tx.conn, decision_id)
    if row is None or row.state != DecisionState.OPEN:
        raise Refused(f"Could not {deed}: it is over", "Look again.", about=decision_id)
    if row.permit_until is not None:
        raise Refused(f"Could not {deed}: it is on its way already", "Wait for its outcome.", about=decision_id)
    return row


def _not_begun(tx: Tx, decision_id: str, deed: str) -> Any:
    row = _waiting(tx, decision_id, deed)
    if row.step > 1:
        raise Refused(f"Could not {deed}: a part of it is done already", "Wait for its outcome.", about=decision_id)
    return row


def mark_unknown(tx: Tx, decision_id: str, number: int, fence: int, words: str, by: str) -> bool:
    """Letter ``number`` is being verified: only of the step it is at, under the current fence; never away from an end."""
    row = find_decision(tx.conn, decision_id)
    return _at(tx, row, number, fence) and _mark(tx, row, DecisionState.UNKNOWN, fence, words, by)


def park(tx: Tx, decision_id: str, number: int, fence: int, why: str, by: str) -> bool | Half:
    """A person must decide: as ``mark_unknown``. What other steps did is said with it."""
    row = find_decision(tx.conn, decision_id)
    if not _at(tx, row, number, fence):
        return False
    return _mark(tx, row, DecisionState.PARKED, fence, why, by) if number == 1 else _stays_half(tx, row, fence, why, by)


def _at(tx: Tx, row: Any | None, number: int, fence: int) -> bool:
    return row is not None and row.state in LIVE and row.step == number and _fence_is(tx, row, fence)


def _mark(tx: Tx, row: Any, state: DecisionState, fence: int | None, words: str, by: str) -> bool:
    if row.state == state and (row.words or "") == words:
        return True
    tx.conn.execute(update(decision).where(decision.c.id == row.id).values(state=state, words=words))
    _touch(tx, row.case_id)
    audit.append(tx, str(state), by, case=row.case_id, decision=row.id, fence=fence)
    return True


def finish(tx: Tx, decision_id: str, number: int, how: DecisionState, fence: int | None, words: str, by: str) -> bool | Half:
    """Letter ``number`` ended. ``applied`` may be recorded by anybody who saw the effect; other ends only under the current fence.

    True also where it ended this way already. After an effect the next step is due, after the last one the decision is over, and its case
    with it where the payload says so. Without an effect the former steps are taken back, or, where they cannot be, the decision is parked;
    where it was only to tell what they did, all of it is done.
    """
    row = find_decision(tx.conn, decision_id)
    if row is None:
        return False
    known = next((state for n, state, _, _ in ends_of(tx.conn, row.id) if n == number), None)
    if known is not None:
        return bool(known == how)
    if row.state not in LIVE or row.step != number:
        return bool(row.step == number and row.state == how)
    if how is not DecisionState.APPLIED and (fence is None or not _fence_is(tx, row, fence)):
        return False
    if how is DecisionState.APPLIED:
        return _took_effect(tx, row, words, by, fence)
    return _without_effect(tx, row, how, words, by, fence)


def _took_effect(tx: Tx, row: Any, words: str, by: str, fence: int | None) -> bool:
    plan = read(row.payload)
    _record(tx, row, DecisionState.APPLIED, words)
    after = plan.after(row.step)
    if after is not None:
        _go_on(tx, row, after, by, fence, DecisionState.APPLIED)
    elif plan.undoes(row.step):
        failed = next(told for _, state, told, _ in ends_of(tx.conn, row.id) if state != DecisionState.APPLIED)
        _end(tx, row, DecisionState.REFUSED, f"{failed} (what was done before is taken back)", by, fence)
    else:
        _all_done(tx, row, plan, words, by, fence)
    return True


def _all_done(tx: Tx, row: Any, plan: Plan, words: str, by: str, fence: int | None) -> None:
    _end(tx, row, DecisionState.APPLIED, words, by, fence, plan.outcome)
    if plan.outcome is not None:
        _close(tx, row, plan.outcome)
    elif plan.until:
        _wait(tx, row, to_micros(datetime.fromisoformat(plan.until)), by)


def _without_effect(tx: Tx, row: Any, how: DecisionState, words: str, by: str, fence: int | None) -> bool | Half:
    """A parked half that its person puts aside stays as it is: it took effect, as far as it went, and keeps its slot."""
    plan = read(row.payload)
    turn = plan.turn(row.step)
    if plan.tells(row.step) and row.step > 1:
        _record(tx, row, how, words)
        left = how is DecisionState.SUPERSEDED and row.state == DecisionState.PARKED
        told = f"It is done, the message may have been sent: {words}" if left else plan.half(row.step, words)
        _all_done(tx, row, plan, told, by, fence)
    elif row.step == 1:
        _record(tx, row, how, words)
        _end(tx, row, how, words, by, fence)
    elif turn is not None:
        _record(tx, row, how, words)
        _go_on(tx, row, turn, by, fence, how)
    elif how is DecisionState.SUPERSEDED and row.state == DecisionState.PARKED:
        _record(tx, row, how, words)
        _end(tx, row, DecisionState.APPLIED, plan.half(row.step, words), by, fence)
    else:
        return _stays_half(tx, row, fence, words, by)
    return True


def _stays_half(tx: Tx, row: Any, fence: int | None, why: str, by: str) -> Half:
    words = read(row.payload).half(row.step, why)
    _mark(tx, row, DecisionState.PARKED, fence, words, by)
    return Half(words)


def _record(tx: Tx, row: Any, how: DecisionState, words: str) -> None:
    values = {"decision_id": row.id, "number": row.step, "state": how, "words": words, "at": tx.now}
    tx.conn.execute(insert(step_end).values(values))


def _go_on(tx: Tx, row: Any, number: int, by: str, fence: int | None, how: DecisionState) -> None:
    """Open again, and nobody is permitted to send what comes next."""
    values = {"step": number, "state": DecisionState.OPEN, "permit_until": None, "words": None}
    tx.conn.execute(update(decision).where(decision.c.id == row.id).values(values))
    _touch(tx, row.case_id)
    audit.append(tx, "step", by, case=row.case_id, decision=row.id, sha256=row.sha256, fence=fence, step=row.step, how=str(how))


def _close(tx: Tx, row: Any, outcome: str) -> None:
    case = find_case(tx.conn, row.case_id)
    if case is not None and case.state in LIVE_CASE and case.spell == row.spell:
        state = CaseState.DECLINED if outcome in _DECLINED else CaseState.RESOLVED
        close(tx, case, state, outcome, evidence_at=tx.now, rule_version=case.rule_version)


def _wait(tx: Tx, row: Any, until: int, by: str) -> None:
    """What took effect only after that day begins waits no more."""
    case = find_case(tx.conn, row.case_id)
    if case is not None and case.state in LIVE_CASE and case.spell == row.spell and until > tx.now:
        wait(tx, row.case_id, by, until)


def _end(
    tx: Tx,
    row: Any,
    how: DecisionState,
    words: str,
    by: str,
    fence: int | None,
    outcome: str | None = None,
    what: str | None = None,
) -> None:
    tx.conn.execute(update(decision).where(decision.c.id == row.id).values(state=how, words=words, ended_at=tx.now))
    _touch(tx, row.case_id)
    audit.append(
        tx,
        what or str(how),
        by,
        case=row.case_id,
        decision=row.id,
        sha256=row.sha256,
        fence=fence,
        step=row.step,
        outcome=outcome,
    )


def _fence_is(tx: Tx, row: Any, fence: int) -> bool:
    case = find_case(tx.conn, row.case_id)
    return case is not None and case.fence == fence


def _touch(tx: Tx, case_id: str) -> None:
    tx.conn.execute(update(kase).where(kase.c.id == case_id).values(rev=kase.c.rev + 1))
