"""How grave a clash is, when the clock alone changes it, and when an order's goods can be at the site."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.clashes import Arrival
from app.domain.finding import Fires, Silent, Verdict
from app.rules.schedule import CAUSE, SCHEDULE, arrival
from tests.app.rules import goods_world as g
from tests.app.rules import visit_world as v
from tests.app.rules.world import NOW, day

HOUR = timedelta(hours=1)


def judged(days: int, hour: int = 14, **changes: object) -> Verdict:
    of = v.dossier(v.visit(at=v.on(hour, days=days), **{"state": "confirmed", **changes}))
    return SCHEDULE.judge(of, NOW)[of.ref, CAUSE]


@pytest.mark.parametrize(("days", "severity"), [(0, 1), (1, 2), (2, 2), (3, 3), (4, 3)])
def test_today_is_grave_and_the_day_after_tomorrow_less(days: int, severity: int) -> None:
    found = judged(days, skills=("sailing",))
    assert isinstance(found, Fires)
    assert found.severity == severity


def test_the_clock_alone_changes_it_at_midnight_and_a_day_before_and_at_its_end() -> None:
    grave = judged(0, skills=("sailing",))
    assert isinstance(grave, Fires)
    assert grave.until == v.on(16, days=0), "its end"
    later = judged(3, skills=("sailing",))
    assert isinstance(later, Fires)
    assert later.until == v.on(0, days=1), "tomorrow it is another severity"
    quiet = judged(1, 23, state="proposed", window=(), resource=None)
    assert isinstance(quiet, Silent)
    assert quiet.until == v.on(23, days=0), "24 hours before, the customer ought to have agreed"


@pytest.mark.parametrize(
    ("goods", "changes", "expected"),
    [
        (g.there(1), {}, Arrival(day(2), "SH-7 leaves North")),
        (g.there(1), {"after": "B"}, Arrival(day(1), "SH-7 leaves North")),
        (g.there(-3), {"after": "B"}, Arrival(day(0), "SH-7 leaves North")),
        (g.there(-1, state="done"), {}, Arrival(day(0), "SH-7 has arrived")),
        (g.there(-1, state="shipped"), {}, Arrival(day(0), "SH-7 has left")),
        (g.waiting(), {"after": "B"}, Arrival(day(14), "V-1 waits for Wessling")),
        (g.waiting(incoming=()), {}, Arrival(None, "nobody knows when V-1 comes")),
        (g.waiting(moves=()), {}, None),
        (g.waiting(), {"waits_for_goods": False}, None),
    ],
)
def test_when_its_goods_can_be_there(goods: object, changes: dict[str, object], expected: Arrival | None) -> None:
    """A carrier takes a day; what we bring ourselves is there when it leaves."""
    of = v.visit(**{"waits_for_goods": True, **changes})
    assert arrival(v.dossier(of, goods=goods), NOW) == expected  # type: ignore[arg-type]
