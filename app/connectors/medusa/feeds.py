"""Which records a shop has, and where their changes are told: by our add-on's feed, else by the rows' own last change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.connectors.medusa.client import Client
from app.connectors.medusa.parts import malformed
from app.domain.feed import Cursor, Feed

START = datetime(1970, 1, 1, tzinfo=UTC)
CHANGES = "/admin/console/changes"
_MOST = 1000

ORDERS = Feed("web_orders", "web_order")
LINES = Feed("web_lines", "web_line")
PAYMENTS = Feed("web_payments", "web_payment")
BUYERS = Feed("buyers", "buyer", optional=True)
VARIANTS = Feed("variants", "variant", optional=True)
PRICES = Feed("web_prices", "web_price", optional=True)
LEVELS = Feed("web_levels", "web_level", optional=True)
PLACES = Feed("web_places", "web_place", optional=True)
RESERVATIONS = Feed("web_reservations", "web_reservation", optional=True)
FEEDS = (ORDERS, LINES, PAYMENTS, BUYERS, VARIANTS, PRICES, LEVELS, PLACES, RESERVATIONS)
OF_ORDERS = (ORDERS, LINES, PAYMENTS)
BY_NAME = {f.name: f for f in FEEDS}


@dataclass(slots=True)
class Told:
    """What the add-on's feed said since a position. ``touched``: topic -> keys in order of their first change."""

    position: int
    touched: dict[str, list[str]] = field(default_factory=dict)

    def keys(self, *topics: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(k for topic in topics for k in self.touched.get(topic, ())))


def here(client: Client) -> int:
    """The feed's position now: everything that ended before is behind it."""
    return _position(client.read(CHANGES).get("next"))


def since(client: Client, position: int) -> Told:
    """All changes after the position. Malformed where the feed cannot be read."""
    told = Told(position)
    for said in _pages(client, position):
        rows = said.get("changes")
        if not isinstance(rows, list):
            raise malformed("changes", "no list")
        for row in rows:
            topic, key = (row.get("topic"), row.get("id")) if isinstance(row, dict) else (None, None)
            if not isinstance(topic, str) or not isinstance(key, str):
                raise malformed("changes", "a change without topic or id")
            told.touched.setdefault(topic, []).append(key)
        told.position = max(position, _position(said.get("next")))
    return told


def _pages(client: Client, position: int) -> Iterator[dict[str, object]]:
    at = f"{position}:0"
    while True:
        said = client.read(CHANGES, (("since", at), ("limit", str(_MOST))))
        yield said
        after = said.get("next")
        if said.get("more") is not True or not isinstance(after, str) or after == at:
            return
        at = after


def _position(told: object) -> int:
    """The transaction in "transaction:sequence"; between two polls the sequence is always 0."""
    number = told.partition(":")[0] if isinstance(told, str) else ""
    if not number.isdecimal() or int(number) >= 2**63:
        raise malformed("next", "no position")
    return int(number)


def loading(cursor: Cursor | None) -> bool:
    """Nothing is held yet, or only a part of the first load: it begins again."""
    return cursor is None or cursor.stamp == START
