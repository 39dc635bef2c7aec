"""One value in words: with its unit, and alone for a column whose head names the unit."""

from __future__ import annotations

from decimal import Decimal

from app.kpis.kpi import Kpi, so_many
from app.kpis.rounding import shown


def amount(value: Decimal | None, unit: str, kpi: Kpi) -> str:
    """ "94.2 %", "EUR 642,100.00", "31 orders"; a dash for nothing."""
    if value is None:
        return "–"
    if unit == "documents":
        return so_many(kpi, round(value))
    words = f"{shown(value, unit):,}".replace("-", "\N{MINUS SIGN}")
    if unit.isupper():
        return f"{unit} {words}"
    return words if unit == "ratio" else f"{words} {unit}"


def plain(value: Decimal | None, unit: str) -> str:
    """The figure alone, for a column whose head names the unit."""
    if value is None:
        return "–"
    return f"{shown(value, unit):,}".replace("-", "\N{MINUS SIGN}")
