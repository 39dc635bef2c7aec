"""The company's terms for returns, read from their resource once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "resources" / "policy" / "returns.toml"


@dataclass(frozen=True, slots=True)
class Terms:
    """``window`` in days; ``fee`` in per cent; ``other_eyes`` in major units of the company's currency."""

    window: int
    fee: Decimal
    other_eyes: Decimal

    def last_day(self, arrived: date) -> date:
        """Until when what arrived then may be sent back without an exception."""
        return arrived + timedelta(days=self.window)


@cache
def terms() -> Terms:
    """KeyError, ValueError where the resource is not as it should be."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Terms(int(told["window"]), Decimal(told["fee"]), Decimal(told["other_eyes"]))
