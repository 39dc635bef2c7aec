"""Approve an offer that passes a limit, as it stands; or return it to its author with a comment."""

from __future__ import annotations

from datetime import date
from functools import partial

from app.commands import documents
from app.commands import quote_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.quote import basis, below_floor, given_away, margin, priced, stands
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import quote as rule

_SAYS = {case.APPROVE: "Approved", "return_quote": "Returned"}


def check(deed: str, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if parts.finding is None or parts.finding.verdict.cause != rule.LIMITS:
        return Denied("Nothing of this case waits for an approval")
    dossier, sale = case.about(parts)
    # what is kept is what was judged, what is shown is what stands there
    if parts.finding.verdict.basis != basis(sale, dossier.lines):
        return Denied("It changed a moment ago and is judged again")
    return case.authority(parts, me, policy, deed)


def _note(deed: str, fields: Fields) -> str:
    return f"{_SAYS[deed]}: {fields.get('reason', '').strip()}"


def steps(deed: str, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (documents.note(case.about(parts)[1], _note(deed, fields)),)


def gate(deed: str, parts: PanelParts, fields: Fields) -> dict[str, object]:
    """With what stood in it, so that a later version can be held beside the one that was approved."""
    dossier, sale = case.about(parts)
    return {**case.gate_facts(parts, fields), "stands": stands(sale, dossier.lines)}


def effects(deed: str, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return (documents.note_effect(case.about(parts)[1], _note(deed, fields)),)


def facts(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    dossier, sale = case.about(parts)
    lines = priced(dossier)
    less = sale.in_company(Money.of(given_away(lines)[0], sale.untaxed.currency))
    lack, whole = below_floor(lines, dossier.limits.floor), margin(lines)
    low = whole is not None and whole < dossier.limits.floor
    return (
        ("Given away", f"{less.named()} below the customer's prices", "warn" if less else "text.1"),
        (
            "Margin",
            f"{case.percent(whole, dossier.limits.floor)}, floor {dossier.limits.floor:f} %",
            "bad" if low or lack else "text.1",
        ),
        case.authority_fact(parts, me, policy, deed),
    )


def _spec(deed: str, title: str, key: str, icon: str, help_: str, outcome: str, doing: str, undo: str) -> Spec:
    return Spec(
        name=deed,
        title=title,
        key=key,
        icon=icon,
        fields=(Field("reason", "Comment", "reason", help_),),
        types=case.TYPE,
        slot="outcome",
        money=deed == case.APPROVE,  # to return an offer takes no authority over money
        sends=True,
        check=partial(check, deed),
        steps=partial(steps, deed),
        gate=partial(gate, deed),
        outcome=outcome,
        accepts=True,
        effects_of=partial(effects, deed),
        facts_of=partial(facts, deed),
        doing=doing,
        button=f"{title} {{number}}",
        done=f"{title} of {{number}} taken down",
        undo=undo,
    )


APPROVE_QUOTE = _spec(
    *(case.APPROVE, "Approve", "3", "shield-check", "Why it may be sold like this; kept as a note on the offer"),
    *("approved", "approving"),
    "Stays approved as it stands: a change of its lines, prices, terms or validity voids it",
)
RETURN_QUOTE = _spec(
    *("return_quote", "Return", "4", "inbox", "What its author should change; kept as a note on the offer"),
    *("returned", "returning"),
    "Not from here: it comes back when its author changes it",
)
