"""Plays the credit stories: sets each limit and keys an order of just the size that its story needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from trytond.exceptions import UserError

from demo.seed import stories
from demo.seed.books import Books
from demo.seed.customers import Customer
from demo.seed.orders import Desk, Order
from demo.seed.stories import Story
from demo.seed.world import World, made

_CARRIAGE = Decimal(30)  # about what the carriage line adds when an order is quoted
_ROUND = 1000  # limits are round figures


@dataclass(slots=True)
class Play:
    """What is needed to play a story, and the ids of the sales that were made, by kind."""

    world: World
    desk: Desk
    books: Books
    customers: Sequence[Customer]
    sales: dict[str, list[int]] = field(default_factory=dict)

    def party(self, story: Story) -> Any:
        return self.world.model("party.party")(self.customers[story.customer].id)


def play(scene: Play) -> None:
    """All stories in turn; the order matters only within a customer."""
    world = scene.world
    world.tx(_dunning, scene, actor="maja")  # only people with the right may run it, whatever the caller
    for story in (*stories.OVER, *stories.ZERO, *stories.OVERDUE, *stories.UNAPPLIED, *stories.FITS, *stories.OFFERS):
        _key_one(scene, story)
    for story in stories.TOGETHER:
        _key_two(scene, story)
    for story in stories.SKIPPED:
        (sale,) = _key_one(scene, story)
        world.tx(scene.desk.confirm, [sale], actor=story.by)
    for story in stories.IN_TRANSIT:
        _key_one(scene, story)
        world.tx(_send_payment, scene, story)
    for story in stories.UNAPPLIED:
        world.tx(_book_cash, scene, story)
    world.tx(_limit_the_rest, scene)
    world.report(f"{sum(map(len, scene.sales.values()))} live orders: holds of every kind, orders that fit, offers")
    _try_to_confirm(scene)
    world.report("refused confirms on record")


def _key_one(scene: Play, story: Story) -> list[int]:
    amount = scene.world.tx(_room_for, scene, story)
    return _key(scene, story, [amount])


def _key_two(scene: Play, story: Story) -> None:
    """Two orders of about the same size; the first to ship is the first in line."""
    amount = scene.world.tx(_room_for, scene, story)
    _key(scene, story, [amount * Decimal("0.55"), amount * Decimal("0.45")])


def _room_for(scene: Play, story: Story) -> Decimal:
    """Set the limit and return the net amount that the story's order needs, in EUR."""
    party = scene.party(story)
    owed = Decimal(party.credit_amount)
    if story.limit == 0:
        _limit(scene, party, Decimal(0))
        return story.excess(Decimal(0))
    if story.kind == "offer" and party.credit_limit_amount is not None:
        limit = Decimal(party.credit_limit_amount)
    else:
        owed += _ordered(scene, party)
        least = owed * Decimal("1.25") + 2000
        if story.over < 0:
            least = (owed + 2000) / (1 + Decimal(str(story.over)))
        limit = max(Decimal(story.limit), Decimal(-(-least // _ROUND) * _ROUND))
        _limit(scene, party, limit)
    return limit + story.excess(limit) - owed


def _ordered(scene: Play, party: Any) -> Decimal:
    """Net worth of the customer's orders that are not confirmed yet; offers do not count."""
    waiting = scene.world.model("sale.sale").search(
        [("party", "=", party.id), ("state", "=", "quotation"), ("reference", "!=", None)]
    )
    return sum((s.untaxed_amount for s in waiting), Decimal(0))


def _limit(scene: Play, party: Any, amount: Decimal) -> None:
    scene.world.model("party.party").write([party], {"credit_limit_amount": amount})


def _key(scene: Play, story: Story, amounts: Sequence[Decimal]) -> list[int]:
    """Key, quote and date orders of these amounts; they ship a day apart."""
    world = scene.world
    ids: list[int] = []
    for n, amount in enumerate(amounts):
        ship = world.today + dt.timedelta(story.ship + n) if story.ship is not None else None
        order = Order(
            customer=scene.customers[story.customer].id,
            lines=world.tx(_basket, scene, story, amount - _CARRIAGE),
            warehouse=world.chance.choice(scene.desk.goods.warehouses),
            date=None,
            reference="" if story.kind == "offer" else _purchase_order(world),
            ship=ship,
            method="manual" if story.kind == "skipped_check" else "order",
        )
        (sale,) = world.tx(scene.desk.key, [order], actor=story.by)
        world.tx(scene.desk.quote, [sale], actor=story.by)
        world.tx(_date_back, world, sale, story.age - n / 2)
        ids.append(sale)
    scene.sales.setdefault(story.kind, []).extend(ids)
    return ids


def _purchase_order(world: World) -> str:
    """A purchase-order number as customers write them."""
    chance = world.chance
    number = chance.randint(1000, 99999)
    return chance.choice(
        (f"PO-{number}", f"45000{number:05d}", f"B{world.today.year % 100}/{number % 9000:04d}", f"ORD {number}")
    )


def _basket(scene: Play, story: Story, amount: Decimal) -> tuple[tuple[int, int], ...]:
    """Lines worth ``amount`` to within the price of one cheap piece."""
    desk, chance = scene.desk, scene.world.chance
    customer = scene.customers[story.customer].id
    products = desk.goods.products
    lines: list[tuple[int, int]] = []
    left = amount
    for product in chance.sample(products[24:96], chance.randint(2, 4)):
        quantity = int(left * Decimal("0.45") / desk.price(customer, product, 1))
        if quantity > 0:
            lines.append((product, quantity))
            left -= desk.price(customer, product, quantity) * quantity
    filler = products[7]  # the cheapest bearing
    pieces = int(left / desk.price(customer, filler, 50))
    return (*lines, (filler, max(1, pieces)))


def _date_back(world: World, sale: int, hours: float) -> None:
    """Tryton stamps its own clock; a queue in which everything is seconds old would show nothing of waiting."""
    when = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=max(0.2, hours))
    world.sql(
        "update sale_sale set create_date = %s, write_date = %s, quotation_date = %s where id = %s", when, when, when.date(), sale
    )
    world.sql("update sale_line set create_date = %s, write_date = %s where sale = %s", when, when, sale)


def _dunning(scene: Play) -> None:
    """A reminder after 15 days, a block after 45; run as often as there are levels, as the daily run would have done."""
    world = scene.world
    levels: list[dict[str, Any]] = [{"overdue": dt.timedelta(15)}, {"overdue": dt.timedelta(45), "credit_limit": True}]
    (procedure,) = world.new("account.dunning.procedure", [{"name": "Standard", "levels": made(levels)}])
    party = world.model("party.party")
    party.write(party.browse([c.id for c in scene.customers]), {"dunning_procedure": procedure.id})
    dunning = world.model("account.dunning")
    for _ in levels:
        dunning.generate_dunnings(date=world.today)
        dunning.process(dunning.search([("state", "=", "draft")]))


def _open_lines(scene: Play, story: Story) -> list[Any]:
    """The customer's open invoice lines, oldest due first."""
    return list(
        scene.world.model("account.move.line").search(
            [
                ("party", "=", scene.customers[story.customer].id),
                ("account.type.receivable", "=", True),
                ("reconciliation", "=", None),
                ("debit", ">", 0),
            ],
            order=[("maturity_date", "ASC")],
        )
    )


def _send_payment(scene: Play, story: Story) -> None:
    """A direct debit that is submitted or already at the bank, larger than the overrun, and not booked yet."""
    world = scene.world
    party = scene.party(story)
    limit = Decimal(party.credit_limit_amount)
    amount = (story.excess(limit) * Decimal("1.6")).quantize(Decimal("0.01"))
    lines = [line for line in _open_lines(scene, story) if line.debit >= amount]
    row = {
        "company": world.company,
        "journal": world.one("account.payment.journal").id,
        "kind": "receivable",
        "party": party.id,
        "amount": amount,
        "date": world.today,
        "line": lines[0].id if lines else None,
    }
    payments = world.new("account.payment", [row])
    payment = world.model("account.payment")
    payment.submit(payments)
    if story is stories.IN_TRANSIT[0]:
        group = {"company": world.company, "journal": row["journal"], "kind": "receivable"}
        payment.process(payments, lambda: world.new("account.payment.group", [group])[0])


def _book_cash(scene: Play, story: Story) -> None:
    """The transfer for the overdue invoice, booked to the customer's account and reconciled with nothing."""
    world, books = scene.world, scene.books
    amount = _open_lines(scene, story)[0].debit
    day = world.ago(2)
    period = world.model("account.period").find(world.model("company.company")(world.company), date=day)
    lines = [
        {"account": books.cash, "debit": amount, "credit": Decimal(0)},
        {
            "account": books.receivable,
            "party": scene.party(story).id,
            "debit": Decimal(0),
            "credit": amount,
            "maturity_date": day,
        },
    ]
    row = {"journal": books.cash_journal, "period": period.id, "date": day, "description": "Transfer without remittance advice"}
    moves = world.new("account.move", [{**row, "lines": made(lines)}])
    world.model("account.move").post(moves)


def _limit_the_rest(scene: Play) -> None:
    for position in stories.ORDINARY:
        story = replace(stories.FITS[0], customer=position)
        party = scene.party(story)
        _limit(scene, party, Decimal(-(-(Decimal(party.credit_amount) * 2 + 60_000) // _ROUND) * _ROUND))


def _try_to_confirm(scene: Play) -> None:
    """Reps try to confirm some of the held orders: Tryton must refuse each, and its add-on keeps the record."""
    everyone = (*stories.OVER, *stories.ZERO, *stories.OVERDUE, *stories.UNAPPLIED, *stories.IN_TRANSIT)
    counted: dict[str, int] = {}
    for story in everyone:
        n = counted[story.kind] = counted.get(story.kind, -1) + 1
        if not story.refused:
            continue
        sale = scene.sales[story.kind][n]
        try:
            scene.world.tx(scene.desk.confirm, [sale], actor="carla", warned=False)
        except UserError:
            continue
        raise RuntimeError(f"the order of story {story.kind} #{n} should be held, and Tryton confirmed it")
