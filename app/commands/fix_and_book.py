"""Fix and book: take every suggestion of the rule, in the shop and in the ERP at once."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, mending, order_case, words
from app.commands.command import Fact3, Fields, Spec
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair

NAME = "fix_and_book"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or order_case.cannot_book(parts)
    if stopped:
        return stopped
    hopeless = mending.hopeless(parts)
    return Denied(hopeless) if hopeless else judge(parts, me, policy, {})


def judge(parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return order_case.authority(parts, me, policy, NAME, steps(parts, fields), gate(parts, fields))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    mended = _mended(parts, fields)
    return order_case.booked_corrected(parts, mended.goods, mended.requested)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """By how much the order's goods change in value, and which fixes were taken by which rule."""
    _, order = order_case.dossier_of(parts)
    mended = _mended(parts, fields)
    change = abs((mended.net - order.net).minor) if mended.fixes else 0
    return order_case.gate_facts(parts, change=[change, order.net.currency], after=pair(mended.net), fixes=list(mended.fixes))


def _mended(parts: PanelParts, fields: Fields) -> mending.Mended:
    return mending.mend(parts, fields.get("round", ""))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return order_case.effects(parts, steps(parts, fields), _mended(parts, fields).goods)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    mended = _mended(parts, fields)
    wanted = words.day(mended.requested, today) if mended.requested else "No date"
    count = len(mended.fixes)
    said = f"{count} taken" if count else "None needed"
    return (
        order_case.value_fact(order.net, mended.net if count else order.net),
        ("Suggestions", said, "text.1"),
        credit_case.authority_fact(me, policy, NAME, judge(parts, me, policy, fields)),
        ("Wanted", f"{wanted[0].upper()}{wanted[1:]}", "text.1"),
    )


def message(parts: PanelParts, fields: Fields) -> str:
    """As placed and as booked, where that differs."""
    mended = _mended(parts, fields)
    lines = order_case.changed_words(mended.goods)
    return order_case.draft_for(parts, "order_changed", lines=lines) if lines else ""


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    return order_case.still_quoted(parts)


FIX_AND_BOOK = Spec(
    name=NAME,
    title="Fix and book",
    key="1",
    icon="clipboard-check",
    asks=mending.asks,
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
    overtaken=overtaken,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    button="Book {number}",
    done="Booking of {number} taken down",
    undo="Until the ERP confirms it: Ctrl+Z cancels the quotation and puts the shop back to what was placed",
)
