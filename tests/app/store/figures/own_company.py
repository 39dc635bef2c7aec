"""A small company for figures that can be worked out by hand: what it sold and what was ordered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.case import Case, CaseState, Spell
from app.domain.figure import Figure
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.kpis import BY_ID
from app.store.figures import compute
from tests.app.store.figures.history.raw import TODAY, History, noon
from tests.app.store.figures.test_figures import mirror_of


@contextmanager
def opened(path: Path, h: History) -> Iterator[compute.Frame]:
    path.mkdir(exist_ok=True)
    h.records.setdefault("erp", [])
    with mirror_of(path / "m.db", h) as found:
        yield found


def figure(path: Path, h: History, kpi: str, days: int = 90) -> Figure:
    with opened(path, h) as found:
        return compute.figure(found, found.asked(BY_ID[kpi], days))


def sold(h: History, day: date, minor: int, *, paid_on: date | None = None, due: date | None = None, order: str = "") -> None:
    """An invoice of that day, and what is owed of it."""
    state = "paid" if paid_on else "posted"
    sales = (order,) if order else ()
    worth = Money(minor, "EUR")
    i = h.add("erp", Invoice, number=None, customer="c", state=state, invoice_date=day, total=worth, open=worth, sales=sales)
    h.add("erp", InvoiceLine, invoice=i.ref.key, sale_line=None, credits=None, quantity=Decimal(1), each=Decimal(1), net=worth)
    owed: dict[str, Any] = {"customer": "c", "due": due, "posted_on": day, "invoice": i.ref.key}
    h.add("erp", Receivable, amount=worth, reconciled=paid_on is not None, settled_on=paid_on, **owed)


def ordered(h: History, day: date, invoice_state: str = "none", *, returns: str | None = None) -> Sale:
    key = h.key()
    worth = Money(1000, "EUR")
    h.add(
        "erp",
        SaleLine,
        key=f"l{key}",
        sale=key,
        sequence=0,
        sku="x",
        product="x",
        quantity=Decimal(1),
        unit="u",
        net=worth,
        cost=None,
        product_key="p",
        unit_price=Decimal(10),
    )
    sale: Sale = h.add(
        "erp",
        Sale,
        key=key,
        number=key,
        customer="c",
        state=OrderState.PROCESSING,
        reference=None,
        web_origin=None,
        untaxed=worth,
        untaxed_company=worth,
        ships_on_order=True,
        ship_date=None,
        order_date=day,
        warehouse=None,
        payment_terms=None,
        shipment_state="sent",
        invoice_state=invoice_state,
        created_at=noon(day),
        created_by=None,
        confirmed_by=None,
        salesperson=None,
        expires_on=None,
        ship_to=None,
        returns=returns,
    )
    return sale


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def spell(
    h: History, begins: datetime, ends: datetime, pauses: tuple[tuple[datetime, datetime], ...] = (), outcome: str = "released"
) -> None:
    key = h.key()
    print_ = f"credit|erp|sale|{key}|limit"
    h.spells.append(Spell(print_, 1, begins, begins, ends, CaseState.RESOLVED, outcome, None))
    h.cases.append(
        Case(
            print_,
            print_,
            "credit",
            1,
            CaseState.RESOLVED,
            outcome,
            begins,
            begins,
            begins,
            1,
            None,
            0,
            None,
            None,
            2,
            "SO",
            "c",
            None,
            closed_at=ends,
            pauses=pauses,
        )
    )
