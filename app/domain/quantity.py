"""Quantities as people write them."""

from __future__ import annotations

from decimal import Decimal


def plain(quantity: Decimal) -> str:
    """12, 2.5."""
    return f"{quantity.normalize():f}"
