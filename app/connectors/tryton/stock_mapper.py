"""Payload to record of where goods lie and what comes in: as pure and total as ``mapper``."""

from __future__ import annotations

from app.connectors.tryton import mapper as m
from app.connectors.tryton import payloads as p
from app.domain.ref import Ref
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse


def warehouse(row: object, world: m.World) -> Warehouse:
    w = m.shape(p.WarehouseRow, row)
    name = m.text(w.name, "name") or w.rec_name
    ref = Ref(world.source, "warehouse", str(w.id))
    lost = str(w.lost_found_location) if w.lost_found_location else None
    places = (str(w.output_location), str(w.input_location), str(w.storage_location), lost)
    return Warehouse(ref, w.timestamp, w.last_modified_at, m.text(w.code, "code"), name, w.active, *places)


def level(row: object, world: m.World) -> StockLevel:
    x = m.shape(p.LevelRow, row)
    on_hand, forecast = m.finite(x.on_hand, "on_hand"), m.finite(x.forecast, "forecast")
    return StockLevel(
        ref=Ref(world.source, "stock_level", x.id),
        rev=f"{on_hand:f}/{forecast:f}",
        stamp=x.stamp,
        warehouse=str(x.warehouse),
        product=str(x.product),
        on_hand=on_hand,
        forecast=forecast,
    )


def purchase(row: object, world: m.World) -> Purchase:
    x = m.shape(p.PurchaseRow, row)
    ref = Ref(world.source, "purchase", str(x.id))
    return Purchase(ref, x.timestamp, x.last_modified_at, m.text(x.number, "number"), m.text(x.party.name, "party") or "")


def incoming(row: object, world: m.World) -> Incoming:
    x = m.shape(p.IncomingRow, row)
    return Incoming(
        ref=Ref(world.source, "incoming", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        purchase=str(x.purchase) if x.purchase else None,
        supplier=(m.text(x.supplier.name, "supplier") or "") if x.supplier else "",
        product_key=str(x.product),
        quantity=m.finite(x.internal_quantity, "internal_quantity"),
        state=m.must(x.state, "state"),
        planned=x.planned_date,
        promised=x.origin_planned_date,
        place=str(x.to_location),
        email=m.text(x.supplier.email, "supplier") if x.supplier else None,
        language=x.supplier.lang.code.partition("_")[0] if x.supplier and x.supplier.lang else None,
        dropped=m.target(x.shipment, "stock.shipment.drop"),
    )
