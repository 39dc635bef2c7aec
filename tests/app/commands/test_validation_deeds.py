"""Deeds on web orders that are not booked: which steps they make, who may, what they say first, how they are taken back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.commands import find, of_type
from app.commands.command import Spec
from app.domain.dossier import Bought, Largest, OrderDossier, PanelParts
from app.domain.order import OrderState
from app.domain.shop import WebOrderState
from app.panels.validation import tell
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import validation as v
from tests.app.commands.orders import OMAR, REP, SENIOR, applied, order_parts, thirteen
from tests.app.commands.parts import REASON
from tests.app.policy.test_matrix import ANALYST, DIRECTOR, POLICY
from tests.app.rules.order_world import booked_sale, list_price, order_dossier, product, variant, web_line, web_order
from tests.app.rules.world import NOW, day, eur


def spec(name: str) -> Spec:
    found = find(name)
    assert found is not None
    return found


FIX, PLACED, REPLACE, REJECT = (spec(n) for n in ("fix_and_book", "book_as_placed", "replace_item", "reject_web_order"))
WRONG_QUANTITY = order_parts(thirteen(), "validation", v.QUANTITY_MULTIPLE)


def clean() -> PanelParts:
    return order_parts(order_dossier(), "validation", v.NOT_BOOKED)


def outlier(quantity: int = 100, unit: str = "2.00") -> PanelParts:
    line = web_line(quantity, unit)
    bought = (Bought("V-1", Decimal(10), day(-100)),)
    of = order_dossier(web_order(net=line.net), lines=(line,), bought=bought, prices=(list_price(unit),))
    return order_parts(of, "validation", v.QUANTITY_OUTLIER)


def superseded(**changes: object) -> OrderDossier:
    return replace(
        order_dossier(products=(product(), product("V-2", "11", name="Valve II")), variants=(variant(replaced_by="V-2"),)),
        **changes,
    )  # type: ignore[arg-type]


def deeds(of: PanelParts, by: Spec, **fields: str) -> list[tuple[str, str]]:
    return [(s.source, s.deed) for s in by.steps(of, fields)]


# ---- fix and book ----


def test_a_wrong_quantity_is_mended_in_the_shop_booked_and_linked_by_a_rep() -> None:
    assert isinstance(FIX.check(WRONG_QUANTITY, REP, POLICY), Allowed)
    mend, book, link = FIX.steps(WRONG_QUANTITY, {})
    assert (mend.source, mend.deed, mend.rev) == ("medusa", "correct_line", "1")
    was = {"sku": "V-1", "quantity": "13", "unit_price": ["2.00", "EUR"]}
    assert mend.body == {"order": "order_1", "line": "l1", "from": was, "to": {"quantity": "15"}}
    assert (book.source, book.deed, book.body["shared"], book.body["party"]) == ("tryton", "book_order", "WEB-1042", "C-3")
    assert book.body["lines"] == [{"sku": "V-1", "quantity": "15", "unit_price": "2.00"}]
    assert book.body["confirm"] is False
    assert book.body["freight"] == "20.00"
    assert (link.source, link.deed) == ("medusa", "link")
    assert link.body["to"] == {"reference": "WEB-1042", "state": "quotation"}


def test_hundredths_of_a_cent_are_booked_as_they_were_placed() -> None:
    of = order_dossier(web_order(net=eur("726.84")), lines=(web_line(15, "48.456"),))
    [book, _link] = PLACED.steps(order_parts(of, "validation", v.PRICE), {"reason": REASON})
    assert book.body["lines"] == [{"sku": "V-1", "quantity": "15", "unit_price": "48.456"}]


def test_both_ways_are_offered_the_nearer_first() -> None:
    [asked] = FIX.asked(WRONG_QUANTITY)
    assert (asked.value, asked.options) == ("up", (("up", "15 V-1, nearest"), ("down", "10 V-1")))
    assert FIX.steps(WRONG_QUANTITY, {"round": "down"})[0].body["to"] == {"quantity": "10"}
    assert FIX.asked(clean()) == ()
    view = FIX.preview(WRONG_QUANTITY, REP, POLICY, {"round": "sideways"}, NOW)
    assert view.problem == "Quantity: Choose one of them"


def test_where_nothing_is_wrong_it_is_simply_booked() -> None:
    assert deeds(clean(), FIX) == [("tryton", "book_order"), ("medusa", "link")]
    view = FIX.preview(clean(), REP, POLICY, {}, NOW)
    assert (view.verdict, view.problem, view.draft, view.button) == ("may", "", "", "Book W1042")
    assert ("Suggestions", "None needed", "text.1") in view.facts
    assert "Stock" not in [label for label, *_ in view.facts], "nothing here knows it for this order: the inventory does"


def test_every_step_can_be_taken_back_in_the_opposite_order() -> None:
    plan = FIX.plan(WRONG_QUANTITY, {})
    assert plan.undoable
    back = plan.back("").steps
    assert [s.deed for s in back] == ["link", "unbook_order", "correct_line"]
    assert back[-1].body["to"] == {"quantity": "13"}
    assert dict(back[-1].body["from"])["quantity"] == "15"  # type: ignore[call-overload]
    assert back[1].body == {"shared": "WEB-1042"}


def test_the_payload_says_which_fixes_were_chosen_by_which_rule() -> None:
    gate = FIX.plan(WRONG_QUANTITY, {"round": "down"}).gate
    assert gate is not None
    assert gate["rule"] == f"validation.quantity_multiple {v.VALIDATION.version}"
    assert gate["change"] == [600, "EUR"]
    assert gate["fixes"] == [{"cause": "quantity_multiple", "line": "l1", "sku": "V-1", "from": "13", "to": "10"}]


def test_all_that_is_wrong_is_mended_not_only_what_the_case_is_about() -> None:
    both = order_parts(thirteen("2.50"), "validation", v.QUANTITY_MULTIPLE)
    assert FIX.steps(both, {})[0].body["to"] == {"quantity": "15", "unit_price": ["2.00", "EUR"]}


def test_a_wanted_day_that_is_over_is_mended_in_the_booking() -> None:
    late = order_parts(order_dossier(web_order(requested=day(-3))), "validation", v.DATE_PAST)
    assert deeds(late, FIX) == [("tryton", "book_order"), ("medusa", "link")]
    assert FIX.steps(late, {})[0].body["requested"] == day(1).isoformat()


def test_another_product_is_exchanged_last_for_that_cannot_be_taken_back() -> None:
    of = order_parts(superseded(), "validation", v.BLOCKED_PRODUCT)
    assert deeds(of, FIX) == [("tryton", "book_order"), ("medusa", "link"), ("medusa", "correct_line")]
    assert not FIX.plan(of, {}).undoable
    assert "Point of no return: step 3 of 3 (medusa)" in FIX.preview(of, REP, POLICY, {}, NOW).undo


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (outlier(), "may be meant"),
        (order_parts(order_dossier(products=()), "validation", v.UNKNOWN_PRODUCT), "No product is suggested for V-1"),
        (order_parts(order_dossier(customer=None, buyer=None), "validation", v.CUSTOMER), "The ERP has no customer C-3"),
        (order_parts(order_dossier(currencies=frozenset({"USD"})), "validation", v.CURRENCY), "The ERP does not sell in EUR"),
        (order_parts(order_dossier(web_order(shared=None)), "validation", v.NOT_BOOKED), "no reference"),
        (replace(clean(), order=order_dossier(web_order(locked_by="an open edit"))), "open edit"),
        (replace(clean(), order=order_dossier(sales=(booked_sale(),))), "booked already: SO-7"),
        (replace(clean(), order=order_dossier(web_order(state=WebOrderState.CANCELLED))), "cancelled in the shop"),
        (replace(clean(), finding=None), "It is judged again in a moment"),
    ],
    ids=["outlier", "unknown product", "customer", "currency", "no reference", "locked", "booked", "cancelled", "settled"],
)
def test_what_it_cannot_settle_it_says(of: PanelParts, says: str) -> None:
    verdict = FIX.check(of, REP, POLICY)
    assert isinstance(verdict, Denied)
    assert says in verdict.reason


def test_a_large_change_needs_more_than_a_rep() -> None:
    line = web_line(13, "300.00")
    of = order_dossier(
        web_order(net=line.net), lines=(line,), variants=(variant(multiple=Decimal(5)),), prices=(list_price("300.00"),)
    )
    dear = order_parts(of, "validation", v.QUANTITY_MULTIPLE)  # 600.00 more
    verdict = FIX.check(dear, REP, POLICY)
    assert isinstance(verdict, NeedsApproval)
    assert verdict.role == "senior_csr"
    assert isinstance(FIX.check(dear, SENIOR, POLICY), Allowed)
    assert isinstance(FIX.check(dear, ANALYST, POLICY), Denied)


def test_the_customer_is_told_every_change_in_their_language() -> None:
    assert "13 x V-1, EUR 2.00 -> 15 x V-1, EUR 2.00" in FIX.draft_of(WRONG_QUANTITY, {})
    order = WRONG_QUANTITY.order
    assert order is not None
    assert order.order is not None
    assert order.order.ship_to is not None
    german = replace(order.order, ship_to=replace(order.order.ship_to, country="DE"))
    assert FIX.draft_of(replace(WRONG_QUANTITY, order=replace(order, order=german)), {}).startswith(
        "Ihre Bestellung W1042\n\nGuten Tag"
    )
    assert FIX.plan(WRONG_QUANTITY, {}).payload()["message"] == FIX.draft_of(WRONG_QUANTITY, {})


def test_a_booking_is_taken_back_until_the_erp_confirms_it() -> None:
    done = applied("fix_and_book", WRONG_QUANTITY)
    back = spec("take_back")
    quoted = booked_sale(state=OrderState.QUOTED)
    closed = replace(WRONG_QUANTITY, finding=None, decisions=(done,), sale=quoted)
    assert isinstance(back.check(closed, REP, POLICY), Allowed)
    assert [s.deed for s in back.steps(closed, {})] == ["link", "unbook_order", "correct_line"]
    verdict = back.check(replace(closed, sale=replace(quoted, state=OrderState.CONFIRMED)), REP, POLICY)
    assert isinstance(verdict, Denied)
    assert "confirmed by now" in verdict.reason


# ---- book as placed ----


def test_as_placed_books_what_was_placed() -> None:
    of = outlier()
    assert isinstance(PLACED.check(of, REP, POLICY), Allowed)  # 200.00 at stake
    book, link = PLACED.steps(of, {"reason": REASON})
    assert book.body["lines"] == [{"sku": "V-1", "quantity": "100", "unit_price": "2.00"}]
    assert link.deed == "link"
    assert PLACED.plan(of, {"reason": REASON}).undoable


def test_an_outlier_above_ten_thousand_is_applied_by_two() -> None:
    of = outlier(100, "120.00")
    asked = PLACED.check(of, REP, POLICY)
    assert isinstance(asked, NeedsApproval)
    assert (asked.role, asked.count) == ("order_manager", 2) or asked.count == 2
    alone = PLACED.check(of, OMAR, POLICY)
    assert isinstance(alone, NeedsApproval)
    assert alone.count == 1
    small = outlier(100, "90.00")
    assert isinstance(PLACED.check(small, SENIOR, POLICY), Allowed)


def test_what_the_erp_cannot_take_is_not_booked_as_placed() -> None:
    for of in (
        order_parts(order_dossier(products=()), "validation", v.UNKNOWN_PRODUCT),
        order_parts(order_dossier(lines=()), "validation", v.DATA),
        clean(),
    ):
        assert isinstance(PLACED.check(of, OMAR, POLICY), Denied)


# ---- replace, reject, ask ----


def test_a_typed_product_takes_the_place_at_its_agreed_price() -> None:
    stranger = web_line(100, sku="X-9")
    of = order_dossier(
        lines=(stranger,), products=(product("V-2", "11", name="Valve II"),), prices=(list_price("2.10", of="11"),)
    )
    case = order_parts(of, "validation", v.UNKNOWN_PRODUCT)
    assert isinstance(REPLACE.check(case, REP, POLICY), Allowed)
    fields = {"sku": "V-2", "reason": REASON}
    assert REPLACE.steps(case, fields)[0].body["lines"] == [{"sku": "V-2", "quantity": "100", "unit_price": "2.10"}]
    view = REPLACE.preview(case, REP, POLICY, fields, NOW)
    assert ("Instead", "V-2, Valve II", "text.1") in view.facts
    assert view.undo.startswith("Not from here")
    assert (
        REPLACE.preview(case, REP, POLICY, {"sku": "X-9", "reason": REASON}, NOW).problem == "Write the number of another product"
    )
    unheard = REPLACE.preview(case, REP, POLICY, {"sku": "V-77", "reason": REASON}, NOW)
    assert ("Instead", "V-77, its name is not known here", "warn") in unheard.facts


def test_replacing_is_for_products_that_cannot_be_sold() -> None:
    assert REPLACE.check(WRONG_QUANTITY, REP, POLICY) == Denied("Every product of it can be sold")


def test_rejecting_cancels_in_the_shop_by_who_may_cancel_that_much() -> None:
    of = order_parts(order_dossier(products=()), "validation", v.UNKNOWN_PRODUCT)
    assert isinstance(REJECT.check(of, REP, POLICY), NeedsApproval)
    assert isinstance(REJECT.check(of, SENIOR, POLICY), Allowed)
    assert deeds(of, REJECT, reason=REASON) == [("medusa", "cancel_order")]
    view = REJECT.preview(of, SENIOR, POLICY, {"reason": REASON}, NOW)
    assert view.undo.startswith("Cannot be taken back")
    assert REASON not in view.draft
    assert not REJECT.plan(of, {"reason": REASON}).undoable
    large = order_parts(order_dossier(web_order(net=eur(60_000)), lines=(web_line(100, "600"),)), "validation", v.PRICE)
    assert isinstance(REJECT.check(large, DIRECTOR, POLICY), NeedsApproval)


def test_asking_writes_a_message_and_sends_nothing() -> None:
    ask = spec("ask_customer")
    of = outlier()
    assert isinstance(ask.check(of, REP, POLICY), Allowed)
    fields = {"question": "Do you mean 100 or 10?", "until": "2025-11-25T08:00:00+00:00"}
    view = ask.preview(of, REP, POLICY, fields, NOW)
    assert "Do you mean 100 or 10?" in view.draft
    assert ("Sending", "By hand: copied, kept in the notes", "warn") in view.facts
    assert ask.steps(of, fields) == ()


def test_the_digits_of_the_queue() -> None:
    keys = {s.key_in("validation"): s.name for s in of_type("validation")}
    assert [keys[k] for k in "12345"] == ["fix_and_book", "book_as_placed", "replace_item", "reject_web_order", "ask_customer"]
    assert (keys["E"], keys["R"]) == ("escalate", "recheck")


def test_what_was_never_bought_is_measured_by_anything_else() -> None:
    """The evidence is said, and it is not ready to be booked with one key."""
    of = order_parts(order_dossier(largest=Largest(Decimal(19), eur(150))), "validation", v.QUANTITY_OUTLIER)
    assert of.finding is not None
    assert of.order is not None
    said = tell(of.order, of.finding.verdict)
    assert "100 of V-1 over 200.00, never bought before" in said
    assert "19 of anything" in said
    assert "150.00" in said
    assert isinstance(FIX.check(of, REP, POLICY), Denied)
    assert PLACED.gate(of, {})["value"] == [20000, "EUR"]  # type: ignore[index]
