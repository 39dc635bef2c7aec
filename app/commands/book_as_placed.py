"""Book as placed: the customer means it, although a rule speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.commands import credit_case, mending, order_case
from app.commands.command import Fact3, Field, Fields, Spec
from app.commands.order_case import Goods
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import validation as v
from app.rules.orders import pair

NAME = "book_as_placed"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or order_case.cannot_book(parts)
    if stopped:
        return stopped
    faults = mending.found(parts)
    if faults.keys() <= {v.NOT_BOOKED}:
        return Denied("Nothing speaks against it: book it with 1")
    for cause in (v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT):
        if cause in faults:
            return Denied(f"The ERP does not sell {faults[cause][0].get('sku') or faults[cause][0].get('product')}")
    if any(fault.get("missing") != "total" for fault in faults.get(v.DATA, ())):
        return Denied(f"Without its {faults[v.DATA][0]['missing']} the ERP cannot take it")
    return order_case.authority(parts, me, policy, NAME, steps(parts, {}), gate(parts, {}))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, order = order_case.dossier_of(parts)
    return order_case.booked_corrected(parts, _goods(parts), order.requested)


def _goods(parts: PanelParts) -> tuple[Goods, ...]:
    dossier, _ = order_case.dossier_of(parts)
    return tuple(order_case.as_placed(line) for line in dossier.lines)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """At stake: lines far above what was usual, prices below the agreed ones, the whole of what may be a duplicate."""
    faults = mending.found(parts)
    at_stake = Money(sum(_stake(parts, cause, fault) for cause, listed in faults.items() for fault in listed), _currency(parts))
    return order_case.gate_facts(parts, value=pair(at_stake), against=sorted(faults))


def _currency(parts: PanelParts) -> str:
    return order_case.dossier_of(parts)[1].net.currency


def _stake(parts: PanelParts, cause: str, fault: Mapping[str, Any]) -> int:
    """Minor units of the order's currency."""
    dossier, order = order_case.dossier_of(parts)
    if cause == v.QUANTITY_OUTLIER:
        return sum(line.net.minor for line in dossier.lines if line.ref.key == fault["line"])
    if cause == v.PRICE:
        return max(0, int(fault["contract_net"][0]) - int(fault["net"][0]))
    return order.net.minor if cause == v.DUPLICATE_PO else 0


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return order_case.effects(parts, steps(parts, fields), _goods(parts))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    gated = gate(parts, fields)
    stake, verdict = gated["value"], order_case.authority(parts, me, policy, NAME, steps(parts, fields), gated)
    assert isinstance(stake, list)
    groups = ", ".join(v.GROUPS[cause] for cause in mending.found(parts))
    return (
        order_case.value_fact(order.net, order.net),
        ("At stake", f"{Money(*stake).text()} {stake[1]}", "warn" if stake[0] else "text.1"),
        credit_case.authority_fact(me, policy, NAME, verdict),
        ("Against the rule", groups, "warn"),
    )


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    return order_case.still_quoted(parts)


BOOK_AS_PLACED = Spec(
    name=NAME,
    title="Book as placed",
    key="2",
    icon="shield-check",
    fields=(Field("reason", "Reason", "reason", "How you know that it is meant"),),
    types=frozenset({"validation"}),
    doing="booking",
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    outcome="booked as placed",
    overtaken=overtaken,
    effects_of=effects,
    facts_of=facts,
    button="Book {number} as placed",
    done="Booking of {number} taken down",
    undo="Until the ERP confirms it: Ctrl+Z cancels the quotation",
)
