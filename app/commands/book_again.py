"""Book again: an order that stands in the shop and whose sale was cancelled in the ERP is booked once more, as it was placed."""

from __future__ import annotations

from datetime import date

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import sync as rule

NAME = "book_again"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) != rule.CANCELLED:
        return Denied("Only for what is cancelled in the ERP alone")
    return order_case.cannot_book(parts) or case.authority(parts, me, policy, NAME)


def _goods(parts: PanelParts) -> tuple[order_case.Goods, ...]:
    return tuple(order_case.as_placed(line) for line in case.dossier(parts).lines)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return order_case.booked_corrected(parts, _goods(parts), case.web_order(parts).requested)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return order_case.effects(parts, steps(parts, fields), _goods(parts))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    net = case.web_order(parts).net
    return (order_case.value_fact(net, net),)


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    return order_case.still_quoted(parts)


BOOK_AGAIN = Spec(
    name=NAME,
    title="Book again",
    key="6",
    icon="clipboard-check",
    fields=(Field("reason", "Reason", "reason", "Why the cancelled sale is wanted after all"),),
    types=frozenset({"sync"}),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="booked",
    overtaken=overtaken,
    effects_of=effects,
    facts_of=facts,
    doing="booking",
    button="Book {number} again",
    done="Booking of {number} taken down",
    undo="Until the ERP confirms it: Ctrl+Z cancels the quotation",
)
