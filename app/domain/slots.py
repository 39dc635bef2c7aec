"""When and by whom an appointment could be carried out instead: the best few, and what kept the other times out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment, Resource, State
from app.domain.clashes import EXPIRED, NOTICE, OF_RESOURCE, SKILL, Plan, clashes, skill_clashes

DAYS_AHEAD = 14
STEP = timedelta(minutes=30)
COUNT = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """``starts``: aware UTC."""

    resource: Resource
    starts: datetime

    @property
    def key(self) -> str:
        """As a choice of one tells it; see ``at``."""
        return f"{self.starts.isoformat()} {self.resource.id}"


def at(of: Appointment, key: str) -> Appointment:
    """With the time and the resource of the slot of this key. ValueError where it is none."""
    starts, _, resource = key.partition(" ")
    return of.changed({"starts": starts, "resource": resource})


@dataclass(frozen=True, slots=True)
class Proposal:
    """``slots``: the best first, at most COUNT. kept_out: kind of what spoke against a time -> how many times it did, the gravest only.

    unskilled: names of resources that lack what it needs on every one of the days.
    """

    slots: tuple[Slot, ...]
    kept_out: tuple[tuple[str, int], ...]
    unskilled: tuple[str, ...]


def propose(of: Appointment, plan: Plan, now: datetime) -> Proposal:
    """The free times nearest to the planned one: the same input gives the same answer. A slot that is proposed clashes with nothing.

    Times of the next days, on the half hour of the site's clock; so far ahead that the customer can still agree.
    """
    free: list[Slot] = []
    kept = Counter[str]()
    skilled: set[str] = set()
    for who, starts in _times(of, plan, now):
        moved = replace(of, resource=who.id, starts=starts, state=State.PROPOSED)
        against = clashes(moved, plan, now, either=True)
        if not any(c.kind in (SKILL, EXPIRED) for c in against):
            skilled.add(who.id)
        if against:
            kept[against[0].kind] += 1
        else:
            free.append(Slot(who, starts))
    unskilled = (r.name for r in plan.resources.values() if r.active and r.takes(of.kind) and r.id not in skilled)
    return Proposal(_best(of, free), tuple(sorted(kept.items())), tuple(sorted(unskilled)))


def stand_ins(of: Appointment, plan: Plan, now: datetime) -> tuple[Resource, ...]:
    """Other resources that could do it at the time it is planned for, by name."""
    able = []
    for who in plan.resources.values():
        if who.active and who.id != of.resource and who.takes(of.kind):
            against = clashes(replace(of, resource=who.id), plan, now, either=True)
            if not any(c.kind in OF_RESOURCE for c in against):
                able.append(who)
    return tuple(sorted(able, key=lambda r: (r.name, r.id)))


def _best(of: Appointment, free: list[Slot]) -> tuple[Slot, ...]:
    """Nearest first, the same resource before another; one a day and resource, so that there is something to choose from.

    Another resource at the time it has is no other time: see ``stand_ins``.
    """
    ranked = sorted(
        free, key=lambda s: (abs(s.starts - of.starts), s.resource.id != of.resource, s.starts, s.resource.name, s.resource.id)
    )
    found: dict[tuple[str, date], Slot] = {}
    zone = ZoneInfo(of.zone)
    for slot in ranked:
        if of.resource is None or slot.starts != of.starts:
            found.setdefault((slot.resource.id, slot.starts.astimezone(zone).date()), slot)
    return tuple(found.values())[:COUNT]


def _times(of: Appointment, plan: Plan, now: datetime) -> Iterator[tuple[Resource, datetime]]:
    """Every start on the half hour within the resource's hours on days to come; one a day for a resource that lacks a skill."""
    zone = ZoneInfo(of.zone)
    today = now.astimezone(zone).date()
    for who in sorted(plan.resources.values(), key=lambda r: r.id):
        for ahead in range(1, DAYS_AHEAD + 1) if who.active and who.takes(of.kind) else ():
            day = today + timedelta(days=ahead)
            starts = [at for at in _half_hours(day, zone) if at - now >= NOTICE and _at_work(who, at, of.minutes)]
            able = not any(True for at in starts[:1] for _ in skill_clashes(replace(of, starts=at), who))
            for at in starts if able else starts[:1]:
                yield who, at


def _half_hours(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """In UTC; a time that the clock skips on that day is left out."""
    for n in range(timedelta(days=1) // STEP):
        local = datetime.combine(day, time(), zone) + n * STEP  # on the wall clock
        at = local.astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            yield at


def _at_work(who: Resource, at: datetime, minutes: int) -> bool:
    local = at.astimezone(ZoneInfo(who.zone))
    end = local + timedelta(minutes=minutes)
    return any(
        d == local.weekday() and a <= f"{local:%H:%M}" and f"{end:%H:%M}" <= b and local.date() == end.date()
        for d, a, b in who.hours
    )
