"""Cancel the rest: pieces that will not be there on the day are taken off the order; what is there leaves as promised."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from app.commands import credit_case, documents
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.fulfilment import ZERO
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.steps import Plan, Step
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair, plain

NAME, DEED = "cancel_rest", "amend_lines"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me)
    if stopped:
        return stopped
    if not late.broken(parts):
        return Denied("Nothing is short any more")
    if not any(after for _, after in _changes(parts).values()) and not _others(parts):
        return Denied("Nothing of it would be left: cancel the whole order in the ERP")
    return gate_policy(policy, me, NAME, Plan(NAME, (), gate=gate(parts, {})).payload())


def _changes(parts: PanelParts) -> dict[str, tuple[Decimal, Decimal]]:
    """Line: pieces ordered now and afterwards."""
    ordered = {x.ref.key: x.quantity for x in parts.lines}
    lacking: dict[str, Decimal] = {}
    for promise in late.broken(parts):
        lacking[promise.line.key] = lacking.get(promise.line.key, ZERO) + promise.short
    return {key: (ordered[key], ordered[key] - short) for key, short in lacking.items()}


def _others(parts: PanelParts) -> bool:
    """Something else of it leaves a warehouse."""
    return any(line.key not in _changes(parts) for line in goods.matrix(parts).lines)


def _net(parts: PanelParts) -> Money:
    """What is taken off the order, in its own currency."""
    changes, currency = _changes(parts), _sale(parts).untaxed.currency
    parted = [x.unit_price * (was - is_) for x in parts.lines for was, is_ in [changes.get(x.ref.key, (ZERO, ZERO))]]
    return Money.of(sum(parted, ZERO), currency)


def _sale(parts: PanelParts) -> Sale:
    assert parts.sale is not None
    return parts.sale


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Authority is measured by what is cancelled, in the company's currency."""
    sale = _sale(parts)
    return {**goods.gate_facts(parts, fields), "value": pair(sale.in_company(_net(parts)))}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """Taken back by ordering as many as before."""
    sale, changes = _sale(parts), _changes(parts)
    spell = parts.case.spell if parts.case else 1
    mark = f"CL-{hashlib.sha256(f'{parts.row.case_id} {spell} {sale.rev} {changes}'.encode()).hexdigest()[:12]}"
    there = [{"line": key, "from": plain(was), "to": plain(is_)} for key, (was, is_) in changes.items()]
    back = [{"line": x["line"], "from": x["to"], "to": x["from"]} for x in there]
    undo = documents.step(sale, DEED, {"mark": f"{mark}-B", "lines": back, "reason": ""}, first=False)
    return (documents.step(sale, DEED, {"mark": mark, "lines": there, "reason": _reason(fields)}, undo),)


def _reason(fields: Fields) -> str:
    return f"The rest is cancelled: {fields.get('reason', '').strip()}"


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    sale, skus = _sale(parts), {x.ref.key: x.sku or "line" for x in parts.lines}
    told = [documents.effect(sale, f"{skus[k]} ordered", plain(was), plain(is_)) for k, (was, is_) in _changes(parts).items()]
    return (*told, documents.note_effect(sale, _reason(fields)))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    rest = sum((p.short for p in late.broken(parts)), ZERO)
    return (
        ("Cancelled", f"{plain(rest)} pieces, {_net(parts).named()} net", "warn"),
        ("What is there", "Leaves on its day", "ok"),
        credit_case.authority_fact(me, policy, NAME, check(parts, me, policy)),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    lines = "\n".join(late.words_of(p.line, p.short) for p in late.broken(parts))
    return late.message(parts, "rest_cancelled", lines)


CANCEL_REST = Spec(
    name=NAME,
    title="Cancel the rest",
    key="3",
    icon="circle-x",
    types=frozenset({"backorder"}),
    fields=(Field("reason", "Reason", "reason", "Why the customer does without, left on the order"),),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    outcome="cancelled in part",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="cancelling",
    button="Cancel the rest of {number}",
    done="Cancelling of the rest of {number} taken down",
    undo="Ctrl+Z orders as many as before; the note stays",
)
