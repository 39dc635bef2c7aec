"""Goods and money on their way back: payload to record, pure and total as in ``mapper``."""

from __future__ import annotations

from app.connectors.tryton import mapper as m
from app.connectors.tryton import payloads as p
from app.domain.invoice import InvoiceLine
from app.domain.ref import Ref
from app.domain.returns import Place, PutAway, ReturnShipment


def return_shipment(row: object, world: m.World) -> ReturnShipment:
    s = m.shape(p.ReturnRow, row)
    return ReturnShipment(
        ref=Ref(world.source, "return_shipment", str(s.id)),
        rev=s.timestamp,
        stamp=s.last_modified_at,
        number=m.text(s.number, "number"),
        customer=str(s.customer),
        state=m.must(s.state, "state"),
        planned=s.planned_date,
        effective=s.effective_date,
        warehouse=str(s.warehouse),
    )


def put_away(row: object, world: m.World) -> PutAway:
    x = m.shape(p.PutAwayRow, row)
    after = m.target(x.origin, "stock.move")
    if after is None:
        raise m.malformed("origin", "not a move of goods")
    return PutAway(
        ref=Ref(world.source, "put_away", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        after=after,
        shipment=m.target(x.shipment, "stock.shipment.out.return"),
        quantity=m.finite(x.quantity, "quantity"),
        state=m.must(x.state, "state"),
        place=str(x.from_location),
        goes_to=str(x.to_location),
        product_key=str(x.product),
    )


def place(row: object, world: m.World) -> Place:
    x = m.shape(p.PlaceRow, row)
    return Place(
        ref=Ref(world.source, "place", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        name=m.text(x.name, "name") or x.rec_name,
        code=m.text(x.code, "code"),
        kind=m.must(x.type, "type"),
        parent=str(x.parent) if x.parent else None,
        active=x.active,
    )


def invoice_line(row: object, world: m.World) -> InvoiceLine:
    x = m.shape(p.InvoiceLineRow, row)
    return InvoiceLine(
        ref=Ref(world.source, "invoice_line", str(x.id)),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        invoice=str(x.invoice),
        sale_line=m.target(x.origin, "sale.line"),
        credits=m.target(x.origin, "account.invoice.line"),
        quantity=m.finite(x.quantity or 0, "quantity"),
        each=m.finite(x.unit_price or 0, "unit_price"),
        net=m.money(x.amount, x.currency.code, "amount"),
        complaint=m.target(x.origin, "sale.complaint"),
    )
