"""Receive: what came in, line by line, whatever was authorised; nothing is given back by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.commands import return_case as case
from app.commands import telling
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.returns import ReturnShipment
from app.domain.shipment import Move
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule
from app.rules.orders import plain

NAME = "receive_return"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if not rule.awaited(case.about(parts)[0]):
        return Denied("No goods of it are on their way")
    return case.authority(me, policy, NAME, case.gate_facts(parts, Money.zero(policy.currency)))


def _shipment(parts: PanelParts) -> tuple[ReturnShipment, tuple[Move, ...]]:
    """The next one to come in, with what is expected in it. Refused where there is none any more."""
    dossier, _ = case.about(parts)
    found = rule.awaited(dossier)
    if not found:
        raise Refused("No goods of it are on their way any more")
    return found[0], tuple(m for m in dossier.moves if m.back == found[0].ref.key and m.state not in ("done", "cancelled"))


def slot(parts: PanelParts) -> str:
    """Once for each shipment."""
    return f"receive:{_shipment(parts)[0].ref.key}"


def _sku(parts: PanelParts, move: Move) -> str:
    dossier, _ = case.about(parts)
    return next((case.name(x) for x in dossier.lines if x.ref.key == move.sale_line), move.product)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    _, moves = _shipment(parts)
    return tuple(
        case.count(m.ref.key, _sku(parts, m), m.quantity, m.quantity, f"Of {plain(m.quantity)} authorised") for m in moves
    )


def _wanted(parts: PanelParts, fields: Fields) -> dict[str, Decimal]:
    _, moves = _shipment(parts)
    found = case.counted(fields, [m.ref.key for m in moves])
    for move in moves:
        if found[move.ref.key] > move.quantity:
            raise Refused(f"{_sku(parts, move)}: {plain(move.quantity)} were authorised; take the rest in the ERP")
    return found


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return case.gate_facts(parts, rule.value(case.about(parts)[0]))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    shipment, moves = _shipment(parts)
    wanted = _wanted(parts, fields)
    body = {
        "shipment": shipment.ref.key,
        "number": shipment.number or f"#{shipment.ref.key}",
        "moves": {key: plain(pieces) for key, pieces in wanted.items()},
        "expected": {m.ref.key: plain(m.quantity) for m in moves},
        "skus": {m.ref.key: _sku(parts, m) for m in moves},
    }
    return (case.step(parts, NAME, body, shipment.rev),)


def message(parts: PanelParts, fields: Fields) -> str:
    _, moves = _shipment(parts)
    wanted = _wanted(parts, fields)
    lines = (f"{plain(wanted[m.ref.key])} x {_sku(parts, m)}" for m in moves if wanted[m.ref.key])
    return telling.news(parts, "return_received", lines="\n".join(lines))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    (step,) = steps(parts, fields)
    shipment, moves = _shipment(parts)
    wanted = _wanted(parts, fields)
    told = [(f"{_sku(parts, m)} received", "", f"{plain(wanted[m.ref.key])} of {plain(m.quantity)}") for m in moves]
    told.append((f"return shipment {shipment.number or shipment.ref.key}", "draft", "received"))
    return tuple(Effect(step.source, step.document, *row) for row in told)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, moves = _shipment(parts)
    wanted = _wanted(parts, fields)
    missing = sum((m.quantity - wanted[m.ref.key] for m in moves), Decimal(0))
    rest = f"{plain(missing)} pieces stay awaited in a new return shipment" if missing else "Nothing"
    return (("Still to come", rest, "warn" if missing else "text.1"), ("Money", "Not given back by this", "text.1"))


RECEIVE_RETURN = Spec(
    name=NAME,
    title="Receive",
    key="2",
    icon="truck",
    types=case.TYPE,
    asks=asks,
    slot_of=slot,
    sends=True,
    stays=True,
    check=check,
    steps=steps,
    gate=gate,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="receiving",
    button="Receive {number}",
    done="Receipt of {number} taken down",
    undo="Cannot be taken back from here: the ERP cancels a received shipment",
)
