"""A case's life across consoles: opened once, cleared and reopened only on newer evidence, claimed under a lease and a fence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from app.domain.case import Case, CaseState
from app.domain.finding import Finding
from app.errors import Refused
from app.store.team import audit
from app.store.team.answers import Claim
from app.store.team.engine import Tx
from app.store.team.rows import LIVE_CASE, case_of, find_case, has_effect_to_take_back, live_decision
from app.store.team.schema import kase, spell
from app.store.times import from_micros, maybe_micros, spans, spans_text, to_micros


def open_case(tx: Tx, finding: Finding, by: str) -> Case:
    """The case of this finding: new, or its next spell where it was closed and the evidence is newer, else as it stands."""
    row = find_case(tx.conn, finding.case_id)
    if row is None:
        _insert(tx, finding, by)
    elif to_micros(finding.asof) > row.evidence_at and finding.rule_version >= row.rule_version:
        if row.state in LIVE_CASE:
            _confirm(tx, row, finding)
        else:
            _reopen(tx, row, finding, by)
    return case_of(find_case(tx.conn, finding.case_id))


def _subject(tx: Tx, finding: Finding) -> dict[str, Any]:
    verdict = finding.verdict
    return {
        "state": CaseState.OPEN,
        "started_at": maybe_micros(verdict.since) or tx.now,
        "opened_at": tx.now,
        "evidence_at": to_micros(finding.asof),
        "rule_version": finding.rule_version,
        "document": finding.document,
        "customer": finding.customer,
        "value_minor": verdict.value.minor,
        "value_currency": verdict.value.currency,
        "severity": verdict.severity,
        "cause_words": verdict.group,
    }


def _insert(tx: Tx, finding: Finding, by: str) -> None:
    values = _subject(tx, finding) | {
        "id": finding.case_id,
        "fingerprint": finding.fingerprint,
        "type": finding.type,
        "spell": 1,
        "fence": 0,
        "pauses": "[]",
        "rev": 1,
    }
    tx.conn.execute(insert(kase).values(values))
    audit.append(tx, "opened", by, case=finding.case_id, spell=1, rule=finding.rule_version, evidence=values["evidence_at"])


def _confirm(tx: Tx, row: Any, finding: Finding) -> None:
    """Seen again: nothing a screen shows changes, but older evidence can no longer clear it."""
    values = {"evidence_at": to_micros(finding.asof), "rule_version": finding.rule_version}
    tx.conn.execute(update(kase).where(kase.c.id == row.id).values(values))


def _reopen(tx: Tx, row: Any, finding: Finding, by: str) -> None:
    values = _subject(tx, finding) | {
        "spell": row.spell + 1,
        "outcome": None,
        "closed_at": None,
        "owner": None,
        "lease_until": None,
        "wake_at": None,
        "pauses": "[]",
        "fence": row.fence + 1,
        "rev": row.rev + 1,
    }
    tx.conn.execute(update(kase).where(kase.c.id == row.id, kase.c.rev == row.rev).values(values))
    audit.append(tx, "reopened", by, case=row.id, spell=row.spell + 1, rule=finding.rule_version, evidence=values["evidence_at"])


def clear_case(tx: Tx, case_id: str, evidence_at: int, rule_version: int, outcome: str, by: str) -> bool:
    """Close what no longer stands; never on older evidence, by an older rule, or over a decision that may still take effect."""
    row = find_case(tx.conn, case_id)
    if row is None or row.state not in LIVE_CASE or evidence_at <= row.evidence_at or rule_version < row.rule_version:
        return False
    if live_decision(tx.conn, case_id) is not None:
        return False
    close(tx, row, CaseState.CLEARED, outcome, evidence_at=evidence_at, rule_version=rule_version)
    audit.append(tx, "cleared", by, case=case_id, spell=row.spell, outcome=outcome, rule=rule_version, evidence=evidence_at)
    return True


def close(tx: Tx, row: Any, state: CaseState, outcome: str, *, evidence_at: int, rule_version: int) -> None:
    """End the spell and keep it. Evidence from before the end can neither reopen nor clear it."""
    values = {
        "state": state,
        "outcome": outcome,
        "closed_at": tx.now,
        "evidence_at": max(evidence_at, row.evidence_at),
        "rule_version": rule_version,
        "owner": None,
        "lease_until": None,
        "wake_at": None,
        "pauses": _pauses(row, tx.now),
        "rev": row.rev + 1,
    }
    tx.conn.execute(update(kase).where(kase.c.id == row.id, kase.c.rev == row.rev).values(values))
    tx.conn.execute(
        insert(spell).values(
            case_id=row.id,
            spell=row.spell,
            started_at=row.started_at,
            opened_at=row.opened_at,
            closed_at=tx.now,
            state=state,
            outcome=outcome,
            value_minor=row.value_minor,
            value_currency=row.value_currency,
        )
    )


# ---- claims ------------------------------------------------------------------------------------------------------------------


def claim(tx: Tx, case_id: str, person_id: str, lease: timedelta) -> Claim | None:
    """Take the case where it is free, its lease ran out, or it is one's own; always under a new fence. None: another holds it.

    A closed case is given only where something of it can still be taken back (a raised limit).
    """
    row = find_case(tx.conn, case_id)
    if row is None or (row.state not in LIVE_CASE and not has_effect_to_take_back(tx.conn, case_id)):
        return None
    if row.owner not in (None, person_id) and row.lease_until is not None and row.lease_until > tx.now:
        return None
    until = tx.now + lease // timedelta(microseconds=1)
    values = {"owner": person_id, "fence": row.fence + 1, "lease_until": until, "rev": row.rev + 1}
    tx.conn.execute(update(kase).where(kase.c.id == case_id, kase.c.fence == row.fence).values(values))
    audit.append(tx, "claimed", person_id, case=case_id, fence=row.fence + 1)
    return Claim(row.fence + 1, from_micros(until))


def renew(tx: Tx, case_id: str, person_id: str, fence: int, lease: timedelta) -> bool:
    """Keep the case a while longer. Leaves no row in the log: nothing that others see changes."""
    values = {"lease_until": tx.now + lease // timedelta(microseconds=1)}
    mine = (kase.c.id == case_id, kase.c.owner == person_id, kase.c.fence == fence)
    return tx.conn.execute(update(kase).where(*mine).values(values)).rowcount == 1


def unclaim(tx: Tx, case_id: str, person_id: str, fence: int) -> bool:
    """Give the case back. The fence stays, so that what is written under it later is still refused once somebody claimed anew."""
    row = find_case(tx.conn, case_id)
    if row is None or row.owner != person_id or row.fence != fence:
        return False
    values = {"owner": None, "lease_until": None, "rev": row.rev + 1}
    tx.conn.execute(update(kase).where(kase.c.id == case_id, kase.c.fence == fence).values(values))
    audit.append(tx, "unclaimed", person_id, case=case_id, fence=fence)
    return True


# ---- what a person does to a case without sending anything ------------------------------------------------------------------------


def snooze(tx: Tx, case_id: str, person_id: str, until: int | None) -> None:
    """Out of the queue until then (None: back now); its clock runs on."""
    _sleep(tx, case_id, person_id, until, CaseState.OPEN, "snoozed")


def wait(tx: Tx, case_id: str, person_id: str, until: int) -> None:
    """The customer is asked: out of the queue until they answer, and back at that time at the latest; its clock stands still."""
    _sleep(tx, case_id, person_id, until, CaseState.WAITING, "waits")


def _sleep(tx: Tx, case_id: str, person_id: str, until: int | None, state: CaseState, what: str) -> None:
    row = _open_row(tx, case_id, "let it wait")
    pauses = _pauses(row, tx.now, until if state is CaseState.WAITING else None)
    tx.conn.execute(update(kase).where(kase.c.id == case_id).values(state=state, wake_at=until, pauses=pauses, rev=row.rev + 1))
    audit.append(tx, what, person_id, case=case_id, until=until)


def _pauses(row: Any, now: int, until: int | None = None) -> str:
    """Those of before, the running one ended now, and one from now ``until`` then."""
    at = from_micros(now)
    ended = [(a, min(b, at)) for a, b in spans(row.pauses) if a < at]
    return spans_text([*ended, *([(at, from_micros(until))] if until is not None and until > now else [])])


def escalate(tx: Tx, case_id: str, person_id: str, to_role: str, reason_sha256: str) -> None:
    """Hand it to a higher role: nobody's, awake, and urgent for them. The reason itself is kept as a note."""
    row = _open_row(tx, case_id, "escalate it")
    values = {
        "state": CaseState.OPEN,
        "owner": None,
        "lease_until": None,
        "wake_at": None,
        "pauses": _pauses(row, tx.now),
        "fence": row.fence + 1,
        "rev": row.rev + 1,
    }
    tx.conn.execute(update(kase).where(kase.c.id == case_id).values(values))
    audit.append(tx, "escalated", person_id, case=case_id, role=to_role, reason=reason_sha256)


def _open_row(tx: Tx, case_id: str, deed: str) -> Any:
    row = find_case(tx.conn, case_id)
    if row is None or row.state not in LIVE_CASE:
        raise Refused(f"Could not {deed}: the case is closed", "Look at its history for who closed it.", about=case_id)
    return row
