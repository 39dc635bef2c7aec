"""Deeds on orders booked at another price: which system follows, what is given away and by whom, and the way back."""

from __future__ import annotations

from dataclasses import replace

from app.commands import find, of_type
from app.commands.command import Spec
from app.domain.dossier import PanelParts
from app.domain.order import OrderState
from app.domain.shop import WebOrderState
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules.price import LINE_PRICE
from tests.app.commands.orders import OMAR, PETRA, REP, SENIOR, applied, order_parts
from tests.app.commands.parts import REASON
from tests.app.policy.test_matrix import DIRECTOR, POLICY
from tests.app.rules.order_world import booked, booked_sale, sale_line, web_order
from tests.app.rules.world import NOW, eur


def spec(name: str) -> Spec:
    found = find(name)
    assert found is not None
    return found


OURS, THEIRS, SPLIT, DISPUTE = (spec(n) for n in ("accept_ours", "accept_theirs", "split_difference", "dispute"))


def dearer(net: int | str = 210, cost: int | None = None, **sale: object) -> PanelParts:
    """Placed at 2.00 each, booked for ``net`` in all 100, a quotation."""
    line = replace(sale_line(100, net), cost=None if cost is None else eur(cost))  # type: ignore[arg-type]
    quoted = booked_sale(amount=net, **({"state": OrderState.QUOTED} | sale))  # type: ignore[arg-type]
    return order_parts(booked(sales=(quoted,), sale_lines=(line,)), "price", LINE_PRICE)


def test_ours_holds_corrects_the_shop_alone() -> None:
    of = dearer()
    assert isinstance(OURS.check(of, SENIOR, POLICY), Allowed)
    assert isinstance(OURS.check(of, REP, POLICY), Denied)
    [step] = OURS.steps(of, {})
    assert (step.source, step.deed, step.body["to"]) == ("medusa", "correct_line", {"unit_price": ["2.10", "EUR"]})
    assert OURS.preview(of, SENIOR, POLICY, {}, NOW).facts[0] == ("Given away", "Nothing", "ok")
    assert "100 x V-1: EUR 2.00 -> EUR 2.10" in OURS.draft_of(of, {})


def test_ours_holds_to_the_last_digit() -> None:
    [step] = OURS.steps(dearer("210.50"), {})
    assert step.body["to"] == {"unit_price": ["2.105", "EUR"]}
    assert step.undo is not None
    assert step.undo.body["to"] == {"unit_price": ["2.00", "EUR"]}


def test_theirs_holds_corrects_the_erp_to_the_last_digit_and_back() -> None:
    of = dearer("210.50")
    [step] = THEIRS.steps(of, {"reason": REASON})
    assert (step.source, step.document, step.rev) == ("tryton", "SO-7", "1")
    assert step.body == {"sale": "7", "line": "s1", "from": {"unit_price": "2.105"}, "to": {"unit_price": "2.0000"}}
    assert step.undo is not None
    assert step.undo.body["to"] == {"unit_price": "2.105"}
    assert THEIRS.draft_of(of, {}) == ""


def test_what_is_given_away_decides_who_may() -> None:
    for net, alone in (("204", SENIOR), ("210", OMAR), ("230", PETRA)):  # 1.96 %, 4.76 %, 13.04 %
        of = dearer(net)
        assert isinstance(THEIRS.check(of, alone, POLICY), Allowed), net
    assert isinstance(THEIRS.check(dearer("210"), SENIOR, POLICY), NeedsApproval)
    assert isinstance(THEIRS.check(dearer("240"), PETRA, POLICY), NeedsApproval)
    assert isinstance(SPLIT.check(dearer("240"), PETRA, POLICY), Allowed)  # half of 16.67 %


def test_below_cost_two_people_decide_one_of_them_a_director() -> None:
    of = dearer("204", cost=203)
    verdict = THEIRS.check(of, PETRA, POLICY)
    assert isinstance(verdict, NeedsApproval)
    assert isinstance(THEIRS.check(of, DIRECTOR, POLICY), NeedsApproval)


def test_a_price_in_our_favour_gives_nothing_away() -> None:
    cheaper = dearer("190")
    gate = THEIRS.gate(cheaper, {})
    assert gate is not None
    assert gate["below"] == [0, "EUR"]
    assert isinstance(THEIRS.check(cheaper, SENIOR, POLICY), Allowed)


def test_meeting_in_the_middle_corrects_both_the_erp_first() -> None:
    of = dearer()
    erp, shop = SPLIT.steps(of, {"reason": REASON})
    assert erp.body["to"] == {"unit_price": "2.0500"}
    assert shop.body["to"] == {"unit_price": ["2.05", "EUR"]}
    assert SPLIT.plan(of, {"reason": REASON}).undoable
    view = SPLIT.preview(of, OMAR, POLICY, {"reason": REASON}, NOW)
    assert [e.source for e in view.effects] == ["tryton", "medusa"]
    assert "taken back by themselves" in view.undo


def test_a_confirmed_sale_and_a_completed_order_keep_their_prices() -> None:
    confirmed = dearer(state=OrderState.CONFIRMED)
    for deed in (THEIRS, SPLIT):
        verdict = deed.check(confirmed, DIRECTOR, POLICY)
        assert isinstance(verdict, Denied)
        assert "amendment" in verdict.reason
    assert isinstance(OURS.check(confirmed, SENIOR, POLICY), Allowed)
    order = confirmed.order
    assert order is not None
    done = replace(confirmed, order=replace(order, order=web_order(state=WebOrderState.COMPLETED)))
    assert isinstance(OURS.check(done, SENIOR, POLICY), Denied)


def test_prices_are_put_back_while_the_sale_is_open() -> None:
    of = dearer()
    done = applied("accept_theirs", of, reason=REASON)
    back = spec("take_back")
    after = replace(of, finding=None, decisions=(done,))
    assert isinstance(back.check(after, SENIOR, POLICY), Allowed)
    assert [s.body["to"] for s in back.steps(after, {})] == [{"unit_price": "2.10"}]


def test_a_dispute_is_drafted_with_both_prices() -> None:
    of = dearer()
    view = DISPUTE.preview(of, REP, POLICY, {"until": "2025-11-25T08:00:00+00:00"}, NOW)
    assert view.verdict == "may"
    assert "100 x V-1: EUR 2.00 -> EUR 2.10" in view.draft


def test_the_digits_of_the_queue() -> None:
    keys = {s.key_in("price"): s.name for s in of_type("price")}
    assert [keys[k] for k in "1234"] == ["accept_ours", "accept_theirs", "split_difference", "dispute"]
