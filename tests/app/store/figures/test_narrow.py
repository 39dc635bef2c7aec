"""Figures of a part of the company, and beside the same time before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.figure import AskCounted, AskFigures, Only, Status
from app.domain.order import Sale
from app.domain.ref import Ref
from app.kpis import BY_ID, KPIS
from app.kpis.kpi import How
from app.store.figures import compute, grains, narrow, rows
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.oracle import documents
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.figures.test_figures import mirror_of

PARTS = (
    Only(source="erp"),
    Only(source="sister"),
    Only(channel="shop"),
    Only(channel="direct"),
    Only(customer=Ref("erp", "customer", "erp-c1")),
    Only(sku="sku1"),
    Only(source="erp", channel="direct", sku="sku2"),
)
FED = [k for k in KPIS if not k.missing]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[compute.Frame, History]]:
    h = history(5)
    with mirror_of(tmp_path_factory.mktemp("m") / "m.db", h) as found:
        yield found, h


def test_every_query_says_of_which_documents_it_is() -> None:
    for kpi, query in rows.FED.items():
        assert narrow.models(query), kpi


@pytest.mark.parametrize("only", PARTS, ids=str)
def test_a_part_counts_some_of_the_whole_or_says_that_it_is_not_told(world: tuple[compute.Frame, History], only: Only) -> None:
    found, _ = world
    told = 0
    for kpi in FED:
        whole, part = found.asked(kpi, 90), found.asked(kpi, 90, only=only)
        figure = compute.figure(found, part)
        if narrow.refused(kpi.id, rows.FED[kpi.id], only):
            assert figure.status is Status.NO_DATA
            assert figure.reason.startswith("This figure is not told by ")
            assert compute.counted(found, AskCounted(kpi.id, 90, only=only)).total == 0
            continue
        side = "numerator" if kpi.how is How.SUM else "denominator"
        some, all_ = (set(rows.documents(found.db, asked, side)) for asked in (part, whole))
        assert some <= all_, kpi.id
        if kpi.how is How.SHARE:
            assert figure.n == len(some), kpi.id
        told += len(some) not in (0, len(all_))
    assert told > 10


def test_parts_of_one_kind_make_the_whole(world: tuple[compute.Frame, History]) -> None:
    found, _ = world
    for kpi in (BY_ID[k] for k in ("growth.booked", "reliability.on_time_first", "growth.win_margin", "growth.aov")):
        whole = rows.tally(found.db, found.asked(kpi, 90))
        for parts in ((Only(channel="shop"), Only(channel="direct")),):
            tallies = [rows.tally(found.db, found.asked(kpi, 90, only=part)) for part in parts]
            assert sum(t.numerator for t in tallies) == whole.numerator, kpi.id
            assert sum(t.n for t in tallies) == whole.n, kpi.id


def test_a_part_is_what_the_raw_records_say_of_it(world: tuple[compute.Frame, History]) -> None:
    found, h = world
    customers = {(s.ref.source, s.ref.key): s.customer for s in h.of(Sale)}
    oracle = Oracle(h, TODAY, NOW, TODAY - timedelta(days=89))
    for kpi in ("reliability.perfect_order", "speed.order_cycle"):
        expected = documents(oracle, kpi)
        own = [k for s, k in zip(expected.source, expected.key, strict=True) if customers[s, k] == "erp-c2" and s == "erp"]
        asked = found.asked(BY_ID[kpi], 90, only=Only(customer=Ref("erp", "customer", "erp-c2")))
        assert sorted(r.key for side in ("denominator", "unknown") for r in rows.documents(found.db, asked, side)) == sorted(own)


def test_it_is_compared_with_as_many_days_that_are_over(world: tuple[compute.Frame, History]) -> None:
    found, _ = world
    answer = compute.answer(found, AskFigures(30, ("growth.orders", "reliability.otif", "credit.overdue"), compare=True))
    otif, orders = answer.compared
    assert (orders.kpi, otif.kpi) == ("growth.orders", "reliability.otif")  # of a stock nobody kept what it was
    assert orders.now.period.last == TODAY - timedelta(days=1)
    assert orders.now.period.last - orders.now.period.first == orders.before.period.last - orders.before.period.first
    assert orders.before.period.first == orders.now.period.first - timedelta(days=30)
    assert orders.now.value is not None
    assert orders.before.value
    assert orders.change == round(100 * (orders.now.value - orders.before.value) / orders.before.value, 6)
    assert otif.now.value is not None
    assert otif.before.value is not None
    assert otif.change == otif.now.value - otif.before.value


def test_a_month_that_is_under_way_is_told_to_date(world: tuple[compute.Frame, History]) -> None:
    found, _ = world
    answer = compute.answer(found, AskFigures(90, ("growth.orders", "credit.dso"), named="month", compare=True))
    dso, orders = answer.figures
    assert (orders.period.first, orders.period.last) == (date(2026, 11, 1), TODAY)
    assert (dso.period.last - dso.period.first).days == 89  # its own period
    listed = compute.counted(found, AskCounted("growth.orders", 90, "numerator", named="month"))
    assert listed.total == orders.value
    assert answer.compared[0].before.period.first == date(2026, 10, 1)


def test_what_is_not_known_before_is_no_change(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(1, orders=0)) as found:
        (one,) = compute.answer(found, AskFigures(30, ("growth.aov",), compare=True)).compared
        assert one.change is None
        (none,) = compute.answer(found, AskFigures(30, ("growth.orders",), compare=True)).compared
        assert (none.before.value, none.change) == (Decimal(0), None)  # from nothing there is no growth


def test_what_can_be_chosen(world: tuple[compute.Frame, History]) -> None:
    found, _ = world
    choice = grains.grains(found.db, TODAY)
    assert choice.sources == ("erp", "shop", "sister")
    assert {ref.key[:5] for ref, _ in choice.customers} >= {"erp-c", "siste"}
    assert {sku for sku, _ in choice.products} == {f"sku{n}" for n in range(5)}
