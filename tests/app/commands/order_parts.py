"""A case about an order across systems as a deed sees it: the panel's raw records around what a rule found on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.commands import find
from app.commands.command import Spec
from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.finding import Finding, Fires
from app.domain.letter import canonical
from app.rules import RULES, of_orders
from tests.app.commands.parts import PEOPLE, case, row
from tests.app.policy.test_matrix import person
from tests.app.rules.world import NOW, dossier, standing

REP, SENIOR, ORDERS = person("csr", "rep"), person("senior_csr", "senior"), person("order_manager", "orders")
EVERYBODY = (*PEOPLE, REP, SENIOR, ORDERS)
ROOMY = replace(dossier(at=standing(0, 100_000)), sales=())


def parts(of: OrderDossier, type_: str, cause: str, **changes: Any) -> PanelParts:
    """Of the case that the rule of this type opens for this cause. AssertionError where it finds nothing."""
    rule = next(r for r in filter(of_orders, RULES) if r.type == type_)
    found = [(ref, v) for (ref, c), v in rule.judge(of, NOW).items() if c == cause and isinstance(v, Fires)]
    assert found, "the rule does not fire"
    ref, verdict = found[0]
    number = of.documents()[ref]
    finding = Finding(f"{type_}|{cause}", "case-1", type_, ref, of.customer_key(ref), number, verdict, rule.version, NOW)
    base = PanelParts(
        row=row(number=number),
        case=case(type=type_),
        finding=finding,
        dossier=ROOMY,
        sale=of.sales[-1] if of.sales else None,
        lines=of.sale_lines,
        shipments=None,
        moves=None,
        decisions=(),
        past=(),
        notes=(),
        letters=(),
        people=EVERYBODY,
        feeds_unreadable=frozenset(),
        order=of,
    )
    return replace(base, **changes)


def spec(name: str) -> Spec:
    found = find(name)
    assert found is not None
    return found


def applied(deed: str, of: PanelParts, **fields: str) -> Decision:
    """The deed, decided and done."""
    payload, sha256 = canonical(spec(deed).plan(of, fields).payload())
    return Decision(
        "d-1", "case-1", 1, "outcome", deed, payload, sha256, None, None, REP.id, 1, DecisionState.APPLIED, NOW, None, 0, None, (), None,
        step=len(spec(deed).plan(of, fields).steps),
    )  # fmt: skip
