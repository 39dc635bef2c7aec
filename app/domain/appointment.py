"""Appointments at a customer's site, and who or what carries them out: what a team keeps of them, and what a change of one says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.days import day_month, weekday
from app.domain.letter import Effect

SOURCE = "team"  # appointments are kept by no ERP: the team store is the system that a letter about one goes to
MODEL = "appointment"  # of the subject that is judged as an AppointmentDossier; its source is the order's ERP

Hours = tuple[tuple[int, str, str], ...]  # weekday (0: Monday), from, until as "08:00", on the clock of a zone
Closures = tuple[tuple[str, str, str], ...]  # first and last day (ISO), why
Skills = tuple[tuple[str, str], ...]  # name, last day on which its certificate holds (ISO; "": for good)


class Kind(StrEnum):
    DELIVERY = "delivery"
    INSTALLATION = "installation"
    SERVICE = "service"


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # with the customer: ``Appointment.consent`` says by whom
    DONE = "done"
    CANCELLED = "cancelled"


LIVE = (State.PROPOSED, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Resource:
    """Who or what carries appointments out. ``kind``: technician, crew or vehicle. ``hours``: on the clock of ``zone`` (IANA)."""

    id: str
    name: str
    kind: str
    zone: str
    skills: Skills
    hours: Hours
    closures: Closures
    active: bool = True
    rev: int = 1

    def takes(self, kind: Kind) -> bool:
        """Vehicles bring things, technicians do things, crews do both."""
        return self.kind == "crew" or (self.kind == "vehicle") is (kind is Kind.DELIVERY)

    def holds(self, skill: str, day: date) -> bool:
        """Has the skill, and its certificate holds on that day."""
        return any(name == skill and (not last or day.isoformat() <= last) for name, last in self.skills)

    def expired(self, skill: str, day: date) -> str | None:
        """Last day of a certificate that no longer holds on ``day`` (ISO); None where there never was one."""
        lasts = [last for name, last in self.skills if name == skill and last and last < day.isoformat()]
        return max(lasts, default=None)


@dataclass(frozen=True, slots=True)
class Appointment:
    """``source``, ``sale``: the ERP and key of the order it is for; ``customer``: key there. ``shipment``: key, where it brings only that.

    starts: aware UTC; zone: the site's, in which its window is meant. minutes: at the site; travel: minutes of the way there.
    resource: id, None while nobody is planned. window: when the site can be worked at, empty: always. after: id of the appointment
    that must have ended before. waits_for_goods: senseless before the order's goods are there. consent: who agreed for the customer.
    """

    id: str
    number: str
    source: str
    sale: str
    sale_number: str
    shipment: str | None
    customer: str
    site: str
    zone: str
    kind: Kind
    skills: tuple[str, ...]
    minutes: int
    travel: int
    resource: str | None
    starts: datetime
    window: Hours
    closures: Closures
    after: str | None
    waits_for_goods: bool
    state: State
    consent: str
    rev: int = 1

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def local(self) -> datetime:
        """Its start on the site's clock."""
        return self.starts.astimezone(ZoneInfo(self.zone))

    @property
    def day(self) -> date:
        """At the site."""
        return self.local().date()

    def told(self, names: Iterable[str]) -> dict[str, object]:
        """These fields as JSON types."""
        return {name: _written(getattr(self, name)) for name in names}

    def changed(self, to: Mapping[str, object]) -> Appointment:
        """With these fields (JSON types). ValueError where one may not be changed or does not read."""
        if unknown := to.keys() - _CHANGES:
            raise ValueError(f"{min(unknown)} of an appointment is not changed")
        told: dict[str, Any] = {name: _read(name, value) for name, value in to.items()}
        return replace(self, **told)


_CHANGES = frozenset({"resource", "starts", "state", "consent", "after", "waits_for_goods"})


def _read(name: str, value: object) -> object:
    if name == "starts":
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    return State(str(value)) if name == "state" else value


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, StrEnum) else value


def within(hours: Hours, start: datetime, end: datetime) -> bool:
    """Whether a stretch on one local clock lies in one of these hours; no hours: always."""
    if not hours:
        return True
    if start.date() != end.date():
        return False
    return any(
        d == start.weekday() and time.fromisoformat(a) <= start.time() and end.time() <= time.fromisoformat(b)
        for d, a, b in hours
    )


def closed(closures: Closures, day: date) -> str | None:
    """Why it is closed on that day; None where it is not."""
    return next((why for first, last, why in closures if first <= day.isoformat() <= last), None)


def moment(at: datetime) -> str:
    """ "Mon 30 Nov 09:00", on the clock that ``at`` is on."""
    return f"{weekday(at)} {day_month(at)} {at:%H:%M}"


def effects(before: Appointment, after: Appointment, names: Mapping[str, str]) -> tuple[Effect, ...]:
    """What a change of it does, in the words in which preview and receipt speak. ``names``: of resources, by id."""
    said = (
        ("starts", moment(before.local()), moment(after.local())),
        ("resource", _who(before, names), _who(after, names)),
        ("state", str(before.state), str(after.state)),
        ("agreed for the customer", before.consent, after.consent),
        ("waits for", _waits(before), _waits(after)),
    )
    return tuple(Effect(SOURCE, after.number, field, was, now) for field, was, now in said if was != now)


def _who(of: Appointment, names: Mapping[str, str]) -> str:
    return names.get(of.resource, of.resource) if of.resource else "nobody"


def _waits(of: Appointment) -> str:
    waits = [*(["the delivery"] if of.after else []), *(["its goods"] if of.waits_for_goods else [])]
    return " and ".join(waits) or "nothing"
