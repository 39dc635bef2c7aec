"""Wait for complete: all that is open of an order leaves on one day, when all of it is there, and the customer is told."""

from __future__ import annotations

from datetime import date, timedelta

from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands import words
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Group
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Sight, Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import backorder, together

NAME = "wait_complete"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me) or goods.cannot_move(parts, me)
    if stopped:
        return stopped
    fixed = next((g for g in goods.matrix(parts).used() if g.fixed), None)
    if fixed is not None:
        return Denied(f"{fixed.number} is {fixed.state} already, so not all of it can leave together")
    if parts.type == backorder.BACKORDER.type and len(_groups(parts)) == 1:
        return Denied("All of it leaves in one delivery: promise a new date for it with 1")
    if _complete(parts) is None:
        return Denied("Nothing on order covers all of it, so nobody knows until when to wait")
    return goods.authority(parts, me, policy, NAME)


def _groups(parts: PanelParts) -> tuple[Group, ...]:
    return goods.matrix(parts).used()


def _days(parts: PanelParts) -> list[date]:
    """On which its deliveries are planned to leave."""
    return [g.planned for g in _groups(parts) if g.planned is not None]


def _complete(parts: PanelParts) -> date | None:
    """The first day to come on which all of it is there, none before the last of its deliveries; None where nobody knows one."""
    today = late.counted(parts).date()
    earliest = max([today + timedelta(days=1), *_days(parts)])
    return together.first_day(goods.dossier(parts), [g.key for g in _groups(parts)], earliest, today)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    told = "The day on which all of it leaves; proposed is the first on which all of it is there"
    return (Field("day", "Leaves together", "date", told, str(_complete(parts) or "")),)


def _day(parts: PanelParts, fields: Fields) -> date:
    """Refused before all of it is there."""
    day, first = date.fromisoformat(fields.get("day", "")), _complete(parts)
    if first is not None and day < first:
        raise Refused(f"Not all of it can leave before {words.day(first, goods.today(parts))}")
    return day


def _moved(parts: PanelParts, day: date) -> tuple[Group, ...]:
    """Those that leave on another day than now."""
    return tuple(g for g in _groups(parts) if g.planned != day)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    day = _day(parts, fields)
    return (late.step(parts, _moved(parts, day), day),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    day = _day(parts, fields)
    return late.effects(parts, _moved(parts, day), day)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    day, first, days = _day(parts, fields), _complete(parts), _days(parts)
    count = len(_groups(parts))
    was = f"{words.day(min(days), today)} to {words.day(max(days), today)}" if days else "no day"
    return (
        ("Leaves", f"{words.day(day, today)}, all of it", "warn"),
        ("As it is now", was if not days or min(days) != max(days) else words.day(days[0], today), "text.1"),
        ("All there by", words.day(first, today) if first else "nobody knows", "ok" if first else "warn"),
        ("Deliveries", f"{count}, on one day" if count > 1 else "1", "text.1"),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    return late.message(parts, "all_at_once", late.all_words(parts, _groups(parts)), _day(parts, fields))


def saw(parts: PanelParts) -> tuple[Sight, ...]:
    return late.seen_of(parts, _groups(parts))


WAIT_COMPLETE = Spec(
    name=NAME,
    title="Wait for complete",
    key="4",
    icon="hourglass",
    types=frozenset({"split", "backorder"}),
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    outcome="waits for complete",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    saw_of=saw,
    overtaken=late.overtaken,
    doing="planning",
    button="Let {number} wait for complete",
    done="{number} waits until all of it is there",
    undo="Ctrl+Z plans each delivery for the day it had, until something of it is picked",
)
