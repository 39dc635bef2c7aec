"""A split's page beside the shop: what it holds where, whether that is where it leaves from, and what is not known of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.commands.split_in_shop import halves
from app.domain.block import Comparison, Facts
from app.domain.dossier import GoodsDossier, WebSide
from app.domain.question import CasePanel
from app.panels.split import PANELS
from app.rules.goods import matrix_of
from tests.app.commands.orders import OMAR
from tests.app.commands.test_split_deeds import split_parts
from tests.app.panels.blocks import block
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as orders
from tests.app.rules.world import NOW

TITLE = "In the shop, W1042"


def page(of: GoodsDossier) -> CasePanel:
    return PANELS[0].build(split_parts(of), OMAR, POLICY, NOW)


def rows(of: GoodsDossier) -> list[tuple[str, ...]]:
    return [(r.mark, *(c.text for c in r.cells)) for r in block(page(of), Comparison, TITLE).rows]


def test_held_where_it_leaves_from() -> None:
    assert rows(g.placed()) == [("", "V-1", "80 North", "80 North")]
    assert block(page(g.placed()), Comparison, TITLE).note == "Held where it leaves from"


def test_held_elsewhere_than_it_leaves_from() -> None:
    of = g.placed(g.held(60, "p5"), g.held(20, "p4", "r2", aside=True))
    assert rows(of) == [("~", "V-1", "60 South; 20 North", "80 North")]
    assert block(page(of), Comparison, TITLE).note == "1 of 1 lines are held elsewhere than they leave from"


def test_what_makes_other_pieces_good_is_counted_neither_here_nor_by_what_moves_it() -> None:
    good = g.placed(g.held(80), g.held(5, "p5", "r2", of="l2"))
    line = good.web.lines[0]
    again = replace(line, ref=replace(line.ref, key="l2"), quantity=Decimal(5), replaces=True)
    of = replace(good, web=replace(good.web, lines=(line, again)))
    assert rows(of) == [("", "V-1", "80 North", "80 North")], "both agree, for the five are no part of this sale"
    (half,) = halves(split_parts(of), matrix_of(of))
    assert (half.moves, half.stays, half.why) == ((), (), "")


def test_a_location_that_is_no_warehouse_and_one_that_was_not_read() -> None:
    stand = replace(g.placed(), web=replace(g.placed().web, places=(replace(g.PLACES[0], warehouse=None, name="Fair stand"),)))
    assert rows(stand) == [("~", "V-1", "80 Fair stand (no warehouse here)", "80 North")]
    assert rows(g.placed(g.held(80, "p9"))) == [("~", "V-1", "80 a location not read here", "80 North")]


def test_what_is_held_for_nothing_of_it_and_what_is_not_known() -> None:
    assert rows(g.placed(g.held(80, of="l9"))) == [("~", "V-1", "–", "80 North")]
    blind = page(replace(g.placed(), web=replace(g.placed().web, held=None)))
    assert block(blind, Facts, TITLE).facts[0].text == "not read here"
    away = page(replace(g.placed(), web=WebSide((), (), ("WEB-1042",), None)))
    assert block(away, Facts, "In the shop, WEB-1042").facts[0].text == "not read here"


def test_an_open_edit_there_is_said_beside_it() -> None:
    busy = replace(g.placed(), web=replace(g.placed().web, orders=(orders.web_order(locked_by="an open edit"),)))
    assert block(page(busy), Comparison, TITLE).note.endswith("; an open edit there")


def test_an_order_keyed_in_the_erp_has_no_shop_on_its_page() -> None:
    assert not [b for b in page(g.goods()).blocks if getattr(b, "title", "").startswith("In the shop")]
