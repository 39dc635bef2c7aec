"""Credit: money back for the damaged pieces, whole or in part where the customer keeps them; never more than was invoiced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.commands import credit_case, damage_in_shop
from app.commands import damage_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.complaint import reference_of
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money, each, per_unit
from app.domain.person import Person
from app.domain.steps import Step
from app.domain.units import Remedy
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "credit_units"
SHARES = (("100", "All of it"), ("30", "30 %, they keep them"))


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    line = case.pieces(parts)
    if not line.paid:
        return Denied("No invoice is posted for it yet, so there is nothing to give back")
    if not line.refundable:
        return Denied("All that was invoiced for it is given back")
    return case.authority(me, policy, NAME, case.gate_facts(parts, Money.zero(policy.currency)))


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(me, policy, NAME, gate(parts, fields))


def asks(parts: PanelParts) -> tuple[Field, ...]:
    share = Field("share", "Credit", "choice", "How much of the price", SHARES[0][0], SHARES)
    return (case.asks(parts), share, Field("reason", "Reason", "reason", "Why money and not a replacement"))


def _each(parts: PanelParts, fields: Fields) -> Decimal:
    """Per piece, in the sale's currency, with the four digits that the ERP keeps."""
    share = fields.get("share", "")
    if share not in dict(SHARES):
        raise Refused("Choose how much of the price")
    return per_unit(case.about(parts)[2].unit_price * Decimal(share) / 100)


def _wanted(parts: PanelParts, fields: Fields) -> tuple[tuple[int, ...], Money]:
    """The pieces and the whole amount. Refused where it cannot be given."""
    wanted, line = case.ticked(fields), case.pieces(parts)
    amount = Money.of(_each(parts, fields) * len(wanted), line.paid.currency)
    why = line.stops(Remedy.CREDITED, wanted, amount)
    if why:
        raise Refused(why)
    return wanted, amount


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Measured by what is given away, in the currency of the authority where the sale is in another: the company's."""
    _, amount = _wanted(parts, fields)
    return case.gate_facts(parts, parts.sale.in_company(amount) if parts.sale is not None else amount)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    wanted, amount = _wanted(parts, fields)
    here = case.step(parts, NAME, wanted, each=str(_each(parts, fields)), of=case.taken_back_by(parts))
    return here, *damage_in_shop.steps(parts, len(wanted), amount)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    wanted, amount = _wanted(parts, fields)
    _, complaint, _ = case.about(parts)
    price = f"{each(_each(parts, fields), amount.currency)} {amount.currency}"
    told = (
        ("credit note", f"{len(wanted)} at {price}"),
        ("reference", reference_of(str(complaint.number), wanted)),
        ("credit note's state", "approved"),
    )
    here = (Effect(complaint.ref.source, str(complaint.number), field, "", after) for field, after in told)
    return (*here, *damage_in_shop.effects(parts, len(wanted), amount))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    wanted, amount = _wanted(parts, fields)
    left = case.pieces(parts).refundable
    verdict = judge(parts, me, policy, fields)
    return (
        ("Credit, net", amount.named(), "text.1"),
        ("Left of what was invoiced", (left - amount).named(), "text.1"),
        *damage_in_shop.facts(parts, len(wanted), amount),
        credit_case.authority_fact(me, policy, NAME, verdict),
    )


def message(parts: PanelParts, fields: Fields) -> str:
    wanted, amount = _wanted(parts, fields)
    return case.message(parts, "damage_credited", wanted, amount=amount)


CREDIT_UNITS = Spec(
    name=NAME,
    title="Credit",
    key="2",
    icon="banknote",
    fields=(Field("reason", "Reason", "reason", "Why money and not a replacement"),),
    types=case.TYPE,
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="credited",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="crediting",
    button="Credit for {number}",
    done="Credit for {number} taken down",
    undo="Cannot be taken back from here: the ERP makes the credit note as a draft, which accounting posts or deletes",
)
