"""What a shop holds for lines of an order, as it is right before a deed moves it, and what keeps it from moving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.connectors.medusa import listings as lists
from app.connectors.medusa import payloads as p
from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import Kept, Plan
from app.connectors.medusa.listings import Filter
from app.connectors.medusa.parts import number, shape
from app.connectors.medusa.places import aside_for
from app.errors import Conflict, RefusedByRemote

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Held:
    """Of one line. rows: tied ones first. item: key of what is kept in stock; free: by location, what nobody holds there."""

    rows: tuple[p.Reservation, ...]
    item: str
    free: Mapping[str, Decimal]

    @property
    def places(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for row in self.rows:
            found[row.location_id] = found.get(row.location_id, _ZERO) + number(row.quantity, "quantity")
        return found

    def is_at(self, to: Mapping[str, Decimal]) -> bool:
        """Just so: tied to the first of these places, aside at the others, once each."""
        first, *others = to
        tied = [row.location_id for row in self.rows if row.line_item_id]
        aside = sorted(row.location_id for row in self.rows if not row.line_item_id)
        return self.places == to and tied == [first] and aside == sorted(others)


def held(client: Client, plan: Plan) -> dict[str, Held]:
    """Line -> what is held for it now. Malformed where that cannot be read; RefusedByRemote where it is of several articles."""
    if not plan.kept:
        return {}
    keys = [one.line for one in plan.kept]
    rows = [shape(p.Reservation, row) for row in lists.page(client, lists.RESERVATIONS, lists.among(keys, "line_item_id"))]
    return {one.line: _held(client, one, [r for r in rows if r.line_item_id == one.line]) for one in plan.kept}


def _held(client: Client, one: Kept, tied: list[p.Reservation]) -> Held:
    found = lists.page(client, lists.RESERVATIONS, _exactly("description", aside_for(one.line)))
    rows = (*tied, *(r for r in (shape(p.Reservation, row) for row in found) if r.line_item_id is None))
    stock = lists.page(client, lists.ITEMS, _exactly("sku", one.sku))
    if len(stock) != 1 or any(row.inventory_item_id != stock[0].get("id") for row in rows):
        raise RefusedByRemote(f"{one.sku} is not one article in the shop's stock", about=one.sku)
    listed = stock[0].get("location_levels")
    levels = [shape(p.Level, level) for level in listed] if isinstance(listed, list) else []
    free = {x.location_id: number(x.stocked_quantity, "stock") - number(x.reserved_quantity, "stock") for x in levels}
    return Held(rows, str(stock[0]["id"]), free)


def _exactly(field: str, value: str) -> Filter:
    return Filter(((field, value),), lambda row: row.get(field) == value)


def check(found: Mapping[str, Held], plan: Plan, name: str) -> None:
    """Conflict where it is not held as it was on screen; RefusedByRemote where a place has too little that is free."""
    more: dict[tuple[str, str], Decimal] = {}
    for one in plan.kept:
        now = found[one.line]
        if now.places not in (one.was, at_one_place(one.was)):
            raise Conflict(f"{name}: what is held for {one.sku} has changed", "Look at it again.", about=name)
        for place in {**one.to, **now.places}:
            by = one.to.get(place, _ZERO) - now.places.get(place, _ZERO)
            more[now.item, place] = more.get((now.item, place), _ZERO) + by
    for one in plan.kept:
        for place in one.to:
            now, wanted = found[one.line], more[found[one.line].item, place]
            if wanted > max(_ZERO, now.free.get(place, _ZERO)):
                free = max(_ZERO, now.free.get(place, _ZERO))
                there = plan.names.get(place, "there")
                raise RefusedByRemote(
                    f"{name}: the shop has {free.normalize():f} {one.sku} free in {there}, not {wanted.normalize():f}", about=name
                )


def at_one_place(places: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """All of it at the first: what a shop without our add-on can hold rightly."""
    return {next(iter(places)): sum(places.values(), _ZERO)} if places else {}


def rows_for(one: Kept, item: str, places: Mapping[str, Decimal], mark: str) -> Iterable[dict[str, object]]:
    """What to ask the shop for, so that the line is held there: tied to the first place."""
    for n, (place, quantity) in enumerate(places.items()):
        whose = {"description": aside_for(one.line)} if n else {"line_item_id": one.line}
        yield {"inventory_item_id": item, "location_id": place, "quantity": quantity, "metadata": {"cmd": mark}, **whose}
