"""What a product is made of: each part with what lacks of it and when it is there, and the parts that decide the day, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.commands import words
from app.domain.block import Block, Reason, Reasons
from app.domain.components import How, Need, earliest, path
from app.domain.inventory import ErpShelf, ProductLine, ProductParts, ProductSection, Wait, Workshop, lacking
from app.domain.promise import ZERO
from app.domain.stock import StockLevel
from app.domain.system import called
from app.panels.figures import count

_NOBODY = "nobody knows"


def of(parts: ProductParts, today: date) -> tuple[tuple[Block, ...], tuple[ProductSection, ...]]:
    """For each ERP in which it is made: what decides the day, and the tree. Nothing where a figure would rest on what was not read."""
    blocks: list[Block] = []
    sections: list[ProductSection] = []
    for shelf in parts.erps:
        if shelf.workshop is not None and not lacking(parts.feeds, shelf.source):
            made = _made(shelf, shelf.workshop, today, many=len(parts.erps) > 1)
            if made is not None:
                blocks.append(made[0])
                sections.append(made[1])
    return tuple(blocks), tuple(sections)


def _made(shelf: ErpShelf, workshop: Workshop, today: date, *, many: bool) -> tuple[Block, ProductSection] | None:
    level = _where(shelf)
    if level is None:
        return None
    lies = workshop.shelf(level.warehouse, today)
    short = -min(ZERO, lies.free[shelf.key].steps[-1][1])
    # Nothing lacks: what it would take if somebody asked for one more than there is.
    wanted = short or max(ZERO, lies.free[shelf.key].on(today)) + 1
    need = earliest(shelf.key, wanted, lies)
    whose = f", {called(shelf.source)}" if many else ""
    title = f"{count(short)} that lack{whose}" if short else f"One more than is free{whose}"
    first = _waits(shelf, level.warehouse) if short else None
    why = [Reason("All there", _by(need, today)), Reason("Because", _sentence(need, workshop, today))]
    if first is not None and first.demand.day is not None:
        why.append(Reason("Promised", _late(first, need, today)))
    house = next((w.name for w in shelf.warehouses if w.ref.key == level.warehouse), "")
    lines = tuple(_lines(f"parts:{shelf.source}", need, workshop, house, today))
    section = ProductSection(f"parts:{shelf.source}", f"Made of{whose}", f"{title.lower()}: {_by(need, today)}", lines)
    return Reasons(title, tuple(why), house), section


def _where(shelf: ErpShelf) -> StockLevel | None:
    """Where most lacks by all plans, else where most lies."""
    houses = {w.ref.key for w in shelf.warehouses}
    levels = [x for x in shelf.levels if x.warehouse in houses]
    return min(levels, key=lambda x: (min(ZERO, x.forecast), -x.on_hand, x.warehouse), default=None)


def _waits(shelf: ErpShelf, warehouse: str) -> Wait | None:
    """The first order that all that lies there and comes does not reach, in the order in which they are served."""
    there = sum((x.on_hand for x in shelf.levels if x.warehouse == warehouse), ZERO)
    there += sum((s.quantity for s in shelf.supplies(warehouse)), ZERO)
    for wait in sorted((w for w in shelf.waits if w.warehouse == warehouse), key=lambda w: w.demand.place):
        there -= wait.demand.quantity
        if there < 0:
            return wait
    return None


def _by(need: Need, today: date) -> str:
    return words.day(need.by, today) if need.by is not None else _NOBODY


def _late(first: Wait, need: Need, today: date) -> str:
    day = first.demand.day
    assert day is not None
    told = (
        f"{first.number} was to leave {words.day(day, today)}"
        if day < today
        else f"{first.number} leaves {words.day(day, today)}"
    )
    days = (need.by - day).days if need.by is not None else 0
    return f"{told}, {days} {'day' if days == 1 else 'days'} earlier" if days > 0 else told


def _sentence(need: Need, workshop: Workshop, today: date) -> str:
    """From what is waited for up to the product: "R2003 is bought in 21 days, then R2002 is made in 4 and R2001 in 2"."""
    first, *made = reversed(list(path(need)))
    sku, missing = workshop.names[first.product][0], count(first.missing)
    match first.how:
        case How.BOUGHT:
            told = f"{missing} {sku} are bought{_supplier(first, workshop)} in {_days(first.days)}"
        case How.COMING:
            told = f"{missing} {sku} come {_by(first, today)}"
        case How.STOCK:
            told = "all parts are free today"
        case _:
            told = f"nobody knows when {missing} {sku} come"
    then = [f"{workshop.names[one.product][0]} is made in {_days(one.days)}" for one in made]
    return f"{told}{', then ' if then else ''}{', then '.join(then)}"


def _supplier(need: Need, workshop: Workshop) -> str:
    name = next((t.supplier for t in workshop.times if t.ref.key == need.product), "")
    return f" from {name}" if name else ""


def _days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"


def _lines(under: str, need: Need, workshop: Workshop, house: str, today: date, depth: int = 0) -> Iterator[ProductLine]:
    """What decides says so in words, for nobody is to see it by its colour alone."""
    sku, name = workshop.names[need.product]
    key = f"{under}/{need.product}"
    yield ProductLine(
        key=key,
        number=sku,
        about=f"{_how(need, workshop)}, {name}",
        quantity=count(need.quantity),
        place=house if depth == 0 else "",
        when=f"{_by(need, today)}{', decides' if need.decides and depth else ''}",
        tone="bad" if need.by is None else "warn" if need.decides else "",
        depth=depth,
    )
    for part in need.parts:
        yield from _lines(key, part, workshop, house, today, depth + 1)


def _how(need: Need, workshop: Workshop) -> str:
    free = need.quantity - need.missing
    rest = f"{count(free)} free, {count(need.missing)} " if free else ""
    match need.how:
        case How.STOCK:
            return "free today"
        case How.COMING:
            return f"{rest}on its way"
        case How.MADE:
            return f"{rest}made in {_days(need.days)}"
        case How.BOUGHT:
            return f"{rest}bought{_supplier(need, workshop)} in {_days(need.days)}"
    return f"{rest}{_NOBODY} when"
