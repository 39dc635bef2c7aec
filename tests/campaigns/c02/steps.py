"""Kills the console at every step of a decision over two systems, one order for each place to die at, and judges what is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.c02.oracle import Order
from tests.campaigns.c02.world import World
from tests.campaigns.life import Life
from tests.campaigns.seams import Point, points
from tests.outside.shop import Shop

UP, DYING, CALM = 60.0, 90.0, 120.0  # seconds until a console is up, has met its point, everything has ended
WHO = "omar"  # an order manager: what a rep may change on one day would not do for so many
BOOKS = "carla"  # books beforehand what is decided on as it is booked
REASON = "Agreed with the buyer on the telephone"


@dataclass
class Tally:
    kills: int = 0
    halves: int = 0  # kills after which the two systems stood different, which a case said
    told: dict[str, str] = field(default_factory=dict)
    calm: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Saga:
    """A decision to be killed in, about a case of ``type_``. ``letters``: how many it has.

    ``quantity``, ``price``, ``postcode``: of the order that it is taken on, where they are not as they should be; ``booked``: by which
    deed it was booked before, if it was; ``change``: what somebody did to it in the shop since.
    """

    type_: str
    deed: str
    letters: int
    quantity: int = 15
    price: str | None = None
    postcode: str | None = None
    booked: str = ""
    change: Callable[[Shop, Order], None] | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> str:
        """A profile for each: whoever begins with one has read nothing yet, so that records may be made older than they are."""
        return f"-{self.deed}-{self.quantity}"

    def wish(self, order: Order, mark: str) -> dict[str, object]:
        return {"type": self.type_, "document": order.number, "deed": self.deed, "mark": mark, "fields": dict(self.fields)}


def _sku(order: Order) -> str:
    [sku] = order.before.lines
    return sku


def _dearer(shop: Shop, order: Order) -> None:
    shop.correct(order.key, _sku(order), unit_price=60.1234)


def _more(shop: Shop, order: Order) -> None:
    shop.correct(order.key, _sku(order), quantity=20)


def _called_off(shop: Shop, order: Order) -> None:
    shop.cancel(order.key)


BOOK = Saga("validation", "fix_and_book", 2)  # nothing is wrong with it: booked, and the shop told
FIX = Saga("validation", "fix_and_book", 3, quantity=13)  # a quantity is corrected in the shop first
SAGAS = {
    "book in ERP": BOOK,
    "fix a quantity and book": FIX,
    "split a price": Saga("price", "split_difference", 2, booked="fix_and_book", change=_dearer, fields={"reason": REASON}),
    "our price holds": Saga("price", "accept_ours", 1, booked="fix_and_book", change=_dearer),
    "correct an address": Saga("address", "take_suggestion", 2, price="60.00", postcode="1", booked="book_as_placed"),
    "take the ERP's quantity": Saga("sync", "take_erp", 1, booked="fix_and_book", change=_more),
    "cancel the other side": Saga(
        "sync", "cancel_other_side", 1, booked="fix_and_book", change=_called_off, fields={"reason": REASON}
    ),
}


def kill_at_each(world: World, saga: Saga, chosen: list[Point] | None = None) -> Tally:
    """Each life recovers what the one before left, and dies in a decision of its own."""
    tally = Tally()
    at = chosen or points(saga.letters)
    orders = [world.order(saga.quantity, saga.deed, price=saga.price, postcode=saga.postcode) for _ in at]
    world.ripen(orders)
    log = world.folder / "console.log"
    if saga.booked:
        tally.faults += _book(world, saga, orders, log)
        orders = [world.differ(order, saga.change) for order in orders]
        world.ripen(orders)
    _read_everything(world, saga, orders[-1], log)
    for point, order in zip(at, orders, strict=True):
        life = _console(world.profile(WHO, desk=saga.desk), log, "--die", str(point))
        if life.listen(UP, "up") is None:
            tally.faults.append(f"the console did not come up at {point}: {_last(log)}")
        life.tell(saga.wish(order, str(point)))
        said = life.listen(DYING, "nak")
        if said is not None or not life.ended:
            tally.faults.append(f"not killed at {point}: {said}")
            life.kill()
        life.bury()
        tally.kills += 1
        tally.told |= {id_: str(point) for line in life.heard if line["is"] == "ack" for id_ in line["ids"]}
        tally.faults += [f"{fault} (killed at {point})" for fault in world.oracle.halves(world.orders)]
    return settle(world, saga, tally, log)


def _book(world: World, saga: Saga, orders: list[Order], log: Path) -> list[str]:
    """Somebody books them all, and it has reached both systems; what did not."""
    life = _console(world.profile(BOOKS, desk=saga.desk), log)
    life.listen(UP, "up")
    refused = []
    for order in orders:
        life.tell(Saga("validation", saga.booked, 2, fields={"reason": REASON}).wish(order, order.number))
        said = life.listen(DYING, "ack", "nak")
        refused += [f"not booked beforehand: {order.number}: {said}"] if said is None or said["is"] == "nak" else []
    end = time.monotonic() + CALM
    while world.oracle.unfinished([world.outbox(BOOKS, saga.desk)]) and time.monotonic() < end and not life.ended:
        life.listen(0.3)
    life.close()
    return refused


def _read_everything(world: World, saga: Saga, last: Order, log: Path) -> None:
    """A first life that reads both systems, so that the others need not begin with it."""
    life = _console(world.profile(WHO, desk=saga.desk), log)
    for _ in range(5):
        life.tell(saga.wish(last, "first") | {"look": True})
        if (said := life.listen(DYING, "seen", "nak")) is not None and said["is"] == "seen":
            break
    life.close()


def settle(world: World, saga: Saga, tally: Tally, log: Path) -> Tally:
    """Nobody decides; everything ends by itself."""
    begin = time.monotonic()
    life = _console(world.profile(WHO, desk=saga.desk), log)
    life.listen(UP, "up")
    outboxes = world.outboxes()
    while world.oracle.unfinished(outboxes) and time.monotonic() < begin + CALM and not life.ended:
        life.listen(0.3)
    tally.calm = time.monotonic() - begin
    if code := life.close():
        tally.faults.append(f"the console ended with {code}: {_last(log)}")
    tally.faults += world.oracle.at_the_end(world.orders, outboxes, tally.told)
    return tally


def _console(profile: Path, log: Path, *die: str) -> Life:
    return Life("tests.campaigns.c02.console", "--profile", str(profile), *die, log=log)


def _last(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
