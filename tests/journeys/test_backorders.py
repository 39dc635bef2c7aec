"""Orders that are short are promised anew, or taken apart, by keyboard, and the real Tryton says so through its own API. By name only."""

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
PROMISED, COMES = TODAY + timedelta(4), TODAY + timedelta(10)


@pytest.fixture
def dispatch(world: World) -> Dispatch:
    return Dispatch(world)


@pytest.fixture
def omar(qtbot: QtBot, world: World) -> Iterator[Seat]:
    taken = Seat(qtbot, world.profile("omar"), "backorder")
    yield taken
    taken.leave()


def test_a_new_date_is_promised_by_keyboard_and_taken_back(world: World, dispatch: Dispatch, omar: Seat) -> None:
    """12 of a product of which Hamburg has 3; 40 come ten days from now."""
    number = dispatch.sell("N1113", 12, PROMISED)
    dispatch.buy("N1113", 40, COMES)
    before = dispatch.deliveries(number)
    omar.go_to(number).may("promise_date").sees("9 of 12 N1113 are short in Hamburg", "Gebrüder Wessling Armaturen")
    case = omar.page.case.panel
    assert case is not None
    omar.press("1").sees("Tried out on the server", f"{words.told(before[0][1], TODAY)} → {words.day(COMES, TODAY)}")
    omar.press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert dispatch.deliveries(number) == [("waiting", COMES.isoformat(), {"N1113": 12.0})]
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")

    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: dispatch.deliveries(number) == before, f"{number} leaves on its first day again")
    omar.until(lambda: omar.row(number) is not None, f"{number} in the queue again")


def test_what_is_there_leaves_and_the_rest_when_it_comes(world: World, dispatch: Dispatch, omar: Seat) -> None:
    number = dispatch.sell("N1114", 12, PROMISED)
    dispatch.buy("N1114", 40, COMES)
    (before,) = dispatch.deliveries(number)
    omar.go_to(number).may("ship_rest_later").press("2").sees("3 of 12 pieces", "Tried out on the server").press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    now, later = dispatch.deliveries(number)
    assert now == ("assigned", before[1], {"N1114": 3.0})
    assert later == ("waiting", COMES.isoformat(), {"N1114": 9.0})
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")


def test_without_a_purchase_nobody_promises_anything_until_it_is_bought(world: World, dispatch: Dispatch, omar: Seat) -> None:
    number = dispatch.sell("N1115", 8, PROMISED)
    omar.go_to(number).sees("nothing on order covers them").press("1").sees("it has to be bought first")
    omar.press("Esc")
    dispatch.buy("N1115", 40, COMES)
    omar.may("promise_date").sees("they come")


def test_what_nobody_will_ever_have_is_cancelled_and_ordered_again(world: World, dispatch: Dispatch, omar: Seat) -> None:
    number = dispatch.sell("N1115", 8, PROMISED)
    (before,) = dispatch.deliveries(number)
    omar.go_to(number).may("cancel_rest")
    case = omar.page.case.panel
    assert case is not None
    omar.press("3").sees("Tried out on the server", "N1115 ordered: 8 → 3", "5 pieces, 50.00 EUR net")
    omar.type("They take another make instead").press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert dispatch.deliveries(number) == [("waiting", before[1], {"N1115": 3.0})]
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")
    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: dispatch.deliveries(number) == [before], f"{number} wants eight again")
