"""Deliveries that are late are decided by keyboard, one by one and all of a cause at once, on the real Tryton. By name only: an outage over
a hundred orders takes minutes to bring about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.commands import words
from demo.days import today
from tests.journeys.conftest import World
from tests.journeys.dispatch import Dispatch
from tests.journeys.seat import Seat
from tests.journeys.test_release import as_previewed, ended

TODAY = today()
SAID, NOW = TODAY + timedelta(2), TODAY + timedelta(9)
ORDERS = 100


@pytest.fixture
def dispatch(world: World) -> Dispatch:
    return Dispatch(world)


@pytest.fixture
def omar(qtbot: QtBot, world: World) -> Iterator[Seat]:
    taken = Seat(qtbot, world.profile("omar"), "delay")
    yield taken
    taken.leave()


def closed(world: World, outcome: str) -> int:
    return int(
        world.team_sql("SELECT count(*) FROM kase WHERE type = 'delay' AND state = 'resolved' AND outcome = %s", outcome)[0][0]
    )


def test_a_purchase_that_slipped_is_promised_anew(world: World, dispatch: Dispatch, omar: Seat) -> None:
    number = dispatch.sell("N1113", 12, TODAY + timedelta(4))
    dispatch.buy("N1113", 40, SAID, NOW)
    omar.go_to(number).may("promise_date").sees("9 of 12 N1113 wait for Gebrüder Wessling Armaturen")
    omar.press("1").sees("Tried out on the server", words.day(NOW, TODAY)).press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert dispatch.deliveries(number) == [("waiting", NOW.isoformat(), {"N1113": 12.0})]
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")


def test_one_late_purchase_over_several_orders_is_one_decision_and_one_that_cannot_hides_nothing(
    world: World, dispatch: Dispatch, omar: Seat
) -> None:
    """Three wait for one purchase; the last of them needs more than it brings, and that comes a month later."""
    wanted = TODAY + timedelta(4)
    numbers = [dispatch.sell("N1114", quantity, wanted) for quantity in (5, 6, 25)]
    dispatch.buy("N1114", 28, SAID, NOW)
    dispatch.buy("N1114", 40, SAID, TODAY + timedelta(30))
    for number in numbers:
        omar.until(lambda number=number: omar.row(number) is not None, f"{number} in the queue")  # type: ignore[misc]
    first = omar.row(numbers[0])
    assert first is not None
    omar.go_to(numbers[0]).may("promise_date")
    omar.page.list.grid.go(f"group:{first.group}")
    omar.press("X", "1").sees("New date for 3 marked", "Tried out on the server").press("Ctrl+Enter")
    omar.sees("2 done, 1 refused")
    gathered = omar.page._gathering.current
    assert gathered is not None
    assert {i.number: i.fate.value for i in gathered.items} == dict(zip(numbers, ("done", "done", "refused"), strict=True))
    assert "Not all of it is there before" in gathered.items[-1].words
    assert [dispatch.deliveries(n)[0][1] for n in numbers[:2]] == [NOW.isoformat()] * 2
    assert ended(world, numbers[2], "open")


def test_a_carrier_outage_over_a_hundred_orders_is_one_decision_with_a_result_for_each(
    world: World, dispatch: Dispatch, omar: Seat
) -> None:
    numbers = dispatch.stranded("N1005", ORDERS, TODAY - timedelta(6))
    omar.until(lambda: sum(r.number in numbers for r in omar.rows()) == ORDERS, f"{ORDERS} cases")
    row = omar.row(numbers[0])
    assert row is not None
    assert row.group == "Carrier Hansa Spedition"
    omar.go_to(numbers[0]).may("accept_delay")
    count = sum(r.group == row.group for r in omar.rows())  # the seed has some, too
    omar.page.list.grid.go(f"group:{row.group}")
    omar.press("X", "2").sees(f"Accept delay for {count} marked", "Tried out on the server")
    omar.type("The hub was closed; all customers were told").press("Ctrl+Enter")
    omar.until(lambda: closed(world, "accepted") > 5, "some of them done")
    omar.press("Ctrl+.").sees("not begun, stopped")
    gathering = omar.page._gathering
    omar.until(
        lambda: gathering.current is not None and not gathering.current.count("on its way"), "what was on its way has ended"
    )
    done = closed(world, "accepted")
    assert 5 < done < count
    omar.press("Ctrl+.")
    for some in range(done, count + 1, 5):
        omar.until(lambda some=some: closed(world, "accepted") >= some, f"{some} of them decided")  # type: ignore[misc]
    omar.until(lambda: gathering.current is not None and gathering.current.over, "all of them decided")
    omar.sees(f"{count} done")
    assert closed(world, "accepted") == count
    notes = world.sql("SELECT count(DISTINCT resource) FROM ir_note WHERE message LIKE %s", "%The hub was closed%")
    assert notes == [(count,)]
    omar.until(lambda: not any(r.number in numbers for r in omar.rows()), "all gone from the queue")
