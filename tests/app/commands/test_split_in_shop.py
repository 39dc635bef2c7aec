"""The shop's half of a split: what is held for a web order goes to where it leaves from; what cannot be is said and not guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.command import Spec
from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier, WebSide
from app.domain.shop import WebOrderState
from app.domain.steps import Step
from app.policy.verdict import Denied
from tests.app.commands.orders import OMAR, REP, spec
from tests.app.commands.parts import decision
from tests.app.commands.test_split_deeds import ACCEPT, MERGE, MOVED, RESPLIT, split_parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as orders
from tests.app.rules.world import NOW, day

WHY = {"reason": "They asked for the rest later"}


def of_web(found: GoodsDossier, **changes: Any) -> GoodsDossier:
    return replace(found, web=replace(found.web, **changes))


def there(of: GoodsDossier, spec: Spec = RESPLIT, fields: dict[str, str] | None = None, cause: str = "short_here") -> list[Step]:
    return [s for s in spec.plan(split_parts(of, cause), fields or MOVED).steps if s.source == "medusa"]


def told(of: GoodsDossier) -> list[tuple[str, str, str]]:
    view = RESPLIT.preview(split_parts(of), OMAR, POLICY, MOVED, NOW)
    assert not view.problem
    return [f for f in view.facts if f[0].startswith("Shop")]


def test_the_erps_documents_then_what_the_shop_holds() -> None:
    erp, shop = RESPLIT.plan(split_parts(g.placed()), MOVED).steps
    assert (erp.source, erp.deed, shop.source, shop.deed, shop.document) == (
        "tryton",
        "regroup",
        "medusa",
        "move_reservations",
        "W1042",
    )
    line = {"line": "l1", "sku": "V-1", "from": [["p4", "80"]], "to": [["p4", "60"], ["p5", "20"]]}
    assert shop.body == {"order": "order_1", "places": {"p4": "North", "p5": "South"}, "lines": [line]}
    assert shop.rev is None
    assert shop.undo is not None
    assert shop.undo.body["lines"] == [{**line, "from": line["to"], "to": line["from"]}]
    assert RESPLIT.plan(split_parts(g.placed()), MOVED).undoable


def test_the_joint_preview_names_what_moves_from_where_to_where() -> None:
    view = RESPLIT.preview(split_parts(g.placed()), OMAR, POLICY, MOVED, NOW)
    assert [(e.source, e.field, e.before, e.after) for e in view.effects][-2:] == [
        ("medusa", "V-1 held in North", "80", "60"),
        ("medusa", "V-1 held in South", "0", "20"),
    ]
    assert ("Shop, W1042", "V-1 held: 60 in North, 20 in South", "text.1") in view.facts


def test_what_was_keyed_in_the_erp_concerns_no_shop() -> None:
    assert there(g.goods()) == []
    assert told(g.goods()) == []


def test_the_line_is_tied_to_the_place_that_it_leaves_from_first() -> None:
    two = {"shipments": (g.shipment(planned=day(9)), g.shipment("8", at=g.SOUTH, planned=day(1)))}
    apart = g.placed(
        **two, moves=(g.move(30), g.move(50, "31", on="8")), levels=(g.level(g.NORTH, 500, 420), g.level(g.SOUTH, 500, 420))
    )
    [step] = there(apart, ACCEPT, WHY, "far_apart")
    assert step.body["lines"][0]["to"] == [["p5", "50"], ["p4", "30"]]  # type: ignore[index]


def test_what_is_accepted_is_held_where_it_leaves_from_and_the_note_comes_last() -> None:
    two = {
        "shipments": (g.shipment(planned=day(1)), g.shipment("8", planned=day(7))),
        "moves": (g.move(30), g.move(50, "31", on="8")),
    }
    apart = g.placed(g.held(80, "p5"), **two, levels=(g.level(g.NORTH, 500, 420), g.level(g.SOUTH, 50, 50)))
    plan = ACCEPT.plan(split_parts(apart, "far_apart"), WHY)
    assert [s.deed for s in plan.steps] == ["move_reservations", "note"]
    assert plan.turn(2) == 4, "where the note is refused the shop holds it again as before"
    agreed = of_web(apart, held=(g.held(80, "p4"),))
    assert [s.deed for s in ACCEPT.plan(split_parts(agreed, "far_apart"), WHY).steps] == ["note"]
    view = ACCEPT.preview(split_parts(agreed, "far_apart"), REP, POLICY, WHY, NOW)
    assert ("Shop, W1042", "It holds all of it where it leaves from already", "ok") in view.facts


def test_merged_deliveries_are_held_at_one_place_again() -> None:
    two = {"shipments": (g.shipment(planned=day(1)), g.shipment("8", at=g.SOUTH, planned=day(7)))}
    rows = (g.held(30, "p4"), g.held(50, "p5", "r2", aside=True))
    apart = g.placed(
        *rows, **two, moves=(g.move(30), g.move(50, "31", on="8")), levels=(g.level(g.NORTH, 500, 470), g.level(g.SOUTH, 50, 0))
    )
    [step] = there(apart, MERGE, {"pair": "8>7"}, "far_apart")
    assert (step.body["lines"][0]["from"], step.body["lines"][0]["to"]) == ([["p4", "30"], ["p5", "50"]], [["p4", "80"]])  # type: ignore[index]


def test_lines_of_the_same_product_share_what_moves_and_lose_no_piece() -> None:
    lines = (orders.web_line(50), orders.web_line(30, key="l2"))
    both = of_web(g.placed(g.held(50), g.held(30, key="r2", of="l2")), lines=lines)
    [step] = there(both)
    assert step.body["lines"] == [
        {"line": "l2", "sku": "V-1", "from": [["p4", "30"]], "to": [["p4", "10"], ["p5", "20"]]},
    ]


STAYS = {
    "none there": (of_web(g.placed(), places=g.PLACES[:1]), "no location is South"),
    "two there": (
        of_web(g.placed(), places=(*g.PLACES, replace(g.PLACES[1], ref=replace(g.PLACES[1].ref, key="p6")))),
        "2 locations are South",
    ),
    "another code": (
        of_web(g.placed(), places=(g.PLACES[0], replace(g.PLACES[1], warehouse="XXX"))),
        "no location is South",
    ),
    "not all held": (g.placed(g.held(70)), "70 of 80 held"),
    "part left there": (
        of_web(g.placed(g.held(60)), lines=(orders.web_line(80, fulfilled=20),)),
        "60 held, 80 leave",
    ),
    "a kit": (g.placed(g.held(80), g.held(80, key="r2", item="other")), "several articles"),
    "unknown there": (of_web(g.placed(), lines=(), held=()), "0 held, 80 leave"),
}


@pytest.mark.parametrize("case", STAYS)
def test_what_cannot_be_moved_stays_and_that_is_said(case: str) -> None:
    of, why = STAYS[case]
    assert there(of) == []
    [(_, words, tone)] = told(of)
    assert words.startswith("V-1 stays there: ")
    assert why in words
    assert tone == "warn"


def test_a_location_without_a_code_is_the_warehouse_of_its_name() -> None:
    named = of_web(g.placed(), places=(g.PLACES[0], replace(g.PLACES[1], warehouse=None, name="DUI")))
    assert there(named)[0].body["places"] == {"p4": "North", "p5": "DUI"}


def test_an_order_that_is_over_or_not_read_there_is_left_alone() -> None:
    over = of_web(g.placed(), orders=(orders.web_order(state=WebOrderState.COMPLETED),))
    assert (there(over), told(over)) == ([], [("Shop, W1042", "Nothing is done there. It is completed there", "warn")])
    blind = of_web(g.placed(), held=None)
    assert (there(blind), told(blind)[0][1]) == ([], "Nothing is done there. Where it holds the goods is not read here")
    away = replace(g.placed(), web=WebSide((), (), ("WEB-1042",), None))
    assert told(away) == [("Shop", "WEB-1042 is not read here, so nothing is done there", "warn")]


@pytest.mark.parametrize(
    ("web", "says"),
    [
        ({"orders": (orders.web_order(locked_by="an open edit"),)}, "The shop has an open edit on W1042"),
        ({"state": replace(g.SHOP, complete=frozenset())}, "not read to its end"),
    ],
)
def test_while_the_shop_is_open_or_being_read_one_waits(web: dict[str, Any], says: str) -> None:
    view = RESPLIT.preview(split_parts(of_web(g.placed(), **web)), OMAR, POLICY, MOVED, NOW)
    assert says in view.problem


@pytest.mark.parametrize(("deed", "fields", "cause"), [(RESPLIT, MOVED, "short_here"), (MERGE, {}, "far_apart")])
def test_what_is_taken_back_in_the_shop_is_promised_only_where_there_is_one(
    deed: Spec, fields: dict[str, str], cause: str
) -> None:
    keyed, ordered = (
        (g.goods(), g.placed()) if cause == "short_here" else (g.apart(), of_web(g.apart(), orders=(orders.web_order(),)))
    )
    for of, there_too in ((keyed, False), (ordered, True)):
        at = split_parts(of, cause)
        filled = fields or {f.name: f.value for f in deed.asked(at)}
        assert ("in the shop too" in deed.preview(at, OMAR, POLICY, filled, NOW).undo) is there_too


def test_accepting_is_not_taken_back_and_says_so() -> None:
    at = split_parts(of_web(g.apart(), orders=(orders.web_order(),)), "far_apart")
    assert ACCEPT.preview(at, OMAR, POLICY, WHY, NOW).undo.startswith("Cannot be taken back: the note stays")
    done = decision(at, OMAR, ACCEPT.name, ACCEPT.plan(at, WHY), state=DecisionState.APPLIED)
    assert isinstance(spec("take_back").check(replace(at, decisions=(done,)), OMAR, POLICY), Denied)
