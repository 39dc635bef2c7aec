"""Goods that came back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.returns import PutAway, ReturnShipment
from app.domain.shipment import Move
from tests.app.store.figures.history.raw import TODAY, History, noon


def send_back(h: History) -> None:
    rng = h.rng
    sales = {s.ref.key for s in h.of(Sale)}
    sold_of = {x.ref.key: x for x in h.of(SaleLine) if x.sale in sales}
    moved = [m for m in h.of(Move) if m.state == "done" and m.shipment and not m.back and m.sale_line in sold_of]
    if not moved:
        return
    move = rng.choice(moved)
    source = move.ref.source
    sold = sold_of[move.sale_line]
    original = next(s for s in h.of(Sale) if s.ref.key == sold.sale)
    asked = min(TODAY, move.effective + timedelta(days=rng.randint(1, 40)))
    key = h.key()
    state = rng.choice([OrderState.QUOTED, OrderState.PROCESSING, OrderState.PROCESSING, OrderState.CANCELLED])
    line = h.add(
        source,
        SaleLine,
        sale=key,
        sequence=0,
        sku=sold.sku,
        product="x",
        quantity=-move.quantity,
        unit="u",
        net=Money.of(-sold.unit_price * move.quantity, original.untaxed.currency),
        cost=None,
        product_key=sold.product_key,
        unit_price=sold.unit_price,
    )
    h.add(
        source,
        Sale,
        key=key,
        number=f"SO{key}",
        customer=original.customer,
        state=state,
        reference=None,
        web_origin=None,
        untaxed=line.net,
        untaxed_company=line.net if line.net.currency == "EUR" else Money.of(line.net.amount * Decimal("0.9"), "EUR"),
        ships_on_order=True,
        ship_date=None,
        order_date=asked,
        warehouse="W",
        payment_terms=None,
        shipment_state="none",
        invoice_state="none",
        created_at=noon(asked),
        created_by="x",
        confirmed_by=None,
        salesperson=None,
        expires_on=None,
        ship_to=None,
        returns=original.ref.key,
    )
    if state in (OrderState.PROCESSING, OrderState.CANCELLED):
        back = min(TODAY, asked + timedelta(days=rng.randint(0, 8)))
        arrived = rng.random() < 0.8
        door = h.add(
            source,
            ReturnShipment,
            number=None,
            customer=original.customer,
            state="done" if arrived else "draft",
            planned=asked,
            effective=back if arrived else None,
            warehouse="w",
        )
        h.add(
            source,
            Move,
            sale_line=line.ref.key,
            shipment=None,
            product="x",
            quantity=move.quantity,
            stocked=move.quantity,
            state="done" if arrived else "draft",
            planned=None,
            effective=back if arrived else None,
            product_key=sold.product_key,
            place="in",
            back=door.ref.key,
        )
        if arrived:
            at = rng.choice(["shelf", "bin"])
            put = h.add(
                source,
                PutAway,
                after=h.key(),
                shipment=door.ref.key,
                quantity=move.quantity,
                state=rng.choice(["done", "draft"]),
                place="in",
                goes_to=at,
                product_key=sold.product_key,
            )
            if put.state == "done" and at == "shelf" and rng.random() < 0.4:
                h.add(
                    source,
                    PutAway,
                    after=put.ref.key,
                    shipment=None,
                    quantity=Decimal("0.25"),
                    state="done",
                    place="shelf",
                    goes_to="bin",
                    product_key=sold.product_key,
                )
            if rng.random() < 0.7:
                note = h.add(
                    source,
                    Invoice,
                    number=None,
                    customer=original.customer,
                    state=rng.choice(["posted", "posted", "draft"]),
                    invoice_date=min(TODAY, back + timedelta(days=rng.randint(0, 12))),
                    total=line.net,
                    open=line.net,
                    sales=(key,),
                )
                h.add(
                    source,
                    InvoiceLine,
                    invoice=note.ref.key,
                    sale_line=line.ref.key,
                    credits=None,
                    quantity=line.quantity,
                    each=line.unit_price,
                    net=line.net,
                )
