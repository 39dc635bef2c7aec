"""Convert pressed twice, and by two people, over a connection that loses the answer: one order, at one number. On the ERP's double."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.store.team import migrate_team
from tests.app.office import profile
from tests.doubles.faults import is_write
from tests.doubles.tryton import FakeTryton
from tests.journeys.seat import Seat

PEOPLE: list[dict[str, Any]] = [
    {"id": who, "name": name, "roles": [role], "logins": {"tryton": who}, "db_role": who, "db_password": "x"}
    for who, name, role in (("carla", "Carla Reyes", "csr"), ("omar", "Omar Haddad", "order_manager"))
]
EACH = Decimal("108.45")  # what the price list asks for the first product


@dataclass
class Office:
    """An ERP with one offer that ends tomorrow, and a team of two."""

    fake: FakeTryton
    sale: int
    team: Path
    seat: Callable[[str], Seat]

    @property
    def number(self) -> str:
        return str(self.fake.erp.table("sale.sale")[self.sale]["number"])

    def confirmed(self) -> int:
        """How often any sale went to confirmed, by the ERP's own log."""
        rows = self.fake.erp.table("ir.model.log").values()
        return sum(1 for x in rows if (x["event"], x["target"]) == ("transition", "state:confirmed"))

    def references(self) -> list[str]:
        return [x["reference"] for x in self.fake.erp.table("sale.sale").values() if x["reference"]]

    def decisions(self) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.team}?mode=ro", uri=True)) as db:
            return [state for (state,) in db.execute("SELECT state FROM decision ORDER BY state")]

    def cases(self) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.team}?mode=ro", uri=True)) as db:
            return [state for (state,) in db.execute("SELECT state FROM kase WHERE type = 'quote'")]


@pytest.fixture(params=[True, False], ids=["add-on", "no add-on"])
def office(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        fake = FakeTryton(addon=request.param)
        stack.callback(fake.close)
        erp = fake.erp
        erp.table("currency.currency")[1]["code"] = "EUR"
        buyer = erp.customer("Acme Fabrication", "5000.00")
        erp.write("party.party", buyer, {"sale_price_list": 1}, erp.now())
        sale = erp.order(buyer, str(EACH))
        begun = erp.now().date() - timedelta(days=10)
        erp.write("sale.sale", sale, {"quotation_date": begun, "quotation_validity": timedelta(days=11)}, erp.now())
        team = tmp_path / "team.db"
        migrate_team(f"sqlite:///{team}", PEOPLE)

        def seat(login: str) -> Seat:
            taken = Seat(qtbot, profile(tmp_path / login, fake, f"sqlite:///{team}", login), "quote")
            stack.callback(taken.leave)
            return taken

        yield Office(fake, sale, team, seat)


def ready(one: Seat, number: str, order: str) -> Seat:
    one.go_to(number).may("convert_quote").press("1")
    return one.type(order).previewed().sees(f"Purchase order: {order}")


@pytest.mark.parametrize("lost", ["drop", "cut", "broke"])
def test_pressed_twice_over_a_line_that_loses_the_answer_it_is_one_order(office: Office, lost: str) -> None:
    carla = ready(office.seat("carla"), office.number, "PO-1")
    office.fake.faults.plan(lost, is_write)
    carla.press("Ctrl+Enter", "Ctrl+Enter", "1", "Ctrl+Enter")
    carla.until(lambda: office.cases() == ["resolved"], "the case resolved in the team store")
    carla.until(lambda: carla.row(office.number) is None, "gone from the queue")
    assert not office.fake.faults.planned, "the answer was lost"
    assert (office.confirmed(), office.references(), office.decisions()) == (1, ["PO-1"], ["applied"])


@pytest.mark.parametrize("lost", ["drop", "cut"])
def test_by_two_people_over_such_a_line_it_is_one_order_of_one_number(office: Office, lost: str) -> None:
    carla, omar = office.seat("carla"), office.seat("omar")
    ready(carla, office.number, "PO-1")
    ready(omar, office.number, "PO-2")
    office.fake.faults.plan(lost, is_write)
    carla.press("Ctrl+Enter")
    omar.press("Ctrl+Enter")
    carla.until(lambda: office.cases() == ["resolved"], "the case resolved in the team store")
    for one in (carla, omar):
        one.until(lambda one=one: one.row(office.number) is None, "gone from both queues")  # type: ignore[misc]
        one.until(lambda one=one: not one.console.status().letters_waiting, "nothing on its way")  # type: ignore[misc]
    assert office.confirmed() == 1
    assert office.references() in (["PO-1"], ["PO-2"])
    assert office.decisions().count("applied") == 1
    assert len(office.fake.erp.table("sale.sale")) == 1
