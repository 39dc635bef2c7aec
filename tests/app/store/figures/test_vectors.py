"""Vectors of the catalogue (kpis.md 10) about comparison, currencies, open holds and customers that stay: as figures, out of a mirror."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.case import Case, CaseState
from app.domain.figure import AskFigures, Status
from app.domain.money import Money
from app.kpis import BY_ID
from app.store.figures import compute
from tests.app.store.figures import test_own
from tests.app.store.figures.history.raw import NOW, History
from tests.app.store.figures.test_own import ago, figure, opened, ordered, spell

company = test_own.company


def test_retention_and_churn(company: History, tmp_path: Path) -> None:
    """Vector 7, a fiftieth of it: 20 customers at first, 4 new ones, 21 at the end: 85.0 % stayed, 15.0 % left."""
    for n in range(24):
        days = [50, 40, 32] if n < 20 else []
        days += [22, 12, 3] if n < 17 or n >= 20 else []
        for day in days:
            sale = ordered(company, ago(day))
            company.records["erp"][-1] = replace(sale, customer=f"c{n}")
    stayed, left = (figure(tmp_path / kpi, company, f"growth.{kpi}") for kpi in ("retention", "churn"))
    assert (stayed.value, stayed.numerator, stayed.denominator) == (85, 17, 20)
    assert left.value == 15


def test_an_average_over_two_currencies(company: History, tmp_path: Path) -> None:
    """Vector 11: 100 euros, 1.10 dollars each on that day, and 50 dollars: 80.00 dollars in the mean."""
    for minor, currency, worth in ((10_000, "EUR", 11_000), (5_000, "USD", 5_000)):
        sale = ordered(company, ago(3))
        company.records["erp"][-1] = replace(sale, untaxed=Money(minor, currency), untaxed_company=Money(worth, "USD"))
    found = figure(tmp_path, company, "growth.aov")
    assert (found.value, found.unit, found.numerator, found.denominator) == (80, "USD", 160, 2)


def test_a_month_under_way_is_set_against_as_much_of_the_one_before(company: History, tmp_path: Path) -> None:
    """Vector 12: 21 orders so far, 20 by then in the month before, 45 in all of it: 5.0 % more, never 53.3 % fewer."""
    for n in range(21):
        ordered(company, date(2026, 11, 2 + n))
    for n in range(20):
        ordered(company, date(2026, 10, 1 + n))
    for n in range(25):
        ordered(company, date(2026, 10, 29 + n % 3))
    with opened(tmp_path, company) as found:
        (compared,) = compute.answer(found, AskFigures(ids=("growth.orders",), named="month", compare=True)).compared
    assert (compared.now.value, compared.before.value, compared.change) == (21, 20, 5)


def test_an_open_hold_has_an_age_and_no_release_time(company: History, tmp_path: Path) -> None:
    """Vector 15: open for 26 hours: among those of one to two days, not in the mean."""
    spell(company, NOW - timedelta(hours=9), NOW - timedelta(hours=7))
    since = NOW - timedelta(hours=26)
    print_ = "credit|erp|sale|9|limit"
    company.cases.append(
        Case(print_, print_, "credit", 1, CaseState.OPEN, None, since, since, since, 1, None, 0, None, None, 1, "SO", "c", None)
    )
    with opened(tmp_path, company) as found:
        answer = compute.answer(found, AskFigures(ids=("speed.hold_release_time", "service.backlog_age", "credit.open_holds")))
    figures = {f.kpi: f for f in answer.figures}
    assert (figures["speed.hold_release_time"].value, figures["speed.hold_release_time"].n) == (2, 1)
    assert figures["credit.open_holds"].value == 1
    assert [(bar.label, bar.n) for bar in dict(answer.bars)["service.backlog_age"] if bar.n] == [("24–48 h", 1)]


@pytest.mark.parametrize("kpi", ["nps.escalation", "growth.opex_per_million", "credit.cash_to_cash", "growth.clv"])
def test_what_nobody_tells_is_none_and_never_a_zero(kpi: str, company: History, tmp_path: Path) -> None:
    """Vector 18; and 6, 8, 17, whose figures no system feeds."""
    ordered(company, ago(3))
    found = figure(tmp_path, company, kpi)
    assert (found.value, found.status, found.n) == (None, Status.NO_DATA, 0)
    assert found.reason == BY_ID[kpi].missing
