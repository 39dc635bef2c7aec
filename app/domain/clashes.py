"""What speaks against an appointment as it is planned: the same checks judge what stands and sift what could be proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment, Resource, State, closed, within

BOOKED, TRAVEL, SKILL, EXPIRED, HOURS, ABSENT = "booked", "travel", "skill", "expired", "hours", "absent"
WINDOW, SITE_CLOSED, GOODS, ORDER, UNCONFIRMED = "window", "site_closed", "goods", "order", "unconfirmed"
KINDS = (BOOKED, SKILL, EXPIRED, GOODS, ORDER, WINDOW, SITE_CLOSED, HOURS, ABSENT, TRAVEL, UNCONFIRMED)  # the gravest first
OF_RESOURCE = frozenset({BOOKED, TRAVEL, SKILL, EXPIRED, HOURS, ABSENT})  # another resource may do without
NOTICE = timedelta(hours=24)  # before it begins, the customer has to have agreed


@dataclass(frozen=True, slots=True)
class Arrival:
    """When an order's goods can be at the site. ``day``: the first; None: nobody knows. ``why``: what they wait for."""

    day: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that speaks against it. ``what``: a skill, or why it is closed; ``other``: number of the appointment it runs into;
    ``minutes``: that the way takes longer than there is; ``day``: a certificate's last, or the goods' first."""

    kind: str
    what: str = ""
    other: str = ""
    minutes: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is planned around one appointment. ``appointments``: that are neither done nor cancelled; ``resources``: by id.

    goods: None where they do not matter, or are not known.
    """

    appointments: tuple[Appointment, ...]
    resources: Mapping[str, Resource]
    goods: Arrival | None


def clashes(of: Appointment, plan: Plan, now: datetime, *, either: bool = False) -> tuple[Clash, ...]:
    """All that speaks against ``of``, the gravest first. ``now`` aware; nothing speaks against what is over.

    either: also what would speak against others because of it; else each clash of two is found on the one that is to be moved.
    """
    if not of.live or of.ends <= now:
        return ()
    found = [*_resource(of, plan, either), *_site(of), *_goods(of, plan), *_order(of, plan, either)]
    if of.state is State.PROPOSED and of.starts - now < NOTICE:
        found.append(Clash(UNCONFIRMED))
    return tuple(sorted(found, key=lambda c: (KINDS.index(c.kind), c.what, c.other)))


def yields(of: Appointment, to: Appointment) -> bool:
    """Of two that get in each other's way: whether ``of`` is the one to be moved. What the customer agreed to stays, then what began
    earlier, then what was taken down first."""
    return (of.state is State.CONFIRMED, to.starts, to.number) < (to.state is State.CONFIRMED, of.starts, of.number)


def _resource(of: Appointment, plan: Plan, either: bool) -> Iterator[Clash]:
    who = plan.resources.get(of.resource or "")
    if who is None:
        return
    yield from skill_clashes(of, who)
    zone = ZoneInfo(who.zone)
    start, end = of.starts.astimezone(zone), of.ends.astimezone(zone)
    away = closed(who.closures, start.date())
    if away is not None:
        yield Clash(ABSENT, away)
    elif not within(who.hours, start, end):
        yield Clash(HOURS)
    same = (x for x in plan.appointments if x.resource == who.id and x.id != of.id and x.live)
    yield from _neighbours(of, (x for x in same if either or yields(of, x)))


def skill_clashes(of: Appointment, who: Resource) -> Iterator[Clash]:
    """What it needs and this resource has not, on its day."""
    for skill in of.skills:
        if not who.holds(skill, of.day):
            last = who.expired(skill, of.day)
            yield Clash(EXPIRED, skill, day=date.fromisoformat(last)) if last else Clash(SKILL, skill)


def _neighbours(of: Appointment, others: Iterable[Appointment]) -> Iterator[Clash]:
    """What the same resource has before and after it; whoever is on the way cannot be anywhere else."""
    for other in others:
        if of.starts < other.ends and other.starts < of.ends:
            yield Clash(BOOKED, other=other.number)
            continue
        first, then = (other, of) if other.starts < of.starts else (of, other)
        lacks = timedelta(minutes=then.travel) - (then.starts - first.ends)
        if lacks > timedelta(0):
            yield Clash(TRAVEL, other=other.number, minutes=-(-lacks // timedelta(minutes=1)))


def _site(of: Appointment) -> Iterator[Clash]:
    zone = ZoneInfo(of.zone)
    why = closed(of.closures, of.day)
    if why is not None:
        yield Clash(SITE_CLOSED, why)
    elif not within(of.window, of.local(), of.ends.astimezone(zone)):
        yield Clash(WINDOW)


def _goods(of: Appointment, plan: Plan) -> Iterator[Clash]:
    if of.waits_for_goods and plan.goods is not None and (plan.goods.day is None or plan.goods.day > of.day):
        yield Clash(GOODS, plan.goods.why, day=plan.goods.day)


def _order(of: Appointment, plan: Plan, either: bool) -> Iterator[Clash]:
    for other in plan.appointments:
        before = other.id == of.after and of.starts < other.ends
        after = either and other.after == of.id and other.starts < of.ends
        if other.live and (before or after):
            yield Clash(ORDER, other=other.number)
