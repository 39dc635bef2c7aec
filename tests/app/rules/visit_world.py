"""Records for tests of appointments: two technicians, one site, and whatever a test changes of them. NOW is a Monday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.appointment import MODEL, Appointment, Kind, Resource, State
from app.domain.dossier import AppointmentDossier, GoodsDossier
from app.domain.ref import Ref
from tests.app.rules import goods_world as g
from tests.app.rules.world import day

ZONE = "Europe/Berlin"
WEEK = tuple((weekday, "08:00", "17:00") for weekday in range(5))


def on(hour: int, minute: int = 0, *, days: int = 7) -> datetime:
    """A time of day in Berlin, a week from today where nothing else is said; in UTC."""
    return datetime.combine(day(days), time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def ines(**changes: Any) -> Resource:
    """Can lift, for the next three weeks."""
    return replace(
        Resource("ines", "Ines Weber", "technician", ZONE, (("pumps", ""), ("lift", str(day(21)))), WEEK, ()), **changes
    )


def jon(**changes: Any) -> Resource:
    return replace(Resource("jon", "Jon Falk", "technician", ZONE, (("pumps", ""), ("welding", "")), WEEK, ()), **changes)


def visit(key: str = "A", at: datetime | None = None, *, state: str = "proposed", **changes: Any) -> Appointment:
    """Two hours of Ines a week from today at nine, half an hour away."""
    base = Appointment(
        id=key, number=f"AP-{key}", source=g.ERP, sale="1", sale_number="SO-1", shipment=None, customer="3",
        site="Kai 4, Hamburg", zone=ZONE, kind=Kind.INSTALLATION, skills=("pumps",),
        minutes=120, travel=30, resource="ines", starts=at or on(9), window=WEEK, closures=(),
        after=None, waits_for_goods=False, state=State(state), consent="Mr Berg" if state == "confirmed" else "",
    )  # fmt: skip
    return replace(base, **changes)


def dossier(
    of: Appointment, *others: Appointment, resources: tuple[Resource, ...] | None = None, goods: GoodsDossier | None = None
) -> AppointmentDossier:
    """Goods: all there, where nothing else is said."""
    around = tuple(a for a in (of, *others) if a.live)
    return AppointmentDossier(
        Ref(of.source, MODEL, of.id), of, around, resources if resources is not None else (ines(), jon()), goods or g.there(1)
    )
