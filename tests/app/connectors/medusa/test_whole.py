"""A feed that is read whole: what one reading misses is gone, and is back with the next that sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.connectors.medusa import feeds
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.whole import Part, Whole
from app.domain.feed import Cursor, Feed
from app.lanes.stop import Stop
from tests.app.orders import PLACED, variant


class Clock:
    """A client that is asked for nothing but the time."""

    def clock(self) -> Any:
        return PLACED


def test_a_row_that_a_reading_missed_is_handed_over_again() -> None:
    """Rows come by offset: where one before it is deleted between two pages, a row moves up and is on neither."""
    readings: list[list[str]] = [["a", "b", "c"], ["b"], ["b", "c"], ["b", "c"]]

    def read(_ground: Ground) -> Iterator[Part]:
        for key in readings.pop(0):
            yield (variant(key),), ()

    ground = Ground(Clock(), "medusa", "e", addon=False)  # type: ignore[arg-type]
    feed, cursor = Feed("web_prices", "variant"), Cursor(feeds.START, 0, "e")
    handed, whole = [], []
    for _ in range(4):
        pages = list(Whole(ground, feed, read, 0.0).pages(cursor, Stop()))
        handed.append([r.ref.key for page in pages for r in page.records])
        whole.append(sorted(pages[-1].whole or ()))
    assert whole == [["a", "b", "c"], ["b"], ["b", "c"], ["b", "c"]]
    assert handed == [["a", "b", "c"], [], ["c"], []]
