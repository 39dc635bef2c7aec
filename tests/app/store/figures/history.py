"""A random company: months of orders, deliveries, invoices, money, complaints, returns, cases and decisions, as raw records.

Everything that a query might trip over is in it: cancelled and replacement orders, parts of lines in several shipments, lines without
goods, missing promises, two ERPs, amounts in another currency with and without a rate, clocks that contradict each other.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.domain.case import Case, CaseState, Decision, DecisionState, Spell
from app.domain.complaint import Complaint
from app.domain.customer import CreditStanding, Customer
from app.domain.goods import ListPrice, Product
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.returns import PutAway, ReturnShipment
from app.domain.shipment import Move, Shipment
from app.domain.shop import Fulfilled, Paid, WebLine, WebOrder, WebOrderState
from app.domain.stock import Warehouse

TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
ERPS = ("erp", "sister")
BOOKED = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@dataclass
class History:
    """Records by source, and what the team store has."""

    rng: random.Random
    records: dict[str, list[Any]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    count: int = 0

    def key(self) -> str:
        self.count += 1
        return str(self.count)

    def add(self, source: str, cls: type[Any], **values: Any) -> Any:
        known = {"ref": Ref(source, cls.__name__.lower(), values.pop("key", None) or self.key()), "rev": "1", "stamp": NOW}
        record = cls(**known, **values)
        self.records.setdefault(source, []).append(record)
        return record

    def of(self, cls: type[Any]) -> list[Any]:
        return [r for listed in self.records.values() for r in listed if type(r) is cls]


def history(seed: int, orders: int = 60) -> History:
    h = History(random.Random(seed))
    for source in ERPS:
        _masters(h, source)
    for _ in range(orders):
        _order(h)
    for _ in range(orders // 6):
        _return(h)
    _receivables(h)
    for _ in range(orders // 2):
        _case(h)
    for _ in range(orders // 10):
        _web(h, None)
    h.rng.shuffle(h.records["erp"])
    return h


def _masters(h: History, source: str) -> None:
    for i in range(6):
        limit = h.rng.choice([None, Money(0, "EUR"), Money(h.rng.randint(1, 9) * 100_000, "EUR")])
        key = f"{source}-c{i}"
        h.add(
            source,
            Customer,
            key=key,
            number=f"{source}{i}",
            name=f"Customer {i}",
            city=None,
            country=None,
            payment_terms=None,
            price_list=None,
            price_list_key=h.rng.choice([None, "pl1"]),
        )
        h.add(
            source,
            CreditStanding,
            customer=key,
            exposure=Money(h.rng.randint(0, 900_000), "EUR"),
            limit=limit,
            receivable=Money(0, "EUR"),
            dunning_block="",
        )
    for i in range(5):
        price = h.rng.choice([None, Money(h.rng.randint(100, 9000), "EUR")])
        key = f"{source}-p{i}"
        h.add(
            source, Product, key=key, code=f"sku{i}", name=f"Product {i}", active=True, salable=True, unit="u", list_price=price
        )
        for pl in (None, "pl1"):
            if h.rng.random() < 0.8:
                for at in (0, 10):
                    h.add(
                        source,
                        ListPrice,
                        price_list=pl,
                        product=key,
                        quantity=Decimal(at),
                        price=Money(h.rng.randint(100, 9000), "EUR"),
                    )
    h.add(
        source,
        Warehouse,
        key=f"{source}-w",
        code="W",
        name="W",
        active=True,
        output="out",
        input="in",
        storage="shelf",
        lost="bin",
    )


def _order(h: History) -> None:
    rng = h.rng
    source = rng.choice(["erp", "erp", "erp", "sister"])
    day = TODAY - timedelta(days=rng.randint(0, 130))
    currency = rng.choice(["EUR"] * 5 + ["USD"])
    rate = Decimal(1) if currency == "EUR" else Decimal("0.9")
    state = rng.choice([*BOOKED, *BOOKED, OrderState.DONE, OrderState.CANCELLED, OrderState.QUOTED, OrderState.DRAFT])
    sale = h.key()
    customer = f"{source}-c{rng.randint(0, 5)}"
    lines = []
    for sequence in range(rng.randint(1, 3)):
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
            )
        )
    total = sum(x.net.minor for x in lines)
    web = _web(h, lines) if source == "erp" and rng.random() < 0.4 else None
    invoiced = rng.choice(["none", "awaiting payment", "paid"]) if state in BOOKED else "none"
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
        expires_on=None,
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


def _receivables(h: History) -> None:
    rng = h.rng
    for invoice in h.of(Invoice):
        if invoice.state not in ("posted", "paid") or not invoice.total.minor:
            continue
        source = invoice.ref.source
        if invoice.total.currency == "EUR":
            worth = invoice.total
        elif rng.random() < 0.7:
            worth = Money.of(invoice.total.amount * Decimal("0.9"), "EUR")
        else:
            continue  # nobody tells what it is worth
        due = rng.choice([None, TODAY] + [invoice.invoice_date + timedelta(days=30)] * 9)
        settled = invoice.invoice_date + timedelta(days=rng.randint(1, 60)) if invoice.state == "paid" else None
        common = {
            "customer": invoice.customer,
            "invoice": invoice.ref.key,
            "reconciled": settled is not None,
            "settled_on": settled,
        }
        h.add(source, Receivable, amount=worth, due=due, posted_on=invoice.invoice_date, **common)
        if settled:
            h.add(source, Receivable, amount=-worth, due=None, posted_on=settled, **common)
    for _ in range(3):
        h.add(
            "erp",
            Receivable,
            customer="erp-c1",
            amount=Money(-rng.randint(100, 90_000), "EUR"),
            due=None,
            posted_on=TODAY,
            reconciled=False,
            settled_on=None,
            invoice=None,
        )


def _return(h: History) -> None:
    rng = h.rng
    moved = [m for m in h.of(Move) if m.state == "done" and m.shipment and not m.back]
    if not moved:
        return
    move = rng.choice(moved)
    source = move.ref.source
    sold = next(x for x in h.of(SaleLine) if x.ref.key == move.sale_line)
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


def _web(h: History, lines: list[SaleLine] | None) -> str:
    """A shop's order of the same lines, or one that nobody booked. Its shared reference."""
    rng = h.rng
    key, shared = h.key(), f"ref{h.count}"
    currency = lines[0].net.currency if lines else rng.choice(["EUR", "GBP"])
    net = Money(sum(x.net.minor for x in lines), currency) if lines else Money(rng.randint(100, 90_000), currency)
    placed = noon(TODAY - timedelta(days=rng.randint(0, 130))) + timedelta(minutes=rng.randint(-90, 90))
    zero = Money(0, currency)
    h.add(
        "shop",
        WebOrder,
        key=key,
        number=f"W{key}",
        state=rng.choice(list(WebOrderState)[1:] if lines else list(WebOrderState)),
        customer=None,
        party=None,
        shared=shared,
        email=f"{rng.randint(0, 3)}@example.org",
        reference=None,
        net=net,
        freight=zero,
        tax=zero,
        total=net,
        paid=rng.choice([zero, net]),
        refunded=zero,
        due=zero,
        payment=Paid.NOTHING,
        fulfilment=Fulfilled.NOTHING,
        ship_to=None,
        bill_to=None,
        requested=None,
        placed_at=placed,
        cancelled_at=None,
        expires_on=None,
        locked_by=None,
    )
    for i, line in enumerate(lines or ()):
        price = line.unit_price + rng.choice([0, 0, 0, Decimal("0.004"), Decimal("0.2")])
        h.add(
            "shop",
            WebLine,
            order=key,
            sequence=i,
            sku=line.sku,
            product="x",
            quantity=line.quantity,
            unit_price=Money.of(price, currency),
            exact_price=price,
            net=line.net,
            fulfilled=Decimal(0),
            shipped=Decimal(0),
            delivered=Decimal(0),
            returned=Decimal(0),
        )
    return shared


def _case(h: History) -> None:
    rng = h.rng
    sale = rng.choice(h.of(Sale))
    type_ = rng.choice(["credit", "credit", "delay", "price"])
    print_ = f"{type_}|{sale.ref.source}|sale|{sale.ref.key}|{h.key()}"
    value = sale.untaxed_company
    at = NOW - timedelta(days=rng.randint(1, 100), hours=rng.randint(0, 20))
    spells = rng.randint(1, 3)
    for number in range(1, spells + 1):
        end = at + timedelta(hours=rng.randint(1, 200))
        last = number == spells
        ends = end < NOW and (not last or rng.random() < 0.6)
        outcome = rng.choice(["released", "released", "rejected", "cleared"])
        state = CaseState.CLEARED if outcome == "cleared" else CaseState.RESOLVED
        if ends:
            h.spells.append(Spell(print_, number, at, at, end, state, outcome, value))
        if last or not ends:
            h.cases.append(
                Case(
                    id=print_,
                    fingerprint=print_,
                    type=type_,
                    spell=number,
                    state=state if ends else CaseState.OPEN,
                    outcome=outcome if ends else None,
                    started_at=at,
                    opened_at=at,
                    evidence_at=at,
                    rule_version=1,
                    owner=None,
                    fence=0,
                    lease_until=None,
                    wake_at=None,
                    rev=number,
                    document="SO",
                    customer=sale.customer,
                    value=value,
                    closed_at=end if ends else None,
                )
            )
            break
        at = end + timedelta(hours=rng.randint(1, 400))
    for _ in range(rng.randint(0, 2)):
        state = rng.choice(list(DecisionState))
        needed = rng.choice([0, 0, 1])
        at = NOW - timedelta(days=rng.randint(0, 100))
        one = _decision(h, print_, "outcome", state, at, needed)
        if state is DecisionState.APPLIED and rng.random() < 0.4:
            _decision(h, print_, f"back:{one.id}", rng.choice([DecisionState.APPLIED, DecisionState.REFUSED]), at, 0)


def _decision(h: History, case: str, slot: str, state: DecisionState, at: datetime, needed: int) -> Decision:
    told = json.dumps({"steps": [{"tells": h.rng.random() < 0.5}]}, separators=(",", ":"))
    one = Decision(
        id=h.key(),
        case_id=case,
        spell=1,
        slot=slot,
        deed="release_hold",
        payload=told,
        sha256="",
        amount=None,
        currency=None,
        actor="ann",
        fence=0,
        state=state,
        at=at,
        permit_until=None,
        approvers_needed=needed,
        approver_role=None,
        approved_by=(),
        words=None,
    )
    h.decisions.append(one)
    return one
