"""Figures with mathematics or a calendar of their own, over small companies whose answers can be worked out by hand."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.figure import Status
from app.kpis import BY_ID
from app.policy.sla import Calendar as Hours
from app.store.figures import compute
from app.store.figures.ground import Calendar
from tests.app.store.figures import test_figures
from tests.app.store.figures.history.raw import History, noon
from tests.app.store.figures.own_company import ago, figure, opened, ordered, sold, spell

OFFICE = Hours(ZoneInfo("Europe/Vienna"), frozenset(range(5)), time(8), time(17))


@pytest.fixture
def company() -> History:
    return History(random.Random(0))


# ---- receivables -----------------------------------------------------------------------------------------------------


def test_days_of_sales_that_are_owed(company: History, tmp_path: Path) -> None:
    sold(company, ago(80), 60_000, paid_on=ago(40), due=ago(50))
    sold(company, ago(45), 20_000, due=ago(15))
    sold(company, ago(10), 10_000, due=ago(-20))
    with opened(tmp_path, company) as found:
        by = {
            name: compute.figure(found, found.asked(BY_ID[f"credit.{name}"], 90))
            for name in ("dso", "best_dso", "days_delinquent")
        }
    assert (by["dso"].numerator, by["dso"].denominator) == (Decimal(300), Decimal(900))
    assert {name: one.value for name, one in by.items()} == {"dso": 30, "best_dso": 10, "days_delinquent": 20}


def test_count_back_goes_month_by_month(company: History, tmp_path: Path) -> None:
    """November to the 27th 100, October 200, all owed but 200: 27 days, and 100 of October's 200, 15.5 days."""
    sold(company, date(2026, 11, 5), 10_000)
    sold(company, date(2026, 10, 5), 10_000)
    sold(company, date(2026, 10, 6), 10_000, paid_on=date(2026, 11, 1))
    assert figure(tmp_path, company, "credit.dso_count_back").value == Decimal("42.5")


def test_count_back_of_more_than_a_year_is_capped_and_flagged(company: History, tmp_path: Path) -> None:
    sold(company, date(2024, 1, 5), 900_000)
    sold(company, date(2026, 11, 5), 10_000)
    found = figure(tmp_path, company, "credit.dso_count_back")
    assert found.value == 27
    assert "capped" in found.reason


def test_collection_effectiveness(company: History, tmp_path: Path) -> None:
    """Vector 5: owed at first 1.0 M, sold since .8, owed now 1.1 of which .7 not due: .7 / 1.1 = 63.6 %."""
    sold(company, ago(120), 40_000_000, due=ago(90))
    sold(company, ago(120), 60_000_000, due=ago(90), paid_on=ago(30))
    sold(company, ago(40), 10_000_000, due=ago(10), paid_on=ago(5))
    sold(company, ago(10), 70_000_000, due=ago(-20))
    found = figure(tmp_path, company, "credit.cei")
    assert (found.numerator, found.denominator) == (700_000, 1_100_000)
    assert found.value == round(Decimal(70) / Decimal("1.1"), 6)


def test_nothing_that_could_have_been_collected_has_no_index(company: History, tmp_path: Path) -> None:
    sold(company, ago(10), 10_000, due=ago(-20))
    found = figure(tmp_path, company, "credit.cei")
    assert (found.value, found.reason) == (None, "Nothing could have been collected.")


def test_nothing_sold_on_account_has_no_days(company: History, tmp_path: Path) -> None:
    sold(company, ago(120), 30_000)
    found = figure(tmp_path, company, "credit.dso")
    assert (found.value, found.status, found.reason) == (None, Status.NO_DATA, "Nothing was sold on account in this period.")


# ---- growth ----------------------------------------------------------------------------------------------------------


def test_revenue_grows_against_the_same_days_a_year_before(company: History, tmp_path: Path) -> None:
    sold(company, ago(5), 12_000)
    sold(company, ago(5).replace(year=2025), 10_000)
    sold(company, date(2026, 1, 5), 99_000)
    assert figure(tmp_path, company, "growth.revenue_growth").value == 20


def test_growth_from_nothing_is_not_meaningful(company: History, tmp_path: Path) -> None:
    sold(company, ago(5), 12_000)
    found = figure(tmp_path, company, "growth.revenue_growth")
    assert (found.value, found.status) == (None, Status.NO_DATA)
    assert found.reason.startswith("Not meaningful")


# ---- time ------------------------------------------------------------------------------------------------------------


def test_unpaid_orders_are_not_left_out_of_the_median(company: History, tmp_path: Path) -> None:
    """Paid after 10, 20 and 30 days, and one open since 50: half of four are paid by day 20. With three more open
    ones half is never reached, and no median is made up."""
    for took in (10, 20, 30):
        order = ordered(company, ago(60), "paid")
        sold(company, ago(60), 1000, paid_on=ago(60 - took), order=order.ref.key)
    ordered(company, ago(50), "awaiting payment")
    assert figure(tmp_path / "four", company, "speed.throughput_time").value == 20
    for _ in range(3):
        ordered(company, ago(50), "awaiting payment")
    found = figure(tmp_path / "seven", company, "speed.throughput_time")
    assert (found.value, found.reason) == (
        None,
        "Less than half of the orders of this period are paid: the median is not reached.",
    )


def test_a_hold_that_begins_again_is_another_one(company: History, tmp_path: Path) -> None:
    """Vector 13: from 9:00 to 11:00, and from 15:00 to 16:00: two holds, 1.5 hours in the mean."""
    at = noon(ago(3))
    spell(company, at - timedelta(hours=3), at - timedelta(hours=1))
    spell(company, at + timedelta(hours=3), at + timedelta(hours=4))
    found = figure(tmp_path, company, "speed.hold_release_time")
    assert (found.value, found.n) == (Decimal("1.5"), 2)


def test_a_hold_takes_opening_hours_without_those_of_waiting(
    company: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Friday 16:00 to Monday 10:00 in Vienna are three hours; less one in which the customer was waited for, two."""
    monkeypatch.setattr(
        test_figures,
        "CALENDAR",
        Calendar(OFFICE.zone, OFFICE.days, OFFICE.between, lambda _, at: OFFICE.add(at, timedelta(hours=3))),
    )
    friday, monday = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
    spell(company, friday, monday, ((monday - timedelta(hours=1), monday),))
    spell(company, friday, monday, outcome="rejected")
    with opened(tmp_path, company) as found:
        released = compute.figure(found, found.asked(BY_ID["speed.hold_release_time"], 90))
        both = compute.figure(found, found.asked(BY_ID["speed.resolve_time"], 90))
        in_time = compute.figure(found, found.asked(BY_ID["service.sla_attainment"], 90))
    assert (released.value, released.n) == (2, 1)
    assert (both.value, both.n) == (2, 2)
    assert (in_time.value, in_time.n) == (100, 2)
