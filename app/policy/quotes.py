"""The company's limits for offers, read from their resource once."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.domain.money import Money
from app.domain.quote import Limits

FILE = Path(__file__).parents[2] / "resources" / "policy" / "quotes.toml"


@cache
def limits() -> Limits:
    """KeyError, ValueError where the resource is not as it should be."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Limits(
        discount=Decimal(told["discount"]),
        floor=Decimal(told["floor"]),
        target=Decimal(told["target"]),
        terms=frozenset(str(name) for name in told["terms"]),
        valid_days=int(told["valid_days"]),
        soon=int(told["soon"]),
        unsent=int(told["unsent"]),
        answer=int(told["answer"]),
        large=Money.of(Decimal(told["large"]), str(told["currency"])),
    )
