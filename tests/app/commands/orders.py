"""A case about a web order as a deed sees it: the panel's raw records around what the real rule finds on an order that a test spoiled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.commands import find
from app.commands.command import Spec
from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.rules import OF_ORDERS
from tests.app.commands.parts import PEOPLE, case, decision, parts, row
from tests.app.policy.test_matrix import person
from tests.app.rules.order_world import order_dossier, variant, web_line, web_order
from tests.app.rules.world import NOW, dossier, eur, standing

REP, SENIOR, OMAR, PETRA = (person(r) for r in ("csr", "senior_csr", "order_manager", "pricing_manager"))
EVERYBODY = (*PEOPLE, SENIOR, OMAR, PETRA)
ROOMY = replace(dossier(at=standing(0, 100_000)), sales=())


def order_parts(of: OrderDossier, type_: str, cause: str, **changes: Any) -> PanelParts:
    """The case that the rule of this type opens for this cause; without a finding where it does not fire."""
    rule = next(r for r in OF_ORDERS if r.type == type_)
    firing = [(ref, v) for (ref, c), v in rule.judge(of, NOW).items() if c == cause and isinstance(v, Fires)]
    ref = firing[0][0] if firing else of.ref
    number = of.documents()[ref]
    found = [
        Finding(fingerprint(type_, ref, cause), "case-1", type_, ref, of.customer_key(ref), number, v, rule.version, NOW)
        for ref, v in firing
    ]
    base = replace(
        parts(),
        row=row(number=number, amount=eur(200), over=None),
        case=case(type=type_),
        finding=found[0] if found else None,
        dossier=ROOMY,
        sale=of.sales[-1] if of.sales else None,
        lines=of.sale_lines,
        people=EVERYBODY,
        order=of,
    )
    return replace(base, **changes)


def spec(name: str) -> Spec:
    found = find(name)
    assert found is not None
    return found


def thirteen(unit: str = "2.00") -> OrderDossier:
    """13 pieces of what is sold in packs of 5 at 2.00."""
    line = web_line(13, unit)
    return order_dossier(web_order(net=line.net), lines=(line,), variants=(variant(multiple=Decimal(5)),))


def applied(deed: str, of: PanelParts, **fields: str) -> Decision:
    """As it stands when all of it took effect."""
    plan = spec(deed).plan(of, fields)
    return decision(of, REP, plan=plan, state=DecisionState.APPLIED, approvers_needed=0, step=len(plan.steps))
