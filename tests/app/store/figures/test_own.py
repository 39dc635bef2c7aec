"""Figures with mathematics or a calendar of their own, over small companies whose answers can be worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.case import Case, CaseState, Spell
from app.domain.complaint import Complaint
from app.domain.figure import Figure, Status
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.shipment import Move, Shipment
from app.kpis import BY_ID
from app.policy.sla import Calendar as Hours
from app.store.figures import compute
from app.store.figures.ground import Calendar
from tests.app.store.figures import test_figures
from tests.app.store.figures.history.raw import TODAY, History, noon
from tests.app.store.figures.test_figures import mirror_of

OFFICE = Hours(ZoneInfo("Europe/Vienna"), frozenset(range(5)), time(8), time(17))


@pytest.fixture
def company() -> History:
    return History(random.Random(0))


@contextmanager
def opened(path: Path, h: History) -> Iterator[compute.Frame]:
    path.mkdir(exist_ok=True)
    h.records.setdefault("erp", [])
    with mirror_of(path / "m.db", h) as found:
        yield found


def figure(path: Path, h: History, kpi: str, days: int = 90) -> Figure:
    with opened(path, h) as found:
        return compute.figure(found, found.asked(BY_ID[kpi], days))


def sold(h: History, day: date, minor: int, *, paid_on: date | None = None, due: date | None = None, order: str = "") -> None:
    """An invoice of that day, and what is owed of it."""
    state = "paid" if paid_on else "posted"
    sales = (order,) if order else ()
    worth = Money(minor, "EUR")
    i = h.add("erp", Invoice, number=None, customer="c", state=state, invoice_date=day, total=worth, open=worth, sales=sales)
    h.add("erp", InvoiceLine, invoice=i.ref.key, sale_line=None, credits=None, quantity=Decimal(1), each=Decimal(1), net=worth)
    owed: dict[str, Any] = {"customer": "c", "due": due, "posted_on": day, "invoice": i.ref.key}
    h.add("erp", Receivable, amount=worth, reconciled=paid_on is not None, settled_on=paid_on, **owed)


def ordered(h: History, day: date, invoice_state: str = "none", *, returns: str | None = None) -> Sale:
    key = h.key()
    worth = Money(1000, "EUR")
    h.add(
        "erp",
        SaleLine,
        key=f"l{key}",
        sale=key,
        sequence=0,
        sku="x",
        product="x",
        quantity=Decimal(1),
        unit="u",
        net=worth,
        cost=None,
        product_key="p",
        unit_price=Decimal(10),
    )
    sale: Sale = h.add(
        "erp",
        Sale,
        key=key,
        number=key,
        customer="c",
        state=OrderState.PROCESSING,
        reference=None,
        web_origin=None,
        untaxed=worth,
        untaxed_company=worth,
        ships_on_order=True,
        ship_date=None,
        order_date=day,
        warehouse=None,
        payment_terms=None,
        shipment_state="sent",
        invoice_state=invoice_state,
        created_at=noon(day),
        created_by=None,
        confirmed_by=None,
        salesperson=None,
        expires_on=None,
        ship_to=None,
        returns=returns,
    )
    return sale


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


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


def spell(
    h: History, begins: datetime, ends: datetime, pauses: tuple[tuple[datetime, datetime], ...] = (), outcome: str = "released"
) -> None:
    key = h.key()
    print_ = f"credit|erp|sale|{key}|limit"
    h.spells.append(Spell(print_, 1, begins, begins, ends, CaseState.RESOLVED, outcome, None))
    h.cases.append(
        Case(
            print_,
            print_,
            "credit",
            1,
            CaseState.RESOLVED,
            outcome,
            begins,
            begins,
            begins,
            1,
            None,
            0,
            None,
            None,
            2,
            "SO",
            "c",
            None,
            closed_at=ends,
            pauses=pauses,
        )
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


# ---- perfect orders ---------------------------------------------------------------------------------------------------


def delivered(
    h: History, day: date, *, late: bool = False, short: bool = False, misbilled: bool = False, damaged: bool = False
) -> Sale:
    sale = ordered(h, day)
    promised = day + timedelta(days=2)
    gone = promised + timedelta(days=3 if late else 0)
    shipment = h.add(
        "erp",
        Shipment,
        number=None,
        customer="c",
        state="done",
        planned=promised,
        effective=gone,
        warehouse="w",
        promised=promised,
    )
    h.add(
        "erp",
        Move,
        sale_line=f"l{sale.ref.key}",
        shipment=shipment.ref.key,
        product="x",
        quantity=Decimal("0.5" if short else "1"),
        stocked=Decimal(1),
        state="done",
        planned=promised,
        effective=gone,
        product_key="p",
        place="out",
    )
    i = h.add(
        "erp",
        Invoice,
        number=None,
        customer="c",
        state="posted",
        invoice_date=gone,
        total=Money(1000, "EUR"),
        open=Money(0, "EUR"),
        sales=(),
    )
    h.add(
        "erp",
        InvoiceLine,
        invoice=i.ref.key,
        sale_line=f"l{sale.ref.key}",
        credits=None,
        quantity=Decimal(1),
        each=Decimal(10),
        net=Money(1000, "EUR"),
    )
    if misbilled:
        back: dict[str, Any] = {"quantity": Decimal(-1), "each": Decimal(10), "net": Money(-1000, "EUR")}
        h.add("erp", InvoiceLine, invoice=i.ref.key, sale_line=f"l{sale.ref.key}", credits="1", **back)
    if damaged:
        about: dict[str, Any] = {"customer": "c", "kind": "Damaged goods", "sale": None, "line": f"l{sale.ref.key}", "words": ""}
        h.add("erp", Complaint, number=None, state="approved", reference=None, taken_at=noon(gone), taken_by=None, **about)
    return sale


def test_ten_orders(company: History, tmp_path: Path) -> None:
    """Vectors 1 and 2: late {1, 2}, short {2, 3}, wrong papers {4}, damaged {2}: 60 %, by APQC 51.8 %, on time in full 70 %."""
    for n in range(1, 11):
        delivered(company, ago(30), late=n in (1, 2), short=n in (2, 3), misbilled=n == 4, damaged=n == 2)
    with opened(tmp_path, company) as found:
        by = {
            name: compute.figure(found, found.asked(BY_ID[f"reliability.{name}"], 90))
            for name in ("perfect_order", "perfect_order_index", "otif")
        }
    assert {name: one.value for name, one in by.items()} == {
        "perfect_order": 60,
        "perfect_order_index": Decimal("51.84"),
        "otif": 70,
    }


def test_a_young_cohort_counts_as_maturing_and_gets_no_colour(company: History, tmp_path: Path) -> None:
    """Vector 14: of 20 delivered five days ago 3 came back: 15.0 %, and more may within the 30 days."""
    orders = [delivered(company, ago(7)) for _ in range(20)]
    for order in orders[:3]:
        back = ordered(company, ago(1), returns=order.ref.key)
        where: dict[str, Any] = {"shipment": None, "back": "r1", "product": "x", "product_key": "p", "place": "in"}
        pieces: dict[str, Any] = {"quantity": Decimal(1), "stocked": Decimal(1), "planned": ago(1), "effective": ago(1)}
        company.add("erp", Move, sale_line=f"l{back.ref.key}", state="done", **where, **pieces)
    found = figure(tmp_path, company, "reliability.return_rate")
    assert (found.value, found.maturing, found.judged) == (15, 20, False)


def test_the_product_of_rates_is_not_the_share_of_perfect_orders(company: History, tmp_path: Path) -> None:
    """Of ten, two late and short at once: 80 % perfect, .8 x .8 = 64 % as a product."""
    for number in range(10):
        delivered(company, ago(30), late=number < 2, short=number < 2)
    with opened(tmp_path, company) as found:
        share, product = (
            compute.figure(found, found.asked(BY_ID[f"reliability.{n}"], 90)) for n in ("perfect_order", "perfect_order_index")
        )
    assert (share.value, share.numerator, share.denominator) == (80, 8, 10)
    assert (product.value, product.numerator, product.denominator) == (64, None, None)


def test_a_line_in_two_shipments_is_one_line(company: History, tmp_path: Path) -> None:
    """Rule 11."""
    delivered(company, ago(30), short=True)
    first = company.of(Move)[0]
    later = company.add(
        "erp",
        Shipment,
        number=None,
        customer="c",
        state="done",
        planned=ago(28),
        effective=ago(28),
        warehouse="w",
        promised=ago(28),
    )
    company.add(
        "erp",
        Move,
        sale_line=first.sale_line,
        shipment=later.ref.key,
        product="x",
        quantity=Decimal("0.5"),
        stocked=Decimal(1),
        state="done",
        planned=ago(28),
        effective=ago(28),
        product_key="p",
        place="out",
    )
    with opened(tmp_path, company) as found:
        line, full, split = (
            compute.figure(found, found.asked(BY_ID[f"reliability.{n}"], 90)) for n in ("line_fill", "in_full", "split_rate")
        )
    assert (line.n, line.value) == (1, 0)
    assert (full.value, split.value) == (100, 100)
