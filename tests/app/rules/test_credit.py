"""Credit holds: every guard of features.md d3 as a state of the ERP, whatever button led to it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.finding import Fires, Silent, Unknown
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.rules.credit import CREDIT
from tests.app.rules.world import NOW, confirmed, day, dossier, eur, judge, sale, standing


def fires(verdict: object) -> Fires:
    assert isinstance(verdict, Fires), verdict
    return verdict


# ---- the check itself ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exposure", "amount", "limit", "held"),
    [
        (0, "1000.00", 1000, False),  # exactly at the limit fits
        (0, "1000.01", 1000, True),
        ("999.99", "0.01", 1000, False),
        (1000, "0.01", 1000, True),
        (-500, 1500, 1000, False),  # cash on the account makes room
        (0, "0.01", 0, True),  # a limit of zero refuses everything
        (5_000_000, 1_000_000, None, False),  # no limit: no check at all
    ],
)
def test_over_means_exposure_plus_net_amount_above_the_limit(exposure: int, amount: str, limit: int | None, held: bool) -> None:
    verdict = judge(dossier(sale(1, amount), at=standing(exposure, limit))).over(1)
    assert isinstance(verdict, Fires) == held


def test_the_amount_over_is_what_the_erp_would_name() -> None:
    verdict = fires(judge(dossier(sale(1, 300), at=standing(800, 1000))).over(1))
    assert verdict.over == eur(100)
    assert verdict.value == eur(300)
    assert verdict.facts["arithmetic"] == "1,100.00 > 1,000.00"
    assert verdict.facts["percent"] == "10.0"


def test_amounts_are_compared_in_company_currency() -> None:
    order = sale(1, 500, untaxed=Money(50_000, "NOK"))  # 500 NOK net are worth 500 EUR here
    assert isinstance(judge(dossier(order, at=standing(400, 1000))).over(1), Silent)
    assert fires(judge(dossier(order, at=standing(600, 1000))).over(1)).value == eur(500)


# ---- which documents can be held -------------------------------------------------------------------------------------------


def test_an_offer_never_fires() -> None:
    assert isinstance(judge(dossier(sale(1, 9999, reference=None))).over(1), Silent)
    assert isinstance(judge(dossier(sale(1, 9999, reference="   "))).over(1), Silent)


@pytest.mark.parametrize("ordered", [{"reference": "PO 7"}, {"reference": None, "web_origin": "order_01"}])
def test_a_quotation_that_the_customer_ordered_fires(ordered: dict[str, str | None]) -> None:
    assert isinstance(judge(dossier(sale(1, 9999, **ordered))).over(1), Fires)


def test_a_refused_confirm_on_record_makes_an_offer_an_order() -> None:
    offer = sale(1, 9999, reference=None)
    verdict = fires(judge(dossier(offer, refused=frozenset({"1"}))).over(1))
    assert verdict.facts["ordered_by"] == "refused"


def test_returns_are_never_blocked() -> None:
    """Amounts of zero or less are not checked, even with a limit of zero and overdue invoices (RMA and warranty go out)."""
    zero = standing(5000, 0, dunning_block="Level 3")
    for amount in ("-120", "0"):
        assert isinstance(judge(dossier(sale(1, amount), at=zero)).over(1), Silent)
        past = confirmed(1, amount, ships_on_order=False)
        assert isinstance(judge(dossier(past, at=zero)).skipped(1), Silent)


def test_a_way_of_shipping_that_the_check_skips_is_not_held_before_but_found_after() -> None:
    quoted = sale(1, 5000, ships_on_order=False)
    assert isinstance(judge(dossier(quoted)).over(1), Silent)
    past = confirmed(1, 5000, ships_on_order=False)
    verdict = fires(judge(dossier(past, at=standing(5000, 1000))).skipped(1))
    assert verdict.over == eur(4000)  # the exposure contains the order already
    assert verdict.group == "Shipped past the credit check"


def test_confirmed_past_the_check_but_under_the_limit_is_silent() -> None:
    past = confirmed(1, 500, ships_on_order=False)
    assert isinstance(judge(dossier(past, at=standing(1000, 1000))).skipped(1), Silent)
    assert isinstance(judge(dossier(past, at=standing(1500, None))).skipped(1), Silent)


def test_a_confirmed_order_that_went_through_the_check_is_silent() -> None:
    assert isinstance(judge(dossier(confirmed(1, 500), at=standing(9000, 1000))).skipped(1), Silent)


@pytest.mark.parametrize("state", [OrderState.CONFIRMED, OrderState.PROCESSING])
def test_every_confirmed_state_can_have_skipped_the_check(state: OrderState) -> None:
    past = confirmed(1, 500, ships_on_order=False, state=state)
    assert isinstance(judge(dossier(past, at=standing(1500, 1000))).skipped(1), Fires)


# ---- state, not buttons: reopen, copy, raised quantity ----------------------------------------------------------------------


def test_put_back_to_draft_it_is_not_held_and_quoted_again_it_is() -> None:
    order = sale(1, 1200)
    assert isinstance(judge(dossier(order)).over(1), Fires)
    assert isinstance(judge(dossier(replace(order, state=OrderState.DRAFT))).over(1), Silent)
    assert isinstance(judge(dossier(replace(order, rev="9"))).over(1), Fires)


def test_a_copy_of_a_released_order_is_checked_for_itself() -> None:
    released = confirmed(1, 1200)
    copy = sale(2, 1200)
    found = judge(dossier(released, copy, at=standing(1200, 1000)))
    assert isinstance(found.over(1), Silent)
    assert isinstance(found.over(2), Fires)


def test_a_raised_quantity_is_checked_with_its_new_amount() -> None:
    order = sale(1, 900)
    assert isinstance(judge(dossier(order)).over(1), Silent)
    assert isinstance(judge(dossier(replace(order, untaxed=eur(1100), untaxed_company=eur(1100)))).over(1), Fires)


def test_the_same_records_judged_again_give_the_same_verdicts() -> None:
    of = dossier(sale(1, 700), sale(2, 700), sale(3, 200))
    assert CREDIT.judge(of, NOW) == CREDIT.judge(of, NOW)


# ---- the line: ship date, then number of the record ----------------------------------------------------------------------------


def test_two_that_fit_alone_but_not_together() -> None:
    found = judge(dossier(sale(1, 600), sale(2, 600)))
    assert isinstance(found.over(1), Silent)
    verdict = fires(found.over(2))
    assert verdict.group == "Together over the limit"
    assert verdict.facts["ahead"] == [["SO-1", [60000, "EUR"], "1"]]


def test_the_one_that_ships_first_is_served_first_whatever_its_number() -> None:
    found = judge(dossier(sale(1, 600, ship_date=day(5)), sale(2, 600, ship_date=day(2))))
    assert isinstance(found.over(1), Fires)
    assert isinstance(found.over(2), Silent)


def test_without_a_ship_date_it_comes_last() -> None:
    found = judge(dossier(sale(1, 600, ship_date=None), sale(2, 600, ship_date=day(300))))
    assert isinstance(found.over(1), Fires)
    assert isinstance(found.over(2), Silent)


def test_record_numbers_are_compared_as_numbers() -> None:
    found = judge(dossier(sale(10, 600), sale(9, 600)))
    assert isinstance(found.over(9), Silent)
    assert isinstance(found.over(10), Fires)


def test_one_that_does_not_fit_uses_up_nothing() -> None:
    found = judge(dossier(sale(1, 5000, ship_date=day(1)), sale(2, 900)))
    assert isinstance(found.over(1), Fires)
    assert isinstance(found.over(2), Silent)


def test_offers_use_up_nothing() -> None:
    assert isinstance(judge(dossier(sale(1, 900, reference=None, ship_date=day(1)), sale(2, 900))).over(2), Silent)


def test_an_unchecked_one_passes_and_uses_up_limit() -> None:
    found = judge(dossier(sale(1, 900, ships_on_order=False, ship_date=day(1)), sale(2, 900)))
    assert isinstance(found.over(1), Silent)
    assert isinstance(found.over(2), Fires)


def test_a_return_in_the_line_makes_no_room() -> None:
    """The ERP's exposure counts no negative quantities."""
    assert isinstance(judge(dossier(sale(1, -500, ship_date=day(1)), sale(2, 1200))).over(2), Fires)


def test_an_expired_quotation_that_fits_uses_up_nothing_because_nobody_can_confirm_it() -> None:
    found = judge(dossier(sale(1, 900, expires_on=day(-1), ship_date=day(1)), sale(2, 900)))
    assert isinstance(found.over(1), Silent)
    assert isinstance(found.over(2), Silent)


def test_an_expired_quotation_over_the_limit_fires_and_says_so() -> None:
    verdict = fires(judge(dossier(sale(1, 1200, expires_on=day(-1)))).over(1))
    assert verdict.facts["expired"] == day(-1).isoformat()
    assert fires(judge(dossier(sale(1, 1200, expires_on=day(0)))).over(1)).facts["expired"] is None


# ---- dunning ---------------------------------------------------------------------------------------------------------------------


def test_overdue_invoices_hold_an_order_that_fits() -> None:
    verdict = fires(judge(dossier(sale(1, 100), at=standing(0, 1000, dunning_block="Level 3"))).over(1))
    assert verdict.group == "Overdue invoices block the account"
    assert verdict.over is None


def test_without_a_limit_there_is_no_check_so_overdue_invoices_do_not_hold() -> None:
    assert isinstance(judge(dossier(sale(1, 100), at=standing(0, None, dunning_block="Level 3"))).over(1), Silent)


def test_a_dunned_account_uses_up_nothing_because_nothing_passes() -> None:
    verdict = fires(judge(dossier(sale(1, 900), sale(2, 900), at=standing(0, 1000, dunning_block="Level 3"))).over(2))
    assert verdict.over is None


def test_dunning_nobody_here_may_read_leaves_an_order_that_fits_unknown() -> None:
    found = judge(dossier(sale(1, 900), sale(2, 900), at=standing(0, 1000, dunning_block=None)))
    assert found.over(1) == Unknown("dunning")
    assert isinstance(found.over(2), Fires)  # over whatever dunning says


# ---- severity --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ships", "severity"), [(-3, 1), (0, 1), (1, 2), (2, 2), (3, 3), (None, 3)])
def test_severity_follows_the_ship_date(ships: int | None, severity: int) -> None:
    date = None if ships is None else day(ships)
    assert fires(judge(dossier(sale(1, 1200, ship_date=date))).over(1)).severity == severity
    past = confirmed(1, 1200, ships_on_order=False, ship_date=date)
    assert fires(judge(dossier(past, at=standing(1200, 1000))).skipped(1)).severity == severity


def test_today_is_the_date_where_the_company_is() -> None:
    evening = datetime(2025, 11, 24, 23, 30, tzinfo=UTC)  # already the 25th in Berlin
    order = dossier(sale(1, 1200, ship_date=day(1)))
    assert fires(judge(order, evening).over(1)).severity == 2
    assert fires(judge(order, evening.astimezone(ZoneInfo("Europe/Berlin"))).over(1)).severity == 1


# ---- what cannot be known --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gap",
    [
        {"customer": None},
        {"complete": frozenset({"standings", "refusals"})},
        {"quarantined": frozenset({"77"})},
    ],
)
def test_a_missing_fact_is_unknown_for_every_order_in_the_line(gap: dict[str, object]) -> None:
    found = judge(dossier(sale(1, 1200), sale(2, 10), **gap))
    assert isinstance(found.over(1), Unknown)
    assert isinstance(found.over(2), Unknown)


def test_without_credit_figures_nothing_is_known() -> None:
    found = judge(replace(dossier(sale(1, 1200), confirmed(2, ships_on_order=False)), standing=None))
    assert isinstance(found.over(1), Unknown)
    assert isinstance(found.skipped(2), Unknown)


def test_a_quarantined_order_is_unknown_itself_and_never_left_out() -> None:
    verdicts = CREDIT.judge(dossier(quarantined=frozenset({"77"})), NOW)
    assert isinstance(verdicts[Ref("tryton", "sale", "77"), "over_limit"], Unknown)
    assert isinstance(verdicts[Ref("tryton", "sale", "77"), "skipped_check"], Unknown)


def test_an_unreadable_order_does_not_hide_what_needs_no_line() -> None:
    past = confirmed(2, 300, ships_on_order=False)
    assert isinstance(judge(dossier(past, at=standing(1300, 1000), quarantined=frozenset({"77"}))).skipped(2), Fires)


def test_an_offer_is_unknown_until_refused_confirms_were_read() -> None:
    unread = dossier(sale(1, 1200, reference=None), sale(2, 1200), complete=frozenset({"sales", "standings"}))
    assert isinstance(judge(unread).over(1), Unknown)
    assert isinstance(judge(unread).over(2), Fires)


def test_two_currencies_are_never_added() -> None:
    foreign = sale(1, 100, untaxed_company=Money(100, "USD"))
    assert isinstance(judge(dossier(foreign)).over(1), Unknown)


def test_every_order_gets_an_answer_for_every_cause() -> None:
    states = [sale(i, 100, state=state) for i, state in enumerate(OrderState)]
    found = judge(dossier(*states))
    assert len(found.verdicts) == 2 * len(states)


# ---- a hold is never without a reason ---------------------------------------------------------------------------------------------


def test_the_reason_is_never_blank_and_the_figures_travel_as_json() -> None:
    cases = [
        judge(dossier(sale(1, 1200))).over(1),
        judge(dossier(sale(1, 1200), at=standing(0, 0))).over(1),
        judge(dossier(sale(1, 10), at=standing(0, 100, dunning_block="Level 3"))).over(1),
        judge(dossier(sale(1, 1200), receivables=None, payments=None, invoices=None)).over(1),
        judge(dossier(confirmed(1, 5, ships_on_order=False), at=standing(9, 1))).skipped(1),
    ]
    for verdict in cases:
        found = fires(verdict)
        assert found.group.strip()
        assert str(found.facts["arithmetic"]).strip()
        assert json.loads(json.dumps(found.facts)) == found.facts
