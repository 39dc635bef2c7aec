"""Money back in both systems, broken off anywhere: one credit note, one return, one refund; a half is never silent.

The shop is the double behind the real connector, with our add-on and without; the ERP is a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands import find
from app.domain.letter import Guard, Letter
from app.domain.ref import Ref
from app.domain.steps import Plan
from app.errors import OutcomeUnknown
from tests.app.commands.damage import parts as damage_parts
from tests.app.commands.test_credit_in_shop import ALL, linked
from tests.app.rules import damage_world as w
from tests.app.rules.world import eur
from tests.app.sync.shop_world import PowerCut, ShopWorld
from tests.doubles.medusa import FakeMedusa

BACK = {"returns": ["received"], "on sale": 3.0, "set aside": 0.0, "written off": 0.0, "replaced": [], "refunds": [42.5]}
NOTHING = {"returns": [], "on sale": 0.0, "set aside": 0.0, "written off": 0.0, "replaced": [], "refunds": []}


class SoldWorld(ShopWorld):
    """Six pieces of an order are paid and have left."""

    def __init__(self, folder: Path, shop: FakeMedusa) -> None:
        super().__init__(folder, shop)
        self.order = self.office.order(quantity=6)
        self.office.pay(self.order)
        self.office.ship(self.order)


@dataclass(frozen=True)
class Ends:
    """What both systems have in the end."""

    credited: int
    shop: object


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SoldWorld]:
    with closing(FakeMedusa(addon=request.param)) as shop, closing(SoldWorld(tmp_path, shop)) as made:
        yield made


def plan(world: SoldWorld) -> Plan:
    """Three of six pieces at 50.00 come back, all on sale again; of their 151.72 the shop has taken 42.50."""
    line = world.office.lines(world.order)[0]["id"]
    known = {"ref": Ref("medusa", "web_order", world.order), "paid": eur("42.50")}
    of = linked(order=known, line={"ref": Ref("medusa", "web_line", line), "order": world.order})
    spec = find("credit_return")
    assert spec is not None
    return spec.plan(of, ALL)


def ends(world: SoldWorld) -> Ends:
    return Ends(sum(len(ids) for ids in world.erp.released.values()), world.office.back(world.order))


def test_the_credit_note_then_the_shop(world: SoldWorld) -> None:
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    rep.settle()
    assert ends(world) == Ends(1, BACK)
    assert world.decision("c1", "d1")[0] == "applied"


def test_a_refused_credit_note_leaves_the_shop_alone(world: SoldWorld) -> None:
    world.erp.refuses.add("credit_return")
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    rep.settle()
    assert ends(world) == Ends(0, NOTHING)
    assert world.decision("c1", "d1")[0] == "refused"


@pytest.mark.parametrize("how", ["cut before", "cut after", "no answer after"])
def test_the_console_dies_around_the_credit_note(world: SoldWorld, how: str) -> None:
    def fail(_: Letter) -> None:
        raise OutcomeUnknown("no answer") if "answer" in how else PowerCut

    (world.erp.after if "after" in how else world.erp.before).append(fail)
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    rep.settle()
    assert ends(world) == Ends(1, BACK)


@pytest.mark.parametrize("kind", ["drop", "cut", "broke"])
@pytest.mark.parametrize("at", range(1, 9))
def test_broken_off_at_any_call_to_the_shop(world: SoldWorld, kind: str, at: int) -> None:
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    world.break_off(kind, at)
    rep.settle()
    assert ends(world) == Ends(1, BACK)
    assert world.decision("c1", "d1")[0] == "applied"


@pytest.mark.parametrize("at", [1, 4, 8])
def test_the_console_dies_at_any_call_to_the_shop(world: SoldWorld, at: int) -> None:
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    world.break_off("drop", at)
    rep.dies_in_the_second()
    rep.settle()
    assert ends(world) == Ends(1, BACK)


def damaged(world: SoldWorld, deed: str) -> Plan:
    """Two of the six pieces arrived damaged."""
    line = world.office.lines(world.order)[0]["id"]
    of = damage_parts(
        w.dossier(
            **w.placed_as(
                order={"ref": Ref("medusa", "web_order", world.order), "paid": eur("42.50")},
                line={"ref": Ref("medusa", "web_line", line), "order": world.order},
            )
        )
    )
    spec = find(deed)
    assert spec is not None
    return spec.plan(of, {"pieces": "2,3", "share": "30", "reason": "They keep them"})


@pytest.mark.parametrize(
    ("deed", "claim"),
    [
        ("replace_units", {"written off": 2.0, "replaced": [2.0], "refunds": []}),
        ("credit_units", {"written off": 2.0, "replaced": [], "refunds": [35.7]}),
    ],
)
@pytest.mark.parametrize("kind", ["drop", "cut"])
@pytest.mark.parametrize("at", range(1, 6))
def test_a_claim_broken_off_at_any_call_to_the_shop(
    world: SoldWorld, deed: str, claim: dict[str, object], kind: str, at: int
) -> None:
    rep = world.desk("rep")
    rep.put("c1", "d1", damaged(world, deed))
    world.break_off(kind, at)
    rep.settle()
    assert ends(world) == Ends(1, NOTHING | claim)
    assert world.decision("c1", "d1")[0] == "applied"


def test_what_the_shop_refuses_afterwards_is_half_done_and_says_so(world: SoldWorld) -> None:
    """Somebody refunded in the shop meanwhile: nothing goes back twice, and who has what is said."""
    made = plan(world)
    payment = world.office.read(world.order)["payment_collections"][0]["payments"][0]["id"]
    world.office.call("POST", f"/admin/payments/{payment}/refund", {"amount": 60.0, "note": "by hand"})
    rep = world.desk("rep")
    rep.put("c1", "d1", made)
    rep.carry_all()
    state, words = world.decision("c1", "d1")
    assert (state, ends(world).credited) == ("parked", 1)
    assert words.startswith("Half done: tryton (credit return) has it, medusa (return goods) has not")
    assert world.office.back(world.order)["refunds"] == [60.0]


def test_two_consoles_give_it_back_once(world: SoldWorld) -> None:
    rep, other = world.desk("rep"), world.desk("cy")
    rep.put("c1", "d1", plan(world))
    other.put("c1", "d2", plan(world))
    for desk in (rep, other, rep):
        desk.settle()
    assert ends(world) == Ends(1, BACK)


def test_the_plain_shop_guards_it_by_its_mark_and_our_add_on_by_its_key(world: SoldWorld) -> None:
    assert world.connect().guard("return_goods") is (Guard.KEY if world.fake.addon else Guard.PLAIN)


@pytest.mark.parametrize("at", [2, 4, 6])
def test_a_session_that_ends_on_the_way_leaves_the_outcome_unknown(world: SoldWorld, at: int) -> None:
    rep = world.desk("rep")
    rep.put("c1", "d1", plan(world))
    world.break_off("first", at, lambda _: world.fake.expire())
    rep.settle()
    assert ends(world) == Ends(1, BACK)
    assert world.decision("c1", "d1")[0] == "applied"
