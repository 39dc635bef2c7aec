"""Orders of the ERP, their deliveries and their invoices."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from app.domain.complaint import Complaint
from app.domain.goods import ListPrice
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.shipment import Move, Shipment
from tests.app.store.figures.history.raw import BOOKED, NOW, TODAY, History, noon
from tests.app.store.figures.history.shop import web_order


def order(h: History, count: int = 0) -> None:
    """``count``: of its lines; any where 0."""
    rng = h.rng
    source = rng.choice(["erp", "erp", "erp", "sister"])
    day = TODAY - timedelta(days=rng.randint(0, 130))
    currency = rng.choice(["EUR"] * 5 + ["USD"])
    rate = Decimal(1) if currency == "EUR" else Decimal("0.9")
    state = rng.choice([*BOOKED, *BOOKED, OrderState.DONE, OrderState.CANCELLED, OrderState.QUOTED, OrderState.DRAFT])
    sale = h.key()
    customer = f"{source}-c{rng.randint(0, 5)}"
    lines = []
    for sequence in range(count or rng.randint(1, 3)):
        quantity = Decimal(rng.choice(["1", "2.5", "12", "40", "7"]))
        product = rng.randint(0, 4)
        price = Decimal(rng.randint(100, 9000)) / 100
        agreed = [p for p in h.of(ListPrice) if p.product == f"{source}-p{product}" and p.quantity <= quantity]
        if agreed and rng.random() < 0.6:
            price = rng.choice(agreed).price.amount
        goods = rng.random() < 0.9
        net = Money.of(price * quantity, currency)
        lines.append(
            h.add(
                source,
                SaleLine,
                sale=sale,
                sequence=sequence,
                sku=f"sku{product}" if goods else None,
                product="x",
                quantity=quantity,
                unit=rng.choice(["u", "u", "u", "box"]),
                net=net,
                cost=rng.choice([None, Money(net.minor // 2, "EUR"), Money(net.minor // 3, "EUR")]),
                product_key=f"{source}-p{product}" if goods else None,
                unit_price=price,
                freight=not goods,
            )
        )
    total = sum(x.net.minor for x in lines)
    web = web_order(h, lines) if source == "erp" and rng.random() < 0.4 else None
    invoiced = rng.choice(["none", "awaiting payment", "paid"]) if state in BOOKED else "none"
    quoted_on, valid_days = _offered(sale, day)
    h.add(
        source,
        Sale,
        key=sale,
        number=f"SO{sale}",
        customer=customer,
        state=state,
        reference=rng.choice([None, "PO 1"]),
        web_origin=web,
        untaxed=Money(total, currency),
        untaxed_company=Money.of(Money(total, currency).amount * rate, "EUR"),
        ships_on_order=True,
        ship_date=rng.choice([None, day + timedelta(days=rng.randint(0, 9))]),
        order_date=day,
        warehouse="W",
        payment_terms=None,
        shipment_state=rng.choice(["waiting", "sent"]),
        invoice_state=invoiced,
        created_at=noon(day),
        created_by="x",
        confirmed_by=None,
        salesperson=None,
        expires_on=quoted_on + timedelta(days=valid_days) if quoted_on and valid_days else None,
        quoted_on=quoted_on,
        valid_days=valid_days,
        ship_to=None,
        complaint="k1" if rng.random() < 0.06 else None,
    )
    if state in BOOKED:
        for line in lines:
            if line.product_key and rng.random() < 0.9:
                _deliver(h, source, customer, line, day)
        if invoiced != "none":
            _invoice(h, source, customer, sale, lines, day, currency, paid=invoiced == "paid")
    for line in lines:
        if rng.random() < 0.06:
            h.add(
                source,
                Complaint,
                number=None,
                customer=customer,
                kind=rng.choice(["Damaged goods", "Wrong colour"]),
                sale=None,
                line=line.ref.key,
                state=rng.choice(["waiting", "done", "rejected"]),
                words="",
                reference=None,
                taken_at=NOW,
                taken_by=None,
            )


def _offered(sale: str, day: date) -> tuple[date | None, int | None]:
    """When it was quoted and for how many days it holds; by luck of its own, so that all else is as it was before there were offers."""
    own = random.Random(f"offer {sale}")
    on = own.choice([None, day, day, day - timedelta(days=own.randint(0, 9))])
    return on, own.choice([None, 10, 30, 120, (TODAY - (on or day)).days])


def _deliver(h: History, source: str, customer: str, line: SaleLine, day: date) -> None:
    rng = h.rng
    left = line.quantity if rng.random() < 0.9 else line.quantity - Decimal("0.5")
    parts = [left] if rng.random() < 0.7 else [left - Decimal("0.25"), Decimal("0.25")]
    for quantity in parts:
        shared = [s for s in h.of(Shipment) if s.ref.source == source and s.customer == f"{line.sale}"]
        if shared and rng.random() < 0.6:
            shipment = rng.choice(shared)
        else:
            promised = rng.choice([None, TODAY] + [day + timedelta(days=rng.randint(0, 12))] * 9)
            planned = promised and promised + timedelta(days=rng.choice([0, 0, 0, 3]))
            gone = day + timedelta(days=rng.randint(0, 16))
            shipment = h.add(
                source,
                Shipment,
                number=None,
                customer=line.sale,
                state="done" if gone <= TODAY else "waiting",
                planned=planned,
                effective=gone if gone <= TODAY else None,
                warehouse="w",
                promised=promised,
            )
        done = shipment.state == "done" and rng.random() < 0.85
        state = "done" if done else rng.choice(["draft", "assigned", "cancelled"])
        h.add(
            source,
            Move,
            sale_line=line.ref.key,
            shipment=shipment.ref.key,
            product="x",
            quantity=quantity,
            stocked=quantity,
            state=state,
            planned=shipment.planned,
            effective=shipment.effective if done else None,
            product_key=line.product_key or "",
            place="out",
        )


def _invoice(
    h: History, source: str, customer: str, sale: str, lines: list[SaleLine], day: date, currency: str, *, paid: bool
) -> None:
    rng = h.rng
    net = sum(x.net.minor for x in lines)
    total = net + net // 5
    state = "paid" if paid else rng.choice(["posted", "posted", "draft"])
    at = min(TODAY, day + timedelta(days=rng.randint(0, 10)))
    invoice = h.add(
        source,
        Invoice,
        number=None,
        customer=customer,
        state=state,
        invoice_date=at,
        total=Money(total, currency),
        open=Money(0 if paid else total, currency),
        sales=(sale,),
    )
    for line in lines:
        own = h.add(
            source,
            InvoiceLine,
            invoice=invoice.ref.key,
            sale_line=line.ref.key,
            credits=None,
            quantity=line.quantity,
            each=line.unit_price,
            net=line.net,
        )
        if rng.random() < 0.08:
            note = h.add(
                source,
                Invoice,
                number=None,
                customer=customer,
                state=rng.choice(["posted", "draft"]),
                invoice_date=at,
                total=Money(-line.net.minor, currency),
                open=Money(0, currency),
                sales=(sale,),
            )
            h.add(
                source,
                InvoiceLine,
                invoice=note.ref.key,
                sale_line=line.ref.key,
                credits=own.ref.key,
                quantity=-line.quantity,
                each=line.unit_price,
                net=-line.net,
            )
