"""The deeds that every queue has and that decide nothing: recheck, claim, note, snooze."""

from __future__ import annotations

from app.commands import credit_case as credit
from app.commands.command import Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import WebOrder
from app.domain.steps import Step
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Denied, Verdict


def always(parts: PanelParts) -> bool:
    """Nothing is sent, so nothing is previewed."""
    return True


def check_recheck(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return policy.may(me, "recheck", CreditAsk(parts.dossier.source))


def check_claim(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    """A colleague's claim is no bar here: whether its lease still holds only the team store's clock can tell."""
    stopped = credit.closed(parts)
    if stopped:
        return stopped
    if parts.row.owner == me.id:
        return Denied("You have it")
    return policy.may(me, "claim", CreditAsk(parts.dossier.source))


def check_note(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    if parts.sale is None and (parts.order is None or parts.order.order is None):
        return Denied("The order cannot be read")
    return policy.may(me, "note", CreditAsk(parts.dossier.source))


def check_snooze(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return credit.closed(parts) or policy.may(me, "snooze", CreditAsk(parts.dossier.source))


def note_steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """On the order in the ERP; in the shop while it is not booked."""
    text = fields.get("text", "").strip()
    if parts.sale is not None:
        return (credit.step_of(parts, "note", {"sale": parts.sale.ref.key, "text": text}),)
    order = _web_order(parts)
    return (Step(order.ref.source, "note", order.number, {"order": order.ref.key, "text": text}),)


def note_effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    text = fields.get("text", "").strip()
    if parts.sale is not None:
        return credit.note_effects(parts, text)
    order = _web_order(parts)
    return (Effect(order.ref.source, order.number, "note", "", text),) if text else ()


def _web_order(parts: PanelParts) -> WebOrder:
    assert parts.order is not None
    assert parts.order.order is not None
    return parts.order.order


RECHECK = Spec(
    name="recheck",
    title="Recheck",
    key="R",
    keys={"credit": "5"},
    icon="refresh-cw",
    check=check_recheck,
    at_once=always,
    stays=True,
    many="being checked on fresh figures",
    button="Recheck {number}",
    done="{number} is checked on fresh figures",
    undo="Changes nothing",
)
CLAIM = Spec(
    name="claim",
    title="Claim",
    key="C",
    icon="user",
    check=check_claim,
    at_once=always,
    stays=True,
    many="claimed",
    button="Claim {number}",
    done="{number} is yours",
    undo="Ends by itself when you move on",
)
NOTE = Spec(
    name="note",
    title="Note",
    key="N",
    icon="message-square",
    fields=(Field("text", "Note", "text", "Seen by colleagues, here and on the order"),),
    sends=True,
    stays=True,
    check=check_note,
    steps=note_steps,
    effects_of=note_effects,
    button="Add note",
    done="Note on {number} taken down",
    undo="Stays on the order",
)
SNOOZE = Spec(
    name="snooze",
    title="Snooze",
    key="H",
    icon="clock",
    fields=(Field("until", "Until", "moment", "Its clock runs on"),),
    check=check_snooze,
    button="Snooze {number}",
    done="{number} sleeps; its clock runs on",
    undo="Wakes when opened from Snoozed",
)
