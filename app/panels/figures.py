"""Figures of goods as they are written on every page."""

from __future__ import annotations

from decimal import Decimal


def count(pieces: Decimal) -> str:
    """As the list writes it: 12, 2.5, 1,240, −17."""
    text = f"{abs(pieces).normalize():,f}"
    return f"\N{MINUS SIGN}{text}" if pieces < 0 else text
