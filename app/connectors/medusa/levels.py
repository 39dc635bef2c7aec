"""What a shop has at its stock locations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.connectors.medusa import feeds
from app.connectors.medusa import listings as lists
from app.connectors.medusa import payloads as p
from app.connectors.medusa.client import Row
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.parts import number, said, shape, text
from app.connectors.medusa.whole import Part
from app.connectors.quarantine import key_of, set_aside
from app.domain.feed import Bad, Record
from app.domain.ref import Ref
from app.domain.shop import WebLevel
from app.errors import Malformed

Place = tuple[str, str | None]  # name, and code of the ERP's warehouse


def levels(ground: Ground) -> Iterator[Part]:
    """All of them, with the names of their places."""
    places = _places(ground)
    for rows in lists.everything(ground.client, lists.ITEMS):
        yield _read(rows, places, ground.source)


def _places(ground: Ground) -> dict[str, Place]:
    """A location that cannot be read has no name; what lies there is listed all the same."""
    found: dict[str, Place] = {}
    for row in (r for rows in lists.everything(ground.client, lists.PLACES) for r in rows):
        metadata = row.get("metadata")
        try:
            name = text(str(row.get("name") or ""), "name") or ""
            found[key_of(row)] = (name, said(metadata if isinstance(metadata, dict) else None, "erp_warehouse"))
        except Malformed:
            found[key_of(row)] = ("", None)
    return found


def _read(rows: list[Row], places: Mapping[str, Place], source: str) -> Part:
    """What has no SKU nobody can order, nor name in two systems."""
    records: list[Record] = []
    bad: list[Bad] = []
    for row in rows:
        sku = row.get("sku")
        for level in _levels(row) if isinstance(sku, str) and sku.strip() else ():
            try:
                records.append(_level(level, str(sku), places, source))
            except Malformed as e:
                bad.append(set_aside(level, Ref(source, feeds.LEVELS.model, key_of(level)), e))
    return tuple(records), tuple(bad)


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
