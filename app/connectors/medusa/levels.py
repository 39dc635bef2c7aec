"""What a shop has at its stock locations: read whole, for nothing tells which of its levels changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime

from app.connectors.medusa import feeds
from app.connectors.medusa import listings as lists
from app.connectors.medusa import payloads as p
from app.connectors.medusa.client import Row
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.parts import number, said, shape, text
from app.connectors.quarantine import key_of, set_aside
from app.domain.feed import Bad, Cursor, Page
from app.domain.ref import Ref
from app.domain.shop import WebLevel
from app.errors import Malformed
from app.lanes.stop import Stop

_EVERY = 60.0  # seconds, and at most a twentieth of the time of a server that answers one call at a time
_SHARE = 20
Place = tuple[str, str | None]  # name, and code of the ERP's warehouse


class Levels:
    """Reads them with one session."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._next = 0.0  # when they are read again, by this machine's clock
        self._asof: datetime | None = None
        self._there: frozenset[str] = frozenset()

    def pages(self, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """All of them a page at a time, or one empty page as of the last reading while that is young enough."""
        ground, began = self._ground, time.monotonic()
        if cursor is None:
            ground.forget(feeds.LEVELS.model)
        elif self._asof is not None and began < self._next:
            yield Page(feeds.LEVELS, (), (), (), cursor, True, self._asof)
            return
        asof, places = ground.client.clock(), self._places()
        end = Cursor(max(asof, cursor.stamp) if cursor else asof, 0, ground.epoch)
        interim = cursor or Cursor(feeds.START, 0, ground.epoch)
        there: set[str] = set()
        for rows in lists.everything(ground.client, lists.ITEMS):
            records, bad = self._read(rows, places)
            there |= {r.ref.key for r in records} | {b.ref.key for b in bad}
            fresh = ground.fresh(feeds.LEVELS.model, records)
            yield Page(feeds.LEVELS, fresh, tuple(bad), (), interim, False, asof)
            ground.take(feeds.LEVELS.model, fresh)
            if stop:
                return
        gone = tuple(Ref(ground.source, feeds.LEVELS.model, k) for k in sorted(self._there - there))
        yield Page(feeds.LEVELS, (), (), gone, end, True, asof)
        self._there, self._asof = frozenset(there), asof
        self._next = time.monotonic() + max(_EVERY, _SHARE * (time.monotonic() - began))

    def keys(self) -> Iterator[dict[str, None]]:
        """Every key that exists now, in slices."""
        for rows in lists.everything(self._ground.client, lists.ITEMS, fields="id,sku,location_levels.id"):
            yield dict.fromkeys(key_of(level) for row in rows for level in _levels(row))

    def some(self, keys: frozenset[str]) -> tuple[tuple[WebLevel, ...], tuple[Bad, ...]]:
        """These levels as they are now; missing ones are left out."""
        places = self._places()
        found = [self._read(rows, places) for rows in lists.everything(self._ground.client, lists.ITEMS)]
        records = tuple(r for part, _ in found for r in part if r.ref.key in keys)
        return records, tuple(b for _, part in found for b in part if b.ref.key in keys)

    def _places(self) -> dict[str, Place]:
        """A location that cannot be read has no name; what lies there is listed all the same."""
        found: dict[str, Place] = {}
        for row in (r for rows in lists.everything(self._ground.client, lists.PLACES) for r in rows):
            metadata = row.get("metadata")
            try:
                name = text(str(row.get("name") or ""), "name") or ""
                found[key_of(row)] = (name, said(metadata if isinstance(metadata, dict) else None, "erp_warehouse"))
            except Malformed:
                found[key_of(row)] = ("", None)
        return found

    def _read(self, rows: list[Row], places: Mapping[str, Place]) -> tuple[list[WebLevel], list[Bad]]:
        """What has no SKU nobody can order, nor name in two systems."""
        records: list[WebLevel] = []
        bad: list[Bad] = []
        for row in rows:
            sku = row.get("sku")
            for level in _levels(row) if isinstance(sku, str) and sku.strip() else ():
                try:
                    records.append(_level(level, str(sku), places, self._ground.source))
                except Malformed as e:
                    bad.append(set_aside(level, Ref(self._ground.source, feeds.LEVELS.model, key_of(level)), e))
        return records, bad


def _level(row: object, sku: str, places: Mapping[str, Place], source: str) -> WebLevel:
    x = shape(p.Level, row)
    name, warehouse = places.get(x.location_id, ("", None))
    stocked, reserved = number(x.stocked_quantity, "stocked_quantity"), number(x.reserved_quantity, "reserved_quantity")
    incoming = number(x.incoming_quantity, "incoming_quantity")
    return WebLevel(
        ref=Ref(source, feeds.LEVELS.model, x.id),
        rev="/".join((x.updated_at.isoformat(), f"{stocked:f}", f"{reserved:f}", f"{incoming:f}", name, warehouse or "")),
        stamp=x.updated_at,
        sku=text(sku, "sku") or "",
        place=x.location_id,
        place_name=name,
        warehouse=warehouse,
        stocked=stocked,
        reserved=reserved,
        incoming=incoming,
    )


def _levels(row: Row) -> list[object]:
    found = row.get("location_levels")
    return found if isinstance(found, list) else []
