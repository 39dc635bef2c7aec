"""The perfect order index."""

from __future__ import annotations

from decimal import Decimal

from app.kpis.perfect import index


def test_the_products_own_example() -> None:
    """kpis.md 2: .98 x .97 x .99 x .82 = 77.17 (APQC prints 77.16, cut)."""
    found = index([Decimal(x) for x in ("0.98", "0.97", "0.99", "0.82")])
    assert found is not None
    assert round(found, 2) == Decimal("77.17")
    assert index([Decimal(1), None]) is None
