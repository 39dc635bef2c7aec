"""Appointments by keyboard: moved to a proposed time, taken back, decoupled from goods that a real Tryton brings too late. By name only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from demo import appointments
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_splits import taken_back


@pytest.fixture
def planned(world: World) -> World:
    """With the demo company's resources and appointments in its team store."""
    world.servers.team.ready(world.team, appointments.plan(world.servers.describe()))
    return world


@pytest.fixture
def omar(qtbot: QtBot, planned: World) -> Iterator[Seat]:
    taken = Seat(qtbot, planned.profile("omar"), "schedule")
    yield taken
    taken.leave()


def stored(world: World, number: str) -> dict[str, Any]:
    """As the team store has it, read past the console."""
    names = ("starts", "resource", "rev", "waits_for_goods")
    [row] = world.team_sql(f"SELECT {', '.join(names)} FROM appointment WHERE number = %s", number)
    return dict(zip(names, row, strict=True))


def test_a_visit_that_is_booked_twice_goes_to_a_free_time_and_comes_back(planned: World, omar: Seat) -> None:
    before = stored(planned, "AP-0002")
    omar.until(lambda: omar.row("AP-0002") is not None, "AP-0002 in the queue")
    row = omar.row("AP-0002")
    assert row is not None
    omar.go_to("AP-0002").may("move_appointment").sees("Ines Weber is booked twice")
    omar.press("1").sees("nothing is sent yet", "Mara Lindqvist").previewed().press("Ctrl+Enter")
    omar.until(lambda: stored(planned, "AP-0002")["resource"] != before["resource"], "the visit moved")
    assert stored(planned, "AP-0002")["rev"] == before["rev"] + 1
    omar.until(lambda: omar.row("AP-0002") is None, "AP-0002 gone from the queue")
    omar.until(lambda: taken_back(omar, row.case_id) == "taken down", "taking back")
    omar.until(lambda: stored(planned, "AP-0002")["resource"] == before["resource"], "the visit back where it was")
    assert stored(planned, "AP-0002")["starts"] == before["starts"]
    omar.until(lambda: omar.row("AP-0002") is not None, "AP-0002 in the queue again")


def test_an_installation_whose_goods_come_later_goes_on_without_them(planned: World, omar: Seat) -> None:
    omar.go_to("AP-0004").may("decouple_install").sees("Goods come after the appointment")
    omar.press("3").previewed().type("Pipes can be laid without the bearings").press("Ctrl+Enter")
    omar.until(lambda: not stored(planned, "AP-0004")["waits_for_goods"], "the visit decoupled")
    omar.until(lambda: omar.row("AP-0004") is None, "AP-0004 gone from the queue")
