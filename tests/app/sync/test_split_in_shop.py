"""A split in both systems, broken off anywhere: the ERP's documents once, every piece held once in the shop; a half is never silent.

The shop is the double behind the real connector, with our add-on and without; the ERP is a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.dossier import WebSide
from app.domain.letter import Guard, Letter
from app.domain.ref import Ref
from app.domain.shop import WebPlace, WebReservation
from app.domain.steps import Plan
from app.errors import OutcomeUnknown
from tests.app.commands.test_split_deeds import ACCEPT, MOVED, RESPLIT, split_parts
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as orders
from tests.app.rules.order_world import LONG_AGO
from tests.app.rules.world import NOW, day
from tests.app.sync.shop_world import PowerCut, ShopWorld
from tests.doubles.medusa import FakeMedusa


class SplitWorld(ShopWorld):
    """An order of 80 pieces that the shop holds in the South, while the ERP sends it from the North."""

    def __init__(self, folder: Path, shop: FakeMedusa) -> None:
        super().__init__(folder, shop)
        self.order = self.office.order(quantity=80)
        [line] = self.office.lines(self.order)
        self.line: str = line["id"]
        [(self.south, _, _)] = self.office.held(self.line)
        self.north = next(p["id"] for p in self.office.places() if p["id"] != self.south)

    def web(self) -> WebSide:
        ref = Ref("medusa", "web_order", self.order)
        sku = self.office.lines(self.order)[0]["sku"]
        line = orders.web_line(80, sku=sku, key=self.line, order=self.order)
        places = tuple(
            WebPlace(Ref("medusa", "web_place", key), "1", LONG_AGO, name, code)
            for key, name, code in ((self.north, "North", "HAM"), (self.south, "South", "DUI"))
        )
        held = WebReservation(Ref("medusa", "web_reservation", "r1"), "1", LONG_AGO, self.line, "iitem", self.south, Decimal(80))
        return WebSide((orders.web_order(ref=ref),), (line,), (), g.SHOP, places, (held,), NOW)


@dataclass(frozen=True)
class Ends:
    """How often the ERP did its own, and what the shop holds: (in the North, pieces, tied to the line)."""

    erp: int
    held: list[tuple[bool, float, bool]]


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SplitWorld]:
    with closing(FakeMedusa(addon=request.param)) as shop, closing(SplitWorld(tmp_path, shop)) as made:
        yield made


def resplit(world: SplitWorld) -> Plan:
    """20 of the 80 leave from the South."""
    sku = world.office.lines(world.order)[0]["sku"]
    of = replace(g.placed(), web=world.web(), lines=(g.line(sku=sku),))
    return RESPLIT.plan(split_parts(of), MOVED)


def accept(world: SplitWorld) -> Plan:
    """Two deliveries from the North, days apart."""
    sku = world.office.lines(world.order)[0]["sku"]
    two = {
        "shipments": (g.shipment(planned=day(1)), g.shipment("8", planned=day(7))),
        "moves": (g.move(30), g.move(50, "31", on="8")),
    }
    base = g.placed(**two, levels=(g.level(g.NORTH, 500, 420), g.level(g.SOUTH, 50, 50)))
    of = replace(base, web=world.web(), lines=(g.line(sku=sku),))
    return ACCEPT.plan(split_parts(of, "far_apart"), {"reason": "They asked for the rest later"})


def ends(world: SplitWorld) -> Ends:
    held = sorted(((place == world.north, n, tied) for place, n, tied in world.office.held(world.line)), reverse=True)
    return Ends(sum(len(ids) for ids in world.erp.released.values()), held)


BEFORE = [(False, 80.0, True)]
ALL_NORTH = [(True, 80.0, True)]


def after(world: SplitWorld, deed: str) -> list[tuple[bool, float, bool]]:
    """A shop without our add-on holds all of it where the first part leaves from."""
    return [(True, 60.0, True), (False, 20.0, False)] if deed == "resplit" and world.fake.addon else ALL_NORTH


PLANS = {"resplit": resplit, "accept": accept}


@pytest.mark.parametrize("deed", PLANS)
def test_both_have_it(world: SplitWorld, deed: str) -> None:
    omar = world.desk("om")
    omar.put("c1", "d1", PLANS[deed](world))
    omar.settle()
    assert ends(world) == Ends(1, after(world, deed))
    assert world.decision("c1", "d1")[0] == "applied"


def test_what_the_erp_refuses_the_shop_is_never_asked_for(world: SplitWorld) -> None:
    world.erp.refuses.add("regroup")
    omar = world.desk("om")
    omar.put("c1", "d1", resplit(world))
    omar.settle()
    assert ends(world) == Ends(0, BEFORE)
    assert world.decision("c1", "d1")[0] == "refused"


def test_what_the_shop_refuses_is_taken_back_in_the_erp(world: SplitWorld) -> None:
    """Somebody shipped it there meanwhile: nothing stays half done, and why is said."""
    made = resplit(world)
    items = [{"id": world.line, "quantity": 80}]
    world.office.call("POST", f"/admin/orders/{world.order}/fulfillments", {"items": items, "location_id": world.south})
    omar = world.desk("om")
    omar.put("c1", "d1", made)
    omar.settle()
    did = [letter for ids in world.erp.released.values() for letter in ids]
    assert did == ["d1/1", "d1/4"], "moved, and moved back"
    state, words = world.decision("c1", "d1")
    assert state == "refused"
    assert "have not left by now" in words


def test_a_note_that_is_refused_leaves_the_shop_as_it_was(world: SplitWorld) -> None:
    world.erp.refuses.add("note")
    omar = world.desk("om")
    omar.put("c1", "d1", accept(world))
    omar.settle()
    assert ends(world) == Ends(0, BEFORE)
    assert world.decision("c1", "d1")[0] == "refused"


@pytest.mark.parametrize("how", ["cut before", "cut after", "no answer after"])
@pytest.mark.parametrize("deed", PLANS)
def test_the_console_dies_around_the_erps_half(world: SplitWorld, deed: str, how: str) -> None:
    def fail(_: Letter) -> None:
        raise OutcomeUnknown("no answer") if "answer" in how else PowerCut

    (world.erp.after if "after" in how else world.erp.before).append(fail)
    omar = world.desk("om")
    omar.put("c1", "d1", PLANS[deed](world))
    omar.settle()
    assert ends(world) == Ends(1, after(world, deed))


@pytest.mark.parametrize("kind", ["drop", "cut", "broke"])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("deed", PLANS)
def test_broken_off_at_any_call_to_the_shop(world: SplitWorld, deed: str, kind: str, at: int) -> None:
    omar = world.desk("om")
    omar.put("c1", "d1", PLANS[deed](world))
    world.break_off(kind, at)
    omar.settle()
    assert ends(world) == Ends(1, after(world, deed))
    assert world.decision("c1", "d1")[0] == "applied"


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_console_dies_at_any_call_to_the_shop(world: SplitWorld, at: int) -> None:
    omar = world.desk("om")
    omar.put("c1", "d1", resplit(world))
    world.break_off("drop", at)
    omar.dies_in_the_second()
    omar.settle()
    assert ends(world) == Ends(1, after(world, "resplit"))


def test_two_consoles_move_it_once(world: SplitWorld) -> None:
    one, other = world.desk("om"), world.desk("di")
    one.put("c1", "d1", resplit(world))
    other.put("c1", "d2", resplit(world))
    for desk in (one, other, one):
        desk.settle()
    assert ends(world) == Ends(1, after(world, "resplit"))


def test_the_plain_shop_guards_it_by_its_mark_and_our_add_on_by_its_key(world: SplitWorld) -> None:
    assert world.connect().guard("move_reservations") is (Guard.KEY if world.fake.addon else Guard.PLAIN)
