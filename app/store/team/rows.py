"""From rows of the team store to frozen records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from app.domain.case import Case, CaseState, Decision, DecisionState, Note, Spell
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Plan, read
from app.domain.team_view import KINDS, Kept
from app.store.team.schema import approval, decision, kase, note, observation, person, role_grant, spell, step_end
from app.store.times import from_micros, maybe_moment, spans

LIVE_CASE = (CaseState.OPEN, CaseState.WAITING)
LIVE = (DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED)
HOLDS_SLOT = (*LIVE, DecisionState.APPLIED)
Ends = tuple[tuple[int, str, str, str], ...]
Pairs = tuple[tuple[str, str], ...]


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


def case_of(row: Any) -> Case:
    return Case(
        id=row.id,
        fingerprint=row.fingerprint,
        type=row.type,
        spell=row.spell,
        state=CaseState(row.state),
        outcome=row.outcome,
        started_at=from_micros(row.started_at),
        opened_at=from_micros(row.opened_at),
        evidence_at=from_micros(row.evidence_at),
        rule_version=row.rule_version,
        owner=row.owner,
        fence=row.fence,
        lease_until=maybe_moment(row.lease_until),
        wake_at=maybe_moment(row.wake_at),
        rev=row.rev,
        document=row.document,
        customer=row.customer,
        value=_money(row.value_minor, row.value_currency),
        severity=row.severity,
        group=row.cause_words,
        closed_at=maybe_moment(row.closed_at),
        pauses=spans(row.pauses),
    )


def decision_of(row: Any, given: Pairs, ends: Ends) -> Decision:
    return Decision(
        id=row.id,
        case_id=row.case_id,
        spell=row.spell,
        slot=row.slot or "",
        deed=row.deed,
        payload=row.payload,
        sha256=row.sha256,
        amount=row.amount,
        currency=row.currency,
        actor=row.actor,
        fence=row.fence,
        state=DecisionState(row.state),
        at=from_micros(row.at),
        permit_until=maybe_moment(row.permit_until),
        approvers_needed=row.approvers_needed,
        approver_role=row.approver_role,
        approved_by=tuple(who for who, _ in given),
        words=row.words,
        step=row.step,
        ends=ends,
        acting_for=tuple(pair for pair in given if pair[1]),
        policy=row.policy,
    )


def find_case(conn: Connection, case_id: str) -> Any | None:
    return conn.execute(select(kase).where(kase.c.id == case_id)).one_or_none()


def find_decision(conn: Connection, decision_id: str) -> Any | None:
    return conn.execute(select(decision).where(decision.c.id == decision_id)).one_or_none()


def live_decision(conn: Connection, case_id: str) -> Any | None:
    return conn.execute(select(decision).where(decision.c.case_id == case_id, decision.c.state.in_(LIVE))).one_or_none()


def has_effect_to_take_back(conn: Connection, case_id: str) -> bool:
    """A decision was applied that expires or may be undone: the one reason to hold a closed case."""
    applied = conn.execute(select(decision).where(decision.c.case_id == case_id, decision.c.state == DecisionState.APPLIED))
    return any(in_full(row) is not None for row in applied)


def in_full(row: Any) -> Plan | None:
    """What this decision did, where all of it took effect and all of it can be taken back."""
    plan = read(row.payload)
    whole = row.state == DecisionState.APPLIED and row.step == len(plan.steps)
    return plan if whole and plan.undoable else None


def ends_of(conn: Connection, decision_id: str) -> Ends:
    """How the letters of a decision ended, in order."""
    asked = select(step_end).where(step_end.c.decision_id == decision_id).order_by(step_end.c.number)
    return tuple((r.number, r.state, r.words, from_micros(r.at).isoformat()) for r in conn.execute(asked))


def agreements(conn: Connection, row: Any, now: int) -> Pairs:
    """Who approved this decision's payload, and in whose place or "", in order, as far as it has not expired.

    The actor never counts, in person or by a delegate; neither does a pair of delegator and delegate twice.
    """
    asked = (
        select(approval.c.approver, approval.c.behalf)
        .where(approval.c.decision_id == row.id, approval.c.payload_sha256 == row.sha256)
        .where(approval.c.expires > now)
        .order_by(approval.c.at, approval.c.id)
    )
    found: list[tuple[str, str]] = []
    used = {row.actor}
    for who, behalf in conn.execute(asked):
        both = {who, behalf} - {None}
        if not both & used:
            found.append((who, behalf or ""))
            used |= both
    return tuple(found)


def approvers(conn: Connection, row: Any, now: int) -> tuple[str, ...]:
    """Who approved by their own hand; see ``agreements``."""
    return tuple(who for who, _ in agreements(conn, row, now))


def cases(conn: Connection, ids: Iterable[str]) -> tuple[Case, ...]:
    return tuple(case_of(r) for r in conn.execute(select(kase).where(kase.c.id.in_(list(ids)))))


def decisions(conn: Connection, ids: Iterable[str], now: int) -> tuple[Decision, ...]:
    rows = conn.execute(select(decision).where(decision.c.id.in_(list(ids))).order_by(decision.c.at)).all()
    return tuple(the_decision(conn, r, now) for r in rows)


def the_decision(conn: Connection, row: Any, now: int) -> Decision:
    return decision_of(row, agreements(conn, row, now), ends_of(conn, row.id))


def notes(conn: Connection, ids: Iterable[str]) -> tuple[Note, ...]:
    rows = conn.execute(select(note).where(note.c.id.in_(list(ids))).order_by(note.c.at))
    return tuple(Note(r.case_id, r.author, from_micros(r.at), r.text) for r in rows)


def kept(conn: Connection, ids: Iterable[str]) -> tuple[Kept, ...]:
    """Of these observations those that a screen shows, oldest first."""
    asked = select(observation).where(observation.c.id.in_(list(ids)), observation.c.kind.in_(KINDS))
    rows = conn.execute(asked.order_by(observation.c.recorded_at, observation.c.id))
    return tuple(Kept(r.kind, r.subject, r.body, r.source, r.recorded_at) for r in rows)


def spells(conn: Connection, case_ids: Iterable[str]) -> tuple[Spell, ...]:
    rows = conn.execute(select(spell).where(spell.c.case_id.in_(list(case_ids))).order_by(spell.c.case_id, spell.c.spell))
    return tuple(
        Spell(
            r.case_id,
            r.spell,
            from_micros(r.started_at),
            from_micros(r.opened_at),
            from_micros(r.closed_at),
            CaseState(r.state),
            r.outcome,
            _money(r.value_minor, r.value_currency),
        )
        for r in rows
    )


def persons(conn: Connection, now: int, ids: Iterable[str] | None = None) -> tuple[Person, ...]:
    """People with the roles granted at ``now``; all, or those of ``ids``."""
    asked = select(person).order_by(person.c.id)
    if ids is not None:
        asked = asked.where(person.c.id.in_(list(ids)))
    granted: dict[str, set[str]] = {}
    current = select(role_grant).where(role_grant.c.since <= now, or_(role_grant.c.until.is_(None), role_grant.c.until > now))
    for row in conn.execute(current):
        granted.setdefault(row.person, set()).add(row.role)
    return tuple(
        Person(r.id, r.name, frozenset(granted.get(r.id, ())), tuple(sorted(json.loads(r.logins).items())))
        for r in conn.execute(asked)
    )


def the_person(conn: Connection, now: int, person_id: str) -> Person | None:
    return next(iter(persons(conn, now, [person_id])), None)


def agreed(conn: Connection, now: int, given: Pairs) -> list[Person]:
    """Those whose right was used, with the roles that they have now."""
    return [p for who, behalf in given if (p := the_person(conn, now, behalf or who))]
