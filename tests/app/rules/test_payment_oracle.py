"""Payment against a cashier who only looks into the till and at the clock; and the bugs that the cashier catches."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType

import pytest

from app.domain.dossier import OrderDossier
from app.domain.order import OrderState
from app.domain.shop import Fulfilled, Paid, WebOrderState
from app.rules import payment
from tests.app.rules import order_world as w
from tests.app.rules.plant import planted
from tests.app.rules.world import NOW, eur


@dataclass
class Try:
    """``minutes`` ago; ``ends``: minutes from now until a reservation ends (negative: over)."""

    what: str  # taken, back, held, ended, refused, gone
    minutes: int
    ends: int | None = None


@dataclass
class Till:
    tries: list[Try]
    paid: int
    total: int = 275
    sent: bool = False
    cancelled: bool = False
    sale: str = ""  # "", waits, runs, off
    sale_minutes: int = 120


def cashier(t: Till) -> set[str]:
    if t.cancelled:
        return set()
    open_ = t.total - t.paid
    covers = any(x.what == "taken" or (x.what == "held" and (x.ends is None or x.ends > 0)) for x in t.tries)
    said = set()
    if open_ > 0 and t.tries and not covers and min(t.tries, key=lambda x: x.minutes).what in ("refused", "gone"):
        said.add("failed")
    ended = any(x.what == "ended" or (x.what == "held" and x.ends is not None and x.ends <= 0) for x in t.tries)
    if open_ > 0 and ended and not covers and not t.sent:
        said.add("expired")
    if t.paid and open_ > 0:
        said.add("due_after_edit")
    taken = [x.minutes for x in t.tries if x.what == "taken"]
    waited = min(min(taken, default=180), t.sale_minutes)
    if not open_ and t.sale == "waits" and waited >= 30:
        said.add("paid_unconfirmed")
    return said


_STATE = {
    "taken": "captured",
    "back": "captured",
    "held": "authorised",
    "ended": "expired",
    "refused": "failed",
    "gone": "cancelled",
}


def as_records(t: Till) -> OrderDossier:
    tries = tuple(
        w.payment(
            _STATE[x.what],
            275,
            f"p{i}",
            NOW - timedelta(minutes=x.minutes),
            refunded=eur(275 if x.what == "back" else 0),
            expires_at=None if x.ends is None else NOW + timedelta(minutes=x.ends),
        )
        for i, x in enumerate(t.tries)
    )
    order = w.web_order(
        paid=eur(t.paid), due=eur(t.total - t.paid), total=eur(t.total), payment=Paid.ALL if t.paid == t.total else Paid.NOTHING,
        fulfilment=Fulfilled.SHIPPED if t.sent else Fulfilled.NOTHING,
        state=WebOrderState.CANCELLED if t.cancelled else WebOrderState.PLACED,
    )  # fmt: skip
    states = {"waits": OrderState.QUOTED, "runs": OrderState.PROCESSING, "off": OrderState.CANCELLED}
    sales = (w.booked_sale(state=states[t.sale], created_at=NOW - timedelta(minutes=t.sale_minutes)),) if t.sale else ()
    return w.order_dossier(order, payments=tries, sales=sales)


def till(dice: random.Random) -> Till:
    minutes = dice.sample(range(1, 170), 3)
    tries = [Try(dice.choice(list(_STATE)), m) for m in minutes[: dice.randint(0, 3)]]
    for one in tries:
        one.ends = dice.choice([None, 0, -5, 5]) if one.what == "held" else None
    sale = dice.choice(["", "waits", "waits", "runs", "off"])
    paid = dice.choice([0, 0, 200, 275])
    return Till(tries, paid, 275, dice.random() < 0.2, dice.random() < 0.1, sale, dice.choice([120, 30, 29, 5]))


def disagreements(rule: ModuleType, tills: int) -> int:
    dice, found = random.Random(3), 0
    for _ in range(tills):
        t = till(dice)
        found += w.firing(rule.PAYMENT, as_records(t)) != cashier(t)
    return found


def test_the_rule_agrees_with_the_cashier() -> None:
    assert disagreements(payment, 3000) == 0


BUGS = {
    "money given back still covers": (
        "    if payment.captured.minor > payment.refunded.minor:",
        "    if payment.captured.minor > 0:",
    ),
    "reservations never end": ("payment.expires_at > now)", "True)"),
    "one refusal of many is enough": ("if tried[-1].state not in _REFUSED:", "if all(p.state not in _REFUSED for p in tried):"),
    "sent goods may still fail to be reserved": ("if order.fulfilment in _SENT or order", "if order"),
    "nothing paid is a change too": ("if order.paid.minor <= 0 or order.due", "if order.due"),
    "cancelled orders owe": ("if order.state not in (WebOrderState.PLACED, WebOrderState.COMPLETED):", "if False:"),
    "part is all": ("if order.payment is not Paid.ALL:", "if not order.paid.minor:"),
    "confirmed sales wait": ("if s.state in (OrderState.DRAFT, OrderState.QUOTED)]", "]"),
    "not a minute is waited": ("    if now < ripe:\n", "    if False:\n"),
    "a minute too long": ("    if now < ripe:\n", "    if now <= ripe:\n"),
}


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert disagreements(planted(payment, *BUGS[bug]), 3000) > 0
