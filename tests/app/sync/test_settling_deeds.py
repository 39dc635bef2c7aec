"""What settles a difference between shop and ERP, carried out over both: each side as chosen, or both as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.letter import Letter
from app.domain.order import OrderState
from app.errors import OutcomeUnknown
from app.rules import sync as rule
from app.sync.expiry import back_letter
from tests.app.commands.orders import order_parts, spec
from tests.app.rules import order_world as w
from tests.app.sync.test_order_deeds import OrderWorld, PowerCut

LINES = (w.web_line(), w.web_line(5, "3.00", "V-2", "l2"))
BOOKED = (w.sale_line(90, 180), w.sale_line(7, 21, "V-2", key="s2"))
APART = replace(
    w.booked(sales=(w.booked_sale(state=OrderState.QUOTED),), sale_lines=BOOKED, variants=(w.variant(), w.variant("V-2"))),
    lines=LINES,
)
EACH = spec("take_each").plan(order_parts(APART, "sync", rule.QUANTITIES), {"V-1": "erp", "V-2": "shop"})
BEFORE, AFTER = ("100", "7"), ("90", "5")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[OrderWorld]:
    made = OrderWorld(tmp_path)
    made.both.values = {
        ("medusa", "l1"): {"sku": "V-1", "quantity": "100", "unit_price": ["2.00", "EUR"]},
        ("tryton", "s2"): {"quantity": "7"},
    }
    yield made
    made.close()


def as_it_is(world: OrderWorld) -> tuple[object, object]:
    return world.both.values["medusa", "l1"]["quantity"], world.both.values["tryton", "s2"]["quantity"]


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("how", ["cut before", "cut after", "no answer after"])
def test_broken_off_anywhere_each_side_ends_as_chosen_and_once(world: OrderWorld, step: int, how: str) -> None:
    def fail(letter: Letter) -> None:
        if letter.number != step:
            faults.insert(0, fail)
        else:
            raise PowerCut if how.startswith("cut") else OutcomeUnknown("no answer")

    faults = world.both.after if "after" in how else world.both.before
    faults.append(fail)
    ana = world.order_desk("ana")
    ana.put("c1", "d1", EACH)
    ana.settle()
    assert as_it_is(world) == AFTER
    assert len(world.both.keys) == 2
    assert world.ended().state.value == "applied"


def test_what_the_shop_refuses_is_taken_back_in_the_erp(world: OrderWorld) -> None:
    world.both.refuse = {"d1/2"}
    ana = world.order_desk("ana")
    ana.put("c1", "d1", EACH)
    ana.settle()
    assert as_it_is(world) == BEFORE
    assert world.ended().state.value == "refused"


def test_taken_back_by_the_person_both_are_as_they_were(world: OrderWorld) -> None:
    ana = world.order_desk("ana")
    ana.put("c1", "d1", EACH)
    ana.settle()
    ana.outbox.add(back_letter(world.ended(), "", "ana", world.time.now()))
    ana.settle()
    assert as_it_is(world) == BEFORE


def test_a_rep_settles_no_quantities(world: OrderWorld) -> None:
    rep = world.order_desk("rep")
    rep.put("c1", "d1", EACH)
    rep.settle()
    assert world.both.requests == []
    assert as_it_is(world) == BEFORE
