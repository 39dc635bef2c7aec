"""A customer with something in every section of their page, for the tests of panel and screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.address import Address
from app.domain.case import Decision, DecisionState, Note
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.customer_parts import CustomerParts, Filed, Returned
from app.domain.feed import FeedState
from app.domain.goods import CustomerAddress
from app.domain.money import Money
from app.domain.orders import OrderRow
from app.domain.person import Person
from app.domain.question import CaseRow
from app.domain.ref import Ref
from app.domain.shop import Buyer
from tests.app.rules.world import NOW, confirmed, day, dossier, eur, invoice, payment, receivable, settled, standing

ERP, SHOP = "tryton", "medusa"
ERP_FEEDS = ("sales", "customers", "standings", "invoices", "receivables", "payments", "complaints", "addresses")
HOME = Address(company="Halvorsen Marine AS", street="Strandgaten 12", postcode="5013", city="Bergen", country="NO")
FIONA = Person("fiona", "Fiona Brandt", frozenset())
FILED = {
    "c1": Filed("credit", Ref(ERP, "sale", "7"), "SO-7"),
    "c2": Filed("payment", Ref(SHOP, "web_order", "o1"), "W1042"),
    "c3": Filed("credit", Ref(ERP, "sale", "2"), "SO-2"),
    "c4": Filed("damage", Ref(ERP, "complaint", "1"), "CL00001"),
}


def feeds(**changes: Any) -> tuple[FeedState, ...]:
    """All read 40 s ago; ``changes``: by name of a feed, None where it is not there."""
    found = [FeedState(ERP, name, True, True, NOW - timedelta(seconds=40)) for name in ERP_FEEDS]
    found += [FeedState(SHOP, name, True, True, NOW - timedelta(seconds=6)) for name in ("web_orders", "web_lines", "buyers")]
    kept = [f for f in found if changes.get(f.name, f) is not None]
    return tuple(replace(f, **changes.get(f.name, {})) for f in kept)


def case(case_id: str, number: str, *, left: timedelta, **changes: Any) -> CaseRow:
    row = CaseRow(
        case_id=case_id, rev=1, number=number, customer="Halvorsen Marine AS", ship_date=day(2), amount=eur("38640.00"),
        over=eur(8420), due_at=NOW + left, started_at=NOW - timedelta(hours=1), severity=1, group="Over the limit", state="open",
        outcome=None, owner=None, owner_initials="", owner_name="", provisional=False, pending=None, stale=False, unread=False,
    )  # fmt: skip
    return replace(row, **changes)


def order(n: int, **changes: Any) -> OrderRow:
    """Odd ones came from the shop."""
    shop = n % 2 == 1
    row = OrderRow(
        id=n, ref=Ref(SHOP, "web_order", f"o{n}") if shop else Ref(ERP, "sale", str(n)), number=f"W{1040 + n}" if shop else f"SO-{n}",
        booked_as=f"SO-{n}", customer="Halvorsen Marine AS", reference=f"HM-{7700 + n}", state="confirmed", kind="none",
        value=eur(1000 * n), placed_at=NOW - timedelta(days=n), placed_on=None, valid_until=None, moved_at=NOW,
    )  # fmt: skip
    return replace(row, **changes)


def decision(case_id: str, at: datetime, **changes: Any) -> Decision:
    made = Decision(
        f"d-{case_id}", case_id, 1, "outcome", "release_hold", "{}", "", None, None, "fiona", 1, DecisionState.APPLIED, at, None, 0,
        None, (), None,
    )  # fmt: skip
    return replace(made, **changes)


def parts(**changes: Any) -> CustomerParts:
    """Two systems, two currencies, one invoice 16 days overdue, one complaint under work."""
    bills = (
        replace(invoice("a", ("7",)), invoice_date=day(-46), total=eur("7300.00"), open=eur("7300.00")),
        replace(invoice("b", ("2",), "paid"), invoice_date=day(-90), open=eur(0)),
        replace(invoice("u"), invoice_date=day(-3), total=Money.of("900.10", "USD"), open=Money.of("900.10", "USD")),
    )
    lines = (receivable(1, 7300, -16, "a"), settled(2, 3), replace(receivable(3, 820, 27, "u")))
    dollars = order(4, value=Money.of("900.10", "USD"), state="in work")
    opened = (
        (FILED["c1"], case("c1", "SO-7", left=timedelta(minutes=102))),
        (
            FILED["c2"],
            case("c2", "W1042", left=timedelta(hours=-2), group="A payment failed", severity=2, owner_name="Fiona Brandt"),
        ),
        (FILED["c4"], case("c4", "CL00001", left=timedelta(days=2), group="Broken in transit", severity=3, amount=eur(1310))),
    )
    whole = CustomerParts(
        dossier=dossier(
            confirmed(7, 38640), confirmed(2, 1000), at=standing(48220, 40000, receivable=eur(8120)), receivables=lines,
            payments=(payment(1, 2500), payment(2, 100, "failed", -5)), invoices=bills,
            complete=frozenset(ERP_FEEDS),
        ),
        feeds=feeds(), cases=opened, orders=(order(1), order(2), order(3, state="not booked", kind="warn", booked_as=""), dollars,
                                             order(5), order(6)),
        order_count=214, quotes=(order(8, state="quoted", valid_until=day(4)), order(9, state="draft", valid_until=day(-2))),
        quote_count=2,
        complaints=(
            Complaint(Ref(ERP, "complaint", "1"), "1", NOW, "CL00001", "3", "Damaged goods", "7", "20", "approved", "Two crushed",
                      "HM-7707", NOW - timedelta(days=3), "carla"),
        ),
        actions=(ComplaintAction(Ref(ERP, "complaint_action", "1"), "1", NOW, "1", "sale_return", None, None, None),),
        returned=(Returned(Ref(SHOP, "web_order", "o5"), "W1045", Decimal("3.0")),),
        decisions=(decision("c3", NOW - timedelta(days=9)), decision("c2", NOW - timedelta(hours=3), deed="send_payment_link")),
        told=(),
        told_count=0,
        decision_count=2,
        notes=(Note("c1", "fiona", NOW - timedelta(minutes=35), "Cash is announced for Thursday"),),
        note_count=1, filed=FILED,
        addresses=(CustomerAddress(Ref(ERP, "customer_address", "1"), "1", NOW, "3",
                                   HOME,
                                   True, True),),
        buyers=(Buyer(Ref(SHOP, "buyer", "cus_1"), "1", NOW, "ingrid@halvorsen.example", "Ingrid Solheim", "Halvorsen Marine", "C-3"),),
        people=(FIONA,),
    )  # fmt: skip
    return replace(whole, **changes)


def nothing(**changes: Any) -> CustomerParts:
    """A customer that did nothing yet."""
    bare = parts(
        dossier=dossier(complete=frozenset(ERP_FEEDS)), cases=(), orders=(), order_count=0, quotes=(), quote_count=0, complaints=(),
        actions=(), returned=(), decisions=(), decision_count=0, notes=(), note_count=0, filed={}, addresses=(), buyers=(),
    )  # fmt: skip
    return replace(bare, **changes)
