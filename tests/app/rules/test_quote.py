"""Offers: how urgent, under which head, what is at stake, and what an approval holds for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.quote import QuoteDossier, basis, below_floor, given_away, margin, priced, rounded
from app.domain.quote_page import OPENED
from app.domain.shop import WebOrderState
from app.rules.quote import LIMITS, QUOTE, VALIDITY
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, day, eur


def judge(of: QuoteDossier, cause: str) -> Verdict:
    return QUOTE.judge(of, NOW)[of.ref, cause]


def fires(of: QuoteDossier, cause: str) -> Fires:
    found = judge(of, cause)
    assert isinstance(found, Fires)
    return found


@pytest.mark.parametrize(
    ("left", "amount", "group", "severity"),
    [
        (2, 1700, "Expires soon", 3),
        (0, 1700, "Expires soon", 2),
        (-1, 1700, "Expired", 3),
        (2, 20_000, "Expires soon", 2),
        (0, 20_000, "Expires soon", 1),
    ],
)
def test_the_nearer_its_end_and_the_larger_the_more_urgent(left: int, amount: int, group: str, severity: int) -> None:
    found = fires(q.dossier(q.until(left, amount)), VALIDITY)
    assert (found.group, found.severity, found.ship_date, found.value) == (group, severity, day(left), eur(amount))


def test_an_offer_is_looked_at_again_on_the_morning_on_which_it_expires_soon() -> None:
    found = judge(q.dossier(q.until(5)), VALIDITY)
    assert isinstance(found, Silent)
    assert found.until is not None
    assert found.until.date() == day(3)


def test_the_worst_names_the_group_and_every_fault_is_listed() -> None:
    of = q.dossier(q.sale(payment_terms="Net 90"), q.line(each="75.00"), q.line("42", 8, "90.00"))
    found = fires(of, LIMITS)
    assert found.group == "Margin below the floor"
    assert [(f["sku"], f["what"], f["is"]) for f in found.faults] == [
        ("HYD-18", "floor", "17.3"),
        ("HYD-18", "discount", "16.7"),
        ("ACT-110", "discount", "10"),
        ("", "terms", "Net 90"),
    ]
    assert found.over == eur("35.00")  # ten at 75 earn 130, the floor of 22 % asks for 165


def test_what_is_given_away_is_counted_against_the_customers_own_prices() -> None:
    of = q.cheap("80.00")
    lines = priced(of)
    assert given_away(lines) == (Decimal("100.00"), Decimal("1700.00"))
    assert [x.off_list for x in lines] == [Decimal(20), Decimal(0)]
    assert [rounded(x.below) for x in lines if x.below is not None] == [Decimal("11.1"), Decimal("0.0")]
    assert fires(of, LIMITS).over == eur(100)


@pytest.mark.parametrize(
    ("of", "what", "is_"),
    [
        (q.dossier(None, q.line(), q.line("42", 1000, "94.96")), "discount", "5.04"),
        (q.dossier(None, q.line("41", 10, "90.00", "70.236"), q.LINES[1]), "floor", "21.96"),
        (q.dossier(None, q.line("41", 10_000, "90.00", "70.2001"), q.LINES[1]), "floor", "21.9999"),
    ],
)
def test_what_passes_a_limit_by_less_than_a_tenth_passes_it_and_is_shown_so(of: QuoteDossier, what: str, is_: str) -> None:
    assert (what, is_) in [(f["what"], f["is"]) for f in fires(of, LIMITS).faults]


def test_what_is_just_at_a_limit_keeps_it() -> None:
    at = q.dossier(None, q.line("41", 10, "90.00", "70.20"), q.line("42", 10, "95.00"))
    assert isinstance(judge(at, LIMITS), Silent)


def test_what_is_given_for_nothing_and_has_no_price_needs_approval() -> None:
    free = q.dossier(None, *q.LINES, q.line("43", 1, "0.00", None, product_key="99"))
    assert [(f["what"], f["line"]) for f in fires(free, LIMITS).faults] == [("no cost", "43"), ("no price", "43")]


def test_the_quantity_decides_which_price_was_agreed() -> None:
    of = q.dossier(prices=(q.price(), q.price("7", "85.0000", 10), q.price("7", "70.0000", 11), q.price("8", "100.0000")))
    assert priced(of)[0].agreed == Decimal("85.0000")


def test_another_currency_is_judged_in_the_companys() -> None:
    """Two dollars for a euro: prices of the list are in euros, the offer in dollars."""
    dollars = [
        replace(x, net=Money(x.net.minor * 2, "USD"), unit_price=x.unit_price * 2, list_price=Decimal(200)) for x in q.LINES
    ]
    of = q.dossier(q.sale(untaxed=Money(340_000, "USD")), *dollars)
    assert [x.agreed for x in priced(of)] == [Decimal("180.0000"), Decimal("200.0000")]
    assert margin(priced(of)) == margin(priced(q.dossier()))
    assert isinstance(judge(of, LIMITS), Silent)


def test_a_margin_whose_cost_nobody_knows_is_not_made_up() -> None:
    of = q.dossier(None, q.line(cost=None), q.LINES[1])
    assert margin(priced(of)) is None
    assert below_floor(priced(of), Decimal(22)) == eur(0)
    assert below_floor(priced(q.dossier(None, q.line(cost=None))), Decimal(22)) is None


def test_what_is_sold_at_cost_lacks_the_whole_floor() -> None:
    of = q.dossier(None, q.line("41", 10, "90.00", "90.00"), q.LINES[1])
    assert below_floor(priced(of), Decimal(22)) == eur(198)
    assert fires(of, LIMITS).over == eur(198)


def test_what_costs_nothing_has_a_cost() -> None:
    free, unknown = (priced(q.dossier(None, q.line(cost=cost)))[0] for cost in ("0.00", None))
    assert (free.cost, free.profit) == (Decimal(0), eur(900))
    assert (unknown.cost, unknown.profit) == (None, None)


@pytest.mark.parametrize(
    "changed",
    [
        q.dossier(None, q.line(each="79.00"), q.LINES[1]),
        q.dossier(None, q.line(pieces=11, each="80.00"), q.LINES[1]),
        q.dossier(None, q.line(each="80.00", unit="box of 10"), q.LINES[1]),
        q.dossier(q.sale(payment_terms="Net 14"), q.line(each="80.00"), q.LINES[1]),
        q.dossier(q.sale(valid_days=31), q.line(each="80.00"), q.LINES[1]),
        q.dossier(None, q.line(each="80.00")),
    ],
)
def test_an_approval_holds_while_nothing_that_it_is_about_changes(changed: QuoteDossier) -> None:
    first = fires(q.cheap(), LIMITS)
    same = fires(replace(q.cheap(), sale=q.sale(rev="9", comment="As agreed")), LIMITS)
    assert same.let_be(first.basis)
    assert changed.sale is not None
    assert basis(changed.sale, changed.lines) != first.basis


# ---- what a person opened ----


@pytest.mark.parametrize(
    "of",
    [
        q.dossier(),
        q.dossier(complete=q.FEEDS - {"lines"}),
        q.UNREADABLE,
        q.request(),
        replace(q.request(), unreadable=(q.bad(q.REQUEST),)),
        replace(q.request(), complete=frozenset()),
    ],
)
def test_a_case_that_a_person_opened_is_let_be_whatever_cannot_be_read(of: QuoteDossier) -> None:
    """A cause without a verdict is taken for one that is over."""
    assert isinstance(QUOTE.judge(of, NOW)[of.ref, OPENED], Unknown)


def test_a_case_that_a_person_opened_about_a_request_closes_with_it() -> None:
    gone = q.request(replace(q.web_order(), state=WebOrderState.CANCELLED))
    assert isinstance(QUOTE.judge(gone, NOW)[gone.ref, OPENED], Silent)


# ---- how a request ended ----


@pytest.mark.parametrize("stage", ["declined", "ordered", "sent"])
def test_a_request_that_ended_asks_nobody_for_an_answer(stage: str) -> None:
    assert isinstance(judge(q.request(replace(q.web_order(), stage=stage)), "unanswered"), Silent)
    assert isinstance(judge(q.request(replace(q.web_order(), stage="new")), "unanswered"), Fires)


def test_one_whose_sale_is_in_the_erp_and_that_is_placed_all_the_same_is_a_second_order() -> None:
    assert fires(q.request(q.taken("ordered"), answered="SO00040"), "accepted").group == "Ordered a second time"
    assert fires(q.request(q.taken("declined")), "accepted").group == "Accepted by the buyer"


def test_what_a_person_opened_of_a_request_is_let_be_until_it_is_none() -> None:
    assert isinstance(judge(q.request(), "opened"), Unknown)
    assert isinstance(judge(q.request(q.taken("sent")), "opened"), Unknown)
    assert isinstance(judge(q.request(q.taken(None)), "opened"), Silent)
