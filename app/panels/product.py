"""The page of one product: what can be promised by which day at which place, what each system counts, what comes and who waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from app.commands import words
from app.domain.available import Available, available
from app.domain.block import Block, Cell, CompareRow, Comparison
from app.domain.inventory import ErpShelf, ProductLine, ProductParts, ProductSection, ProductView, Wait, lacking
from app.domain.promise import ZERO
from app.domain.ref import NO_NUMBER
from app.domain.stock import Incoming, StockLevel
from app.domain.system import called
from app.panels import dropped, workshop
from app.panels.figures import count

_MOST_DAYS, _MOST_PLACES = 12, 4
_DASH = "–"
_DROPPED = "drop shipment"  # it never comes into a warehouse of ours
Place = tuple[ErpShelf, StockLevel]


def build(parts: ProductParts, local: datetime) -> ProductView:
    """``local``: now in the company's zone."""
    today = local.date()
    places = [(shelf, level) for shelf in parts.erps for level in _in_order(shelf)]
    decides, trees = workshop.of(parts, today)
    blocks = (*_by_day(parts, places, today), *decides, _by_system(parts, places, local))
    return ProductView(parts.sku, parts.name, parts.unit, today, blocks, (_comes(parts, today), _waits(parts, today), *trees))


def _in_order(shelf: ErpShelf) -> list[StockLevel]:
    names = {w.ref.key: w.name for w in shelf.warehouses}
    return sorted((x for x in shelf.levels if x.warehouse in names), key=lambda x: (names[x.warehouse], x.warehouse))


def _name(shelf: ErpShelf, warehouse: str) -> str:
    return next((w.name for w in shelf.warehouses if w.ref.key == warehouse), "")


def _heads(places: Sequence[Place]) -> list[str]:
    """Where two ERPs have a place of the same name, each says whose it is."""
    names = [_name(shelf, level.warehouse) for shelf, level in places]
    pairs = zip(names, places, strict=True)
    return [f"{name}, {called(shelf.source)}" if names.count(name) > 1 else name for name, (shelf, _) in pairs]


# ---- by day ----


def _by_day(parts: ProductParts, places: Sequence[Place], today: date) -> tuple[Block, ...]:
    """Nothing where a figure would rest on what was not read."""
    read = [p for p in places if not lacking(parts.feeds, p[0].source)]
    if not read:
        return ()
    shown = read[:_MOST_PLACES]
    atp = [available(x.on_hand, s.demands(x.warehouse), s.supplies(x.warehouse), today) for s, x in shown]
    days = sorted({day for a in atp for day, _ in a.steps})
    heads = (("From", "text"), *((name, "num") for name in _heads(shown)), ("All", "num"))
    rows = tuple(_day(day, atp, today) for day in days[:_MOST_DAYS])
    hidden = len(read) - len(shown)
    note = (
        f"{hidden} more places are not shown"
        if hidden
        else f"{len(days) - _MOST_DAYS} more days"
        if days[_MOST_DAYS:]
        else parts.unit
    )
    return (Comparison("Available to promise", heads, rows, note),)


def _day(day: date, atp: Sequence[Available], today: date) -> CompareRow:
    figures = [a.on(day) for a in atp]
    cells = (
        *(Cell(count(f), "bad" if f < 0 else "") for f in figures),
        Cell(count(sum((max(f, ZERO) for f in figures), ZERO))),
    )
    return CompareRow("", (Cell(words.day(day, today)), *cells))


# ---- by system ----


def _by_system(parts: ProductParts, places: Sequence[Place], local: datetime) -> Comparison:
    heads = (
        ("Place", "text"),
        ("System", "text"),
        ("On hand", "num"),
        ("Aside", "num"),
        ("Promised", "num"),
        ("Coming", "num"),
        ("All plans", "num"),
    )
    rows = [(_name(s, x.warehouse), 0, _counted(parts, s, x, local)) for s, x in places]
    codes = {w.code: w.name for s in parts.erps for w in s.warehouses if w.code}
    for level in parts.shops:
        name = codes.get(level.warehouse or "") or level.place_name
        own = level.incoming
        cells = (level.stocked, None, level.reserved, own if own else None, None)
        rows.append((name, 1, _cells(name, _told(parts, level.ref.source, local), cells)))
    rows.sort(key=lambda row: row[:2])
    return Comparison("What each system counts", heads, tuple(row for _, _, row in rows))


def _counted(parts: ProductParts, shelf: ErpShelf, level: StockLevel, local: datetime) -> CompareRow:
    aside = sum((d.quantity for d in shelf.demands(level.warehouse) if d.reserved), ZERO)
    promised = sum((d.quantity for d in shelf.demands(level.warehouse)), ZERO)
    coming = sum((s.quantity for s in shelf.supplies(level.warehouse)), ZERO)
    known = not lacking(parts.feeds, shelf.source)
    figures = (
        (level.on_hand, aside, promised, coming, level.forecast) if known else (level.on_hand, None, None, None, level.forecast)
    )
    return _cells(_name(shelf, level.warehouse), _told(parts, shelf.source, local), figures)


def _cells(place: str, told: str, figures: Sequence[Decimal | None]) -> CompareRow:
    cells = (Cell(_DASH, "text.3") if f is None else Cell(count(f), "bad" if f < 0 else "") for f in figures)
    return CompareRow("", (Cell(place), Cell(told), *cells))


def _told(parts: ProductParts, source: str, local: datetime) -> str:
    """ "ERP, 4 s ago", as of the oldest that its figures rest on."""
    why = lacking(parts.feeds, source)
    known = [s.asof for s in parts.feeds if s.source == source and s.asof is not None]
    age = words.age(min(known), local) if known else "never read"
    return f"{called(source)}, {why or age}"


# ---- what comes, who waits ----


def _comes(parts: ProductParts, today: date) -> ProductSection:
    found = [(s, x) for s in parts.erps for x in s.incoming]
    found.sort(key=lambda pair: (pair[1].planned is None, pair[1].planned or today, pair[1].ref))
    unread = lacking([s for s in parts.feeds if s.name == "incoming"])
    note = f"{len(found)}" if found else unread or "nothing is on order"
    return ProductSection("comes", "What comes", note, tuple(_coming(s, x, today) for s, x in found))


def _coming(shelf: ErpShelf, x: Incoming, today: date) -> ProductLine:
    numbers = {p.ref.key: p.number for p in shelf.purchases}
    house = next((w.name for w in shelf.warehouses if w.input == x.place), _DROPPED)
    orders = dict.fromkeys(f"for {w.number}" for w in shelf.waits if x.dropped is not None and w.dropped == x.dropped)
    when, tone = _when(x, today) if x.dropped is None else dropped.when(x, today)
    return ProductLine(
        key=f"comes:{x.ref}",
        number=numbers.get(x.purchase or "") or NO_NUMBER,
        about=", ".join((x.supplier, *orders)),
        quantity=count(x.quantity),
        place=house,
        when=when,
        tone=tone,
    )


def _when(x: Incoming, today: date) -> tuple[str, str]:
    """In words, with a tone; the day that was said first too, where another one is said now."""
    overdue, slid = x.planned is not None and x.planned < today, x.promised is not None and x.planned != x.promised
    day = "no day" if x.planned is None else words.day(x.planned, today)
    first = f", first {words.short_day(x.promised, today)}" if slid and x.promised is not None else ""
    tone = "bad" if overdue or x.planned is None else "warn" if slid else ""
    return f"due {day}{first}" if overdue else f"{day}{first}", tone


def _waits(parts: ProductParts, today: date) -> ProductSection:
    """In the order in which they are served, place by place."""
    found = [(s, w) for s in parts.erps for w in s.waits]
    names = {(s.source, h.ref.key): h.name for s in parts.erps for h in s.warehouses}
    found.sort(key=lambda pair: (names.get((pair[0].source, pair[1].warehouse), ""), pair[1].demand.place))
    unread = lacking([s for s in parts.feeds if s.name in ("moves", "shipments")])
    note = f"{len(found)}, in the order in which they are served" if found else unread or "nobody waits"
    lines = tuple(_wait(s.source, w, names.get((s.source, w.warehouse), _DROPPED), today) for s, w in found)
    return ProductSection("waits", "Who waits", note, lines)


def _wait(source: str, w: Wait, place: str, today: date) -> ProductLine:
    day = w.demand.day
    late = day is not None and day < today and not w.demand.reserved
    when = "no day" if day is None else words.day(day, today)
    return ProductLine(
        key=f"waits:{source}/{w.demand.key}",
        number=w.number or NO_NUMBER,
        about=", ".join(x for x in (w.customer, "lies aside" if w.demand.reserved else "") if x),
        quantity=count(w.demand.quantity),
        place=place,
        when=when,
        tone="bad" if late else "",
        page="orders" if w.order else "",
        opens=w.order,
    )
