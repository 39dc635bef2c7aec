"""Figures against an independent computation over random histories, and against faults planted in the queries."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.feed import Cursor, Feed
from app.domain.figure import Status
from app.kpis import BY_ID, KPIS
from app.kpis.kpi import How
from app.kpis.survival import of_counted
from app.store.facts import goods, money
from app.store.figures import compute, ground, rows
from app.store.figures.file_tables import TABLES
from app.store.figures.ground import Calendar
from app.store.figures.kept import FAMILIES
from app.store.figures.own import OWN
from app.store.mirror import Mirror
from app.store.mirror_schema import KINDS
from tests.app.store.build import TENANT
from tests.app.store.figures.changing import disagreement as differs
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.oracle import ANSWERS, documents
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.plain import around_the_clock

CALENDAR = Calendar(ZoneInfo("Europe/Vienna"), frozenset(range(5)), lambda a, b: b - a, lambda _, at: at + timedelta(hours=24))
SEEDS = (1, 2, 3)
Frames = dict[int, tuple[compute.Frame, History]]


@contextmanager
def mirror_of(path: Path, h: History, kpis: tuple[str, ...] = ()) -> Iterator[compute.Frame]:
    """The history in a real mirror, as rounds would have written it; ``kpis``: only what these stand on is gathered."""
    mirror = Mirror(path, TENANT, counts_from=around_the_clock, books="erp", zone=CALENDAR.zone.key)
    with mirror.writing() as tx:
        for source, listed in h.records.items():
            tx.upsert(source, listed)
            for kind in KINDS:
                if kind.feed.startswith("web") == (source == "shop"):
                    tx.save_cursor(
                        source, Feed(kind.feed, kind.noun), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True
                    )
        for case in h.cases:
            tx.put_case(case)
        for spell in h.spells:
            tx.put_spell(spell)
        for decision in h.decisions:
            tx.put_decision(decision)
        tx.refresh_rows([c.id for c in h.cases])
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    db.execute("ATTACH ':memory:' AS outbox")
    db.execute("CREATE TABLE outbox.letter (id TEXT, source TEXT, state TEXT, created_at INTEGER)")
    try:
        yield compute.frame(db, CALENDAR, NOW, kpis)
    finally:
        db.close()
        mirror.close()


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    found: Frames = {}
    folder = tmp_path_factory.mktemp("mirrors")
    stack = []
    for seed in SEEDS:
        h = history(seed)
        manager = mirror_of(folder / f"{seed}.db", h)
        stack.append(manager)
        found[seed] = (manager.__enter__(), h)
    yield found
    for manager in stack:
        manager.__exit__(None, None, None)


def disagreement(found: compute.Frame, h: History, kpi: str, days: int = 60) -> str:
    asked = found.asked(BY_ID[kpi], days)
    return differs(found, asked, Oracle(h, TODAY, NOW, asked.period.first))


@pytest.mark.parametrize("kpi", sorted(ANSWERS))
def test_it_agrees_with_the_independent_computation(frames: Frames, kpi: str) -> None:
    counted = 0
    for found, h in frames.values():
        assert disagreement(found, h, kpi) == ""
        counted += rows.tally(found.db, found.asked(BY_ID[kpi], 60)).n
    assert counted, "no history has anything to count: the test shows nothing"


@pytest.mark.parametrize(
    "kpi", sorted(set(rows.FED) - {k for k in rows.FED if k.startswith("service.") and "letter" in rows.FED[k]})
)
def test_a_document_counts_once(frames: Frames, kpi: str) -> None:
    for found, _ in frames.values():
        asked = found.asked(BY_ID[kpi], 60)
        twice = f"SELECT source, model, key, count(*) FROM {asked.rows} GROUP BY source, model, key HAVING count(*) > 1"
        assert found.db.execute(twice, asked.parameters()).fetchall() == []


def test_every_kpi_is_fed_or_says_what_is_missing() -> None:
    fed = {k.id for k in KPIS if k.can_be_fed}
    assert fed == set(rows.FED)
    assert set(OWN) == {k.id for k in BY_ID.values() if k.how is How.OWN and k.can_be_fed}
    assert len(set(rows.FED) & set(ANSWERS)) >= 60


def test_sums_are_kept_of_no_figure_that_a_file_tells() -> None:
    """Taking an import back notes no day: a kept sum of it would go on counting."""
    for kpi in FAMILIES:
        assert not any(table in rows.query(kpi) for table in ("import_batch", *TABLES)), kpi


# ---- faults that the computation beside it must notice -----------------------------------------------------------------------------

# Table or query -> what is written there -> what somebody might have written instead.
IN_TABLES = (
    ("BOOKED", "replacements improve the rate", "AND s.returns IS NULL AND s.complaint IS NULL\n", "AND s.returns IS NULL\n"),
    ("BOOKED", "a cancelled order counts", "s.state IN ('confirmed', 'processing', 'done') AND", "s.state <> 'quoted' AND"),
    (
        "LINES",
        "what is cancelled of a line is still promised",
        "max(CASE WHEN NOT off THEN promised END) AS due",
        "max(promised) AS due",
    ),
    (
        "LINES",
        "undelivered past its day is not late",
        "min(CASE WHEN NOT done AND NOT off THEN promised END) AS waits",
        "NULL AS waits",
    ),
    ("LINES", "late on the very day", "left_on > promised END), 0)", "left_on >= promised END), 0)"),
    ("LINES", "not promised is on time", "max(NOT off AND promised IS NULL)", "0"),
    ("LINES", "no line more than one shipment", "done AND left_on = first_day AND shipment = first_shipment", "done"),
    ("ORDERS", "a rejected complaint spoils an order", "AND c.state NOT IN ('rejected', 'cancelled') WHERE l", "WHERE l"),
    ("ORDERS", "a draft invoice is an invoice", "AND v.state IN ('posted', 'paid')\n            WHERE", "\n            WHERE"),
    ("ORDERS", "what is not known is wrong", "THEN 1 END AS docs", "THEN 1 ELSE 0 END AS docs"),
    ("ORDERS", "a cancelled return came back", "r.state <> 'cancelled' AND +m.back", "+m.back"),
    (
        "ORDERS",
        "announced is come back",
        "AND +m.back IS NOT NULL AND m.state = 'done') AS back",
        "AND +m.back IS NOT NULL) AS back",
    ),
    ("DELIVERIES", "what was called off still has to leave", "sum(NOT done AND NOT off) AS open", "sum(NOT done) AS open"),
    (
        "DELIVERIES",
        "a rejected complaint is a damage",
        "AND is_damage(c.kind)\n        AND c.state NOT IN ('rejected', 'cancelled')",
        "AND is_damage(c.kind)",
    ),
    ("BILLS", "paid in the shop is on account", "WHERE w.paid_minor > 0)", "WHERE 0)"),
    ("ORDERED", "carriage was ordered", "b.worth - coalesce(portion(", "b.worth - 0 * coalesce(portion("),
    ("ORDERED", "a cancelled order of the shop was placed", "coalesce(w.state, '') <> 'cancelled' AND", ""),
    ("_BILLED", "dollars are euros", "CASE WHEN total_currency = reported() THEN total", "CASE WHEN 1 THEN total"),
    (
        "_PLACED",
        "an order in both systems counts for what the shop says",
        "CASE WHEN currency = reported() THEN worth WHEN",
        "CASE WHEN",
    ),
    ("_ORDER_FATE", "a young order is not filled", "open > 0 AND due > date(today(), '-14 days')", "0"),
    ("_QUOTE_FATE", "what nobody answered is open", "THEN 'lapsed' ELSE", "THEN 'open' ELSE"),
    ("_QUOTE_FATE", "its last day is over", "s.expires_on < today()", "s.expires_on <= today()"),
    ("_QUOTE_FATE", "every order was a quote", "s.valid_days IS NOT NULL AND ", ""),
    (
        "_QUOTE_FATE",
        "carriage was quoted",
        "s.untaxed_company_minor - coalesce(portion(",
        "s.untaxed_company_minor - 0 * coalesce(portion(",
    ),
    (
        "STRETCH",
        "only the latest stretch of a case",
        "FROM team_spell p JOIN team_case k ON k.id = p.case_id",
        "FROM team_spell p JOIN team_case k ON k.id = p.case_id AND k.spell = p.spell",
    ),
)
IN_QUERIES = (
    ("reliability.in_full", "NOT (in_full IS NULL AND open > 0)", "1"),
    ("reliability.on_time_first", "open = 0 OR promised < :today", "1"),
    ("reliability.backorder_rate", "f.lacks OR", "0 OR"),
    ("reliability.backorder_open", "b.worth, p.wanted", "b.net, p.wanted"),
    ("reliability.efficient_returns", "workday_after(received, 5) END", "date(received, '+5 days') END"),
    ("reliability.recovery_rate", "- EXISTS", "- 0 * EXISTS"),
    ("speed.entry_to_booked", "s.entered >= w.placed_at", "1"),
    ("credit.overdue", "due < :today THEN", "due <= :today THEN"),
    ("credit.overdue", "invoice IS NOT NULL AND amount_minor > 0", "1"),
    ("credit.utilisation", "WHERE limit_minor > 0", "WHERE limit_minor IS NOT NULL"),
    ("credit.reblock_rate", "7 * 86400000000", "30 * 86400000000"),
    ("credit.cei", "- (NOT reconciled)", "- 0"),
    ("service.undo_rate", "AND b.state = 'applied'", ""),
    ("service.exceptions_per_100", "FROM stretch", "FROM stretch WHERE closed_at IS NULL"),
    ("growth.purchase_frequency", "PARTITION BY who", "PARTITION BY source, key"),
    ("growth.win_margin", "l.cost_minor IS NOT NULL AND b.currency = :currency AND l.cost_currency = b.currency", "1"),
    ("growth.discount_depth", "AND l.unit = p.unit", ""),
    ("growth.price_override", "a.price_list IS c.price_list_key", "1"),
    ("growth.price_override", "ORDER BY CAST(a.quantity AS REAL) DESC", "ORDER BY CAST(a.quantity AS REAL)"),
    ("growth.price_override", "AND EXISTS (SELECT 1 FROM line_fate f", "OR EXISTS (SELECT 1 FROM line_fate f"),
    ("growth.price_discrepancy", "> 0.005", "> 0.001"),
    ("growth.retention", "2 * coalesce(o.middle, e.middle)", "2 * e.middle"),
)


@pytest.mark.parametrize(("where", "name", "right", "wrong"), IN_TABLES, ids=[t[1] for t in IN_TABLES])
def test_a_fault_in_what_they_stand_on_is_noticed(
    where: str, name: str, right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = next(m for m in (goods, money, ground) if hasattr(m, where))
    text = getattr(module, where)
    assert right in text, "the fault is planted nowhere"
    if module is ground and where != "STRETCH":
        monkeypatch.setattr(ground, "VIEWS", tuple(v.replace(right, wrong) for v in ground.VIEWS))
    else:
        monkeypatch.setattr(module, where, text.replace(right, wrong))
    assert noticed(tmp_path, lambda found, h: any(disagreement(found, h, kpi) for kpi in ANSWERS)), name


@pytest.mark.parametrize(("kpi", "right", "wrong"), IN_QUERIES, ids=[f"{k} {r[:20]}" for k, r, _ in IN_QUERIES])
def test_a_fault_in_a_query_is_noticed(kpi: str, right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert right in rows.FED[kpi], "the fault is planted nowhere"
    monkeypatch.setattr(rows, "FED", {**rows.FED, kpi: rows.FED[kpi].replace(right, wrong)})
    assert noticed(tmp_path, lambda found, h: bool(disagreement(found, h, kpi)))


def noticed(folder: Path, shows: Callable[[compute.Frame, History], bool]) -> bool:
    for seed in (*SEEDS, *range(4, 12)):
        h = history(seed)
        with mirror_of(folder / f"{seed}.db", h) as found:
            if shows(found, h):
                return True
    return False


def test_only_what_a_kpi_stands_on_is_gathered(tmp_path: Path, frames: Frames) -> None:
    """Each by itself gives the same as all at once."""
    found, h = frames[1]
    for kpi in sorted(rows.FED):
        with mirror_of(tmp_path / f"{kpi}.db", h, (kpi,)) as alone:
            assert compute.figure(alone, alone.asked(BY_ID[kpi], 60)) == compute.figure(found, found.asked(BY_ID[kpi], 60)), kpi
    with mirror_of(tmp_path / "one.db", h, ("service.backlog",)) as alone:
        assert {name for (name,) in alone.db.execute("SELECT name FROM temp.sqlite_master WHERE type = 'table'")} == {"stretch"}


# ---- what a figure says of itself ----------------------------------------------------------------------------------------------------


def test_quantiles_are_of_what_was_measured(frames: Frames) -> None:
    for found, h in frames.values():
        for kpi in (BY_ID[k] for k in ("speed.order_cycle", "speed.order_cycle_p90", "speed.confirm_to_ship")):
            asked = found.asked(kpi, 60)
            took = [Decimal(int(x)) for x in documents(Oracle(h, TODAY, NOW, asked.period.first), kpi.id).num]
            middle = of_counted(Counter(took), kpi.quantile)
            assert middle is not None
            assert compute.figure(found, asked).value == middle / 86400


def test_nothing_to_count_is_no_figure_and_a_sum_of_nothing_is_a_zero(tmp_path: Path) -> None:
    """Vector 10: rates are none, revenue is 0."""
    h = history(1, orders=0)
    with mirror_of(tmp_path / "m.db", h) as found:
        for kpi in (
            k for k in KPIS if not k.missing and k.id not in ("service.sync_lag", "service.freshness", "credit.utilisation")
        ):
            figure = compute.figure(found, found.asked(kpi, 60))
            if kpi.how is How.SUM and kpi.unit != "money":
                assert (figure.value, figure.status) == (0, Status.OK), kpi.id
            elif kpi.how is not How.SUM and not kpi.id.startswith("credit."):
                assert (figure.value, figure.status) == (None, Status.NO_DATA), kpi.id
                assert figure.reason, kpi.id


def test_what_was_not_read_has_no_figure_and_says_so(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(1)) as found:
        writer = sqlite3.connect(tmp_path / "m.db")
        with writer:
            writer.execute("UPDATE feed SET complete = 0 WHERE name = 'invoices'")
            writer.execute("UPDATE feed SET readable = 0 WHERE name = 'standings'")
            writer.execute("UPDATE feed SET complete = 0 WHERE name = 'moves' AND source = 'sister'")
        writer.close()
        assert compute.figure(found, found.asked(BY_ID["growth.revenue"], 60)).reason == "Not read to the end yet: invoices."
        used = compute.figure(found, found.asked(BY_ID["credit.utilisation"], 60))
        assert (used.status, used.reason) == (Status.NO_DATA, "This sign-in may not read credit figures.")
        partly = compute.figure(found, found.asked(BY_ID["reliability.unit_fill"], 60))
        assert (partly.status, "sister has not told all yet." in partly.reason) == (Status.PARTIAL, True)
