"""Figures of imported files against pandas over the raw file, and over small files whose answers can be worked out by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.domain.chart import AskBehind, AskChart, Drawn, Kind
from app.domain.figure import AskCounted, Counted, Figure, FiguresAnswer, Only, Status
from app.domain.imports import SATISFACTION, SCORES, SESSIONS
from app.kpis import BY_ID
from app.kpis.imported import IMPORTED, IMPORTED_BOARD
from app.kpis.imports.touchpoints import TOUCHPOINTS
from app.kpis.kpi import How
from app.store.figures import chart, compute, narrow, sold, supply
from tests.app.import_desk import CALENDAR, Desk, csv_of, desk_at, written
from tests.app.store.build import migrate
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.retail import Shape, write_csv

SHAPE = Shape(8_000, 420)


class Retail:
    """The retail set in a mirror, read without lanes: it serves many tests."""

    def __init__(self, desk: Desk) -> None:
        self.file = desk.folder / "retail.csv"
        self._reads = desk.reads
        self.batch = desk.reads.held()[0].batch

    def answer(self, days: int) -> FiguresAnswer:
        return self._reads.figures("retail", days, NOW)

    def figures(self, days: int) -> dict[str, Figure]:
        return {f.kpi: f for f in self.answer(days).figures}

    def counted(self, ask: AskCounted) -> Counted:
        return self._reads.counted("retail", ask, NOW)


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Retail:
    folder = tmp_path_factory.mktemp("retail")
    url = f"sqlite:///{folder / 'team.db'}"
    migrate(url)
    with desk_at(folder, url) as desk:
        desk.take(write_csv(folder / "retail.csv", SHAPE), currency="GBP", margin="30", discount="10")
    return Retail(desk)


def raw(path: Path) -> pd.DataFrame:
    """The file as pandas reads it, by its own rules: no line of the program."""
    lines = pd.read_csv(path, encoding="cp1252", dtype=str, keep_default_na=False)
    lines["price"], lines["pieces"] = lines.UnitPrice.map(Decimal), lines.Quantity.map(Decimal)
    lines = lines[(lines.price >= 0) & ~lines.InvoiceNo.str.startswith("A")].copy()
    lines["worth"] = [(q * p).quantize(Decimal("0.01"), ROUND_HALF_EVEN) for q, p in zip(lines.pieces, lines.price, strict=True)]
    lines["day"] = pd.to_datetime(lines.InvoiceDate, format="%m/%d/%Y %H:%M").dt.date
    lines["sold"] = [w if q > 0 else Decimal(0) for q, w in zip(lines.pieces, lines.worth, strict=True)]
    lines["back"] = [-w if q < 0 else Decimal(0) for q, w in zip(lines.pieces, lines.worth, strict=True)]
    return lines


def oracle(lines: pd.DataFrame, days: int) -> dict[str, Decimal | None]:
    last = max(lines.day)
    sums = {name: (name, "sum") for name in ("worth", "sold", "back")}
    documents = lines.groupby("InvoiceNo").agg(day=("day", "min"), who=("CustomerID", "max"), lines=("day", "size"), **sums)
    every = documents
    if days:
        documents = documents[documents.day > last - timedelta(days=days)]
    orders = documents[documents.sold > 0]
    known = orders[orders.who != ""]
    moved = documents[(documents.sold > 0) | (documents.back > 0)]
    stayed, started = retention(every[(every.sold > 0) & (every.who != "")], last)

    def over(a: Any, b: Any, times: int = 1) -> Decimal | None:
        return Decimal(times) * Decimal(str(a)) / Decimal(str(b)) if b else None

    return {
        "imported.revenue": documents.worth.sum(),
        "imported.orders": Decimal(len(orders)),
        "imported.aov": over(orders.sold.sum(), len(orders)),
        "imported.lines_per_order": over(int(orders.lines.sum()), len(orders)),
        "imported.returned": over(documents.back.sum(), documents.sold.sum(), 100),
        "imported.cancelled": over(int((moved.sold == 0).sum()), len(moved), 100),
        "imported.customers": Decimal(known.who.nunique()),
        "imported.purchase_frequency": over(len(known), known.who.nunique()),
        "imported.retention": over(stayed, started, 100),
        "imported.churn": over(started - stayed, started, 100),
        "imported.countries": documents.worth.sum(),
    }


def retention(orders: pd.DataFrame, last: date) -> tuple[int, int]:
    first = last - timedelta(days=89)
    days = {who: sorted(set(listed)) for who, listed in orders.groupby("who").day}
    gaps = {who: [(b - a).days for a, b in pairwise(listed)] for who, listed in days.items()}
    middle = pd.Series([g for listed in gaps.values() for g in listed]).median()
    stayed = started = 0
    for who, listed in days.items():
        before = [d for d in listed if d < first]
        own = pd.Series(gaps[who]).median() if gaps[who] else middle
        if before and (first - before[-1]).days <= 2 * own:
            started += 1
            stayed += (last - listed[-1]).days <= 2 * own
    return stayed, started


@pytest.mark.parametrize("days", [0, 365, 90, 30])
def test_pandas_over_the_raw_file_finds_the_same(retail: Retail, days: int) -> None:
    found = retail.figures(days)
    expected = oracle(raw(retail.file), days)
    for kpi, value in expected.items():
        told = found[kpi].value
        assert (told is None) == (value is None), kpi
        assert told is None or value is None or abs(told - value) < Decimal("0.000001"), (kpi, told, value)
    assert found["imported.articles"].value == found["imported.revenue"].value


@pytest.mark.parametrize(
    ("kpi", "right", "wrong"),
    [
        ("imported.revenue", "worth", "sold"),
        ("imported.orders", "sold_order", "sold"),
        ("imported.aov", "sold, 1", "worth, 1"),
        ("imported.returned", "back, sold", "back, worth"),
        ("imported.cancelled", "sold = 0", "back > 0"),
        ("imported.customers", "sold_order", "sold"),
        ("imported.purchase_frequency", "sold_to", "sold_order"),
        ("imported.retention", "2 * coalesce", "3 * coalesce"),
    ],
)
def test_a_fault_in_a_query_is_noticed(retail: Retail, kpi: str, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert right in sold.IMPORTED[kpi]
    monkeypatch.setitem(sold.IMPORTED, kpi, sold.IMPORTED[kpi].replace(right, wrong))
    lines = raw(retail.file)
    assert any(
        abs((retail.figures(d)[kpi].value or 0) - (oracle(lines, d)[kpi] or 0)) > Decimal("0.000001") for d in (0, 365, 90, 30)
    )


def test_the_list_is_as_long_as_the_number(retail: Retail) -> None:
    """Rule 13."""
    found = retail.figures(0)
    for kpi in IMPORTED:
        side = "numerator" if kpi.how is How.SUM else "denominator"
        counted = retail.counted(AskCounted(kpi.id, 0, side))
        assert all(row.number for row in counted.rows)
        if kpi.id in ("imported.orders", "imported.customers"):
            assert counted.total == found[kpi.id].value
        if side == "denominator" and kpi.id != "imported.returned":
            assert counted.total == found[kpi.id].n, kpi.id


def test_lifetime_value_says_what_it_assumes(retail: Retail) -> None:
    found = retail.figures(0)["imported.clv"]
    assert found.value is not None
    assert found.value > 0
    assert found.reason.startswith("Assumed: margin 30 %, discount 10 % a year. Retention ")


def test_bars_add_up_to_the_figure(retail: Retail) -> None:
    answer = retail.answer(0)
    values = {f.kpi: f.value for f in answer.figures}
    told = dict(answer.bars)
    assert set(told) == {"imported.countries", "imported.articles"}
    for kpi, listed in told.items():
        assert sum(b.value for b in listed) == values[kpi]
    assert set(values) == set(IMPORTED_BOARD.kpis)


def test_it_is_as_old_as_its_file_and_ends_with_its_last_day(retail: Retail) -> None:
    found = retail.figures(30)["imported.revenue"]
    assert found.period.last == max(raw(retail.file).day)
    assert (found.as_of, found.unit) == (retail.batch.at, "GBP")


# ---- what other files feed -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Iterator[Desk]:
    with desk_at(tmp_path, sqlite_url) as desk:
        yield desk


def take(desk: Desk, rows: list[dict[str, object]], kind: str, name: str = "file", **options: str) -> str:
    return desk.take(written(desk.folder, f"{name}.csv", csv_of(rows)), kind, name=name, **options).id


def figures(desk: Desk, *kpis: str, days: int = 90, h: History | None = None) -> dict[str, Figure]:
    """As a board of the company shows them; ``h``: what its systems told."""
    with desk.mirror.writing() as tx:
        for source, listed in (h.records if h is not None else {}).items():
            tx.upsert(source, listed)
    with closing(sqlite3.connect(f"{(desk.folder / 'mirror.db').as_uri()}?mode=ro", uri=True)) as db:
        db.execute("ATTACH ':memory:' AS outbox")
        db.execute("CREATE TABLE outbox.letter (id TEXT, source TEXT, state TEXT, created_at INTEGER)")
        frame = compute.frame(db, CALENDAR, NOW, kpis)
        return {kpi: compute.figure(frame, frame.asked(BY_ID[kpi], days)) for kpi in kpis}


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def answers(point: str, *scores: int | str, ago: int = 5, who: str = "p") -> list[dict[str, object]]:
    return [
        {"Date": day(ago), "Touchpoint": point, "Score": s, "Contact": f"{who}{i}", "Customer": f"C{i % 2}"}
        for i, s in enumerate(scores)
    ]


def test_until_something_is_imported_a_tile_says_what_is_missing(desk: Desk) -> None:
    for kpi, found in figures(desk, *supply.SUPPLY).items():
        assert (found.status, found.value, found.reason) == (Status.NO_DATA, None, BY_ID[kpi].missing)


def test_promoters_by_touchpoint_never_pooled(desk: Desk) -> None:
    """Vector of section 7: 50/30/20 of 100 is 30 ± 15.3."""
    hundred = answers("delivery", *[9] * 50, *[7] * 30, *[6] * 20)
    twelve = answers("billing", *[10] * 6, *[8] * 3, *[0] * 3, who="q")
    batch = take(desk, [*hundred, *twelve, *answers("relationship", *[10] * 40, who="p")], SCORES)
    found = figures(desk, *(f"nps.{point}" for point, _ in TOUCHPOINTS))
    delivery = found["nps.delivery"]
    assert (delivery.value, delivery.n, delivery.coverage) == (30, 100, 100)
    assert delivery.reason.startswith("± 15.3 points. By account ")
    assert (found["nps.billing"].value, found["nps.billing"].reason) == (None, "25.0 ± 46.9 of 12 answers: too few for a number.")
    assert (found["nps.relationship"].value, found["nps.relationship"].n) == (100, 40)
    assert (found["nps.escalation"].value, found["nps.escalation"].reason) == (None, "Nobody answered in this period."), (
        "vector 18"
    )
    desk.importing.turn(batch, counts=False).result()
    desk.settle()
    assert figures(desk, "nps.delivery")["nps.delivery"].reason == BY_ID["nps.delivery"].missing


def test_opinions_by_month_list_as_many_answers_as_they_say(desk: Desk) -> None:
    """The vectors of section 7 again, a month apart: 30 ± 15.3, and 25 ± 46.9 that is too wide for a number."""
    take(desk, [*answers("delivery", *[9] * 50, *[7] * 30, *[6] * 20, ago=40)], SCORES, "first")
    take(desk, [*answers("delivery", *[10] * 6, *[8] * 3, *[0] * 3, who="q")], SCORES, "second")
    ask = AskChart("nps.delivery", Drawn(Kind.OPINIONS))
    with closing(sqlite3.connect(f"{(desk.folder / 'mirror.db').as_uri()}?mode=ro", uri=True)) as db:
        frame = compute.frame(db, CALENDAR, NOW, ("nps.delivery",))
        answer = chart.chart(frame, ask)
        score, *groups = answer.courses
        told = [m for m in score.marks if m.n]
        assert [(m.value, m.n) for m in told] == [(30, 100), (None, 12)]
        assert told[0].low is not None
        assert told[0].high is not None
        assert (round(told[0].low, 1), round(told[0].high, 1)) == (Decimal("14.7"), Decimal("45.3"))
        shares = [[(m.value, m.n) for m in course.marks if m.n] for course in groups]
        assert shares == [[(50, 50), (50, 6)], [(30, 30), (25, 3)], [(20, 20), (25, 3)]]
        assert sum(m.n for m in score.marks) == answer.figure.n
        for course in answer.courses:
            for mark in course.marks:
                assert chart.behind(frame, AskBehind(ask, course.key, mark.key)).total == mark.n


def test_one_answer_of_a_contact_in_ninety_days(desk: Desk) -> None:
    """The first counts; the next one that does is ninety days after it, whatever came between."""
    told = ((200, "delivery", 10), (150, "billing", 0), (111, "delivery", 0), (110, "delivery", 9), (30, "billing", 0))
    rows: list[dict[str, object]] = [
        {"Date": day(ago), "Touchpoint": at, "Score": score, "Contact": "ann"} for ago, at, score in told
    ]
    take(desk, rows, SCORES)
    counted = lambda kpi: figures(desk, kpi, days=365)[kpi].n  # noqa: E731
    assert (counted("nps.delivery"), counted("nps.billing")) == (2, 0)


def test_who_was_asked_and_did_not_answer_lowers_the_coverage(desk: Desk) -> None:
    take(desk, answers("delivery", *[5] * 30, *[3] * 10, *[""] * 60), SATISFACTION)
    found = figures(desk, "service.csat", "growth.satisfaction")
    assert (found["service.csat"].value, found["service.csat"].n, found["service.csat"].coverage) == (75, 40, 40)
    assert found["growth.satisfaction"].value == 75
    assert found["service.csat"].status is Status.PARTIAL


def sessions(ago: int, channel: str, device: str = "desktop", page: str = "", **counts: object) -> dict[str, object]:
    names = ("Sessions", "Bounces", "EngagedSeconds", "Orders", "Carts", "Revenue", "Views", "Impressions", "Clicks")
    return {"Date": day(ago), "Channel": channel, "Device": device, "LandingPage": page, **{n: counts.get(n, "") for n in names}}


def test_sessions_feed_the_channel(desk: Desk) -> None:
    rows = [
        sessions(3, "Email", Sessions=100, Bounces=40, EngagedSeconds=6000, Orders=5, Carts=10, Revenue="1234.50", Views=300),
        sessions(
            3, "", "mobile", Sessions=300, Bounces=260, EngagedSeconds=2000, Orders=3, Carts=22, Revenue="100.00", Views=500
        ),
        sessions(2, "Ads", "mobile", Sessions=50, Impressions=1000, Clicks=25),
    ]
    h = history(1)
    take(desk, rows, SESSIONS, currency="EUR")
    fed = [k for k in supply.SUPPLY if k.startswith("channel.") and k != "channel.landing_pages"]
    found = {k: (f.value, f.n) for k, f in figures(desk, *fed, h=h).items()}
    assert found == {
        "channel.sources": (450, 3), "channel.page_views": (800, 2), "channel.bounce_rate": (75, 2), "channel.time_on_site": (20, 2),
        "channel.conversion": (2, 2), "channel.abandonment": (75, 2), "channel.revenue_by_source": (Decimal("1334.5"), 2),
        "channel.click_through": (Decimal("2.5"), 1), "channel.mobile": (Decimal("77.777778"), 3),
    }  # fmt: skip


def test_two_exports_of_one_day_are_not_added(desk: Desk) -> None:
    take(desk, [sessions(3, "Email", Sessions=100), sessions(4, "Email", Sessions=7)], SESSIONS, "by channel", currency="EUR")
    take(
        desk,
        [sessions(3, "", page="/a", Sessions=60), sessions(3, "", page="/b", Sessions=40)],
        SESSIONS,
        "by page",
        currency="EUR",
    )
    found = figures(desk, "channel.sources", "channel.landing_pages")
    assert (found["channel.sources"].value, found["channel.landing_pages"].value) == (107, 100)


def test_another_currency_than_the_reports_is_not_known(desk: Desk) -> None:
    take(desk, [sessions(3, "Email", Sessions=1, Revenue="5.00")], SESSIONS, currency="USD")
    found = figures(desk, "channel.revenue_by_source", h=history(1))["channel.revenue_by_source"]
    assert (found.value, found.coverage) == (None, 0)


def test_costs_are_set_against_the_revenue_of_the_same_months(desk: Desk) -> None:
    h = history(2)
    first = date(TODAY.year, TODAY.month, 1) - timedelta(days=1)
    month, running = first.replace(day=1), TODAY.replace(day=1)
    told = ((month, "10", "3000.00", "rent"), (month, "20", "500.00", "marketing"), (running, "10", "9000.00", "rent"))
    rows: list[dict[str, object]] = [{"Month": f"{m:%Y-%m}", "Cost centre": c, "Amount": a, "Purpose": w} for m, c, a, w in told]
    take(desk, rows, "costs", currency="EUR")
    found = figures(desk, "growth.opex_per_million", "growth.cac", "growth.revenue", days=365, h=h)
    with closing(sqlite3.connect(desk.folder / "mirror.db")) as db:
        db.execute("ATTACH ':memory:' AS outbox")
        db.execute("CREATE TABLE outbox.letter (id TEXT, source TEXT, state TEXT, created_at INTEGER)")
        compute.frame(db, CALENDAR, NOW, ("growth.revenue", "growth.cac"))
        net = [(d, n) for _, _, _, d, n, _, known in db.execute(compute.rows.FED["growth.revenue"]) if known]
        firsts = [d for (d,) in db.execute("SELECT min(day) FROM booked GROUP BY source, customer")]
    revenue = Decimal(sum(n for d, n in net if d[:7] == f"{month:%Y-%m}")) / 100
    new = sum(d[:7] == f"{month:%Y-%m}" for d in firsts)
    opex, cac = found["growth.opex_per_million"], found["growth.cac"]
    assert opex.value is not None if revenue > 0 else opex.value is None
    if opex.value is not None:
        assert abs(opex.value - Decimal(3500) * 1_000_000 / revenue) < Decimal("0.000001")
    assert cac.value == (None if not new else pytest.approx(Decimal(500) / new))


def test_a_figure_of_a_file_that_is_narrowed_says_that_it_cannot_be(desk: Desk) -> None:
    take(desk, [sessions(3, "Email", Sessions=100)], SESSIONS, currency="EUR")
    for kpi, query in supply.SUPPLY.items():
        assert narrow.models(query), kpi
        assert narrow.refused(kpi, query, Only(sku="X")).startswith("This figure is not told by product"), kpi
