"""What has happened to a case and what is under way: chips, history, notes, the decision in hand, the buttons."""

from __future__ import annotations

from datetime import date, datetime

from app.commands import COMMANDS, credit_case, of_type, words
from app.commands.command import verdict_words
from app.domain.case import CaseState, Decision, DecisionState
from app.domain.dossier import PanelParts
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import Deed, Event, PendingView
from app.domain.steps import Sight
from app.domain.system import called
from app.panels import raises
from app.policy.matrix import Policy

_TITLES = {spec.name: spec.title for spec in COMMANDS}
_DONE = {
    "release_hold": "Released once",
    "raise_limit": "Limit raised",
    "reject_order": "Rejected",
    "note": "Note added",
    "take_back": "Taken back",
    "promise_date": "Another day promised",
    "ship_rest_later": "What was there shipped, the rest later",
    "cancel_rest": "The rest cancelled",
    "wait_complete": "Waits until all of it is there",
    "reallocate": "Got the goods of another order",
    "substitute": "Another product sent instead",
    "expedite": "Supplier asked to send earlier",
    "accept_delay": "Delay accepted",
    "authorise_return": "Authorised",
    "authorise_exception": "Authorised by exception",
    "receive_return": "Received",
    "inspect_return": "Inspected",
    "dispose_return": "Disposition changed",
    "credit_return": "Credited",
    "credit_without_fee": "Credited without fee",
    "move_appointment": "Moved",
    "swap_resource": "Given to somebody else",
    "decouple_install": "Waits for the delivery no more",
    "confirm_appointment": "Confirmed with the customer",
    "cancel_appointment": "Cancelled",
}
_LETTER_STATES = {
    LetterState.QUEUED: "queued",
    LetterState.SENDING: "sending",
    LetterState.UNKNOWN: "checking",
    LetterState.PARKED: "parked",
}
_CLOSED = frozenset({"resolved", "declined", "cleared", "duplicate"})


def chips(parts: PanelParts, local: datetime, what: str) -> tuple[tuple[str, str], ...]:
    """(text, kind); kind is bad, warn, ok, wait or none. ``local``: now in the company's zone. ``what``: the exception in two words."""
    row, today, now = parts.row, local.date(), local
    over = (("Raised limit not set back", "bad"),) if any(r.overdue for r in raises.in_force(parts, local)) else ()
    if row.state in _CLOSED:
        return (((row.outcome or row.state).capitalize(), "ok"), *over)
    decision = credit_case.live_decision(parts)
    waits = decision is not None and credit_case.waits_for_approval(decision)
    found = [("Waits for approval", "wait") if waits else (what, "bad")]
    case = parts.case
    if case is not None and case.state is CaseState.WAITING and case.wake_at is not None:
        until, who = words.day(case.wake_at.astimezone(local.tzinfo).date(), today), _waited_for(parts)
        found.append((f"Waits for {who} until {until}" if now < case.wake_at else f"{who.capitalize()} has not answered", "wait"))
    if row.ship_date is not None and parts.visit is None:
        told = words.ends if parts.quote is not None else words.ships
        found.append((told(row.ship_date, today), _ship_kind(row.ship_date, today)))
    minutes = int((row.due_at - now).total_seconds() // 60)
    left = row.due_at - now < (row.due_at - row.started_at) / 4
    found.append(
        (f"Due in {words.span(minutes)}" if minutes >= 0 else f"Overdue {words.span(-minutes)}", _due_kind(minutes, left))
    )
    if row.provisional:
        found.append(("Not shared yet", "none"))
    return (*found, *over)


def _waited_for(parts: PanelParts) -> str:
    """Whom the last deed asked that lets a case wait."""
    done = (d for d in parts.decisions if d.state is DecisionState.APPLIED)
    asked = next((d.deed for d in done if (plan := credit_case.plan_of(d)) is not None and plan.until), "")
    return "the supplier" if asked == "expedite" else "the customer"


def age(source: str, asof: datetime | None, now: datetime) -> str:
    """ "ERP, 40 s ago"."""
    name = called(source)
    return f"{name}, not read completely yet" if asof is None else f"{name}, {words.age(asof, now)}"


def _ship_kind(day: date, today: date) -> str:
    return "bad" if day < today else "warn" if day == today else "none"


def _due_kind(minutes: int, soon: bool) -> str:
    return "bad" if minutes < 0 else "warn" if soon else "none"


def history(parts: PanelParts, local: datetime, began: str) -> tuple[Event, ...]:
    """Newest first: this case's decisions, when it began, then earlier decisions on the same customer.

    ``local``: now in the company's zone. ``began``: what happened then, in a word.
    """
    own = [e for d in parts.decisions for e in (_event(parts, d, "", local), *_saw(d, local), *_steps(d, local.date()))]
    past = [_event(parts, d, number, local) for d, number in parts.past]
    held = Event(parts.row.started_at, began if parts.row.outcome is None else f"{began}; {parts.row.outcome} since")
    return tuple(sorted([*own, held, *past], key=lambda e: e.at, reverse=True))


def _steps(decision: Decision, today: date) -> list[Event]:
    """What each system said, where there was more than one to ask."""
    plan = credit_case.plan_of(decision)
    if plan is None or len(plan.steps) < 2:
        return []
    found = []
    for number, state, said, at in decision.ends:
        step = plan.part(number)
        what = f"{step.source}, {step.document}: {step.deed.replace('_', ' ')} {state}"
        found.append(Event(datetime.fromisoformat(at), f"{what}, {words.told(said, today)}" if said else what))
    return found


def _saw(decision: Decision, local: datetime) -> list[Event]:
    """What was available when it was promised, as whoever decided saw it."""
    plan = credit_case.plan_of(decision)
    return [Event(decision.at, _sight(sight, local)) for sight in (plan.saw if plan is not None else ())]


def _sight(of: Sight, local: datetime) -> str:
    by = f"all by {words.day(date.fromisoformat(of.by), local.date())}" if of.by else "nobody knew when all of them come"
    asof = datetime.fromisoformat(of.asof).astimezone(local.tzinfo) if of.asof else None
    told = f"{called(of.source)}{f' as of {words.short_day(asof.date(), local.date())}, {asof:%H:%M}' if asof else ''}"
    return f"{of.sku} at {of.place}, as it was seen: {of.on_hand} on hand, {of.available} of {of.wanted} available, {by}; {told}"


def _event(parts: PanelParts, decision: Decision, number: str, local: datetime) -> Event:
    raised = raises.raised(parts, decision, local)
    done = raised.words(local.date()) if raised else _DONE.get(decision.deed, decision.deed)
    title, said = _TITLES.get(decision.deed, decision.deed), words.told(decision.words or "", local.date())
    match decision.state:
        case DecisionState.APPLIED:
            text = done
        case DecisionState.REFUSED:
            text = f"{title}: refused" + (f", {said}" if said else "")
        case DecisionState.SUPERSEDED:
            text = f"{title}: not needed any more"
        case DecisionState.OPEN if credit_case.waits_for_approval(decision):
            text = f"{title}: approval asked"
        case DecisionState.PARKED:
            text = f"{title}: waits for a person" + (f", {said}" if said else "")
        case _:
            text = f"{title}: on its way"
    about = f"{number}: {text}" if number else text
    return Event(decision.at, about, credit_case.person(parts, decision.actor).name, decision.policy)


def notes(parts: PanelParts) -> tuple[Event, ...]:
    found = sorted(parts.notes, key=lambda n: n.at, reverse=True)
    return tuple(Event(n.at, n.text, credit_case.person(parts, n.by).name) for n in found)


def deeds(parts: PanelParts, me: Person, policy: Policy) -> tuple[Deed, ...]:
    """Every deed for this type of case, in the order of the action bar; one that is off says why."""
    found = []
    for spec in of_type(parts.type):
        kind, why = verdict_words(spec.check(parts, me, policy))
        asked = () if kind == "denied" else spec.asked(parts)
        found.append(Deed(spec.name, spec.title, spec.key_in(parts.type), spec.icon, kind, why, spec.at_once(parts), asked))
    return tuple(found)


def pending(parts: PanelParts, policy: Policy, today: date) -> PendingView | None:
    """The decision in hand: the live one, else a letter not through the gate yet, else the newest if it was refused."""
    decision = credit_case.live_decision(parts)
    if decision is not None:
        return _decision_view(parts, decision, _live_state(parts, decision), policy, today)
    letter = next((x for x in parts.letters if x.state in _LETTER_STATES and x.deed != "note"), None)
    if letter is not None:
        return PendingView(
            decision_id=letter.decision_id,
            deed=letter.deed,
            title=f"{_TITLES.get(letter.deed, letter.deed)} {parts.row.number}",
            state=_LETTER_STATES[letter.state],
            asked_by=credit_case.person(parts, letter.actor).name,
            asked_by_id=letter.actor,
            asked_at=letter.created_at,
            reason=letter.plan.reason,
            amount=None,
            needs=0,
            needs_role="",
            approved_by=(),
            words=words.told(letter.receipt or "", today),
            sha256=letter.sha256,
        )
    newest = parts.decisions[0] if parts.decisions else None
    if newest is not None and newest.state is DecisionState.REFUSED and parts.row.state not in _CLOSED:
        return _decision_view(parts, newest, "refused", policy, today)
    return None


def _live_state(parts: PanelParts, decision: Decision) -> str:
    if credit_case.waits_for_approval(decision):
        return "approval"
    if decision.state is DecisionState.UNKNOWN:
        return "checking"
    if decision.state is DecisionState.PARKED:
        return "parked"
    letter = next((x for x in parts.letters if x.decision_id == decision.id), None)
    return _LETTER_STATES.get(letter.state, "sending") if letter is not None else "sending"


def _decision_view(parts: PanelParts, decision: Decision, state: str, policy: Policy, today: date) -> PendingView:
    amount = None
    if decision.amount is not None and decision.currency is not None:
        amount = Money(decision.amount, decision.currency)
    return PendingView(
        decision_id=decision.id,
        deed=decision.deed,
        title=f"{_TITLES.get(decision.deed, decision.deed)} {parts.row.number}",
        state=state,
        asked_by=credit_case.person(parts, decision.actor).name,
        asked_by_id=decision.actor,
        asked_at=decision.at,
        reason=plan.reason if (plan := credit_case.plan_of(decision)) else "",
        amount=amount,
        needs=decision.approvers_needed,
        needs_role=policy.one(decision.approver_role) if decision.approver_role else "",
        approved_by=tuple(_approver(parts, decision, p) for p in decision.approved_by),
        words=words.told(decision.words or "", today),
        sha256=decision.sha256,
    )


def _approver(parts: PanelParts, decision: Decision, who: str) -> str:
    """Their name, and in whose place they agreed."""
    name, whose = credit_case.person(parts, who).name, dict(decision.acting_for).get(who)
    return f"{name}, for {credit_case.person(parts, whose).name}" if whose else name
