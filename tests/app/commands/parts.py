"""A credit case as a deed sees it: the panel's raw records around one order, with everything a test may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.commands import COMMANDS
from app.domain.case import Case, CaseState, Decision, DecisionState, case_id
from app.domain.dossier import CreditDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.letter import Letter, LetterState, canonical
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.question import CaseRow
from app.domain.steps import Plan, Step
from app.rules.credit import CREDIT
from tests.app.policy.test_matrix import ANALYST, CSR, DIRECTOR, MANAGER, OTHER_MANAGER
from tests.app.rules.world import NOW, dossier, eur, sale, standing

TENANT = UUID("00000000-0000-0000-0000-000000000001")
PEOPLE = (CSR, ANALYST, MANAGER, OTHER_MANAGER, DIRECTOR)
REASON = "cash is on its way"


def row(**changes: Any) -> CaseRow:
    base = CaseRow(
        case_id="case-1",
        rev=4,
        number="SO-1",
        customer="Halvorsen Marine AS",
        ship_date=None,
        amount=eur(300),
        over=eur(100),
        due_at=NOW + timedelta(hours=2),
        started_at=NOW - timedelta(hours=2),
        severity=2,
        group="One by one",
        state="open",
        outcome=None,
        owner=None,
        owner_initials="",
        owner_name="",
        provisional=False,
        pending=None,
        stale=False,
        unread=False,
    )
    return replace(base, **changes)


def finding_of(of: CreditDossier, order: Sale) -> Finding | None:
    for (ref, cause), verdict in CREDIT.judge(of, NOW).items():
        if ref == order.ref and isinstance(verdict, Fires):
            mark = fingerprint("credit", ref, cause)
            return Finding(mark, case_id(TENANT, mark), "credit", ref, of.key, order.number or "", verdict, CREDIT.version, NOW)
    return None


def parts(of: CreditDossier | None = None, key: str = "1", **changes: Any) -> PanelParts:
    """The case of order ``key`` in a dossier; by default SO-1 over 300 on an exposure of 800 under a limit of 1,000."""
    of = of if of is not None else dossier(sale(1, 300), at=standing(800, 1000))
    order = next((s for s in of.sales if s.ref.key == key), None)
    found = None if order is None else finding_of(of, order)
    shown = row(number=order.number or "" if order else "SO-1", ship_date=order.ship_date if order else None)
    base = PanelParts(
        row=shown,
        case=case(),
        finding=found,
        dossier=of,
        sale=order,
        lines=(),
        shipments=(),
        moves=(),
        decisions=(),
        past=(),
        notes=(),
        letters=(),
        people=PEOPLE,
    )
    return replace(base, **changes)


def case(**changes: Any) -> Case:
    base = Case("case-1", "f", "credit", 1, CaseState.OPEN, None, NOW, NOW, NOW, 1, None, 0, None, None, 4)
    return replace(base, **changes)


def decision(
    of: PanelParts, actor: Person = ANALYST, deed: str = "release_hold", plan: Plan | None = None, **changes: Any
) -> Decision:
    """What ``actor`` asked, waiting for one credit manager. ``plan``: another one than the deed with a reason."""
    plan = plan or next(s for s in COMMANDS if s.name == deed).plan(of, {"reason": REASON})
    payload, sha256 = canonical(plan.payload())
    base = Decision(
        id="d-1",
        case_id="case-1",
        spell=1,
        slot="outcome",
        deed=plan.deed,
        payload=payload,
        sha256=sha256,
        amount=100_00,
        currency="EUR",
        actor=actor.id,
        fence=1,
        state=DecisionState.OPEN,
        at=NOW - timedelta(minutes=12),
        permit_until=None,
        approvers_needed=1,
        approver_role="credit_manager",
        approved_by=(),
        words=None,
    )
    return replace(base, **changes)


def letter(of: PanelParts, deed: str = "release_hold", state: LetterState = LetterState.QUEUED, **changes: Any) -> Letter:
    payload, _ = canonical(Plan(deed, (Step("tryton", deed, of.row.number, {"reason": REASON}),), REASON).payload())
    base = Letter(
        "d-1/1", "d-1", "case-1", 1, deed, "outcome", "tryton", of.row.number, payload, "0", None, 1, ANALYST.id, state, 0, NOW,
        None, None, None,
    )  # fmt: skip
    return replace(base, **changes)
