"""Raised limits in words: how far, until when, and what became of taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.commands import credit_case, words
from app.commands.raise_limit import NAME
from app.domain.block import Fact
from app.domain.case import Decision, DecisionState, back_slot
from app.domain.dossier import PanelParts
from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Raised:
    """An applied raise. ``end``: what became of taking it back, "" before its day; ``overdue``: it should be back and is not."""

    to: Money
    until: date
    end: str = ""
    overdue: bool = False

    def words(self, today: date) -> str:
        """ "Limit raised to 15,000.00 until 1 Jun, taken back on 1 Jun"."""
        return f"Limit raised to {self.to.text()} until {words.short_day(self.until, today)}{self.end and ', '}{self.end}"


def raised(parts: PanelParts, decision: Decision, local: datetime) -> Raised | None:
    """``local``: now in the company's zone. None where the decision is no applied raise, or its payload is not ours."""
    body = credit_case.sent_by(decision)
    to, until = Money.told(body.get("to")), body.get("until")
    if decision.deed != NAME or decision.state is not DecisionState.APPLIED or to is None or not isinstance(until, str):
        return None
    told = Raised(to, date.fromisoformat(until))
    slot = back_slot(decision.id)
    back = next((d for d in _all(parts) if d.slot == slot), None)
    if back is not None and back.state is DecisionState.APPLIED:
        day = words.short_day(back.at.astimezone(local.tzinfo).date(), local.date())
        return Raised(to, told.until, f"taken back on {day}")
    if back is not None and back.state is DecisionState.PARKED:
        return Raised(to, told.until, "taking it back needs a decision in the outbox", overdue=True)
    if (back is not None and back.state is not DecisionState.REFUSED) or any(x.slot == slot for x in parts.letters):
        return Raised(to, told.until, "being taken back")
    if local.date() < told.until:
        return told
    return _left(parts, decision, told, back)


def _left(parts: PanelParts, decision: Decision, told: Raised, back: Decision | None) -> Raised:
    """Its day has come, and nothing is under way."""
    standing = parts.dossier.standing
    limit = standing.limit if standing else None
    if any(_stands_on(d, decision) for d in _all(parts)):
        return Raised(told.to, told.until, "goes on under a later raise")
    if limit is not None and limit != told.to:
        return Raised(told.to, told.until, f"left: the limit is {limit.text()} by now")
    if back is not None:
        return Raised(told.to, told.until, f"not taken back: {back.words or 'refused'}", overdue=True)
    return Raised(told.to, told.until, "not taken back: nobody who may was signed in since", overdue=True)


def in_force(parts: PanelParts, local: datetime) -> tuple[Raised, ...]:
    """This customer's raises that the limit still shows, the newest first."""
    standing = parts.dossier.standing
    found = (raised(parts, d, local) for d in _all(parts))
    return tuple(r for r in found if r is not None and standing is not None and r.to == standing.limit and _open(r))


def facts(parts: PanelParts, local: datetime) -> tuple[Fact, ...]:
    """Beside the account's other facts, only where there is one."""
    today = local.date()
    return tuple(
        Fact("Raised limit", f"{r.to.text()}, over since {words.short_day(r.until, today)}", "bad")
        if r.overdue
        else Fact("Raised limit", f"{r.to.text()} until {words.short_day(r.until, today)}")
        for r in in_force(parts, local)[:1]
    )


def _open(one: Raised) -> bool:
    return one.overdue or not one.end.startswith("taken back")


def _all(parts: PanelParts) -> tuple[Decision, ...]:
    """The customer's decisions, newest first."""
    return tuple(sorted((*parts.decisions, *(d for d, _ in parts.past)), key=lambda d: d.at, reverse=True))


def _stands_on(later: Decision, decision: Decision) -> bool:
    return (
        (later.deed, later.state) == (NAME, DecisionState.APPLIED)
        and later.at > decision.at
        and credit_case.sent_by(later).get("from") == credit_case.sent_by(decision).get("to")
    )
