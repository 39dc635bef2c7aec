"""The appointments of the demo company: who carries them out, for which of the seeded orders, and what is wrong with some of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from demo.team import ERP_SOURCE

ZONE = "Europe/Berlin"
_WEEK = [[weekday, "07:00", "17:00"] for weekday in range(5)]
_SITE = [[weekday, "07:00", "18:00"] for weekday in range(5)]
_MORNINGS = [[weekday, "08:00", "12:00"] for weekday in range(5)]
_NAMES = uuid.UUID("6f5a2f0e-0c1b-4a37-9d61-0c7e5d0f8a11")


@dataclass(frozen=True, slots=True)
class Visit:
    """``story``, ``place``: which order of the seed. ``day``: working days from the day of the seed. ``after``: number of another visit."""

    number: str
    story: str
    place: int
    kind: str
    resource: str
    day: int
    at: str
    minutes: int
    skills: tuple[str, ...] = ()
    travel: int = 30
    agreed: str = ""
    waits: bool = False
    after: str = ""
    mornings: bool = False


VISITS: tuple[Visit, ...] = (
    Visit("AP-0001", "fits", 0, "installation", "ines", 1, "08:30", 150, ("pump commissioning",), agreed="Mr Kolbe by telephone"),
    Visit(
        "AP-0002", "late_warehouse", 0, "service", "ines", 1, "10:00", 120, ("pump commissioning",)
    ),  # while she is at the first
    Visit(
        "AP-0003", "late_purchase", 0, "installation", "jonas", 2, "09:00", 180, ("forklift",)
    ),  # his licence has run out by then
    Visit(
        "AP-0004", "backorder_dated", 0, "installation", "mara", 3, "09:00", 240, ("valve assembly",), waits=True
    ),  # goods come later
    Visit("AP-0005", "far_apart", 0, "delivery", "van", 4, "08:00", 60, waits=True),
    Visit(
        "AP-0006", "far_apart", 0, "installation", "crew", 4, "07:30", 240, ("valve assembly",), after="AP-0005"
    ),  # before its delivery
    Visit("AP-0007", "late_purchase", 1, "service", "mara", 2, "08:00", 120, ("valve assembly",), agreed="Ms Ferro by e-mail"),
    Visit(
        "AP-0008", "late_purchase", 2, "service", "mara", 2, "10:15", 90, ("valve assembly",), travel=60
    ),  # the way takes longer
    Visit("AP-0009", "short_here", 1, "installation", "tomas", 5, "09:00", 120, ("pump commissioning",)),  # he is away that day
    Visit(
        "AP-0010", "short_here", 2, "service", "ines", 3, "14:00", 90, ("pump commissioning",), mornings=True
    ),  # the site is shut then
    Visit("AP-0011", "fits", 1, "service", "ines", 2, "09:00", 120, ("pump commissioning",), agreed="Mr Aydin by telephone"),
    Visit("AP-0012", "fits", 2, "delivery", "van", 2, "13:00", 60, agreed="gate, by telephone"),
    Visit("AP-0013", "short_here", 0, "installation", "crew", 5, "08:00", 300, ("valve assembly", "forklift")),
)


def plan(described: Mapping[str, Any]) -> dict[str, Any]:
    """As ``main.py migrate --plan`` takes it. ``described``: what the seed says of the company; all days are counted from its own."""
    seeded = dt.date.fromisoformat(described["today"])
    names = {c["id"]: c["name"] for c in described["customers"]}
    return {
        "resources": _resources(seeded),
        "appointments": [_appointment(v, described["orders"], names, seeded) for v in VISITS],
    }


def workday(seeded: dt.date, count: int) -> dt.date:
    """So many working days after the day of the seed."""
    day = seeded
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _resources(seeded: dt.date) -> list[dict[str, Any]]:
    later = str(seeded + dt.timedelta(days=400))
    away = str(workday(seeded, 5))
    return [
        _resource("ines", "Ines Weber", "technician", [["pump commissioning", later], ["forklift", later]]),
        _resource("jonas", "Jonas Brandt", "technician", [["valve assembly", ""], ["forklift", str(workday(seeded, 1))]]),
        _resource("mara", "Mara Lindqvist", "technician", [["valve assembly", ""], ["pump commissioning", later]]),
        _resource("tomas", "Tomas Novak", "technician", [["pump commissioning", later]], [[away, away, "training"]]),
        _resource("crew", "Crew North", "crew", [["valve assembly", ""], ["forklift", later]]),
        _resource("van", "Van HH 7", "vehicle", []),
    ]


def _resource(id_: str, name: str, kind: str, skills: list[list[str]], closures: list[list[str]] | None = None) -> dict[str, Any]:
    return {"id": id_, "name": name, "kind": kind, "zone": ZONE, "skills": skills, "hours": _WEEK, "closures": closures or []}


def _appointment(of: Visit, orders: Mapping[str, Any], names: Mapping[int, str], seeded: dt.date) -> dict[str, Any]:
    order = orders[of.story][of.place]
    starts = dt.datetime.combine(workday(seeded, of.day), dt.time.fromisoformat(of.at), ZoneInfo(ZONE))
    return {
        "id": _id(of.number, seeded),
        "number": of.number,
        "source": ERP_SOURCE,
        "sale": str(order["id"]),
        "sale_number": order["number"],
        "shipment": None,
        "customer": str(order["customer"]),
        "site": f"Gate {order['id'] % 4 + 1}, {names.get(order['customer'], 'the customer')}",
        "zone": ZONE,
        "kind": of.kind,
        "skills": list(of.skills),
        "minutes": of.minutes,
        "travel": of.travel,
        "resource": of.resource,
        "starts": starts.isoformat(),
        "window": _MORNINGS if of.mornings else _SITE,
        "closures": [],
        "after": _id(of.after, seeded) if of.after else None,
        "waits_for_goods": of.waits,
        "state": "confirmed" if of.agreed else "proposed",
        "consent": of.agreed,
    }


def _id(number: str, seeded: dt.date) -> str:
    return str(uuid.uuid5(_NAMES, f"{seeded} {number}"))
