"""A table as it is taken along in a file, and what makes its texts harmless there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = str | int | Decimal | date | datetime | None
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` are parallel to ``heads``; None is an empty cell. ``about``: what has to be known of it, title and words."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    about: tuple[tuple[str, str], ...] = ()


def harmless(text: str) -> str:
    """A leading = + - @ would run in a spreadsheet: it gets an apostrophe in front. Our minus sign is written as a plain one
    only for figures, so that they stay figures."""
    flat = " ".join(text.split())
    if flat.startswith("\N{MINUS SIGN}") and flat[1:].replace(",", "").replace(".", "").isdigit():
        return "-" + flat[1:]
    return "'" + flat if text.startswith(_RUNS) or flat.startswith(_RUNS) else flat
