"""What ``kpis --json`` prints: every KPI of the catalogue in the agreed shape, and the same for a person."""

from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from app.headless import figure_words, figures
from app.kpis import KPIS
from app.store.figures import compute
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW
from tests.app.store.figures.test_figures import mirror_of
from tests.ui.import_samples import StageImports

SHAPE = {"id", "value", "unit", "numerator", "denominator", "n", "period", "as_of", "coverage", "status"}


@pytest.fixture
def printed(tmp_path: Path) -> dict[str, Any]:
    with mirror_of(tmp_path / "m.db", history(2)) as found:

        class Books:
            imports = StageImports()

            def read(self, question: Any) -> Future[Any]:
                answer: Future[Any] = Future()
                answer.set_result(compute.answer(found, question))
                return answer

        console: Any = Books()
        told: dict[str, Any] = json.loads(json.dumps(figures(console)))
        return told


def test_every_kpi_once_in_the_shape(printed: dict[str, Any]) -> None:
    assert [one["id"] for one in printed["kpis"]] == [k.id for k in KPIS]
    for one in printed["kpis"]:
        assert one.keys() >= SHAPE, one["id"]
        assert one["status"] in ("OK", "PARTIAL", "NO_DATA", "STALE")
        assert (one["value"] is None) == (one["status"] == "NO_DATA"), one["id"]
        assert one["value"] is not None or one["reason"], one["id"]
        assert one["as_of"] == NOW.isoformat()


def test_a_share_is_what_its_parts_say(printed: dict[str, Any]) -> None:
    shares = [one for one in printed["kpis"] if one["unit"] == "%" and one["value"] is not None and one["denominator"]]
    assert len(shares) > 20
    for one in shares:
        assert (
            one["value"] == pytest.approx(100 * one["numerator"] / one["denominator"], abs=1e-6)
            or one["id"] == "growth.revenue_growth"
        )


def test_for_a_person_a_dash_is_not_a_zero(printed: dict[str, Any]) -> None:
    lines = figure_words(printed).splitlines()
    assert len(lines) == len(KPIS)
    nothing = next(line for line in lines if "Promoter score, relationship" in line)
    assert " – " in f"{nothing} "
    assert "No survey answers" in nothing
