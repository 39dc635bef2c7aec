"""Each document of a figure is found along an index, not by a look through all documents for each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.kpis import BY_ID
from app.store.figures import compute, rows
from app.store.figures.bars import SPLITS
from app.store.figures.own import SPENT
from tests.app.store.figures.history.raw import History
from tests.app.store.figures.test_figures import mirror_of


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[compute.Frame]:
    with mirror_of(tmp_path_factory.mktemp("mirror") / "m.db", History(random.Random(1))) as found:
        yield found


def plan(frame: compute.Frame, query: str, kpi: str) -> list[str]:
    asked = frame.asked(BY_ID[kpi], 90)
    return [step for *_, step in frame.db.execute(f"EXPLAIN QUERY PLAN {query.format(asked.rows)}", asked.parameters())]


@pytest.mark.parametrize("kpi", [k for k in rows.FED if k.startswith("growth.") and "line" in rows.FED[k]])
def test_lines_are_found_by_their_order(frame: compute.Frame, kpi: str) -> None:
    steps = plan(frame, "SELECT day, sum(num) FROM {} GROUP BY day", kpi)
    assert not [step for step in steps if "line_product_key" in step or step.startswith(("SCAN l", "SCAN line"))], steps


@pytest.mark.parametrize("kpi", [k for k in SPLITS if k in rows.FED])
def test_what_splits_a_stock_is_found_by_its_document(frame: compute.Frame, kpi: str) -> None:
    split = SPLITS[kpi]
    if not split.join:
        return
    alias = next(name for name in ("r", "p", "t", "w") if f" {name} " in split.join)
    steps = plan(frame, f"SELECT {split.by}, sum({split.value}) FROM {{}} i {split.join} GROUP BY 1", kpi)
    assert [step for step in steps if step.startswith(f"SEARCH {alias} ")], steps


@pytest.mark.parametrize(
    ("kpi", "index"), [("speed.entry_to_booked", "INDEX sale_entered"), ("credit.orders_blocked", "INDEX sale_under_way")]
)
def test_old_orders_are_not_looked_at(frame: compute.Frame, kpi: str, index: str) -> None:
    """Of a million orders a few are entered in a period, and a few are under way."""
    steps = plan(frame, "SELECT day, sum(num) FROM {} GROUP BY day", kpi)
    assert [step for step in steps if index in step], steps
    assert not [step for step in steps if step.startswith(("SCAN o", "SCAN w", "SCAN sale"))], steps


def test_what_orders_took_is_added_up_before_it_is_read(frame: compute.Frame) -> None:
    """Of a million orders come as many rows as there are numbers of days."""
    steps = plan(frame, SPENT, "speed.throughput_time")
    assert [step for step in steps if step.startswith("SEARCH b ")], steps
    assert [step for step in steps if step.endswith("FOR GROUP BY")], steps
    assert not [step for step in steps if step.startswith("SCAN")], steps
