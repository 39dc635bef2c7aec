"""Price and sync against an auditor who lays the shop's slip beside the ERP's slip; and the bugs that the auditor catches."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import ModuleType

import pytest

from app.domain.dossier import OrderDossier
from app.domain.money import Money
from app.domain.order import OrderState, SaleLine
from app.domain.shop import WebOrderState
from app.rules import price, sync
from tests.app.rules import order_world as w
from tests.app.rules.plant import planted
from tests.app.rules.world import NOW

STATES = {"open": OrderState.PROCESSING, "done": OrderState.DONE, "off": OrderState.CANCELLED}


@dataclass
class Slips:
    """What each system prints: product -> (quantity, cents each). ``sales``: the states of the sales with this reference."""

    shop: dict[str, tuple[int, int]]
    erp: dict[str, tuple[int, int]]
    sales: list[str]
    cancelled: bool = False
    head: int = 0  # cents that the ERP's head has more than its lines
    freight: int = 2000
    minutes: int = 60  # since either was touched


def auditor(s: Slips) -> set[str]:
    """Marks on the two slips."""
    said = set()
    alive = [x for x in s.sales if x != "off"]
    quiet = s.minutes >= 10
    if len(alive) > 1:
        said.add("doubled")
    if s.sales and quiet and ((s.cancelled and alive) or (not s.cancelled and not alive)):
        said.add("cancelled")
    if s.cancelled or len(alive) != 1:
        return said
    count = {k: (s.shop.get(k, (0, 0))[0], s.erp.get(k, (0, 0))[0]) for k in {*s.shop, *s.erp} if k != "FRT"}
    if any(a != b for a, b in count.values()) and quiet:
        said.add("quantities")
    dear = [
        k
        for k in s.shop
        if k in s.erp and abs((s.erp[k][1] - s.shop[k][1]) * s.erp[k][0]) > max(100, s.shop[k][1] * s.erp[k][0] * 5 // 1000)
    ]
    if dear:
        said.add("line_price")
    elif all(s.erp.get(k, (0, 0))[0] == s.shop[k][0] for k in s.shop):
        head = sum(q * c for q, c in s.erp.values()) + s.head - sum(q * c for q, c in s.shop.values())
        if abs(head) > 100 and abs(head - s.freight) > 100:
            said.add("header_total")
    return said


def slips(dice: random.Random) -> Slips:
    shop = {
        sku: (dice.choice([1, 10, 250]), dice.choice([3, 200, 133000]))
        for sku in dice.sample(["A", "B", "C"], dice.randint(1, 3))
    }
    erp = dict(shop)
    sku = dice.choice(sorted(shop))
    quantity, cents = shop[sku]
    match dice.randint(0, 6):
        case 0:
            erp[sku] = (quantity + dice.choice([-1, 1, 5]) or 1, cents)
        case 1:
            erp[sku] = (quantity, cents + dice.choice([1, cents * 5 // 1000 + 1, cents * 9, -cents // 2]))
        case 2:
            del erp[sku]
        case 3:
            erp["D"] = (3, 100)
    if dice.random() < 0.3:
        erp["FRT"] = (1, 2000)
    sales = dice.choice([["open"], ["open"], ["open"], ["done"], ["off"], [], ["off", "open"], ["open", "open"]])
    return Slips(
        shop, erp, sales, dice.random() < 0.15, dice.choice([0, 0, 0, 100, 101, -101, 5000]), minutes=dice.choice([60, 60, 10, 9])
    )


def as_records(s: Slips) -> OrderDossier:
    at = NOW - timedelta(minutes=s.minutes)
    net = Money(sum(q * c for q, c in s.shop.values()), "EUR")
    lines: list[SaleLine] = []
    sales = []
    for i, state in enumerate(s.sales):
        total = sum(q * c for q, c in s.erp.values()) + s.head
        sales.append(w.booked_sale(7 + i, stamp=at, state=STATES[state], untaxed=Money(total, "EUR")))
        lines += [w.sale_line(q, str(Decimal(q * c) / 100), sku, 7 + i, f"{i}{sku}") for sku, (q, c) in s.erp.items()]
    return w.order_dossier(
        w.web_order(
            net=net,
            freight=Money(s.freight, "EUR"),
            stamp=at,
            state=WebOrderState.CANCELLED if s.cancelled else WebOrderState.PLACED,
        ),
        lines=tuple(w.web_line(q, str(Decimal(c) / 100), sku, sku, stamp=at) for sku, (q, c) in s.shop.items()),
        variants=tuple(w.variant(sku) for sku in "ABCD"),
        sales=tuple(sales),
        sale_lines=tuple(lines),
    )


def disagreements(rules: tuple[ModuleType, ModuleType], papers: int) -> int:
    dice, found = random.Random(5), 0
    for _ in range(papers):
        s = slips(dice)
        try:
            of = as_records(s)
            found += w.firing(rules[0].PRICE, of) | w.firing(rules[1].SYNC, of) != auditor(s)
        except (AssertionError, TypeError, ValueError, KeyError, IndexError, ArithmeticError):
            found += 1
    return found


def test_the_rules_agree_with_the_auditor() -> None:
    assert disagreements((price, sync), 2000) == 0


_WAIT = "return settling(dossier, now) or _fires(QUANTITIES"
BUGS = {
    "a cancelled web order is priced": (
        price,
        "if order.state not in (WebOrderState.PLACED, WebOrderState.COMPLETED):",
        "if False:",
    ),
    "the first of two sales is priced": (price, "if len(sales) != 1:", "if not sales:"),
    "totals are compared, not units": (price, "ours.net.amount / ours.quantity * other.quantity", "ours.net.amount"),
    "only dearer counts": (price, "if abs(gap.minor) > tolerance", "if gap.minor > tolerance"),
    "the head says it again": (price, "if isinstance(lines, Fires):", "if False:"),
    "freight is a difference": (price, " or abs((gap - order.freight).minor) <= least", ""),
    "a cent too much": (price, "if abs(gap.minor) <= least or", "if abs(gap.minor) < least or"),
    "other quantities make another total": (
        price,
        "sku not in theirs or theirs[sku].quantity != part.quantity",
        "sku not in theirs",
    ),
    "cancelled sales count": (sync, "len(sales) < 2", "len(dossier.sales) < 2"),
    "fees of the ERP are too many": (sync, "or not _is_ours(dossier, sku)", ""),
    "lines that only the ERP has are overlooked": (sync, "sorted(ours.keys() | theirs.keys())", "sorted(ours.keys())"),
    "lines that the ERP lacks are overlooked": (sync, "if here is None and (there", "if there is None or (there"),
    "cancelled there is overlooked": (sync, "or here != bool(there)", "or not here or not there"),
    "cancelled here is overlooked": (sync, "or here != bool(there)", "or here or there"),
    "not a moment is waited": (sync, _WAIT, "return _fires(QUANTITIES"),
    "a moment too long": (sync, _WAIT, _WAIT.replace("now", "now.replace(microsecond=0, second=now.second - 1)")),
}


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: str) -> None:
    rule, old, new = BUGS[bug]
    broken = planted(rule, old, new)
    assert disagreements((broken, sync) if rule is price else (price, broken), 2000) > 0
