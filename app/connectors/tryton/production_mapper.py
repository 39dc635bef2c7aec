"""Payload to record of what is made, of what and in how many days: as pure and total as ``mapper``."""

from __future__ import annotations

from app.connectors.tryton import mapper as m
from app.connectors.tryton import payloads as p
from app.domain.production import Component, Production, ProductionMove, Sourcing
from app.domain.ref import Ref


def production(row: object, world: m.World) -> Production:
    x = m.shape(p.ProductionRow, row)
    return Production(
        ref=Ref(world.source, "production", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        number=m.text(x.number, "number"),
        state=m.must(x.state, "state"),
        warehouse=str(x.warehouse) if x.warehouse else None,
        starts=x.planned_start_date,
        planned=x.planned_date,
    )


def move(row: object, world: m.World) -> ProductionMove:
    x = m.shape(p.ProductionMoveRow, row)
    of = x.production_output or x.production_input
    if of is None:
        raise m.malformed("production_output", "of no production")
    return ProductionMove(
        ref=Ref(world.source, "production_move", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        production=str(of),
        makes=x.production_output is not None,
        product_key=str(x.product),
        quantity=m.finite(x.internal_quantity, "internal_quantity"),
        state=m.must(x.state, "state"),
        planned=x.planned_date,
    )


def component(row: object, world: m.World) -> Component:
    x = m.shape(p.ComponentRow, row)
    quantity = m.finite(x.quantity, "quantity")
    ref = Ref(world.source, "component", x.id)
    return Component(ref, f"{x.part}/{quantity:f}", x.stamp, str(x.product), str(x.part), quantity)


def sourcing(row: object, world: m.World) -> Sourcing:
    x = m.shape(p.SourcingRow, row)
    supplier = m.text(x.supplier, "supplier") or ""
    ref = Ref(world.source, "sourcing", x.id)
    return Sourcing(ref, f"{x.makes}/{x.buys}/{supplier}", x.stamp, x.makes, x.buys, supplier)
