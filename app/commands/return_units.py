"""Return for inspection: the damaged pieces come back and are looked at before anything is given; authorised and received as a return."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case
from app.commands import damage_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.complaint import reference_of
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.domain.units import Remedy
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "return_units"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_give(parts, me, Remedy.RETURNED)
    return stopped or case.authority(me, policy, NAME, case.gate_facts(parts, Money.zero(policy.currency)))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(me, policy, NAME, gate(parts, fields))


def asks(parts: PanelParts) -> tuple[Field, ...]:
    return (case.asks(parts),)


def _wanted(parts: PanelParts, fields: Fields) -> tuple[int, ...]:
    return case.goods(parts, fields, Remedy.RETURNED)


def _value(parts: PanelParts, wanted: tuple[int, ...]) -> Money:
    """Net, in the currency of the authority where the sale is in another: the company's."""
    line = case.about(parts)[2]
    amount = Money.of(line.unit_price * len(wanted), line.net.currency)
    return parts.sale.in_company(amount) if parts.sale is not None else amount


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return case.gate_facts(parts, _value(parts, _wanted(parts, fields)))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (case.step(parts, NAME, _wanted(parts, fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    wanted = _wanted(parts, fields)
    complaint = case.about(parts)[1]
    told = (
        ("return", f"{len(wanted)} for inspection"),
        ("reference", reference_of(str(complaint.number), wanted)),
        ("return's state", "approved"),
    )
    return tuple(Effect(complaint.ref.source, str(complaint.number), field, "", after) for field, after in told)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    wanted = _wanted(parts, fields)
    return (
        ("Value, net", _value(parts, wanted).named(), "text.1"),
        ("Money", "Only after they were looked at, in Returns", "text.1"),
        ("Next", "Authorised in Returns, then received", "text.1"),
        credit_case.authority_fact(me, policy, NAME, judge(parts, me, policy, fields)),
    )


RETURN_UNITS = Spec(
    name=NAME,
    title="Return for inspection",
    key="4",
    icon="search",
    types=case.TYPE,
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="to be returned",
    effects_of=effects,
    facts_of=facts,
    doing="returning",
    button="Ask for {number} back",
    done="Return for {number} taken down",
    undo="Cannot be taken back from here: the ERP makes a draft return, which Returns declines",
)
