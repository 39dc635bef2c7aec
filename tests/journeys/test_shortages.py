"""Orders that wait for complete, and one that gets the goods of another, by keyboard, and the real Tryton says so. By name only."""

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
from tests.journeys.test_splits import taken_back

TODAY = today()
PROMISED, COMES, LATER = (TODAY + timedelta(days) for days in (4, 10, 14))


@pytest.fixture
def dispatch(world: World) -> Dispatch:
    return Dispatch(world)


@pytest.fixture
def omar(qtbot: QtBot, world: World) -> Iterator[Seat]:
    taken = Seat(qtbot, world.profile("omar"), "backorder")
    yield taken
    taken.leave()


def test_two_deliveries_of_an_order_wait_for_each_other_and_leave_apart_again(
    world: World, dispatch: Dispatch, omar: Seat
) -> None:
    """12 of a product of which Hamburg has 3, taken apart; then somebody else is promised most of what comes for the rest."""
    number = dispatch.sell("N1114", 12, PROMISED)
    dispatch.buy("N1114", 40, COMES)
    omar.go_to(number).may("ship_rest_later").press("4").sees("All of it leaves in one delivery").press("Esc")
    omar.press("2").sees("Tried out on the server").press("Ctrl+Enter")
    omar.until(lambda: len(dispatch.deliveries(number)) == 2, "two deliveries")
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")
    before = dispatch.deliveries(number)
    assert [state for state, _, _ in before] == ["assigned", "waiting"]
    dispatch.sell("N1114", 36, PROMISED)
    dispatch.buy("N1114", 20, LATER)

    omar.go_to(number).may("wait_complete")
    case = omar.page.case.panel
    assert case is not None
    omar.press("4").sees(
        "Tried out on the server", *(f"{words.told(day, TODAY)} → {words.day(LATER, TODAY)}" for _, day, _ in before)
    )
    omar.press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert sorted(dispatch.deliveries(number), key=str) == [
        ("assigned", LATER.isoformat(), {"N1114": 3.0}),
        ("waiting", LATER.isoformat(), {"N1114": 9.0}),
    ]
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue again")

    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: dispatch.deliveries(number) == before, f"{number} leaves in two again")
    omar.until(lambda: omar.row(number) is not None, f"{number} in the queue again")


def test_an_order_gets_the_goods_of_another_whose_case_comes_up_and_gives_them_back(
    world: World, dispatch: Dispatch, omar: Seat
) -> None:
    """Hamburg has 3, all aside for a sale of three; two are wanted elsewhere."""
    rival = dispatch.sell("N1115", 3, PROMISED)
    dispatch.lay_aside(rival)
    number = dispatch.sell("N1115", 2, PROMISED)
    dispatch.buy("N1115", 40, COMES)
    assert [dispatch.deliveries(n)[0][0] for n in (rival, number)] == ["assigned", "waiting"]
    omar.go_to(number).may("reallocate")
    assert omar.row(rival) is None
    case = omar.page.case.panel
    assert case is not None
    omar.press("6").sees("Tried out on the server", f"of {rival} is: assigned → waiting", f"then {words.day(COMES, TODAY)}")
    omar.type("Their line stands still without them").press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert [dispatch.deliveries(n)[0][0] for n in (rival, number)] == ["waiting", "assigned"]
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")
    omar.until(lambda: omar.row(rival) is not None, f"{rival} in the queue")

    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: [dispatch.deliveries(n)[0][0] for n in (rival, number)] == ["assigned", "waiting"], "given back")
    omar.until(lambda: omar.row(number) is not None, f"{number} in the queue again")
    omar.until(lambda: omar.row(rival) is None, f"{rival} gone from the queue")
