"""What the credit deeds have in common: whether a case can be decided now, and the figures that authority is measured by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from app.commands import barred, words
from app.commands.command import Fact3, Fields
from app.domain.case import Decision, DecisionState
from app.domain.dossier import PanelParts
from app.domain.letter import Effect, LetterState
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.steps import Plan, Step, read
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, NeedsApproval, Verdict

_LIVE = frozenset({DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED})
_CLOSED = frozenset({"resolved", "declined", "cleared", "duplicate"})
_SHARED = frozenset({"note"})  # letters that decide nothing
# Open in the team, and nothing found here: it is not all read yet, or the next judging closes it.
UNJUDGED = Denied("It is judged again in a moment")


def live_decision(parts: PanelParts) -> Decision | None:
    """The decision that keeps others from being taken."""
    return next((d for d in parts.decisions if d.state in _LIVE), None)


def waits_for_approval(decision: Decision) -> bool:
    return decision.state is DecisionState.OPEN and len(decision.approved_by) < decision.approvers_needed


def person(parts: PanelParts, person_id: str) -> Person:
    """The colleague; somebody the team no longer knows has no roles and so no say."""
    return next((p for p in parts.people if p.id == person_id), Person(person_id, person_id, frozenset()))


def closed(parts: PanelParts) -> Denied | None:
    """The case is over."""
    if parts.row.state not in _CLOSED:
        return None
    return Denied(f"It is {parts.row.outcome or parts.row.state} already")


def busy(parts: PanelParts, me: Person) -> Denied | None:
    """A decision or a letter is on its way, so nothing else can be decided."""
    decision = live_decision(parts)
    if decision is not None:
        if decision.state is DecisionState.UNKNOWN:
            return Denied("The ERP is being asked whether it took the last decision")
        if decision.state is DecisionState.PARKED:
            return Denied("A decision is parked; look at it in the outbox first")
        mine = decision.actor == me.id
        if waits_for_approval(decision):
            asker = person(parts, decision.actor).name
            return Denied(
                "You asked already, so someone else approves" if mine else f"{asker} asked already: approve or decline it"
            )
        return Denied("A decision is on its way to the ERP")
    on_the_way = any(letter.state is not LetterState.DRAFT and letter.deed not in _SHARED for letter in parts.letters)
    return Denied("Your decision is on its way to the ERP") if on_the_way else None


def cannot_decide(parts: PanelParts, me: Person) -> Denied | None:
    """Why no money deed is possible on this case now."""
    stopped = closed(parts) or busy(parts, me)
    if stopped:
        return stopped
    if parts.sale is None:
        return Denied("The order cannot be read")
    return UNJUDGED if parts.finding is None else None


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str, steps: tuple[Step, ...]) -> Verdict:
    """What the gate would say to these steps now."""
    return gate_policy(policy, me, deed, Plan(deed, steps, gate=gate_facts(parts, {})).payload())


def gate_facts(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """The figures that authority is measured by, and the exposure they come from, as they were when the person decided."""
    finding, sale = parts.finding, parts.sale
    assert finding is not None
    assert sale is not None
    seen = finding.verdict.facts
    skipped = finding.verdict.cause == "skipped_check"
    return {
        "source": parts.dossier.source,
        "over": seen["over"],
        "limit": seen["limit"],
        "exposure": seen["exposure"],
        "percent": seen["percent"],
        "value": [sale.untaxed_company.minor, sale.untaxed_company.currency],
        **barred.of_sale(parts, sale),
        "confirmed_by": barred.logins(parts, sale.ref.source, [sale.confirmed_by]) if skipped else None,
        "rule": finding.rule,
    }


def fact_money(parts: PanelParts, name: str) -> Money | None:
    """A figure of the finding."""
    return Money.told(parts.finding.verdict.facts.get(name)) if parts.finding else None


def fact_text(parts: PanelParts, name: str) -> str | None:
    value = parts.finding.verdict.facts.get(name) if parts.finding else None
    return value if isinstance(value, str) and value else None


def authority_fact(me: Person, policy: Policy, deed: str, verdict: Verdict) -> Fact3:
    own = policy.own_words(me, deed)
    if isinstance(verdict, NeedsApproval):
        return "Your authority", f"{own}: waits for approval", "wait"
    return "Your authority", own, "ok"


def ships_fact(parts: PanelParts, today: date) -> Fact3:
    when = parts.sale.ship_date if parts.sale else None
    if when is None:
        return "Ships", "No date", "text.1"
    if when < today:
        return "Ships", f"{(today - when).days} d late already", "bad"
    shown = words.day(when, today)
    return "Ships", f"{shown[0].upper()}{shown[1:]}, kept", "text.1"


def state_effects(parts: PanelParts, after: OrderState, reason: str) -> tuple[Effect, ...]:
    """A change of the order's state with the reason left as a note, in the words in which receipts speak."""
    assert parts.sale is not None
    source, number = parts.dossier.source, parts.row.number
    change = Effect(source, number, "state", parts.sale.state.value, after.value)
    return (change, *note_effects(parts, reason))


def note_effects(parts: PanelParts, text: str) -> tuple[Effect, ...]:
    text = text.strip()
    return (Effect(parts.dossier.source, parts.row.number, "note", "", text),) if text else ()


def step_of(parts: PanelParts, deed: str, body: Mapping[str, object], undo: Step | None = None) -> Step:
    """A step in the ERP about this case's order, as it is on screen."""
    return Step(parts.dossier.source, deed, parts.row.number, body, parts.sale.rev if parts.sale else None, undo)


def payload_of(decision: Decision) -> dict[str, object]:
    """A decision's canonical payload as a dict."""
    value = json.loads(decision.payload)
    return value if isinstance(value, dict) else {}


def plan_of(decision: Decision) -> Plan | None:
    """What was decided; None where its payload is not ours."""
    try:
        return read(decision.payload)
    except ValueError:
        return None


def sent_by(decision: Decision) -> Mapping[str, object]:
    """What its first step said."""
    plan = plan_of(decision)
    return {} if plan is None else plan.steps[0].body
