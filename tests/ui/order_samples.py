"""Orders of two systems for the screens' tests: a list as long as one likes, one order in full, and master data that differs."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.case import Case, CaseState, Decision, DecisionState, Note
from app.domain.dossier import OrderParts
from app.domain.invoice import Invoice
from app.domain.order import OrderState
from app.domain.orders import (
    AskMismatches,
    AskOrder,
    AskOrderRows,
    AskOrders,
    Mismatch,
    MismatchesAnswer,
    OrderRow,
    OrderRowsAnswer,
    OrdersAnswer,
    OrderView,
)
from app.domain.person import Person
from app.domain.ref import Ref
from app.domain.shipment import Shipment
from app.domain.shop import Fulfilled, Paid
from app.panels.order import build
from tests.app.orders import (
    ERP,
    SHOP,
    SystemState,
    dossier,
    eur,
    list_price,
    parts,
    payment,
    product,
    sale,
    sale_line,
    web_line,
    web_order,
    web_price,
)

_NAMES = ("Halvorsen Marine AS", "Brandt & Söhne GmbH", "Polder Techniek B.V.", "Ateliers Rousseau SAS", "Vantaan Sähkö Oy")
_STATES = (
    ("confirmed", "none"),
    ("shipped", "ok"),
    ("not booked", "warn"),
    ("delivered", "ok"),
    ("out of step", "bad"),
    ("in work", "none"),
)
_SORTS: dict[str, Callable[[OrderRow], Any]] = {
    "number": lambda r: r.number, "customer": lambda r: r.customer, "value": lambda r: r.value.minor, "placed": lambda r: r.placed_at,
    "valid": lambda r: r.valid_until or date.max,
}  # fmt: skip


def order_parts(now: datetime) -> OrderParts:
    """Booked with another quantity and price, a payment that failed first, partly on its way; a price that differs."""
    placed = now - timedelta(days=2, hours=6)
    at = lambda **span: placed + timedelta(**span)  # noqa: E731
    lines = (
        web_line(),
        web_line(
            "i2", sequence=2, sku="ACT-110-24V", product="Actuator 24 V", quantity=Decimal(12), unit_price=eur(95), net=eur(1140)
        ),
        web_line(
            "i3",
            sequence=3,
            sku="SNS-PT100-6",
            product="Temperature sensor",
            quantity=Decimal(6),
            unit_price=eur(19),
            net=eur(114),
        ),
    )
    booked = (
        sale_line(quantity=Decimal(4), net=eur(100)),
        sale_line("l2", sequence=2, sku="ACT-110-24V", product="Actuator 24 V", quantity=Decimal(12), net=eur("1212")),
        sale_line("l3", sequence=3, sku="CBL-M12-5", product="Cable M12, 5 m", quantity=Decimal(6), net=eur(114)),
    )
    of = dossier(
        order=web_order(placed_at=placed, payment=Paid.ALL, paid=eur("1213.80"), due=eur(0), fulfilment=Fulfilled.PART,
                        requested=(now + timedelta(days=3)).date()),
        lines=lines, sale_lines=booked, products=(product(), product("ACT-110-24V")),
        sales=(sale(created_at=at(seconds=47), order_date=placed.date(), ship_date=(now + timedelta(days=1)).date()),),
        payments=(payment(state="failed", captured=eur(0), failure="card expired", at=at(minutes=1)), payment("p2", at=at(hours=1))),
        web_prices=(web_price(price="24"),), prices=(list_price(),),
        shop=SystemState(SHOP, dossier().shop.complete, now - timedelta(seconds=6)),  # type: ignore[union-attr]
        erp=SystemState(ERP, dossier().erp.complete, now - timedelta(seconds=40)),  # type: ignore[union-attr]
    )  # fmt: skip
    opened, day = at(minutes=40), placed.date()
    case = Case("c1", "credit|tryton|sale|7|over_limit", "credit", 1, CaseState.RESOLVED, "released", opened, opened, opened, 1, None, 0,
                None, None, 1, group="Covered by unapplied cash", closed_at=at(minutes=56))  # fmt: skip
    done = Decision("d1", "c1", 1, "outcome", "release_hold", "{}", "", None, None, "fb", 1, DecisionState.APPLIED, at(minutes=55),
                    None, 0, None, (), None)  # fmt: skip
    return parts(
        of,
        shipments=(Shipment(Ref(ERP, "shipment", "1"), "1", placed, "CS0042", "3", "shipped", day, day + timedelta(days=1), "4"),),
        invoices=(
            Invoice(Ref(ERP, "invoice", "9"), "1", placed, "INV-2291", "3", "paid", day + timedelta(days=1), eur(1426), eur(0), ("7",)),
        ),
        cases=(case,), decisions=(done,), notes=(Note("c1", "fb", at(minutes=50), "Cash is announced for Thursday"),),
        people=(Person("fb", "Fiona Brandt", frozenset()),),
    )  # fmt: skip


def unbooked_parts(now: datetime) -> OrderParts:
    """Placed, and nobody booked it."""
    of = order_parts(now).order
    order = web_order(placed_at=now - timedelta(hours=2))
    return parts(replace(of, order=order, sales=(), sale_lines=(), payments=(), customer=None))


class Orders:
    """What the console answers about orders. ``count`` rows of orders, ``quotes`` of quotes; ``gone``: the order was deleted."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.count, self.quotes = 40, 7
        self.gone = False
        self.complete_at_once = True
        self.mismatches: tuple[Mismatch, ...] = MISMATCHES
        self.changed: dict[int, dict[str, Any]] = {}

    def row(self, n: int) -> OrderRow:
        linked = n % 3 != 1
        word, kind = _STATES[n % len(_STATES)]
        row = OrderRow(
            id=n, ref=Ref(SHOP, "web_order", f"o{n}") if linked else Ref(ERP, "sale", str(n)),
            number=f"W{1042 - n}" if linked else f"SO-{10482 - n}", booked_as=f"SO-{10482 - n}" if kind != "warn" else "",
            customer=_NAMES[n % len(_NAMES)], reference=f"HM-{7725 - n}", state=word, kind=kind, value=eur(1000 + 37 * n),
            placed_at=self.now - timedelta(hours=3 + 5 * n), placed_on=None,
            valid_until=(self.now + timedelta(days=n - 2)).date() if n % 4 else None, moved_at=self.now,
        )  # fmt: skip
        return replace(row, **self.changed.get(n, {}))

    def answer(self, question: object) -> Any:
        match question:
            case AskOrders():
                return self._list(question)
            case AskOrderRows():
                return OrderRowsAnswer(tuple(self.row(n) for n in question.ids if n < self.count))
            case AskOrder():
                return None if self.gone else self._order(question)
            case AskMismatches():
                rows = tuple(m for m in self.mismatches if question.text.casefold() in f"{m.subject} {m.about}".casefold())
                counts = tuple((kind, sum(m.kind == kind for m in rows)) for kind in ("product", "price", "customer"))
                return MismatchesAnswer(rows, counts, self.now)
        raise AssertionError(question)

    def _list(self, ask: AskOrders) -> OrdersAnswer:
        rows = [self.row(n) for n in range(self.quotes if ask.quotes else self.count)]
        text = ask.text.casefold()
        found = [r for r in rows if text in f"{r.number} {r.booked_as} {r.customer} {r.reference}".casefold()]
        found = [r for r in found if ask.view == "all" or r.state == "not booked"]
        found.sort(key=_SORTS[ask.sort], reverse=ask.descending)
        shown = found[: ask.first]
        complete = ask.first is None or len(shown) < ask.first
        views = (("all", len(rows)), *(() if ask.quotes else (("unbooked", sum(r.state == "not booked" for r in rows)),)))
        return OrdersAnswer(ask, array("q", [r.id for r in shown]), tuple(shown[:256]), complete, views, self.now)

    def _order(self, ask: AskOrder) -> OrderView:
        row = next((r for r in map(self.row, range(min(self.count, 400))) if r.ref == ask.ref), self.row(0))
        made = unbooked_parts(self.now) if row.state == "not booked" else order_parts(self.now)
        if row.kind == "bad":
            made = replace(
                made, order=replace(made.order, sales=tuple(replace(s, state=OrderState.CANCELLED) for s in made.order.sales))
            )
        view = build(made, self.now.astimezone())
        title = " · ".join(x for x in dict.fromkeys((row.number, row.booked_as)) if x)
        return replace(view, ref=row.ref, number=row.number, title=title, customer=row.customer)


MISMATCHES = (
    Mismatch("m1", "product", "ACT-111-24V", "Actuator 24 V, long", "on sale", "not known", True),
    Mismatch("m2", "product", "VLV-1010", "Ball valve 1 in", "on sale", "retired", True),
    Mismatch(
        "m3", "price", "VLV-2040", "Ball valve 2 in, for Halvorsen Marine AS, C0007 from 10", "EUR 24.00", "EUR 25.00", False
    ),
    Mismatch("m4", "price", "SNS-PT100-6", "Temperature sensor, for everybody", "USD 19.00", "EUR 19.00", True),
    Mismatch("m5", "customer", "Nordlys Offshore AS", "Kari Lie, kari@nordlys.example", "no ERP number", "–", True),
)
