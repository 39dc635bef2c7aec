"""Substitute: another product in place of one that is short, for no more than was agreed, as the customer consented to."""

from __future__ import annotations

import hashlib
from datetime import date

from app.commands import documents
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Group
from app.domain.letter import Effect
from app.domain.money import Money, each
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import promises
from app.rules.orders import pair, plain
from app.rules.substitutes import Substitute, substitutes

NAME, DEED = "substitute", "amend_lines"
_MOST = 9  # a digit each
_CONSENT = Field("reason", "Consent", "reason", "Who of the customer agreed, when and how; left on the order")


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me) or goods.cannot_move(parts, me)
    if stopped:
        return stopped
    if not _short(parts):
        return Denied("All of it can leave on its day, so nothing has to stand in for it")
    fixed = _fixed(parts)
    if fixed is not None:
        return Denied(f"{fixed.number} is {fixed.state} already, so the order cannot be amended from here")
    found = _found(parts)
    if not found:
        return Denied("The ERP names nothing that stands in for what is short, and no variant of it is sold")
    least = min(found, key=lambda s: s.less)
    return judge(parts, me, policy, {"item": least.key})


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    """What the gate would say now of the one that is chosen."""
    return gate_policy(policy, me, NAME, Plan(NAME, (), gate=gate(parts, fields)).payload())


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Authority is measured by what the order comes to less, in the company's currency."""
    return {**goods.gate_facts(parts, fields), "value": pair(_sale(parts).in_company(_less(parts, _chosen(parts, fields))))}


def _less(parts: PanelParts, one: Substitute) -> Money:
    """Net, in the order's currency."""
    return Money.of(one.less, _sale(parts).untaxed.currency)


def _fixed(parts: PanelParts) -> Group | None:
    """A delivery that is picked or gone: the ERP plans anew only what is still open."""
    return next((g for g in goods.matrix(parts).used() if g.fixed), None)


def _short(parts: PanelParts) -> tuple[promises.Promise, ...]:
    """What cannot leave on its day from where it is planned to, each line once."""
    known = promises.leaving(goods.dossier(parts), late.counted(parts)).promises
    return tuple({p.line.key: p for p in known if p.missing > 0}.values())


def _found(parts: PanelParts) -> tuple[Substitute, ...]:
    known, today = goods.dossier(parts), goods.today(parts)
    return tuple(s for p in _short(parts) for s in substitutes(known, p.line, p.group, today))[:_MOST]


def _chosen(parts: PanelParts, fields: Fields) -> Substitute:
    one = next((s for s in _found(parts) if s.key == fields.get("item")), None)
    if one is None:
        raise Refused("Choose what is sent instead")
    return one


def asks(parts: PanelParts) -> tuple[Field, ...]:
    options = tuple((s.key, _option(parts, s)) for s in _found(parts))
    told = "All pieces of the line become this; for no more than was agreed"
    return (Field("item", "Instead", "choice", told, options[0][0], options), _CONSENT)


def _option(parts: PanelParts, one: Substitute) -> str:
    """ "V-2 Valve, brass, for 80 V-1, named by the ERP, 120 free, 2 EUR each"."""
    whence = "named by the ERP" if one.approved else "a variant of it"
    name = late.named(one.product.code or "", one.product.name)
    return f"{name} for {plain(one.line.ordered)} {one.line.sku}, {whence}, {plain(one.free)} free, {_price(parts, one)}"


def _price(parts: PanelParts, one: Substitute) -> str:
    currency = _sale(parts).untaxed.currency
    lower = f", was {each(one.was, currency)}" if one.each < one.was else ""
    return f"{each(one.each, currency)} {currency} each{lower}"


def _sale(parts: PanelParts) -> Sale:
    assert parts.sale is not None
    return parts.sale


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """Taken back by ordering the first product again, at its price."""
    one, sale = _chosen(parts, fields), _sale(parts)
    spell = parts.case.spell if parts.case else 1
    mark = f"CL-{hashlib.sha256(f'{parts.row.case_id} {spell} {sale.rev} {one.key}'.encode()).hexdigest()[:12]}"
    undo = documents.step(sale, DEED, {"mark": f"{mark}-B", "lines": [_row(one, back=True)], "reason": ""}, first=False)
    return (documents.step(sale, DEED, {"mark": mark, "lines": [_row(one)], "reason": _reason(one, fields)}, undo),)


def _row(one: Substitute, *, back: bool = False) -> dict[str, object]:
    pairs: dict[str, list[str | None]] = {
        "product": [one.line.product_key, one.product.ref.key],
        "code": [one.line.sku, one.product.code],
        "price": [str(one.was), str(one.each)],
    }
    pieces = plain(one.line.ordered)
    return {"line": one.line.key, "from": pieces, "to": pieces, **{k: v[::-1] if back else v for k, v in pairs.items()}}


def _reason(one: Substitute, fields: Fields) -> str:
    return f"{one.product.code} instead of {one.line.sku}, agreed by the customer: {fields.get('reason', '').strip()}"


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    """Foreseen from what is on screen, in the words in which the ERP's receipt tells it."""
    one, sale = _chosen(parts, fields), _sale(parts)
    code = one.product.code or ""
    told = [documents.effect(sale, f"instead of {one.line.sku}", one.line.sku, code)]
    if one.each != one.was:
        told.append(documents.effect(sale, f"{code} each", plain(one.was), plain(one.each)))
    return (*told, documents.note_effect(sale, _reason(one, fields)))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    one = _chosen(parts, fields)
    there = f"{plain(one.free)} free of {plain(one.line.ordered)} wanted"
    return (
        ("Instead", late.named(one.product.code or "", one.product.name), "text.1"),
        ("There", there, "ok" if one.enough else "warn"),
        ("Price", f"{_price(parts, one)}{f'; {_less(parts, one).named()} less in all' if one.less else ''}", "text.1"),
        ("Approved", "Named by the ERP as its stand-in" if one.approved else "A variant of the same product", "text.1"),
        BY_HAND,
    )


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why the first product cannot be ordered again: something of the order is picked by now."""
    if parts.goods is None:
        return Denied("Its shipments cannot be read")
    fixed = _fixed(parts)
    return None if fixed is None else Denied(f"{fixed.number} is {fixed.state} by now; the order stays as it is")


def message(parts: PanelParts, fields: Fields) -> str:
    one = _chosen(parts, fields)
    pieces = plain(one.line.ordered)
    lines = f"{pieces} x {late.named(one.line.sku, one.line.product)}\n-> {pieces} x {late.named(one.product.code or '', one.product.name)}"
    return late.message(parts, "item_substituted", lines)


SUBSTITUTE = Spec(
    name=NAME,
    title="Substitute",
    key="7",
    keys={"split": "5"},
    icon="package",
    types=frozenset({"split", "backorder"}),
    fields=(_CONSENT,),
    asks=asks,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    judge=judge,
    gate=gate,
    outcome="substituted",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    overtaken=overtaken,
    doing="substituting",
    button="Substitute in {number}",
    done="Substitution in {number} taken down",
    undo="Ctrl+Z orders the first product again, until something of the order is picked; the note stays",
)
