"""Rows as a real Medusa 2.21 sent them for our own questions: orders in every state of payment, people, goods and prices."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from app.connectors.medusa.parts import World
from app.connectors.medusa.wire import decode

FILE = Path(__file__).parents[3] / "data" / "medusa" / "rows.json"

# Display numbers of the recorded orders, by what happened to them.
PAID, RETURNED, EDITED, CANCELLED, DECLINED, EXPIRED, EDITED_LATELY, IN_DOLLARS, UNREADABLE = 2, 4, 6, 8, 70, 71, 72, 73, 74
DRAFT, OFFERED = 76, 77


def _rows() -> dict[str, list[dict[str, Any]]]:
    found = decode(FILE.read_bytes())
    assert isinstance(found, dict)
    return found


ROWS = _rows()
WORLD = World(
    "medusa",
    parties={g["id"]: g["metadata"]["erp_party"] for g in ROWS["customer_groups"]},
    skus={p["variant_id"]: f"N{n}" for n, p in enumerate(ROWS["price_lists"][0]["prices"])},
)


def order(number: int) -> dict[str, Any]:
    """A copy of that order, to be changed at will."""
    return deepcopy(next(o for o in ROWS["orders"] if o["display_id"] == number))
