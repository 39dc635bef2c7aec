"""Records for credit tests: one customer of the ERP with whatever standing, orders and payments a test needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.customer import CreditStanding, Customer
from app.domain.dossier import CreditDossier
from app.domain.finding import Verdict
from app.domain.invoice import IncomingPayment, Invoice, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.ref import Ref
from app.rules.credit import CREDIT, OVER_LIMIT, SKIPPED_CHECK

NOW = datetime(2025, 11, 24, 9, 30, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
EVERY_FEED = frozenset(
    {"customers", "standings", "sales", "lines", "refusals", "shipments", "moves", "invoices", "receivables", "payments"}
)


def eur(amount: int | str) -> Money:
    return Money.of(amount, "EUR")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def sale(key: int, amount: int | str = 100, **changes: Any) -> Sale:
    """An ordered quotation over ``amount`` euro, shipping in ten days by the checked way."""
    base = Sale(
        ref=Ref("tryton", "sale", str(key)),
        rev="1",
        stamp=NOW,
        number=f"SO-{key}",
        customer="3",
        state=OrderState.QUOTED,
        reference=f"PO-{key}",
        web_origin=None,
        untaxed=eur(amount),
        untaxed_company=eur(amount),
        ships_on_order=True,
        ship_date=day(10),
        order_date=None,
        warehouse="Main",
        payment_terms="30 days net",
        shipment_state="none",
        invoice_state="none",
        created_at=NOW - timedelta(days=3),
        created_by="carla",
        confirmed_by=None,
        salesperson="Sam Holt",
        expires_on=None,
        ship_to=None,
    )
    return replace(base, **changes)


def confirmed(key: int, amount: int | str = 100, **changes: Any) -> Sale:
    return sale(key, amount, **({"state": OrderState.PROCESSING, "confirmed_by": "Omar Haddad"} | changes))


def standing(exposure: int | str = 0, limit: int | str | None = 1000, **changes: Any) -> CreditStanding:
    base = CreditStanding(
        ref=Ref("tryton", "standing", "3"),
        rev="1",
        stamp=NOW,
        customer="3",
        exposure=eur(exposure),
        limit=None if limit is None else eur(limit),
        receivable=eur(0),
        dunning_block="",
    )
    return replace(base, **changes)


def receivable(key: int, amount: int | str, due: int | None = 10, invoice: str | None = "9", **changes: Any) -> Receivable:
    """An open invoice line, due ``due`` days from today."""
    base = Receivable(
        ref=Ref("tryton", "receivable", str(key)),
        rev="1",
        stamp=NOW,
        customer="3",
        amount=eur(amount),
        due=None if due is None else day(due),
        posted_on=day(-20),
        reconciled=False,
        settled_on=None,
        invoice=invoice,
    )
    return replace(base, **changes)


def settled(key: int, late: int, amount: int | str = 100, ago: int = 60) -> Receivable:
    """An invoice paid ``late`` days after it was due, ``ago`` days before today."""
    return receivable(key, amount, due=-ago - late, reconciled=True, settled_on=day(-ago))


def cash(key: int, amount: int | str) -> Receivable:
    return receivable(key, -int(amount), due=None, invoice=None)


def payment(
    key: int, amount: int | str, state: str = "processing", on: int | None = 2, line: str | None = None
) -> IncomingPayment:
    when = None if on is None else day(on)
    return IncomingPayment(Ref("tryton", "payment", str(key)), "1", NOW, "3", eur(amount), when, state, line)


def invoice(key: str, sales: Iterable[str] = (), state: str = "posted", amount: int | str = 100) -> Invoice:
    return Invoice(
        Ref("tryton", "invoice", key), "1", NOW, f"INV-{key}", "3", state, day(-30), eur(amount), eur(amount), tuple(sales)
    )


CUSTOMER = Customer(Ref("tryton", "customer", "3"), "1", NOW, "C-3", "Halvorsen Marine AS", "Bergen", "NO", "30 days net", None)


def dossier(*sales: Sale, at: CreditStanding | None = None, **changes: Any) -> CreditDossier:
    base = CreditDossier(
        source="tryton",
        key="3",
        customer=CUSTOMER,
        standing=at if at is not None else standing(),
        sales=sales,
        refused=frozenset(),
        receivables=(),
        payments=(),
        invoices=(),
        complete=EVERY_FEED,
        asof=NOW,
        quarantined=frozenset(),
    )
    return replace(base, **changes)


@dataclass(frozen=True)
class Judged:
    """The verdicts of one dossier, by order number's key."""

    verdicts: dict[tuple[str, str], Verdict]

    def over(self, key: int) -> Verdict:
        return self.verdicts[str(key), OVER_LIMIT]

    def skipped(self, key: int) -> Verdict:
        return self.verdicts[str(key), SKIPPED_CHECK]


def judge(of: CreditDossier, now: datetime = NOW) -> Judged:
    return Judged({(ref.key, cause): verdict for (ref, cause), verdict in CREDIT.judge(of, now).items()})
