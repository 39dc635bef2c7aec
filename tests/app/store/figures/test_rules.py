"""Rules of the catalogue (kpis.md, section 1) as properties of every KPI over random companies; each notices a fault planted in it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.figure import Only, Status
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.kpis.kpi import How, Kpi
from app.kpis.tally import NOTHING, Tally
from app.store.facts import goods
from app.store.figures import compute, ground, rows
from tests.app.store.figures.history import history
from tests.app.store.figures.history.orders import order
from tests.app.store.figures.history.raw import TODAY, History
from tests.app.store.figures.planted import DIVIDED, FED, Frames, Row, notices, raw
from tests.app.store.figures.test_figures import mirror_of

LENGTHS = (1, 7, 31, 32, 90, 366)


# ---- 1: roll-ups ---------------------------------------------------------------------------------------------------------------------


def check_parts(frames: Frames) -> None:
    """However a period is cut, the parts come to the whole; by channel too."""
    rng = random.Random(1)
    for found in frames:
        for kpi in (k for k in DIVIDED if k.adds_up and not k.moment and not k.days):
            whole = found.asked(kpi, 120)
            cut = whole.period.first + timedelta(days=rng.randint(1, 118))
            halves = (replace(whole.period, last=cut), replace(whole.period, first=cut + timedelta(days=1)))
            channels = [replace(whole, only=Only(channel=name)) for name in ("shop", "direct")]
            for parts in ([replace(whole, period=half) for half in halves], [] if compute.refused(channels[0]) else channels):
                figures = [compute.figure(found, part) for part in parts]
                one = compute.figure(found, whole)
                if not parts or one.value is None:
                    continue
                num, den = (
                    sum((getattr(f, side) or Decimal(0) for f in figures), Decimal(0)) for side in ("numerator", "denominator")
                )
                assert (num, den, sum(f.n for f in figures)) == (one.numerator, one.denominator, one.n), kpi.id
                assert abs(one.value * den - num * kpi.factor) <= den * Decimal("0.000001"), kpi.id


def test_parts_of_a_figure_come_to_the_whole(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    def mean_of_ratios(asked: rows.Asked, days: list[rows.DaySum]) -> Tally:
        shares = [t.numerator / t.denominator for t in (d.tally(asked) for d in days) if t.denominator]
        whole = sum((d.tally(asked) for d in days), NOTHING)
        return replace(whole, numerator=whole.denominator * sum(shares, Decimal(0)) / len(shares)) if shares else whole

    notices(check_parts, frames, monkeypatch, rows, "whole", mean_of_ratios)


# ---- 2: nothing to divide by -------------------------------------------------------------------------------------------------


def check_gaps(frames: Frames) -> None:
    zeros = gaps = 0
    for found in frames:
        for kpi in FED:
            for days in (1, 90):
                asked = found.asked(kpi, days, only=Only(source="sister") if days == 90 else Only())
                figure, listed = compute.figure(found, asked), raw(found, asked) if not compute.refused(asked) else []
                if kpi.how in (How.SHARE, How.RATIO, How.MEAN) and figure.source_ages:
                    assert (figure.value is None) == (not sum(den for _, _, den, known in listed if known)), kpi.id
                assert (figure.value is None) == (figure.status is Status.NO_DATA), kpi.id
                assert figure.value is not None or figure.reason.endswith("."), kpi.id
                if compute.has_course(kpi) and listed and kpi.how is not How.QUANTILE:
                    zeros, gaps = zeros + (figure.value == 0), gaps + check_course(found, asked, kpi, listed)
    assert zeros > 10
    assert gaps > 10


def check_course(found: compute.Frame, asked: rows.Asked, kpi: Kpi, listed: list[Row]) -> int:
    """How many gaps it has."""
    for point in compute.points(found, asked):
        of_it = [(num, den) for day, num, den, known in listed if known and point.period.first <= day <= point.period.last]
        if kpi.how is not How.SUM:
            assert (point.value is None) == (not sum(den for _, den in of_it)), (kpi.id, point)
        if point.value == 0:
            assert sum(num for num, _ in of_it) == 0, (kpi.id, point)
    return sum(p.value is None for p in compute.points(found, asked))


@pytest.mark.parametrize("instead", [Decimal(0), Decimal(100)])
def test_nothing_to_divide_by_is_a_gap_and_nothing_else_is(
    frames: Frames, monkeypatch: pytest.MonkeyPatch, instead: Decimal
) -> None:
    real = compute.plain

    def never_none(found: compute.Frame, kpi: Kpi, tally: Tally) -> Decimal:
        value = real(found, kpi, tally)
        return instead if value is None else value

    notices(check_gaps, frames, monkeypatch, compute, "plain", never_none)


# ---- 3: few documents --------------------------------------------------------------------------------------------------------


def check_few(frames: Frames) -> None:
    few = 0
    for found in frames:
        for kpi in FED:
            for days in (7, 30, 120):
                figure = compute.figure(found, found.asked(kpi, days))
                low = kpi.how is How.SHARE and figure.value is not None and figure.n < 30
                assert (figure.low_n, figure.interval is not None) == (low, low), kpi.id
                if figure.interval is not None and figure.value is not None:
                    few += 1
                    assert 0 <= figure.interval[0] <= figure.value <= figure.interval[1] <= 100, kpi.id
                assert not (low and figure.judged), kpi.id
    assert few > 20


def test_a_share_of_few_carries_its_interval_and_no_colour(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    notices(check_few, frames, monkeypatch, compute.wilson, "low_n", lambda n: n <= 30)


# ---- 6: cohorts --------------------------------------------------------------------------------------------------------------


def check_cohorts(frames: Frames) -> None:
    young = 0
    for found in frames:
        for kpi in (k for k in FED if k.matures):
            asked = found.asked(kpi, 90)
            figure = compute.figure(found, asked)
            if figure.status is Status.NO_DATA:
                continue
            wanted = sum(known and day > TODAY - kpi.matures for day, _, _, known in raw(found, asked))
            assert figure.maturing == wanted, kpi.id
            assert not (wanted and figure.judged), kpi.id
            young += wanted
    assert young


def test_what_may_still_change_is_counted_as_such(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    ripe = property(lambda asked: asked.today)
    notices(check_cohorts, frames, monkeypatch, rows.Asked, "ripe", ripe)


# ---- 8: currencies -----------------------------------------------------------------------------------------------------------


def booked(found: compute.Frame) -> tuple[Decimal, int, int]:
    asked = found.asked(next(k for k in FED if k.id == "growth.booked"), 120)
    tally = rows.tally(found.db, asked)
    return tally.numerator, tally.n, tally.unknown


@pytest.mark.parametrize("seed", [31, 32, 33])
def test_an_amount_without_a_rate_leaves_the_sum_and_lowers_the_coverage(tmp_path: Path, seed: int) -> None:
    h = history(seed)
    with mirror_of(tmp_path / "before.db", h) as found:
        before = booked(found)
        asked = found.asked(next(k for k in FED if k.id == "growth.booked"), 120)
        counted = {ref.key for ref in rows.documents(found.db, asked, "numerator")}
    carried = {line.sale for line in h.of(SaleLine) if line.freight}
    some = [
        s
        for s in h.of(Sale)
        if s.ref.key in counted and s.untaxed.currency == "EUR" and s.web_origin is None and s.ref.key not in carried
    ][:5]
    for sale in some:
        dollars = Money(sale.untaxed.minor, "USD")
        swap(h, sale, replace(sale, untaxed=dollars, untaxed_company=dollars))
    with mirror_of(tmp_path / "after.db", h) as found:
        after = booked(found)
    assert some
    assert after == (before[0] - sum(s.untaxed_company.minor for s in some), before[1] - len(some), before[2] + len(some))


def swap(h: History, old: object, new: object) -> None:
    for listed in h.records.values():
        for i, record in enumerate(listed):
            if record is old:
                listed[i] = new
                return
    raise AssertionError("not of this company")


# ---- 10: what is no order ----------------------------------------------------------------------------------------------------


def values(path: Path, h: History) -> dict[str, tuple[object, ...]]:
    """Of the KPIs that count orders, lines and deliveries."""
    with mirror_of(path, h) as found:
        asked = (found.asked(k, 90) for k in FED if k.id.startswith(("reliability.", "speed.", "growth.")))
        return {a.kpi.id: (f.value, f.numerator, f.denominator, f.n) for a in asked for f in [compute.figure(found, a)]}


@pytest.mark.parametrize("what", [{"state": OrderState.CANCELLED}, {"complaint": "k1"}], ids=["cancelled", "replacement"])
@pytest.mark.parametrize("seed", [41, 42])
def test_what_is_no_order_changes_nothing_and_an_order_does(tmp_path: Path, seed: int, what: dict[str, object]) -> None:
    h, other = history(seed), History(random.Random(seed), count=10_000)
    before = values(tmp_path / "before.db", h)
    for _ in range(25):
        order(other)
    kept = [r for listed in other.records.values() for r in listed if type(r) in (Sale, SaleLine, Move, Shipment)]
    old = {source: list(listed) for source, listed in h.records.items()}
    for name, change in (("none", what), ("some", {"state": OrderState.PROCESSING, "complaint": None})):
        plain = {"web_origin": None, "invoice_state": "none", "valid_days": None}  # a quote that is cancelled counts as a quote
        added = [replace(r, **plain, **change) if type(r) is Sale else r for r in kept]
        h.records = {source: old[source] + [r for r in added if r.ref.source == source] for source in old}
        now = values(tmp_path / f"{name}.db", h)
        assert {k for k in now if now[k] != before[k]} == set() if name == "none" else now != before


# ---- 11: lines ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [51, 52])
def test_a_line_in_parts_is_one_line(tmp_path: Path, seed: int) -> None:
    """Parted within its shipment it changes nothing; over two shipments of the same days no line more is counted."""
    h = history(seed)
    before = values(tmp_path / "before.db", h)
    old = {source: list(listed) for source, listed in h.records.items()}
    for apart in (False, True):
        h.records = {source: [part for r in listed for part in parted(r, apart)] for source, listed in old.items()}
        now = values(tmp_path / f"{apart}.db", h)
        if not apart:
            assert {k for k in now if now[k] != before[k]} <= {k.id for k in FED if k.moment}  # what waits is listed part by part
        for kpi in (k.id for k in FED if k.id in now and k.lists == "order lines"):
            assert now[kpi][-1] == before[kpi][-1], kpi


def parted(record: Any, apart: bool) -> list[Any]:
    """A move of goods in two; each shipment twice where they go apart."""
    if type(record) is Shipment and apart:
        return [record, again(record)]
    if type(record) is not Move or record.quantity <= 1 or record.back is not None:
        return [record]
    halves = [replace(r, quantity=record.quantity / 2, stocked=record.stocked / 2) for r in (record, again(record))]
    if apart and record.shipment is not None:
        halves[1] = replace(halves[1], shipment=f"{record.shipment}x")
    return halves


def again(record: Any) -> Any:
    return replace(record, ref=Ref(record.ref.source, record.ref.model, f"{record.ref.key}x"))


def test_dollars_taken_for_euros_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = "CASE WHEN currency = reported() THEN worth WHEN"
    assert any(right in view for view in ground.VIEWS), "the fault is planted nowhere"
    monkeypatch.setattr(ground, "VIEWS", tuple(v.replace(right, "CASE WHEN 1 THEN worth WHEN") for v in ground.VIEWS))
    with pytest.raises(AssertionError):
        test_an_amount_without_a_rate_leaves_the_sum_and_lowers_the_coverage(tmp_path, 31)


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        ("s.state IN ('confirmed', 'processing', 'done') AND", "s.state <> 'quoted' AND", {"state": OrderState.CANCELLED}),
        ("AND s.returns IS NULL AND s.complaint IS NULL\n", "AND s.returns IS NULL\n", {"complaint": "k1"}),
    ],
    ids=["cancelled", "replacement"],
)
def test_what_is_no_order_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, what: dict[str, object]
) -> None:
    assert right in goods.BOOKED, "the fault is planted nowhere"
    monkeypatch.setattr(goods, "BOOKED", goods.BOOKED.replace(right, wrong))
    with pytest.raises(AssertionError):
        test_what_is_no_order_changes_nothing_and_an_order_does(tmp_path, 41, what)


def test_a_line_counted_once_a_shipment_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each = "JOIN move m ON m.source = f.source AND m.sale_line = f.line"
    query = (
        rows.FED["reliability.line_fill"]
        .replace("SELECT source", "SELECT f.source")
        .replace("FROM line_fate", f"FROM line_fate f {each}")
    )
    monkeypatch.setattr(rows, "FED", {**rows.FED, "reliability.line_fill": query})
    with pytest.raises(AssertionError):
        test_a_line_in_parts_is_one_line(tmp_path, 51)


# ---- 15: series --------------------------------------------------------------------------------------------------------------


def check_series(frames: Frames) -> None:
    for found in frames:
        for kpi in (k for k in FED if compute.has_course(k)):
            for days in LENGTHS:
                asked = found.asked(kpi, days)
                if kpi.days:
                    continue
                listed, figure = compute.points(found, asked), compute.figure(found, asked)
                assert len(listed) <= 366
                assert sum(p.n for p in listed) == figure.n or figure.status is Status.NO_DATA, kpi.id
                if kpi.how is How.SUM and figure.value is not None:
                    assert sum((p.value or Decimal(0) for p in listed), Decimal(0)) == figure.value, kpi.id


def test_no_point_is_left_out_of_a_series(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    real = compute.points
    notices(check_series, frames, monkeypatch, compute, "points", lambda found, asked: real(found, asked)[::2])
