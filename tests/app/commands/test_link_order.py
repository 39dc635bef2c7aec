"""Link: one reference on both documents, exactly the sale that was chosen, and no second booking of what is there already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.domain.letter import Effect
from app.errors import Refused
from app.panels import order_page
from app.panels.sync import KIND
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import sync as rule
from app.rules import validation as v
from tests.app.commands.orders import OMAR, REP, SENIOR, applied, order_parts, spec
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import order_world as w
from tests.app.rules.order_world import keyed
from tests.app.rules.world import NOW, eur

LINK, FIX, PLACED = spec("link_order"), spec("fix_and_book"), spec("book_as_placed")


def case(type_: str = "sync", cause: str = rule.UNLINKED) -> PanelParts:
    return order_parts(keyed(), type_, cause)


def test_the_reference_goes_onto_the_sale_and_the_shop_is_told() -> None:
    of = case()
    erp, shop = LINK.plan(of, {"sale": "9"}).steps
    [sale] = keyed().unlinked
    assert (erp.source, erp.deed, erp.document, erp.rev) == ("tryton", "link_sale", "SO-9", sale.rev)
    assert erp.body == {"sale": "9", "from": "", "to": "WEB-1042"}
    assert erp.undo is not None
    assert (erp.undo.body, erp.undo.rev) == ({"sale": "9", "from": "WEB-1042", "to": ""}, None)
    assert (shop.source, shop.deed, shop.body["to"]) == ("medusa", "link", {"reference": "WEB-1042", "state": "quoted"})
    assert shop.undo is not None
    shown = LINK.preview(of, OMAR, POLICY, {"sale": "9"}, NOW)
    assert shown.problem == ""
    assert shown.effects == (
        Effect("tryton", "SO-9", "web reference", "", "WEB-1042"),
        Effect("medusa", "W1042", "ERP reference", "", "WEB-1042"),
    )


def test_it_is_taken_back_in_both() -> None:
    of = case()
    done = replace(of, decisions=(applied("link_order", of, sale="9"),))
    assert [s.deed for s in spec("take_back").steps(done, {})] == ["link", "link_sale"]


def test_a_likely_sale_is_chosen_and_another_only_by_the_person() -> None:
    [asked] = LINK.asked(case())
    assert (asked.kind, asked.value) == ("choice", "9")
    assert asked.options[0][1].startswith("SO-9, ")
    assert asked.options[0][1].endswith(": same goods, amount, PO")
    [unsure] = LINK.asked(order_parts(keyed(90, 180), "validation", v.NOT_BOOKED))
    assert unsure.value == ""
    with pytest.raises(Refused):
        LINK.steps(case(), {"sale": "7"})


def test_by_the_value_of_the_sale() -> None:
    assert isinstance(LINK.check(case(), REP, POLICY), Allowed)
    dear = order_parts(keyed(100, 200, untaxed_company=eur(2000)), "sync", rule.UNLINKED)
    assert isinstance(LINK.check(dear, REP, POLICY), NeedsApproval)
    assert isinstance(LINK.check(dear, SENIOR, POLICY), Allowed)


def test_there_is_nothing_to_link() -> None:
    assert isinstance(LINK.check(order_parts(w.order_dossier(), "validation", v.NOT_BOOKED), OMAR, POLICY), Denied)
    assert isinstance(LINK.check(order_parts(w.booked(), "sync", rule.QUANTITIES), OMAR, POLICY), Denied)


def test_what_is_keyed_already_is_not_fixed_and_booked_but_may_be_booked_as_placed() -> None:
    of = case("validation", v.NOT_BOOKED)
    stopped = FIX.check(of, OMAR, POLICY)
    assert isinstance(stopped, Denied)
    assert "SO-9" in stopped.reason
    assert isinstance(PLACED.check(of, OMAR, POLICY), Allowed)
    assert PLACED.plan(of, {"reason": "They want it twice"}).gate["value"] == [20000, "EUR"]  # type: ignore[index]


@pytest.mark.parametrize(("type_", "cause"), [("sync", rule.UNLINKED), ("validation", v.NOT_BOOKED)])
def test_the_page_names_the_likely_sale(type_: str, cause: str) -> None:
    of = case(type_, cause)
    page = order_page.build(KIND, of, OMAR, POLICY, NOW)
    told = [fact.text for block in page.blocks for fact in getattr(block, "facts", ())]
    assert "perhaps as SO-9" in told
    assert "May be SO-9, EUR" in [getattr(block, "title", "") for block in page.blocks]
    found = of.finding
    assert found is not None
    assert isinstance(found.verdict, Fires)
