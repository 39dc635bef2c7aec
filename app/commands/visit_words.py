"""What speaks against an appointment, in a sentence; when and by whom it is carried out, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain import clashes as against
from app.domain.appointment import Appointment, Resource, moment
from app.domain.clashes import Clash
from app.domain.days import DAYS, day_month, weekday
from app.domain.slots import Proposal, Slot
from app.rules.schedule import GROUPS


def who(of: Appointment, resources: Mapping[str, Resource]) -> str:
    known = resources.get(of.resource or "")
    return known.name if known else of.resource or "Nobody yet"


def sentence(clash: Clash, of: Appointment, resources: Mapping[str, Resource]) -> str:
    """ "Ines Weber is booked twice: AP-0004 has this time"; without a full stop."""
    name = who(of, resources)
    match clash.kind:
        case against.BOOKED:
            return f"{name} is booked twice: {clash.other} has this time"
        case against.TRAVEL:
            return f"{name} has {clash.minutes} min too little for the way between this and {clash.other}"
        case against.SKILL:
            return f"{name} has no {clash.what}"
        case against.EXPIRED:
            return f"{name}'s {clash.what} runs out on {day(clash.day)}, before this"
        case against.HOURS:
            return f"{name} does not work then"
        case against.ABSENT:
            return f"{name} is away that day: {clash.what}"
        case against.WINDOW:
            return f"The site can only be worked at {hours(of)}"
        case against.SITE_CLOSED:
            return f"The site is closed that day: {clash.what}"
        case against.GOODS:
            when = f"come {day(clash.day)}" if clash.day else "come nobody knows when"
            return f"Its goods {when}: {clash.what}"
        case against.ORDER:
            return f"It begins before {clash.other}, which it waits for, has ended"
        case _:
            return "The customer has not agreed, and it begins within 24 hours"


LABELS = {
    against.BOOKED: "Booked twice",
    against.TRAVEL: "The way",
    against.SKILL: "Skill",
    against.EXPIRED: "Certificate",
    against.HOURS: "Working hours",
    against.ABSENT: "Away",
    against.WINDOW: "Site's hours",
    against.SITE_CLOSED: "Site closed",
    against.GOODS: "Goods",
    against.ORDER: "Order of visits",
    against.UNCONFIRMED: "Not agreed",
}


def day(when: date | None) -> str:
    return f"{weekday(when)} {day_month(when)}" if when else "a day nobody knows"


def hours(of: Appointment) -> str:
    """ "Mon 08:00\N{EN DASH}12:00, Tue 08:00\N{EN DASH}16:00"; days of the same hours together."""
    if not of.window:
        return "at any time"
    days: dict[tuple[str, str], list[int]] = {}
    for day, begins, ends in of.window:
        days.setdefault((begins, ends), []).append(day)
    return ", ".join(f"{_span(listed)} {a}\N{EN DASH}{b}" for (a, b), listed in days.items())


def _span(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAYS[days[0]]}\N{EN DASH}{DAYS[days[-1]]}"
    return ", ".join(DAYS[d] for d in days)


def at(starts: datetime, zone: str) -> str:
    return moment(starts.astimezone(ZoneInfo(zone)))


def slot_words(slot: Slot, of: Appointment) -> str:
    """ "Tue 1 Dec 09:00, Ines Weber", on the site's clock."""
    return f"{at(slot.starts, of.zone)}, {slot.resource.name}"


def kept_out(found: Proposal) -> str:
    """Which rule kept other times of the next two weeks out, and how many."""
    said = [
        f"{GROUPS[kind].lower()} {count}"
        for kind, count in sorted(found.kept_out, key=lambda k: (-k[1], k[0]))
        if kind not in _SKILLS
    ]
    lacks = [f"without the skill: {', '.join(found.unskilled)}"] if found.unskilled else []
    return "; ".join([*said, *lacks]) or "nothing"


_SKILLS = (against.SKILL, against.EXPIRED)
