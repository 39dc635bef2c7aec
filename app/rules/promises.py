"""What of a sale's goods can leave on the day that was promised, what each of its deliveries waits for, and how a rule judges that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.dossier import GoodsDossier
from app.domain.finding import Unknown, Verdict
from app.domain.fulfilment import ZERO, Group, Line, Matrix
from app.domain.order import OrderState, Sale
from app.domain.promise import Cover, Demand, Queue, Supply, cover, together
from app.domain.shipment import lies_aside
from app.domain.stock import Incoming
from app.rules import goods
from app.rules.clock import after
from app.rules.orders import Verdicts, for_all, unreadable

UNDER_WAY = frozenset({OrderState.CONFIRMED, OrderState.PROCESSING})
_LEFT = frozenset({"done", "cancelled"})


@dataclass(frozen=True, slots=True)
class Promise:
    """Pieces of a line in a delivery that has not left. day: on which they are to leave; not before today.

    said: that day as it was promised, also where it has passed. cover: in the product's own unit. elsewhere: free pieces by the name of
    another warehouse, where some cannot leave from here; each is free for one promise.
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
    def missing(self) -> Decimal:
        """Pieces that cannot leave on the day from where they are planned to."""
        return missing(self.line, self.group, self.pieces, self.cover)

    @property
    def short(self) -> Decimal:
        """Pieces that can leave on the day from nowhere."""
        return max(ZERO, self.missing - sum(self.elsewhere.values(), ZERO))

    @property
    def slipped(self) -> bool:
        """It was in time, and what was to come for it comes later or nobody knows when."""
        return self.short > 0 and self.cover.as_said


@dataclass(frozen=True, slots=True)
class Leaving:
    """What every rule about leaving goods looks at, made once. sale: None where it is not under way or cannot be read.

    matrix, promises: empty where nothing can be said of them. now: its date in its own zone is today.
    """

    dossier: GoodsDossier
    sale: Sale | None
    matrix: Matrix
    promises: tuple[Promise, ...]
    now: datetime


def leaving(dossier: GoodsDossier, now: datetime) -> Leaving:
    sale = dossier.sale if dossier.sale is not None and dossier.sale.state in UNDER_WAY else None
    if sale is None or goods.lacking(dossier):
        return Leaving(dossier, sale, Matrix((), (), {}, {}), (), now)
    matrix = goods.matrix_of(dossier)
    return Leaving(dossier, sale, matrix, promises(dossier, matrix, now.date()), now)


def judged(
    known: Leaving, causes: Iterable[str], unknown: Unknown | None, each: Callable[[Sale], Mapping[str, Verdict]]
) -> Verdicts:
    """A verdict per cause: ``each``'s own for a sale under way, ``unknown`` for all of them where there is one; none for others."""
    ref = known.dossier.ref
    if known.dossier.unreadable:
        return for_all(ref, causes, unreadable())
    if known.sale is None:
        return {}
    if unknown is not None:
        return for_all(ref, causes, unknown)
    return {(ref, cause): verdict for cause, verdict in each(known.sale).items()}


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
    taken: dict[tuple[str, str], Decimal] = {}
    found = []
    for line in matrix.lines:
        for group in matrix.groups:
            pieces = matrix.at(line.key, group.key)
            if not pieces or group.left:
                continue
            said, place = said_day(sale, group), (line.product_key, group.warehouse)
            day = max(said or today, today)
            coming_here = supplies(dossier, *place, today)
            counted, queue = stock.get(place, ZERO), dossier.queues.get(place, Queue())
            own = _demands(dossier, line, group, pieces)
            served = together([(d, cover(d, day, counted, queue, coming_here, today)) for d in own])
            coming = tuple(x for key in served.waits_for for x in dossier.incoming if x.ref.key == key)
            others = _elsewhere(matrix, line, group, missing(line, group, pieces, served), taken)
            found.append(Promise(line, group, pieces, day, said, served, coming, others))
    return tuple(found)


def missing(line: Line, group: Group, pieces: Decimal, served: Cover) -> Decimal:
    """Of these pieces; what is picked is there."""
    return ZERO if group.fixed else pieces - line.pieces(served.there)


def _elsewhere(
    matrix: Matrix, line: Line, group: Group, wanted: Decimal, taken: dict[tuple[str, str], Decimal]
) -> dict[str, Decimal]:
    """Free pieces by the name of the warehouse; as many as are wanted are added to ``taken``, in the product's own unit."""
    found: dict[str, Decimal] = {}
    for other in matrix.groups:
        if not wanted or other.warehouse == group.warehouse or other.name in found:
            continue
        place = (line.product_key, other.warehouse)
        free = line.movable(max(ZERO, matrix.free(line.key, other.key) - line.pieces(taken.get(place, ZERO))))
        if free:
            found[other.name] = free
            part = min(wanted, free)
            taken[place] = taken.get(place, ZERO) + line.own(part)
            wanted -= part
    return found


def next_look(known: Leaving, more: Iterable[date] = ()) -> datetime | None:
    """When the next day that somebody promised, or of ``more``, is over: the clock alone may change something then."""
    days = list(more)
    days += [p.said for p in known.promises if p.said is not None]
    days += [x.planned for x in known.dossier.incoming if x.planned is not None]
    first = min((d for d in days if d >= known.now.date()), default=None)
    return None if first is None else after(first, known.now)


def supplies(dossier: GoodsDossier, product: str, warehouse: str, today: date) -> list[Supply]:
    """What comes into a warehouse of a product; what was to be here already and is not comes nobody knows when."""
    inputs = {w.input for w in dossier.warehouses if w.ref.key == warehouse}
    return [
        Supply(
            x.ref.key, x.quantity, x.planned if x.planned is not None and x.planned >= today else None, x.promised or x.planned
        )
        for x in dossier.incoming
        if x.product_key == product and x.place in inputs
    ]


def _demands(dossier: GoodsDossier, line: Line, group: Group, pieces: Decimal) -> list[Demand]:
    """Its places in the queue for the goods of its warehouse: of what lies aside for it, of what does not; each that of its first move."""
    moves = [m for m in dossier.moves if m.sale_line == line.key and m.shipment == group.key and m.state not in _LEFT]
    aside = [m for m in moves if lies_aside(m.state, group.state)]
    held = pieces if len(aside) == len(moves) else min(pieces, sum((m.quantity for m in aside), ZERO))
    found = []
    for part, kept, count in ((aside, True, held), ([m for m in moves if m not in aside], False, pieces - held)):
        if part and count:
            found.append(min((Demand(m.ref.key, line.own(count), m.planned, kept) for m in part), key=lambda d: d.place))
    return found
