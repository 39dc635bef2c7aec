"""What a KPI counts, in words."""

from __future__ import annotations

import pytest

from app.kpis import BY_ID
from app.kpis.kpi import so_many


@pytest.mark.parametrize(
    ("kpi", "n", "words"),
    [
        ("growth.orders", 1, "1 order"),
        ("growth.orders", 1_031, "1,031 orders"),
        ("reliability.line_fill", 1, "1 order line"),
        ("growth.price_discrepancy", 1, "1 line of the shop"),
        ("growth.price_discrepancy", 0, "0 lines of the shop"),
    ],
)
def test_one_is_not_many(kpi: str, n: int, words: str) -> None:
    assert so_many(BY_ID[kpi], n) == words
