"""Ninety days of business before today: sales in every state, keyed and from the shop, invoices, payments on time and late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from demo.plan import web
from demo.seed.clerk import Bill, Clerk
from demo.seed.customers import Customer
from demo.seed.goods import HISTORY_DAYS
from demo.seed.orders import Desk, Order
from demo.seed.world import World

SALES = 210
_BATCH = 25
_KEYED_BY = ("carla", "ben", "carla", "omar", "ben")
STORIES = 24  # the first customers have credit stories: no open quotation of theirs may come from here


@dataclass(slots=True)
class _Past:
    """One sale of the history and how far it came. ``shipped`` also dates the invoice; ``promised``: for which day it was."""

    order: Order
    customer: Customer
    fate: str
    shipped: dt.date
    paid: dt.date | None
    promised: dt.date
    id: int = 0


_OFFERED = 30  # days for which every third of the orders that are over was offered first


def live_through(world: World, desk: Desk, customers: Sequence[Customer], overdue: Sequence[int]) -> None:
    """Play the history. ``overdue``: positions of customers whose first invoice, the oldest of all, is never paid."""
    past = sorted((*_plan(world, desk, customers, overdue), *_from_shop(world, desk, customers)), key=_age)
    clerk = Clerk(world)
    waiting: list[_Past] = []  # shipped, not yet with the clerk
    for begin in range(0, len(past), _BATCH):
        part = past[begin : begin + _BATCH]
        world.tx(_key, desk, part, actor=_KEYED_BY[begin // _BATCH % len(_KEYED_BY)])
        _carry_on(world, desk, part)
        waiting += (p for p in part if p.fate in ("paid", "posted"))
        rest = past[begin + _BATCH :]
        # Whatever ships from here on ships after the next order's day: these can be invoiced and numbered.
        settled = [p for p in waiting if not rest or p.shipped <= (rest[0].order.date or world.today)]
        waiting = [p for p in waiting if p not in settled]
        clerk.hand([Bill(p.id, p.shipped, p.paid) for p in sorted(settled, key=lambda p: p.shipped)])
        world.report(f"history: {begin + len(part)} of {len(past)} sales")
    clerk.wait()


def _plan(world: World, desk: Desk, customers: Sequence[Customer], overdue: Sequence[int]) -> list[_Past]:
    """Who orders what and when, and what becomes of it; oldest first."""
    chance, goods = world.chance, desk.goods
    past = []
    late = [customers[i] for i in overdue]
    for i in range(SALES):
        age = HISTORY_DAYS - 1 - i * (HISTORY_DAYS - 1) // SALES
        customer = late[i] if i < len(late) else chance.choice(customers)
        lines = tuple((p, chance.randint(1, 40)) for p in chance.sample(goods.products[:100], chance.randint(1, 4)))
        day = world.ago(age)
        shipped = min(world.today, day + dt.timedelta(chance.randint(1, 5)))
        fate = "posted" if i < len(late) else _fate(world, customer, age)
        paid = _pay_day(world, customer, shipped) if fate == "paid" else None
        if fate == "paid" and (paid is None or paid > world.today):
            fate, paid = "posted", None
        reference = "" if fate == "offer" else f"PO-{chance.randint(10000, 99999)}"
        offered = _OFFERED if fate in ("paid", "posted", "cancel") and i % 3 == 0 else None
        order = Order(customer.id, lines, chance.choice(goods.warehouses), day, reference, valid=offered)
        past.append(_Past(order, customer, fate, shipped, paid, _promised(shipped, i)))
    return past


def _from_shop(world: World, desk: Desk, customers: Sequence[Customer]) -> list[_Past]:
    """The web orders that were booked, as the plan has them; what was paid was paid in the shop, a day before it left."""
    found = []
    for w in web.orders():
        if w.erp is None:
            continue
        customer, goods = customers[w.customer], desk.goods
        day = world.ago(int(w.age // 24))
        lines = tuple(
            (goods.products[line.product], line.booked or line.quantity) for line in w.lines if isinstance(line.product, int)
        )
        order = Order(customer.id, lines, goods.warehouses[w.number % 3], day, w.purchase_order, web=w.reference)
        shipped = min(world.today, day + dt.timedelta(2))
        found.append(_Past(order, customer, w.erp, shipped, shipped if w.erp == "paid" else None, _promised(shipped, w.number)))
    return found


def _age(past: _Past) -> dt.date:
    assert past.order.date
    return past.order.date


def _promised(shipped: dt.date, n: int) -> dt.date:
    """One in nine leaves late, by up to three days."""
    return shipped - dt.timedelta(1 + n % 3) if n % 9 == 4 else shipped + dt.timedelta(n % 2)


def _fate(world: World, customer: Customer, age: int) -> str:
    roll = world.chance.random()
    if roll < 0.03:
        return "cancel"
    if age < 14 and customer.position >= STORIES:
        if roll < 0.15:
            return "draft"
        if roll < 0.30:
            return "offer"
        if roll < 0.45:
            return "ordered"
    if age < 12:
        return "processing" if roll < 0.6 else "picked" if roll < 0.7 else "shipped" if roll < 0.8 else "posted"
    return "paid"


def _pay_day(world: World, customer: Customer, invoiced: dt.date) -> dt.date:
    """Prompt customers pay before the due date, the others up to five weeks after it: never so late that dunning would block."""
    if customer.prompt:
        return invoiced + dt.timedelta(world.chance.randint(max(1, customer.days - 12), max(1, customer.days - 1)))
    return invoiced + dt.timedelta(customer.days + world.chance.randint(-6, 35))


def _key(desk: Desk, part: Sequence[_Past]) -> None:
    for p, i in zip(part, desk.key([p.order for p in part]), strict=True):
        p.id = i
    for p in part:
        desk.world.sql(
            "update sale_sale set create_date = %s where id = %s",
            dt.datetime.combine(p.order.date or desk.world.today, dt.time(9)),
            p.id,
        )


def _carry_on(world: World, desk: Desk, part: Sequence[_Past]) -> None:
    def ids(*fates: str) -> list[int]:
        return [p.id for p in part if p.fate in fates]

    dates = {p.id: p.shipped for p in part}
    world.tx(desk.cancel, ids("cancel"))
    world.tx(desk.quote, [p.id for p in part if p.fate not in ("cancel", "draft")], actor="carla")
    world.tx(desk.confirm, ids("processing", "picked", "shipped", "paid", "posted"), actor="ben")
    if picked := ids("picked"):
        world.tx(desk.ship, picked, ("assign_force", "pick"), dates)
    if gone := ids("shipped", "paid", "posted"):
        world.tx(desk.ship, gone, ("assign_force", "pick", "pack", "do"), dates)
        world.tx(_promise, world, [p for p in part if p.id in gone])


def _promise(world: World, past: Sequence[_Past]) -> None:
    """As it was planned then; Tryton plans what is confirmed today for today."""
    days = "set planned_date = %s, origin_planned_date = %s"
    its = "select m.shipment from stock_move m join sale_line l on m.origin = 'sale.line,' || l.id where l.sale = %s"
    for statement in (
        f"update stock_shipment_out {days} where 'stock.shipment.out,' || id in ({its})",
        f"update stock_move {days} where shipment in ({its})",
    ):
        for one in past:
            world.sql(statement, one.promised, one.promised, one.id)
