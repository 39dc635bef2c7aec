"""What the appointment board asks and shows: one day, resource by resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.appointment import Appointment, Kind, Resource
from app.domain.block import Strip
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class AskBoard:
    """``day``: None for today. ``text``: only appointments whose number, order, customer, site or resource holds it."""

    day: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment with its customer's name and its open case, if it has one. ``group``: what speaks against it, in a few words."""

    appointment: Appointment
    customer: str
    case_id: str | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class BoardParts:
    """Raw records for the board. ``planned``: of all days, cancelled ones left out, in the order in which they begin."""

    resources: tuple[Resource, ...]
    planned: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment as the board tells it, in words. ``case_id``: its open case; ``group``: what that is about."""

    id: str
    number: str
    rev: int
    row: str  # key of its row in the strip
    when: str
    text: str
    customer: str
    order: str
    facts: tuple[tuple[str, str], ...]
    case_id: str | None
    group: str
    ref: Ref  # of its sale
    state: str


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """``day`` as asked, in the company's zone. ``clashing``: how many visits of it have an open case; ``next_day``: the next day after it
    that has any, where it has none itself."""

    day: date
    today: date
    strip: Strip
    visits: tuple[Visit, ...]
    clashing: int
    next_day: date | None
    total: int  # of all days


@dataclass(frozen=True, slots=True)
class AskSlots:
    """When a new appointment for the order of this number could be. ``minutes`` at the site; ``travel``: minutes of the way there.

    moves: id of one that is planned already; then it stays as it is but for its time and resource.
    source: the system that has the order of this number; empty where a person typed it.
    """

    number: str
    kind: Kind = Kind.INSTALLATION
    skills: tuple[str, ...] = ()
    minutes: int = 120
    travel: int = 30
    waits_for_goods: bool = True
    moves: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SlotsAnswer:
    """``sale``: None where no order has that number; ``slots``: (key, words); ``why``: what keeps others out, or why there is none.

    skills: all that a resource has. made: the appointment that the slots are for; a new one is complete but for time and resource.
    """

    number: str
    sale: Ref | None
    customer: str
    skills: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]
    why: str
    made: Appointment | None


@dataclass(frozen=True, slots=True)
class Book:
    """A person's wish for a new appointment, complete with time and resource. Its id is the command's: booked once, whoever tells it
    again."""

    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Change:
    """A person's wish about an appointment that has no case: ``deed`` names who may; ``to``: fields as JSON types; ``rev``: on screen.

    command: its id, done once however often it is told.
    """

    command: str
    appointment: str
    number: str
    rev: int
    deed: str
    to: Mapping[str, object]
