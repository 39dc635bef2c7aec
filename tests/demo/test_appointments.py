"""The demo company's appointments: what they say of themselves is what the rule finds, on whatever weekday the company was seeded."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.clashes import Arrival, Plan, clashes
from app.store.team import plan_file
from demo import appointments

ORDERS = {v.story: [{"id": n, "number": f"SO{n}", "customer": 7} for n in range(4)] for v in appointments.VISITS}
WRONG = {
    "AP-0002": "booked",
    "AP-0003": "expired",
    "AP-0004": "goods",
    "AP-0006": "order",
    "AP-0008": "travel",
    "AP-0009": "absent",
    "AP-0010": "window",
}


@pytest.mark.parametrize("weekday", range(7))
def test_what_is_wrong_with_them_is_found_and_nothing_else(weekday: int) -> None:
    seeded = dt.date(2026, 11, 23) + dt.timedelta(days=weekday)
    told: dict[str, Any] = appointments.plan({"today": str(seeded), "customers": [{"id": 7, "name": "Kolbe"}], "orders": ORDERS})
    planned = [plan_file._appointment(one) for one in told["appointments"]]
    people = {r.id: r for r in map(plan_file._resource, told["resources"])}
    now = dt.datetime.combine(seeded, dt.time(), dt.UTC)
    late = Arrival(appointments.workday(seeded, 9), "a supplier")
    found = {
        a.number: [c.kind for c in clashes(a, Plan(tuple(planned), people, late if a.number == "AP-0004" else None), now)]
        for a in planned
    }
    assert {number: kinds for number, kinds in found.items() if [k for k in kinds if k != "unconfirmed"]} == {
        number: [kind] for number, kind in WRONG.items()
    }
    assert len({a.id for a in planned}) == len(planned) == 13
