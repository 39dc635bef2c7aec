"""A shop's stock locations, and what each holds for lines of orders that have not left."""

from __future__ import annotations

from collections.abc import Iterator

from app.connectors.medusa import feeds
from app.connectors.medusa import listings as lists
from app.connectors.medusa import payloads as p
from app.connectors.medusa.client import Row
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.parts import malformed, number, said, shape, text
from app.connectors.medusa.whole import Part
from app.connectors.quarantine import map_rows
from app.domain.ref import Ref
from app.domain.shop import WebPlace, WebReservation

_ASIDE = "rest of "  # and the line's key: the description of what is held for a line that Medusa ties to another place


def places(ground: Ground) -> Iterator[Part]:
    for rows in lists.everything(ground.client, lists.PLACES):
        yield map_rows(rows, ground.source, feeds.PLACES.model, lambda row: _place(row, ground.source))


def reservations(ground: Ground) -> Iterator[Part]:
    """Those of lines; what somebody holds for no line of an order is none of them."""
    for rows in lists.everything(ground.client, lists.RESERVATIONS):
        mine = [row for row in rows if _line_of(row)]
        yield map_rows(mine, ground.source, feeds.RESERVATIONS.model, lambda row: _reservation(row, ground.source))


def aside_for(line: str) -> str:
    """The description of what is held for a line elsewhere than where Medusa ties it."""
    return f"{_ASIDE}{line}"


def _line_of(row: Row) -> object:
    """Of whatever kind it is: what cannot be read is set aside rather than passed over."""
    words = row.get("description")
    return row.get("line_item_id") or (isinstance(words, str) and words.startswith(_ASIDE) and words.removeprefix(_ASIDE))


def _place(row: object, source: str) -> WebPlace:
    x = shape(p.Location, row)
    name, warehouse = text(x.name, "name") or "", said(x.metadata, "erp_warehouse")
    return WebPlace(
        ref=Ref(source, feeds.PLACES.model, x.id),
        rev="/".join((x.updated_at.isoformat(), name, warehouse or "")),
        stamp=x.updated_at,
        name=name,
        warehouse=warehouse,
    )


def _reservation(row: object, source: str) -> WebReservation:
    x = shape(p.Reservation, row)
    line = x.line_item_id or (x.description or "").removeprefix(_ASIDE)
    quantity = number(x.quantity, "quantity")
    if quantity <= 0:
        raise malformed("quantity", "not above 0")
    return WebReservation(
        ref=Ref(source, feeds.RESERVATIONS.model, x.id),
        rev="/".join((x.updated_at.isoformat(), x.location_id, f"{quantity:f}", line)),
        stamp=x.updated_at,
        line=line,
        item=x.inventory_item_id,
        place=x.location_id,
        quantity=quantity,
        aside=x.line_item_id is None,
    )
