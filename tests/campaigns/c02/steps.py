"""Kills the console at every step of a decision over two systems, one order for each place to die at, and judges what is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.c02.hooks import Point, points
from tests.campaigns.c02.oracle import Order
from tests.campaigns.c02.world import World
from tests.campaigns.life import Life

UP, DYING, CALM = 60.0, 90.0, 120.0  # seconds until a console is up, has met its point, everything has ended
WHO = "omar"  # an order manager: what a rep may change on one day would not do for so many


@dataclass
class Tally:
    kills: int = 0
    halves: int = 0  # kills after which the two systems stood different, which a case said
    told: dict[str, str] = field(default_factory=dict)
    calm: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Saga:
    """A decision to be killed in. ``quantity``: of the order that it is taken on; ``letters``: how many it has."""

    deed: str
    quantity: int
    letters: int


BOOK = Saga("fix_and_book", 15, 2)  # nothing is wrong with it: booked, and the shop told
FIX = Saga("fix_and_book", 13, 3)  # a quantity is corrected in the shop first
SAGAS = {"book in ERP": BOOK, "fix a quantity and book": FIX}


def kill_at_each(world: World, saga: Saga, chosen: list[Point] | None = None) -> Tally:
    """Each life recovers what the one before left, and dies in a decision of its own."""
    tally = Tally()
    todo = [(point, world.order(saga.quantity)) for point in chosen or points(saga.letters)]
    world.ripen()
    log = world.folder / "console.log"
    _read_everything(world, saga, todo[-1][1], log)
    for point, order in todo:
        life = _console(world, log, "--die", str(point))
        if life.listen(UP, "up") is None:
            tally.faults.append(f"the console did not come up at {point}: {_last(log)}")
        life.tell({"type": "validation", "document": order.number, "deed": saga.deed, "mark": str(point)})
        said = life.listen(DYING, "nak")
        if said is not None or not life.ended:
            tally.faults.append(f"not killed at {point}: {said}")
            life.kill()
        life.bury()
        tally.kills += 1
        tally.told |= {id_: str(point) for line in life.heard if line["is"] == "ack" for id_ in line["ids"]}
        tally.faults += [f"{fault} (killed at {point})" for fault in world.oracle.halves(world.orders)]
    return settle(world, tally, log)


def _read_everything(world: World, saga: Saga, last: Order, log: Path) -> None:
    """A first life that reads both systems, so that the others need not begin with it."""
    life = _console(world, log)
    for _ in range(5):
        life.tell({"type": "validation", "document": last.number, "deed": saga.deed, "mark": "first", "look": True})
        if (said := life.listen(DYING, "seen", "nak")) is not None and said["is"] == "seen":
            break
    life.close()


def settle(world: World, tally: Tally, log: Path) -> Tally:
    """Nobody decides; everything ends by itself."""
    begin = time.monotonic()
    life = _console(world, log)
    life.listen(UP, "up")
    outboxes = [world.outbox(WHO)]
    while world.oracle.unfinished(outboxes) and time.monotonic() < begin + CALM and not life.ended:
        life.listen(0.3)
    tally.calm = time.monotonic() - begin
    if code := life.close():
        tally.faults.append(f"the console ended with {code}: {_last(log)}")
    tally.faults += world.oracle.at_the_end(world.orders, outboxes, tally.told)
    return tally


def _console(world: World, log: Path, *die: str) -> Life:
    return Life("tests.campaigns.c02.console", "--profile", str(world.profile(WHO)), *die, log=log)


def _last(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
