"""Which deliveries arrived damaged: complaints of customers about goods that were shipped, and one that is settled already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.plan import web
from demo.seed import stories
from demo.seed.customers import Customer
from demo.seed.world import World, made

PHOTOS = Path(__file__).parent / "photos"
Found = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Complaint:
    """``kind``: key in company.json. ``held``: the customer has an order over the credit limit. ``pieces``: least and most of the line.
    ``age``: hours since it was taken down. ``settled``: the goods are on their way back. ``photo``: a file of ``photos``, kept with it.
    ``web``: bought in the shop.
    """

    kind: str
    pieces: tuple[int, int]
    words: str
    age: float
    by: str = "carla"
    held: bool = False
    settled: bool = False
    photo: str = ""
    web: bool = False


DAMAGED = (
    Complaint("damaged", (5, 8), "Two arrived in a crushed carton. See the photo.", 0.4, photo="crushed-carton.jpg"),
    Complaint("damaged", (9, 24), "The pallet had tipped over; one layer is dented.", 1.1, "ben", photo="tipped-pallet.jpg"),
    Complaint("damaged", (3, 9), "One housing is cracked, the carton looked sound.", 3.5),
    Complaint("damaged_held", (2, 9), "Water in the carton, the first piece is rusty.", 0.9, held=True),
    Complaint("damaged_web", (2, 9), "Ordered in the shop; one came with a torn seal.", 1.8, web=True),
    Complaint("damage_settled", (2, 9), "Bent flange. They send it back.", 30.0, settled=True),
)


def take_down(world: World, customers: Sequence[Customer]) -> Found:
    """Ids and numbers of the complaints by kind. RuntimeError where the history shipped nothing that fits."""
    held = {customers[s.customer].id for s in stories.OVER}
    lines, found = world.tx(_delivered, world), Found()
    for story in DAMAGED:
        fits = [
            x for x in lines if story.pieces[0] <= x[2] <= story.pieces[1] and (x[1] in held, x[3]) == (story.held, story.web)
        ]
        if not fits:
            raise RuntimeError(f"the history shipped nothing for story {story.kind}")
        line, customer, _, _ = fits[0]
        lines = [x for x in lines if x[1] != customer]
        taken = world.tx(_key, world, story, line, customer, actor=story.by)
        if story.settled:
            world.tx(world.press, "sale.complaint", "approve", [taken["id"]], actor="omar")
        if story.photo:
            world.tx(_attach, world, taken["id"], story.photo, actor=story.by)
        world.tx(_date_back, world, taken["id"], story.age)
        found.setdefault(story.kind, []).append(taken)
    world.report(f"{len(DAMAGED)} complaints about damaged goods")
    return found


def _delivered(world: World) -> list[tuple[int, int, int, bool]]:
    """Line, customer and pieces of what was delivered whole, and whether in the shop it is over too, the last delivered first."""
    over = web.went_out()
    moves = world.model("stock.move").search(
        [("state", "=", "done"), ("shipment", "like", "stock.shipment.out,%"), ("origin", "like", "sale.line,%")],
        order=[("effective_date", "DESC"), ("id", "DESC")],
    )
    whole = ((move.origin, move.quantity) for move in moves)
    return [
        (line.id, line.sale.party.id, int(line.quantity), bool(line.sale.web_id))
        for line, quantity in whole
        if 0 < line.quantity == quantity and (not line.sale.web_id or line.sale.web_id in over) and line.product.type == "goods"
    ]


def _key(world: World, story: Complaint, line: int, customer: int) -> dict[str, Any]:
    complaint = world.model("sale.complaint")
    values: dict[str, Any] = {
        "type": world.one("sale.complaint.type", ("name", "=", "Damaged goods")).id,
        "customer": customer,
        "company": world.company,
        "origin": f"sale.line,{line}",
        "description": story.words,
        "date": world.today,
    }
    if story.settled:
        values["actions"] = made([{"action": "sale_return", "quantity": 1.0}])
    (one,) = complaint.create([values])
    complaint.wait([one])
    return {"id": one.id, "number": one.number, "line": line, "customer": customer}


def _attach(world: World, complaint: int, photo: str) -> None:
    values = {"resource": f"sale.complaint,{complaint}", "name": photo, "type": "data", "data": (PHOTOS / photo).read_bytes()}
    world.model("ir.attachment").create([values])


def _date_back(world: World, complaint: int, hours: float) -> None:
    when = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=hours)
    world.sql("update sale_complaint set create_date = %s, write_date = %s where id = %s", when, when, complaint)
