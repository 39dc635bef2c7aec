"""The sentence under which a hold is gathered is true: what it names would settle the case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.finding import Fires
from app.rules import credit_groups as groups
from app.rules import payments
from tests.app.rules.world import TODAY, cash, day, dossier, eur, judge, payment, receivable, sale, settled, standing


def group(of: object) -> str:
    verdict = judge(of).over(1)  # type: ignore[arg-type]
    assert isinstance(verdict, Fires), verdict
    return verdict.group


def test_money_that_arrived_and_is_not_applied() -> None:
    line = receivable(5, 900)
    of = dossier(
        sale(1, 200),
        at=standing(900, 1000, receivable=eur(900)),
        receivables=(line,),
        payments=(payment(1, 100, "succeeded", line="5"),),
    )
    assert group(of) == groups.CASH


def test_money_that_arrived_but_is_too_little() -> None:
    of = dossier(
        sale(1, 200),
        at=standing(900, 1000, receivable=eur(900)),
        receivables=(receivable(5, 900),),
        payments=(payment(1, 99, "succeeded", line="5"),),
    )
    assert group(of) == groups.SINGLE


def test_cash_that_the_erp_counts_already_settles_nothing() -> None:
    """Tryton's receivable is net of cash on the account: applying it to an invoice leaves the exposure where it is."""
    of = dossier(sale(1, 400), at=standing(700, 1000, receivable=eur(700)), receivables=(receivable(5, 900), cash(6, 200)))
    assert payments.unapplied_cash(of) == eur(200)
    assert payments.cash_outside_exposure(of) == eur(0)
    assert group(of) == groups.SINGLE


def test_cash_that_the_erp_leaves_out_of_its_receivable_would_settle_it() -> None:
    of = dossier(sale(1, 200), at=standing(900, 1000, receivable=eur(900)), receivables=(receivable(5, 900), cash(6, 200)))
    assert payments.cash_outside_exposure(of) == eur(200)
    assert group(of) == groups.CASH


def test_cash_on_the_account_that_would_pay_the_overdue_invoices_behind_a_block() -> None:
    lines = (receivable(5, 300, due=-40), receivable(6, 500, due=20), cash(7, 300))
    of = dossier(sale(1, 100), at=standing(500, 1000, receivable=eur(500), dunning_block="Level 3"), receivables=lines)
    assert group(of) == groups.CASH
    less = dossier(sale(1, 100), at=standing(501, 1000, dunning_block="Level 3"), receivables=(*lines[:2], cash(7, 299)))
    assert group(less) == groups.OVERDUE


def test_a_payment_under_way() -> None:
    at = standing(900, 1000)
    assert group(dossier(sale(1, 200), at=at, payments=(payment(1, 100),))) == groups.TRANSIT
    assert group(dossier(sale(1, 200), at=at, payments=(payment(1, 99),))) == groups.SINGLE


@pytest.mark.parametrize("state", ["draft", "failed"])
def test_a_payment_that_is_only_drafted_or_failed_is_no_payment(state: str) -> None:
    assert group(dossier(sale(1, 200), at=standing(900, 1000), payments=(payment(1, 500, state),))) == groups.SINGLE


def test_a_payment_of_a_line_that_is_closed_settles_nothing_more() -> None:
    of = dossier(sale(1, 200), at=standing(900, 1000), receivables=(settled(5, 0),), payments=(payment(1, 500, line="5"),))
    assert group(of) == groups.SINGLE


def test_a_little_over_by_one_who_pays_on_time() -> None:
    on_time = (settled(5, 0), settled(6, 5))
    assert group(dossier(sale(1, 130), at=standing(900, 1000), receivables=on_time)) == groups.LITTLE
    assert group(dossier(sale(1, "130.01"), at=standing(900, 1000), receivables=on_time)) == groups.SINGLE


@pytest.mark.parametrize(
    "lines",
    [
        (settled(5, 0), settled(6, 6)),  # was six days late once
        (settled(5, 0), receivable(6, 10, due=-6)),  # is six days late now
        (),  # has no record at all
    ],
)
def test_never_late_must_be_on_record(lines: tuple[object, ...]) -> None:
    assert group(dossier(sale(1, 110), at=standing(900, 1000), receivables=lines)) == groups.SINGLE


def test_a_record_nobody_here_may_read_proves_nothing() -> None:
    assert group(dossier(sale(1, 110), at=standing(900, 1000), receivables=None, payments=None)) == groups.SINGLE


def test_lateness_of_more_than_a_year_ago_is_forgotten() -> None:
    of = dossier(receivables=(settled(5, 50, ago=366), settled(6, 1, ago=365)))
    late = payments.lateness(of, TODAY)
    assert late == payments.Lateness(1, Decimal("1.0"), 1)


def test_paid_early_counts_as_on_time() -> None:
    late = payments.lateness(dossier(receivables=(settled(5, -10), settled(6, 3))), TODAY)
    assert late == payments.Lateness(2, Decimal("1.5"), 3)


def test_a_limit_of_zero() -> None:
    of = dossier(sale(1, 10), at=standing(0, 0), payments=(payment(1, 500),))
    assert group(of) == groups.ZERO
    assert groups.percent_over(eur(10), eur(0)) is None


def test_together_with_an_earlier_order() -> None:
    verdict = judge(dossier(sale(1, 600, ship_date=day(1)), sale(2, 600))).over(2)
    assert isinstance(verdict, Fires)
    assert verdict.group == groups.TOGETHER


def test_alone_over_is_one_by_one_even_with_an_earlier_order() -> None:
    verdict = judge(dossier(sale(1, 600, ship_date=day(1)), sale(2, 1100))).over(2)
    assert isinstance(verdict, Fires)
    assert verdict.group == groups.SINGLE


def test_a_payment_in_another_currency_clears_nothing() -> None:
    from dataclasses import replace

    from app.domain.money import Money

    foreign = replace(payment(1, 500), amount=Money(50_000, "USD"))
    assert group(dossier(sale(1, 200), at=standing(900, 1000), payments=(foreign,))) == groups.SINGLE


def test_per_cent_is_rounded_half_up_for_the_screen() -> None:
    assert groups.percent_over(eur("20.50"), eur(1000)) == Decimal("2.1")
    assert groups.percent_over(eur("20.49"), eur(1000)) == Decimal("2.0")
