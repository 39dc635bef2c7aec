"""A case about a web order as a deed sees it: the clean order with what a test spoils, judged by the real rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.letter import canonical
from app.domain.person import Person
from app.policy.matrix import Policy
from app.rules.price import PRICE
from app.rules.rule import OrderRule
from app.rules.validation import VALIDATION
from tests.app.commands.parts import PEOPLE, case, parts, row
from tests.app.policy.test_matrix import person
from tests.app.rules.order_world import order_dossier, variant, web_line
from tests.app.rules.world import NOW, eur

REP, SENIOR, OMAR, PETRA = (person(r) for r in ("csr", "senior_csr", "order_manager", "pricing_manager"))
EVERYBODY = (*PEOPLE, SENIOR, OMAR, PETRA)
OF = {rule.type: rule for rule in (VALIDATION, PRICE)}


def order_parts(of: OrderDossier, cause: str, rule: OrderRule = VALIDATION, **changes: Any) -> PanelParts:
    """The case of this cause; without a finding where the rule does not fire."""
    verdict = rule.judge(of, NOW).get((of.ref, cause))
    found = None
    if isinstance(verdict, Fires):
        mark = fingerprint(rule.type, of.ref, cause)
        found = Finding(mark, "case-1", rule.type, of.ref, "cus_1", "W1042", verdict, rule.version, NOW)
    sale = of.sales[-1] if of.sales else None
    base = replace(
        parts(),
        row=row(number="W1042", amount=eur(200), over=None),
        case=case(type=rule.type),
        finding=found,
        sale=sale,
        people=EVERYBODY,
        order=of,
    )
    return replace(base, **changes)


def thirteen(unit: str = "2.00") -> OrderDossier:
    """13 pieces of what is sold in packs of 5 at 2.00."""
    line = web_line(13, unit)
    return order_dossier(_order(line.net), lines=(line,), variants=(variant(multiple=Decimal(5)),))


def _order(net: Any) -> Any:
    from tests.app.rules.order_world import web_order

    return web_order(net=net)


def decided(of: PanelParts, policy: Policy, deed: str, by: Person, **fields: str) -> Decision:
    """As it stands when all of it took effect."""
    from app.commands import find

    spec = find(deed)
    assert spec is not None
    plan = spec.plan(of, fields)
    payload, sha256 = canonical(plan.payload())
    from tests.app.commands.parts import decision

    done = decision(parts(), by)
    return replace(
        done, deed=deed, payload=payload, sha256=sha256, state=DecisionState.APPLIED, approvers_needed=0, step=len(plan.steps)
    )
