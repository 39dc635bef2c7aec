"""Perfect orders over small companies whose answers can be worked out by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.complaint import Complaint
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.shipment import Move, Shipment
from app.kpis import BY_ID
from app.store.figures import compute
from tests.app.store.figures.history.raw import History, noon
from tests.app.store.figures.own_company import ago, figure, opened, ordered


@pytest.fixture
def company() -> History:
    return History(random.Random(0))


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
