"""Authorise: the customer may send back so many pieces of each line; what is outside the terms takes an exception."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from app.commands import credit_case
from app.commands import return_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import OrderState, SaleLine
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import plain

LETTER = "authorise_return"
_PLAIN, _EXCEPTION = case.AUTHORISED
_ASKED = frozenset({OrderState.DRAFT, OrderState.QUOTED})
_REASON = Field("reason", "Reason", "reason", "Why it is taken back in spite of the terms")


def check(deed: str, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    dossier, sale = case.about(parts)
    if sale.state not in _ASKED:
        return Denied("It is authorised already")
    barred = {case.name(x): why for x in dossier.lines if (why := case.obstacle(dossier, x, case.asked_on(parts)))}
    if deed == _PLAIN and len(barred) == len(dossier.lines):
        sku, why = next(iter(barred.items()))
        return Denied(f"{sku}: {why}; 6 makes an exception")
    if deed == _EXCEPTION and not barred:
        return Denied("The terms allow it: authorise with 1")
    return case.authority(me, policy, deed, case.gate_facts(parts, Money.zero(policy.currency)))


def asks(deed: str, parts: PanelParts) -> tuple[Field, ...]:
    """A count per line; what the terms do not allow begins at nought."""
    dossier, _ = case.about(parts)
    on = case.asked_on(parts)
    found = []
    for line in dossier.lines:
        barred = case.obstacle(dossier, line, on) if deed == _PLAIN else ""
        origin = dossier.origin(line.ref.key)
        there = -line.quantity if origin is None else min(-line.quantity, origin.delivered)
        value = Decimal(0) if barred else there
        found.append(case.count(line.ref.key, case.name(line), -line.quantity, value, barred or "Pieces that may come back"))
    return (*found, _REASON) if deed == _EXCEPTION else tuple(found)


def _wanted(deed: str, parts: PanelParts, fields: Fields) -> dict[str, Decimal]:
    """Pieces by line. Refused where one cannot be authorised this way."""
    dossier, _ = case.about(parts)
    found = case.counted(fields, [x.ref.key for x in dossier.lines])
    for line in dossier.lines:
        if found[line.ref.key] > -line.quantity:
            raise Refused(f"{case.name(line)}: the customer asked for {plain(-line.quantity)}")
        origin = dossier.origin(line.ref.key)
        if deed == _EXCEPTION and origin is not None and found[line.ref.key] > origin.delivered:
            raise Refused(f"{case.name(line)}: {plain(origin.delivered)} were delivered, and no exception brings more back")
        barred = case.obstacle(dossier, line, case.asked_on(parts)) if found[line.ref.key] and deed == _PLAIN else ""
        if barred:
            raise Refused(f"{case.name(line)}: {barred}; 6 makes an exception")
    return found


def _value(parts: PanelParts, wanted: dict[str, Decimal]) -> Money:
    dossier, sale = case.about(parts)
    amount = sum((x.unit_price * wanted[x.ref.key] for x in dossier.lines), Decimal(0))
    return Money.of(amount, sale.untaxed.currency)


def gate(deed: str, parts: PanelParts, fields: Fields) -> dict[str, object]:
    return case.gate_facts(parts, _value(parts, _wanted(deed, parts, fields)), **case.involved(parts))


def judge(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(me, policy, deed, gate(deed, parts, fields))


def steps(deed: str, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    dossier, sale = case.about(parts)
    wanted = _wanted(deed, parts, fields)
    asked = {x.ref.key: plain(-x.quantity) for x in dossier.lines}
    body = {
        "lines": {key: plain(pieces) for key, pieces in wanted.items()},
        "asked": asked,
        "state": sale.state.value,
        "skus": {x.ref.key: case.name(x) for x in dossier.lines},
    }
    return (case.step(parts, LETTER, body, sale.rev),)


def effects(deed: str, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    dossier, sale = case.about(parts)
    wanted = _wanted(deed, parts, fields)
    told = [(f"{case.name(x)} back", plain(-x.quantity), plain(wanted[x.ref.key])) for x in dossier.lines]
    told.append(("state", sale.state.value, OrderState.CONFIRMED.value))
    return tuple(Effect(sale.ref.source, case.number(sale), *row) for row in told)


def facts(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    value = _value(parts, _wanted(deed, parts, fields))
    return (
        ("Value, net", value.named(), "text.1"),
        ("Money", "Only after the goods came in", "text.1"),
        credit_case.authority_fact(me, policy, deed, judge(deed, parts, me, policy, fields)),
    )


def message(deed: str, parts: PanelParts, fields: Fields) -> str:
    dossier, sale = case.about(parts)
    wanted = _wanted(deed, parts, fields)
    lines = [_line(x, wanted[x.ref.key]) for x in dossier.lines if wanted[x.ref.key]]
    return case.message(parts, "return_authorised", lines, warehouse=sale.warehouse or "")


def _line(line: SaleLine, pieces: Decimal) -> str:
    return f"{plain(pieces)} x {line.sku or ''} {line.name}".strip()


def _spec(deed: str, title: str, key: str, icon: str, fields: tuple[Field, ...]) -> Spec:
    return Spec(
        name=deed,
        title=title,
        key=key,
        icon=icon,
        fields=fields,
        types=case.TYPE,
        asks=partial(asks, deed),
        slot="authorise",
        money=True,
        sends=True,
        stays=True,
        check=partial(check, deed),
        judge=partial(judge, deed),
        steps=partial(steps, deed),
        gate=partial(gate, deed),
        effects_of=partial(effects, deed),
        facts_of=partial(facts, deed),
        draft_of=partial(message, deed),
        doing="authorising",
        button="Authorise {number}",
        done="Authorisation of {number} taken down",
        undo="Cannot be taken back from here: its return shipment is cancelled in the ERP",
    )


AUTHORISE_RETURN = _spec(_PLAIN, "Authorise", "1", "clipboard-check", ())
AUTHORISE_EXCEPTION = _spec(_EXCEPTION, "By exception", "6", "key-round", (_REASON,))
