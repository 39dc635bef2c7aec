"""Records for the store's tests, with defaults for whatever a test does not talk about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.case import case_id
from app.domain.customer import CreditStanding, Customer
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.invoice import Receivable
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.order import OrderState, RefusedConfirm, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.steps import Plan, Step
from app.policy.matrix import Policy
from app.policy.rulebook import shipped
from app.store.team import GateAsk, Team, migrate_team
from tests.app.store.plain import T0, payload

POLICY: Policy = shipped().policy
LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
LATER = T0 + timedelta(minutes=5)
TENANT = UUID(int=1)  # of a mirror without a team
PEOPLE: list[dict[str, Any]] = [
    {"id": "ann", "name": "Ann Lyst", "roles": ["credit_analyst"]},
    {"id": "bob", "name": "Bob Analyst", "roles": ["credit_analyst"]},
    {"id": "max", "name": "Max Manager", "roles": ["credit_manager"]},
    {"id": "eva", "name": "Eva Manager", "roles": ["credit_manager"]},
    {"id": "dan", "name": "Dan Director", "roles": ["finance_director"]},
    {"id": "rep", "name": "Rita Rep", "roles": ["csr"]},
]


def people() -> list[dict[str, Any]]:
    """As ``migrate_team`` takes them; on PostgreSQL their login roles are store_<id> with the password "x"."""
    return [p | {"logins": {"erp": p["id"]}, "db_role": f"store_{p['id']}", "db_password": "x"} for p in PEOPLE]


def migrate(url: str) -> None:
    """A team store with everybody in it, since before T0."""
    migrate_team(url, people(), clock=lambda: T0)


class FakeClock:
    """Team time in a test's hand."""

    def __init__(self, now: datetime = T0) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@contextmanager
def opened(url: str, clock: Callable[[], datetime] | None = None, me: str = "console") -> Iterator[Team]:
    team = Team(url, me=me, clock=clock)
    try:
        yield team
    finally:
        team.close()


def euro(amount: int | str) -> Money:
    return Money.of(amount, "EUR")


def finding(
    tenant: UUID,
    key: str = "7",
    *,
    asof: datetime = T0,
    version: int = 1,
    since: datetime | None = None,
    customer: str = "3",
    value: int = 1000,
    over: int | None = 50,
    severity: int = 2,
    group: str = "A little over",
    ship: date | None = None,
    cause: str = "over_limit",
) -> Finding:
    ref = Ref("erp", "sale", key)
    mark = fingerprint("credit", ref, cause)
    fires = Fires(cause, group, severity, euro(value), None if over is None else euro(over), ship, since, {"over": [5000, "EUR"]})
    return Finding(mark, case_id(tenant, mark), "credit", ref, customer, f"SO{key}", fires, version, asof)


def ask(
    case: str, person: str, fence: int, *, decision: str = "d1", deed: str = "release_hold", slot: str | None = "outcome",
    spell: int = 1, body: dict[str, object] | None = None, **figures: Any,
) -> GateAsk:  # fmt: skip
    text, digest = canonical(payload(deed=deed, **figures) if body is None else body)
    return GateAsk(decision, case, spell, slot, deed, text, digest, person, fence)


def raise_payload(before: int, after: int) -> dict[str, object]:
    """A higher limit, in EUR, that can be set back."""
    old, new = [before * 100, "EUR"], [after * 100, "EUR"]
    undo = Step("erp", "lower_limit", "SO7", {"customer": "3", "from": new, "to": old})
    body = {"customer": "3", "from": old, "to": new, "until": "2026-06-01", "reason": "growth"}
    return Plan("raise_limit", (Step("erp", "raise_limit", "SO7", body, "r1", undo),), "growth", {"source": "erp"}).payload()


# ---- records ----


def sale(
    key: str = "7",
    *,
    rev: str = "r1",
    stamp: datetime = T0,
    customer: str = "3",
    state: OrderState = OrderState.QUOTED,
    **more: Any,
) -> Sale:
    values: dict[str, Any] = {
        "ref": Ref("erp", "sale", key),
        "rev": rev,
        "stamp": stamp,
        "number": f"SO{key}",
        "customer": customer,
        "state": state,
        "reference": f"PO-{key}",
        "web_origin": None,
        "untaxed": euro(1000),
        "untaxed_company": euro(1000),
        "ships_on_order": True,
        "ship_date": date(2026, 3, 5),
        "order_date": date(2026, 3, 1),
        "warehouse": "North",
        "payment_terms": "30 days",
        "shipment_state": "none",
        "invoice_state": "none",
        "created_at": T0,
        "created_by": "rep",
        "confirmed_by": None,
        "salesperson": None,
        "expires_on": None,
        "ship_to": None,
    }
    return Sale(**values | more)


def customer(key: str = "3", *, name: str = "Groenbeek BV", rev: str = "r1", stamp: datetime = T0) -> Customer:
    return Customer(Ref("erp", "customer", key), rev, stamp, f"C{key}", name, "Utrecht", "NL", "30 days", "B2B")


def standing(key: str = "3", *, rev: str = "r1", stamp: datetime = T0) -> CreditStanding:
    return CreditStanding(Ref("erp", "standing", key), rev, stamp, key, euro(10_000), euro(10_000), euro(9_000), "")


def line(key: str, sale_key: str, *, rev: str = "r1", stamp: datetime = T0) -> SaleLine:
    return SaleLine(
        Ref("erp", "line", key),
        rev,
        stamp,
        sale_key,
        1,
        "SKU-1",
        "Bracket",
        Decimal("12.5"),
        "pcs",
        euro("100.10"),
        None,
        "7",
        Decimal("8.008"),
    )


def refusal(key: str, sale_key: str) -> RefusedConfirm:
    return RefusedConfirm(Ref("erp", "refusal", key), "r1", T0, sale_key, "rep", "over the limit")


def receivable(key: str, customer_key: str = "3", amount: int = 500) -> Receivable:
    return Receivable(
        Ref("erp", "receivable", key), "r1", T0, customer_key, euro(amount), date(2026, 2, 1), date(2026, 1, 2), False, None, "i1"
    )


def shipment(key: str, customer_key: str = "3") -> Shipment:
    return Shipment(Ref("erp", "shipment", key), "r1", T0, f"SH{key}", customer_key, "waiting", date(2026, 3, 5), None, "4")


def move(key: str, sale_line: str | None, shipment_key: str | None) -> Move:
    return Move(
        Ref("erp", "move", key),
        "r1",
        T0,
        sale_line,
        shipment_key,
        "Bracket",
        Decimal(3),
        Decimal(3),
        "draft",
        date(2026, 3, 5),
        None,
        "1",
        "12",
    )
