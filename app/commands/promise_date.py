"""Promise a new date: deliveries that are late, or will be, are planned for a day on which they can leave, and the customer is told."""

from __future__ import annotations

from datetime import date, timedelta

from app.commands import documents, words
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import backorder

NAME = "promise_date"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me)
    if stopped:
        return stopped
    if not late.deliveries(parts):
        return Denied("None of its deliveries is late any more")
    if parts.type == backorder.BACKORDER.type and _possible(parts) is None:
        return Denied("Nothing on order covers it, so nobody knows a date: it has to be bought first")
    return goods.authority(parts, me, policy, NAME)


def _possible(parts: PanelParts) -> date | None:
    """The first day on which all of it is there."""
    return late.complete_by(late.broken(parts))


def asks(parts: PanelParts) -> tuple[Field, ...]:
    """The first day on which all of it is there; where nobody knows one, none is proposed."""
    first = _possible(parts)
    if first is None and not late.broken(parts):
        first = max(goods.today(parts), _planned(parts) or goods.today(parts)) + timedelta(days=1)
    told = "proposed is the first on which all of it is there" if first else "nobody knows yet when all of it is there"
    return (Field("day", "Leaves", "date", f"The day on which it leaves; {told}", str(first or "")),)


def _day(parts: PanelParts, fields: Fields) -> date:
    """Refused where goods are known to come later, and where it is not later than it was."""
    day, first, planned = date.fromisoformat(fields.get("day", "")), _possible(parts), _planned(parts)
    if first is not None and day < first:
        raise Refused(f"Not all of it is there before {words.day(first, goods.today(parts))}")
    if planned is not None and day <= planned:
        raise Refused(f"It is planned for {words.day(planned, goods.today(parts))}: a new date lies after that")
    return day


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """What left the warehouse keeps its day in the ERP, so the promise is left there in words."""
    day = _day(parts, fields)
    groups = late.movable(parts)
    planned = (late.step(parts, groups, day),) if groups else ()
    return (*planned, *((documents.note(_sale(parts), _note(parts, day)),) if _fixed(parts) else ()))


def _sale(parts: PanelParts) -> Sale:
    assert parts.sale is not None
    return parts.sale


def _fixed(parts: PanelParts) -> str:
    return ", ".join(g.number for g in late.deliveries(parts) if g.fixed)


def _note(parts: PanelParts, day: date) -> str:
    return f"{_fixed(parts)} is late; {day.isoformat()} was promised to the customer"


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    day = _day(parts, fields)
    noted = (documents.note_effect(_sale(parts), _note(parts, day)),) if _fixed(parts) else ()
    return (*late.effects(parts, late.movable(parts), day), *noted)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    day, first, lacks = _day(parts, fields), _possible(parts), late.broken(parts)
    there = words.day(first, today) if first else "nobody knows" if lacks else "all of it is there"
    was = min((p.said or p.day for p in lacks), default=None) or _planned(parts)
    slip = f"{(day - was).days} days later" if was else "no day before"
    return (
        ("Leaves", f"{words.day(day, today)}, {slip}", "warn"),
        ("All there by", there, "ok" if first or not lacks else "warn"),
        ("Deliveries", ", ".join(g.number for g in late.deliveries(parts)), "text.1"),
        BY_HAND,
    )


def _planned(parts: PanelParts) -> date | None:
    return min((g.planned for g in late.deliveries(parts) if g.planned), default=None)


def message(parts: PanelParts, fields: Fields) -> str:
    lines = "\n".join(late.words_of(p.line, p.short) for p in late.broken(parts)) or late.all_words(parts, late.deliveries(parts))
    return late.message(parts, "new_date", lines, _day(parts, fields))


PROMISE_DATE = Spec(
    name=NAME,
    title="New date",
    key="1",
    icon="calendar-clock",
    types=frozenset({"backorder", "delay"}),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    outcome="promised anew",
    accepts=True,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    saw_of=late.seen,
    overtaken=late.overtaken,
    gathers=True,
    doing="promising",
    button="Promise new date for {number}",
    done="New date of {number} taken down",
    undo="Ctrl+Z plans it for the day it had, until something of it is picked",
)
