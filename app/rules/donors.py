"""Whose goods could go to an order that lacks them: deliveries of others for which enough lies aside, and when those could leave then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.domain.dossier import GoodsDossier
from app.domain.fulfilment import ZERO, Group, Matrix
from app.domain.promise import Demand, Queue, cover
from app.rules.promises import Promise, supplies

Place = tuple[str, str]  # (product, warehouse)


@dataclass(frozen=True, slots=True)
class Donor:
    """A delivery of another order. taker: the one that would get its goods. takes: pieces by place, in the product's own unit.

    demand: its first, for who it is. day: on which it is to leave; after: on which it could; None: nobody knows.
    """

    taker: Group
    demand: Demand
    takes: tuple[tuple[Place, Decimal], ...]
    day: date
    after: date | None

    @property
    def key(self) -> str:
        return f"{self.taker.key}<{self.demand.shipment}"

    @property
    def later(self) -> bool:
        """It could not leave on its day any more."""
        return self.after is None or self.after > self.day


def donors(dossier: GoodsDossier, matrix: Matrix, known: Iterable[Promise], today: date) -> tuple[Donor, ...]:
    """For the deliveries in which something lacks; first those that lose nothing by it, then those that leave last."""
    short = dict.fromkeys(p.group.key for p in known if p.missing > 0)
    found = [d for key in short for d in _of(dossier, matrix, matrix.group(key), today)]
    return tuple(sorted(found, key=lambda d: (d.later, -d.day.toordinal(), d.demand.number, d.key)))


def _of(dossier: GoodsDossier, matrix: Matrix, taker: Group, today: date) -> Iterator[Donor]:
    wants = _wants(matrix, taker)
    queues = {place: dossier.queues.get(place, Queue()) for place in wants}
    others = [d for queue in queues.values() for d in queue.demands if d.sale != dossier.ref.key and d.state == "assigned"]
    for shipment in dict.fromkeys(d.shipment for d in others):
        if all(_enough(dossier, place, queues[place], taker.key, shipment, pieces) for place, pieces in wants.items()):
            own = [d for d in others if d.shipment == shipment]
            days = [_leaves(dossier, place, queues[place], taker, own, today) for place in wants]
            after = None if None in days else max(d for d in days if d is not None)
            day = max(own[0].day or today, today)
            yield Donor(taker, own[0], tuple(wants.items()), day, after)


def _wants(matrix: Matrix, taker: Group) -> dict[Place, Decimal]:
    """All that is in a delivery: an ERP lays goods aside for the whole of it."""
    found: dict[Place, Decimal] = {}
    for line in matrix.lines:
        pieces = matrix.at(line.key, taker.key)
        if pieces:
            place = (line.product_key, taker.warehouse)
            found[place] = found.get(place, ZERO) + line.own(pieces)
    return found


def _on_hand(dossier: GoodsDossier, place: Place) -> Decimal:
    return next((x.on_hand for x in dossier.levels if (x.product, x.warehouse) == place), ZERO)


def _enough(dossier: GoodsDossier, place: Place, queue: Queue, taker: str, donor: str, pieces: Decimal) -> bool:
    """What is there covers it beside all that lies aside for others."""
    aside = sum((d.quantity for d in queue.demands if d.reserved and d.shipment not in (taker, donor)), ZERO)
    return _on_hand(dossier, place) - aside >= pieces


def _leaves(dossier: GoodsDossier, place: Place, queue: Queue, taker: Group, donor: list[Demand], today: date) -> date | None:
    """When the donor's goods of one product could leave once the taker's lie aside and its own do not; None: nobody knows."""
    keys = {d.key for d in donor if d in queue.demands}
    own = [d for d in queue.demands if d.key in keys]
    if not own:
        return today
    day = max(own[0].day or today, today)
    while True:
        freed = [replace(d, day=day, reserved=False) for d in own]
        given = [replace(d, reserved=True) if d.shipment == taker.key else d for d in queue.demands if d.key not in keys]
        last, pieces = max(freed, key=lambda d: d.place), sum((d.quantity for d in freed), ZERO)
        served = cover(
            replace(last, quantity=pieces),
            day,
            _on_hand(dossier, place),
            Queue.of(given),
            supplies(dossier, *place, today),
            today,
        )
        if served.there >= pieces:
            return day
        if served.by is None or served.by <= day:
            return served.by
        day = served.by
