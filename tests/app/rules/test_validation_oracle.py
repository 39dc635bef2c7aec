"""Validation against a clerk who reads the order with two card files in front of her; and the bugs that she catches."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import ModuleType

import pytest

from app.domain.dossier import Bought, Largest, OrderDossier
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.rules import validation
from tests.app.rules import order_world as w
from tests.app.rules.plant import planted
from tests.app.rules.world import NOW, day


@dataclass
class Good:
    """What the card files say about one product; amounts in cents."""

    in_erp: bool = True
    sold: bool = True
    on_sale: bool = True
    successor: str | None = None
    least: int | None = None
    pack: int | None = None
    steps: dict[int, int] = field(default_factory=dict)  # from quantity -> agreed cents
    most: int | None = None


@dataclass
class Paper:
    """One order as it lies on the desk."""

    lines: list[tuple[int, int, int]]  # product, quantity, cents each
    goods: list[Good]
    booked: bool = False
    cancelled: bool = False
    customer: bool = True
    currency: bool = True
    twin: int = 0  # another order with this number: minutes before (or, negative, after) this one
    wanted: int | None = 5
    minutes: int = 60
    missing_cents: int = 0
    record: tuple[int, int] | None = None  # the most pieces and the most cents in one line of what the customer ever ordered


def clerk(paper: Paper) -> set[str]:
    """What she writes on the order, from the cards alone."""
    if paper.booked or paper.cancelled:
        return set()
    said = set()
    for g, quantity, cents in paper.lines:
        card = paper.goods[g]
        if not card.in_erp:
            said.add("unknown_product")
        elif not card.sold or not card.on_sale or card.successor:
            said.add("blocked_product")
        few = card.least is not None and quantity < card.least
        if few:
            said.add("quantity_minimum")
        elif card.pack and quantity not in range(0, 5000, card.pack):
            said.add("quantity_multiple")
        if card.most and paper.customer and quantity / card.most > 5:
            said.add("quantity_outlier")
        if not (card.most and paper.customer) and paper.record:
            pieces, worth = paper.record
            if quantity // pieces >= 5 and quantity != 5 * pieces and quantity * cents > worth:
                said.add("quantity_outlier")
        reached = [q for q in sorted(card.steps) if q <= quantity]
        if card.in_erp and reached and paper.customer:
            right = card.steps[reached[-1]] * quantity
            if Fraction(abs(cents * quantity - right)) > max(Fraction(100), Fraction(right * 5 // 1000)):
                said.add("price")
    said |= {"duplicate_po"} if paper.twin > 0 else set()
    said |= set() if paper.customer else {"customer"}
    said |= set() if paper.currency else {"currency"}
    said |= {"data"} if abs(paper.missing_cents) > 100 else set()
    said |= {"date_past"} if paper.wanted is not None and paper.wanted < 0 else set()
    return said or ({"not_booked"} if paper.minutes >= 15 else set())


def paper(dice: random.Random) -> Paper:
    """Mostly clean, so that single faults are seen alone."""

    def odd(usual: object, *others: object) -> object:
        return dice.choice(others) if dice.random() < 0.12 else usual

    goods = []
    for _ in range(3):
        steps = {1: dice.choice([50, 200, 1000])}
        if dice.random() < 0.5:
            steps[24] = steps[1] * 9 // 10
        goods.append(
            Good(
                bool(odd(True, False)), bool(odd(True, False)), bool(odd(True, False)), odd(None, "V-9"), odd(None, 10, 25),
                odd(None, 6, 12),
                steps if dice.random() < 0.9 else {}, odd(None, 4, 5, 20),
            )  # type: ignore[arg-type]
        )  # fmt: skip
    lines = []
    for g in dice.sample(range(3), dice.randint(1, 3)):
        quantity = dice.choice([1, 9, 10, 12, 20, 24, 25, 26, 100, 120])
        reached = [q for q in goods[g].steps if q <= quantity]
        right = goods[g].steps[max(reached)] if reached else 300
        lines.append((g, quantity, max(1, right + int(str(odd(0, 1, -1, 5, right * 9, 100))))))
    return Paper(
        lines, goods, odd(False, True), odd(False, True), odd(True, False), odd(True, False), odd(0, 5, -5), odd(5, None, 0, -1),
        odd(60, 3, 14, 15), odd(0, 100, 101, -500), odd(None, (2, 1000), (5, 2000), (20, 100), (20, 60000)),
    )  # type: ignore[arg-type] # fmt: skip


def as_records(p: Paper) -> OrderDossier:
    placed = NOW - timedelta(minutes=p.minutes)
    net = sum(q * c for _, q, c in p.lines) + p.missing_cents
    order = w.web_order(
        net=Money(net, "EUR"),
        requested=None if p.wanted is None else day(p.wanted),
        placed_at=placed,
        state=WebOrderState.CANCELLED if p.cancelled else WebOrderState.PLACED,
    )
    twin = replace(w.web_order(placed_at=placed - timedelta(minutes=p.twin)), ref=Ref("medusa", "web_order", "twin"))
    goods = list(enumerate(p.goods))
    return w.order_dossier(
        order,
        lines=tuple(w.web_line(q, str(Decimal(c) / 100), f"V-{g}", f"l{g}") for g, q, c in p.lines),
        products=tuple(w.product(f"V-{g}", str(g), salable=x.sold) for g, x in goods if x.in_erp),
        variants=tuple(
            w.variant(
                f"V-{g}",
                on_sale=x.on_sale,
                replaced_by=x.successor,
                minimum=None if x.least is None else Decimal(x.least),
                multiple=None if x.pack is None else Decimal(x.pack),
            )
            for g, x in goods
        ),
        prices=tuple(
            w.list_price(str(Decimal(c) / 100), q, f"{g}-{q}", str(g)) for g, x in goods for q, c in x.steps.items() if p.customer
        ),
        bought=tuple(Bought(f"V-{g}", Decimal(n), day(-40)) for g, x in goods if x.most and p.customer for n in (1, x.most)),
        largest=Largest(Decimal(p.record[0]), Money(p.record[1], "EUR")) if p.record else None,
        customer=w.CUSTOMER if p.customer else None,
        currencies=frozenset({"EUR"} if p.currency else {"CHF"}),
        same_po=(twin,) if p.twin else (),
        sales=(w.booked_sale(state=OrderState.CANCELLED if p.minutes == 3 else OrderState.QUOTED),) if p.booked else (),
    )


def disagreements(rule: ModuleType, papers: int) -> int:
    dice, found = random.Random(11), 0
    for _ in range(papers):
        p = paper(dice)
        try:
            found += w.firing(rule.VALIDATION, as_records(p)) != clerk(p)
        except (AssertionError, TypeError, ValueError, KeyError):
            found += 1
    return found


def test_the_rule_agrees_with_the_clerk() -> None:
    assert disagreements(validation, 1500) == 0


def test_the_way_out_is_the_nearest_allowed_quantity() -> None:
    """By counting up and down one by one."""
    for quantity in range(1, 60):
        for pack in (6, 7, 12):
            for least in (None, 5, 20):
                good = w.variant(multiple=Decimal(pack), minimum=None if least is None else Decimal(least))
                verdicts = w.judge(validation.VALIDATION, w.order_dossier(lines=(w.web_line(quantity),), variants=(good,)))
                found = [v for c in ("quantity_multiple", "quantity_minimum") if hasattr(v := verdicts[c], "facts")]
                allowed = [q for q in range(1, 200) if q % pack == 0 and q >= (least or 1)]
                if quantity in allowed or (not quantity % pack and (least is None or quantity >= least)):
                    assert not found
                    continue
                (fault,) = found[0].facts["faults"]
                below = [q for q in allowed if q < quantity]
                assert fault["up"] == str(min(q for q in allowed if q > quantity))
                assert fault["down"] == (str(max(below)) if below else None)


BUGS = {
    "booked ones are validated": ("    if dossier.sales:\n        return Silent(\"booked\")\n", ""),
    "cancelled ones are validated": ("if order.state is not WebOrderState.PLACED:", "if False:"),
    "a product nobody may sell passes": ("if p.active and p.salable}", "if p.active}"),
    "a successor is overlooked": ("not variant.on_sale or variant.replaced_by is not None", "not variant.on_sale"),
    "off sale in the shop is overlooked": ("(not variant.on_sale or variant.replaced_by is not None)", "variant.replaced_by is not None"),
    "the minimum itself is too little": ("0 < line.quantity < variant.minimum", "0 < line.quantity <= variant.minimum"),
    "whole packs are refused": ("line.quantity % pack == 0", "line.quantity == pack"),
    "five times is too much already": ("line.quantity > usual * _OUTLIER", "line.quantity >= usual * _OUTLIER"),
    "the smallest of the year counts": ("max(one.quantity, most.get", "min(one.quantity, most.get"),
    "five times anything is too much already": ("line.quantity > largest.quantity", "line.quantity >= largest.quantity"),
    "screws are as dear as pumps": (" and line.net.minor > largest.net.minor", ""),
    "both orders are duplicates": ("if (o.placed_at, o.ref) < key]", "]"),
    "today is past": ("order.requested >= now.date()", "order.requested > now.date()"),
    "sums may miss anything": ("> Money.of(1, total.currency).minor", "> Money.of(100, total.currency).minor"),
    "faulty ones are ready": ("if any(isinstance(v, Fires) for v in (*others,", "if any(isinstance(v, Fires) for v in (*others[:3],"),
    "ready at once": ("if now < ripe:", "if False:"),
    "never ready": ("if now < ripe:", "if now <= ripe:"),
}  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert disagreements(planted(validation, *BUGS[bug]), 1500) > 0
