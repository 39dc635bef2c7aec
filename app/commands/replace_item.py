"""Replace item: another product in place of one that cannot be sold, in the shop and in the booking."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, mending, order_case
from app.commands.command import Fact3, Field, Fields, Spec
from app.commands.order_case import Goods
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import validation as v
from app.rules.orders import pair

NAME = "replace_item"
_SETTLED = frozenset({v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT, v.NOT_BOOKED, v.PRICE})


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """For the smallest change; what is typed is judged by ``judge``."""
    stopped = order_case.cannot_decide(parts, me) or order_case.cannot_book(parts)
    if stopped:
        return stopped
    faults = mending.found(parts)
    wrong = _wrong(parts)
    if not wrong:
        return Denied("Every product of it can be sold")
    if len(wrong) > 1:
        return Denied(f"{len(wrong)} of its products cannot be sold: ask the customer")
    other = next((cause for cause in faults if cause not in _SETTLED), None)
    if other is not None:
        return Denied(f"{v.GROUPS[other]}: that has to be settled as well, so ask the customer")
    unchanged = order_case.gate_facts(parts, change=[0, order_case.dossier_of(parts)[1].net.currency])
    return order_case.authority(parts, me, policy, NAME, order_case.booked_corrected(parts, _placed(parts), None), unchanged)


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return order_case.authority(parts, me, policy, NAME, steps(parts, fields), gate(parts, fields))


def _wrong(parts: PanelParts) -> list[str]:
    """Keys of the lines whose product cannot be sold."""
    faults = mending.found(parts)
    return [str(f["line"]) for cause in (v.UNKNOWN_PRODUCT, v.BLOCKED_PRODUCT) for f in faults.get(cause, ())]


def _placed(parts: PanelParts) -> tuple[Goods, ...]:
    return tuple(order_case.as_placed(line) for line in order_case.dossier_of(parts)[0].lines)


def _goods(parts: PanelParts, fields: Fields) -> tuple[Goods, ...]:
    """Refused where the product is the one that cannot be sold, or one that is known to be as bad."""
    sku, wrong = fields.get("sku", "").strip(), _wrong(parts)
    dossier, _ = order_case.dossier_of(parts)
    if not sku or any(line.sku == sku for line in dossier.lines if line.ref.key in wrong):
        raise Refused("Write the number of another product")
    known = next((p for p in dossier.products if p.code == sku), None)
    if known is not None and not (known.active and known.salable):
        raise Refused(f"{sku} is not sold either")
    return tuple(mending.with_item(parts, g, sku) if g.line.ref.key in wrong else g for g in _placed(parts))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, order = order_case.dossier_of(parts)
    return order_case.booked_corrected(parts, _goods(parts, fields), order.requested)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """By how much the order's goods change in value, and what was put in whose place."""
    goods, wrong = _goods(parts, fields), _wrong(parts)
    change = _net(goods) - _net(_placed(parts))
    told = [{"line": g.line.ref.key, "from": g.line.sku or "", "to": g.sku} for g in goods if g.line.ref.key in wrong]
    return order_case.gate_facts(parts, change=pair(Money(abs(change.minor), change.currency)), fixes=told)


def _net(goods: tuple[Goods, ...]) -> Money:
    return Money(sum(g.net.minor for g in goods), goods[0].unit_price.currency)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return order_case.effects(parts, steps(parts, fields), _goods(parts, fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    goods, sku = _goods(parts, fields), fields.get("sku", "").strip()
    dossier, _ = order_case.dossier_of(parts)
    name = next((p.name for p in dossier.products if p.code == sku), "")
    new = next(g for g in goods if g.sku == sku)
    return (
        ("Instead", f"{sku}, {name}" if name else f"{sku}, its name is not known here", "text.1" if name else "warn"),
        ("Each", f"{new.unit_price.text()}, was {new.line.unit_price.text()}", "text.1"),
        order_case.value_fact(_net(_placed(parts)), _net(goods)),
        credit_case.authority_fact(me, policy, NAME, judge(parts, me, policy, fields)),
    )


def message(parts: PanelParts, fields: Fields) -> str:
    return order_case.draft_for(parts, "order_changed", lines=order_case.changed_words(_goods(parts, fields)))


REPLACE_ITEM = Spec(
    name=NAME,
    title="Replace item",
    key="3",
    icon="layers",
    fields=(
        Field("sku", "Product", "text", "The number of the product that is meant"),
        Field("reason", "Reason", "reason", "How you know which product is meant"),
    ),
    types=frozenset({"validation"}),
    doing="booking",
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    judge=judge,
    steps=steps,
    gate=gate,
    outcome="booked",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    button="Replace and book {number}",
    done="Booking of {number} with another product taken down",
    undo="Not from here once the shop has exchanged the line: cancel the quotation in the ERP and edit the order in the shop",
)
