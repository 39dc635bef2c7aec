"""Replace: the damaged pieces are sent again without charge, once each, whatever the customer's credit says."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, damage_in_shop
from app.commands import damage_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.complaint import reference_of
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money, each
from app.domain.person import Person
from app.domain.steps import Step
from app.domain.units import Remedy
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "replace_units"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """The least it can cost decides whether the button is off; ``judge`` measures what was ticked."""
    stopped = case.cannot_give(parts, me, Remedy.REPLACED)
    return stopped or case.authority(me, policy, NAME, case.gate_facts(parts, case.cost(parts, 1)))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(me, policy, NAME, gate(parts, fields))


def asks(parts: PanelParts) -> tuple[Field, ...]:
    return (case.asks(parts),)


def _wanted(parts: PanelParts, fields: Fields) -> tuple[int, ...]:
    return case.goods(parts, fields, Remedy.REPLACED)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return case.gate_facts(parts, case.cost(parts, len(_wanted(parts, fields))))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    wanted = _wanted(parts, fields)
    return (case.step(parts, NAME, wanted), *damage_in_shop.steps(parts, len(wanted), None))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    wanted = _wanted(parts, fields)
    _, complaint, line = case.about(parts)
    free = f"{each(Money.zero(line.net.currency).amount, line.net.currency)} {line.net.currency}"
    told = (
        ("replacement", f"{len(wanted)} {line.sku} at {free}"),
        ("reference", reference_of(str(complaint.number), wanted)),
        ("replacement's state", "confirmed"),
    )
    here = (Effect(complaint.ref.source, str(complaint.number), field, "", after) for field, after in told)
    return (*here, *damage_in_shop.effects(parts, len(wanted), None))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    wanted = _wanted(parts, fields)
    verdict = judge(parts, me, policy, fields)
    return (
        ("Costs us", case.cost(parts, len(wanted)).named(), "text.1"),
        ("Credit hold", "Does not block a replacement", "text.1"),
        *damage_in_shop.facts(parts, len(wanted), None),
        credit_case.authority_fact(me, policy, NAME, verdict),
    )


def message(parts: PanelParts, fields: Fields) -> str:
    return case.message(parts, "damage_replaced", _wanted(parts, fields))


REPLACE_UNITS = Spec(
    name=NAME,
    title="Replace",
    key="1",
    icon="truck",
    types=case.TYPE,
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="replaced",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="replacing",
    button="Replace for {number}",
    done="Replacement for {number} taken down",
    undo="Cannot be taken back: the ERP goes on with a confirmed order; its shipment is cancelled there",
)
