"""What of a sale's goods can leave on the day that was promised, and what each of its deliveries waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain.dossier import GoodsDossier
from app.domain.finding import Unknown
from app.domain.fulfilment import ZERO, Group, Line, Matrix
from app.domain.order import Sale
from app.domain.promise import ASIDE, Cover, Demand, Supply, cover
from app.domain.stock import Incoming
from app.rules import goods

_LEFT = frozenset({"done", "cancelled"})


@dataclass(frozen=True, slots=True)
class Promise:
    """Pieces of a line in a delivery that has not left. day: on which they are to leave; not before today.

    said: that day as it was promised, also where it has passed. elsewhere: free pieces by the name of another warehouse, where this one
    lacks some.
    """

    line: Line
    group: Group
    pieces: Decimal
    day: date
    said: date | None
    cover: Cover
    waits_for: tuple[Incoming, ...]
    elsewhere: Mapping[str, Decimal]

    @property
    def short(self) -> Decimal:
        """Pieces that cannot leave on the day; what is picked is there."""
        return ZERO if self.group.fixed else self.pieces - self.cover.there

    @property
    def slipped(self) -> bool:
        """It was in time, and what was to come for it comes later or nobody knows when."""
        return self.short > 0 and self.cover.as_said


def lacking(dossier: GoodsDossier) -> Unknown | None:
    """As for every judgement about leaving goods; also what comes in has to be known."""
    unread = "incoming" not in dossier.complete
    return goods.lacking(dossier) or (Unknown("the ERP's incoming goods not read completely yet") if unread else None)


def said_day(sale: Sale, group: Group) -> date | None:
    """When a delivery is to leave: as it is planned, unless the customer wants it later."""
    return max((d for d in (group.planned, sale.ship_date) if d is not None), default=None)


def promises(dossier: GoodsDossier, matrix: Matrix, today: date) -> tuple[Promise, ...]:
    """One for each line in each delivery that has not left, in the order of lines and deliveries."""
    sale = dossier.sale
    assert sale is not None
    stock = {(x.product, x.warehouse): x.on_hand for x in dossier.levels}
    found = []
    for line in matrix.lines:
        for group in matrix.groups:
            pieces = matrix.at(line.key, group.key)
            if not pieces or group.left:
                continue
            said = said_day(sale, group)
            day = max(said or today, today)
            supplies = _supplies(dossier, line.product_key, group.warehouse, today)
            own, others = _queue(dossier, matrix, line, group, pieces)
            served = cover(own, day, stock.get((line.product_key, group.warehouse), ZERO), others, supplies, today)
            coming = tuple(x for key in served.waits_for for x in dossier.incoming if x.ref.key == key)
            found.append(Promise(line, group, pieces, day, said, served, coming, elsewhere(matrix, line.key, group)))
    return tuple(found)


def elsewhere(matrix: Matrix, line: str, group: Group) -> dict[str, Decimal]:
    """Free pieces by warehouse, where the stock behind a delivery does not cover it: then it is a matter of re-splitting."""
    if not matrix.short(line, group.key):
        return {}
    return {g.name: free for g in matrix.groups if g.warehouse != group.warehouse and (free := matrix.free(line, g.key))}


def next_look(dossier: GoodsDossier, known: tuple[Promise, ...], now: datetime) -> datetime | None:
    """When the next day that somebody promised is over: the clock alone may change something then."""
    today = now.date()
    days = [p.said for p in known if p.said is not None] + [x.planned for x in dossier.incoming if x.planned is not None]
    first = min((d for d in days if d >= today), default=None)
    return None if first is None else datetime.combine(first + timedelta(days=1), time(), now.tzinfo)


def _supplies(dossier: GoodsDossier, product: str, warehouse: str, today: date) -> list[Supply]:
    """What was to be here already and is not comes nobody knows when."""
    inputs = {w.input for w in dossier.warehouses if w.ref.key == warehouse}
    return [
        Supply(
            x.ref.key, x.quantity, x.planned if x.planned is not None and x.planned >= today else None, x.promised or x.planned
        )
        for x in dossier.incoming
        if x.product_key == product and x.place in inputs
    ]


def _queue(dossier: GoodsDossier, matrix: Matrix, line: Line, group: Group, pieces: Decimal) -> tuple[Demand, list[Demand]]:
    """Its own place in the queue for the goods of its warehouse, and everybody else's: other sales, and its own other deliveries."""
    outputs = {w.output for w in dossier.warehouses if w.ref.key == group.warehouse}
    groups = {g.key: g for g in matrix.groups}
    own: list[Demand] = []
    others = [
        Demand(r.key, r.quantity, r.planned, r.shipped_as in ASIDE)
        for r in dossier.rivals
        if r.product_key == line.product_key and (r.warehouse == group.warehouse or (not r.warehouse and r.place in outputs))
    ]
    for m in dossier.moves:
        at = groups.get(str(m.shipment))
        if at is None or m.state in _LEFT or m.product_key != line.product_key or at.warehouse != group.warehouse:
            continue
        mine = m.sale_line == line.key and at.key == group.key
        (own if mine else others).append(Demand(m.ref.key, m.quantity, m.planned, at.state in ASIDE))
    first = min(own, key=lambda d: d.place)
    return Demand(first.key, pieces, first.day, first.reserved), others
