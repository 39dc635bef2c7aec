"""A decision after the gate: approved, declined, withdrawn, in doubt, parked, ended."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update

from app.domain.case import CaseState, DecisionState
from app.errors import Refused
from app.policy.gate import gate_approval
from app.policy.matrix import Policy
from app.policy.verdict import Denied
from app.store.team import audit
from app.store.team.cases import close
from app.store.team.engine import Tx
from app.store.team.rows import LIVE, LIVE_CASE, approvers, find_case, find_decision, the_person
from app.store.team.schema import approval, decision, kase

_DECLINED = frozenset({"rejected"})  # outcomes in which the customer does not get what was asked for


def approve(tx: Tx, decision_id: str, approver_id: str, sha256: str, ttl: timedelta, policy: Policy) -> None:
    """One person's agreement to exactly this payload. Refused: asked by the same person, no such role, changed or over meanwhile."""
    row = _waiting(tx, decision_id, "approve it")
    if row.sha256 != sha256:
        raise Refused("Could not approve it: it was changed meanwhile", "Look again, then decide.", about=decision_id)
    asker, approver = (the_person(tx.conn, tx.now, p) for p in (row.actor, approver_id))
    if asker is None or approver is None:
        raise Refused("Could not approve it: you are not known to this team", about=decision_id)
    given = approvers(tx.conn, row, tx.now)
    agreed = [p for id_ in given if (p := the_person(tx.conn, tx.now, id_))]
    verdict = gate_approval(policy, approver, asker, row.deed, json.loads(row.payload), agreed)
    if isinstance(verdict, Denied):
        raise Refused(f"Could not approve it: {verdict.reason}", about=decision_id)
    expires = tx.now + ttl // timedelta(microseconds=1)
    tx.conn.execute(
        insert(approval).values(
            id=str(uuid4()), decision_id=row.id, payload_sha256=sha256, approver=approver_id, at=tx.now, expires=expires
        )
    )
    _touch(tx, row.case_id)
    audit.append(tx, "approved", approver_id, case=row.case_id, decision=row.id, sha256=sha256, expires=expires)


def decline(tx: Tx, decision_id: str, approver_id: str, reason: str) -> None:
    """Say no to what somebody asked for. Refused where it no longer waits."""
    row = _waiting(tx, decision_id, "decline it")
    if row.actor == approver_id:
        raise Refused("Could not decline it: you asked for it", "Take it back instead.", about=decision_id)
    _end(tx, row, DecisionState.REFUSED, reason)
    audit.append(tx, "declined", approver_id, case=row.case_id, decision=row.id, sha256=row.sha256)


def withdraw(tx: Tx, decision_id: str, person_id: str) -> None:
    """Take back what one asked for oneself, as long as nobody was permitted to send it."""
    row = _waiting(tx, decision_id, "take it back")
    if row.actor != person_id:
        raise Refused("Could not take it back: somebody else asked for it", about=decision_id)
    _end(tx, row, DecisionState.SUPERSEDED, "taken back")
    audit.append(tx, "withdrawn", person_id, case=row.case_id, decision=row.id, sha256=row.sha256)


def _waiting(tx: Tx, decision_id: str, deed: str) -> Any:
    row = find_decision(tx.conn, decision_id)
    if row is None or row.state != DecisionState.OPEN:
        raise Refused(f"Could not {deed}: it is over", "Look again.", about=decision_id)
    if row.permit_until is not None:
        raise Refused(f"Could not {deed}: it is on its way already", "Wait for its outcome.", about=decision_id)
    return row


def mark(tx: Tx, decision_id: str, fence: int, state: DecisionState, words: str, by: str) -> bool:
    """``unknown`` or ``parked``, under the current fence only; never away from an end."""
    row = find_decision(tx.conn, decision_id)
    if row is None or row.state not in LIVE or not _fence_is(tx, row, fence):
        return False
    if row.state == state and (row.words or "") == words:
        return True
    tx.conn.execute(update(decision).where(decision.c.id == row.id).values(state=state, words=words))
    _touch(tx, row.case_id)
    audit.append(tx, str(state), by, case=row.case_id, decision=row.id, fence=fence)
    return True


def finish(tx: Tx, decision_id: str, how: DecisionState, fence: int | None, words: str, outcome: str | None, by: str) -> bool:
    """End it. ``applied`` may be recorded by anybody who saw the effect; ``refused`` and ``superseded`` only under the current fence.

    True also where it has ended this way already. ``outcome`` closes the case with it (only when applied).
    """
    row = find_decision(tx.conn, decision_id)
    if row is None:
        return False
    if row.state not in LIVE:
        return bool(row.state == how)
    if how is not DecisionState.APPLIED and (fence is None or not _fence_is(tx, row, fence)):
        return False
    _end(tx, row, how, words)
    if how is DecisionState.APPLIED and outcome is not None:
        case = find_case(tx.conn, row.case_id)
        if case is not None and case.state in LIVE_CASE and case.spell == row.spell:
            state = CaseState.DECLINED if outcome in _DECLINED else CaseState.RESOLVED
            close(tx, case, state, outcome, evidence_at=tx.now, rule_version=case.rule_version)
    audit.append(tx, str(how), by, case=row.case_id, decision=row.id, sha256=row.sha256, fence=fence, outcome=outcome)
    return True


def _end(tx: Tx, row: Any, how: DecisionState, words: str) -> None:
    tx.conn.execute(update(decision).where(decision.c.id == row.id).values(state=how, words=words, ended_at=tx.now))
    _touch(tx, row.case_id)


def _fence_is(tx: Tx, row: Any, fence: int) -> bool:
    case = find_case(tx.conn, row.case_id)
    return case is not None and case.fence == fence


def _touch(tx: Tx, case_id: str) -> None:
    tx.conn.execute(update(kase).where(kase.c.id == case_id).values(rev=kase.c.rev + 1))
