"""Cases, their spells, and decisions on them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from app.domain.case import Case, CaseState, Decision, DecisionState, Spell
from app.domain.order import Sale
from tests.app.store.figures.history.raw import NOW, History


def case(h: History) -> None:
    rng = h.rng
    sale = rng.choice(h.of(Sale))
    type_ = rng.choice(["credit", "credit", "delay", "price"])
    print_ = f"{type_}|{sale.ref.source}|sale|{sale.ref.key}|{h.key()}"
    value = sale.untaxed_company
    at = NOW - timedelta(days=rng.randint(1, 100), hours=rng.randint(0, 20))
    spells = rng.randint(1, 3)
    for number in range(1, spells + 1):
        end = at + timedelta(hours=rng.randint(1, 200))
        last = number == spells
        ends = end < NOW and (not last or rng.random() < 0.6)
        outcome = rng.choice(["released", "released", "rejected", "cleared"])
        state = CaseState.CLEARED if outcome == "cleared" else CaseState.RESOLVED
        if ends:
            h.spells.append(Spell(print_, number, at, at, end, state, outcome, value))
        if last or not ends:
            h.cases.append(
                Case(
                    id=print_,
                    fingerprint=print_,
                    type=type_,
                    spell=number,
                    state=state if ends else CaseState.OPEN,
                    outcome=outcome if ends else None,
                    started_at=at,
                    opened_at=at,
                    evidence_at=at,
                    rule_version=1,
                    owner=None,
                    fence=0,
                    lease_until=None,
                    wake_at=None,
                    rev=number,
                    document="SO",
                    customer=sale.customer,
                    value=value,
                    closed_at=end if ends else None,
                )
            )
            break
        at = end + timedelta(hours=rng.randint(1, 400))
    for _ in range(rng.randint(0, 2)):
        state = rng.choice(list(DecisionState))
        needed = rng.choice([0, 0, 1])
        at = NOW - timedelta(days=rng.randint(0, 100))
        one = _decision(h, print_, "outcome", state, at, needed)
        if state is DecisionState.APPLIED and rng.random() < 0.4:
            _decision(h, print_, f"back:{one.id}", rng.choice([DecisionState.APPLIED, DecisionState.REFUSED]), at, 0)


def _decision(h: History, case: str, slot: str, state: DecisionState, at: datetime, needed: int) -> Decision:
    told = json.dumps({"steps": [{"tells": h.rng.random() < 0.5}]}, separators=(",", ":"))
    one = Decision(
        id=h.key(),
        case_id=case,
        spell=1,
        slot=slot,
        deed="release_hold",
        payload=told,
        sha256="",
        amount=None,
        currency=None,
        actor="ann",
        fence=0,
        state=state,
        at=at,
        permit_until=None,
        approvers_needed=needed,
        approver_role=None,
        approved_by=(),
        words=None,
    )
    h.decisions.append(one)
    return one
