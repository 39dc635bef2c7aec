"""The page of an order whose goods should leave in another way: the matrix, the deliveries, three ways to ship it, and why."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from app.commands import goods_case, words
from app.domain.allocation import Way, as_it_is, by_the_rules
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts, Reason, Reasons
from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.domain.fulfilment import ZERO, Group, Matrix
from app.panels import goods_page, held
from app.panels.figures import count
from app.panels.panel import Panel
from app.rules import split as rule
from app.rules.goods import lacking, matrix_of
from app.rules.orders import plain

_MOST_GROUPS = 5  # columns that stay readable


def _tell(parts: PanelParts, fires: Fires, local: datetime) -> str:
    if fires.cause == rule.SHORT:
        return " ".join(_short(fault) for fault in fires.faults)
    told = fires.facts.get("deliveries")
    count = len(told) if isinstance(told, list | tuple) else 0
    return f"{count} deliveries are planned {fires.facts.get('days')} days apart."


def _short(fault: object) -> str:
    assert isinstance(fault, dict)
    elsewhere = ", ".join(f"{name} has {free} free" for name, free in fault["elsewhere"].items())
    return f"{fault['warehouse']} lacks {fault['short']} of {fault['of']} {fault['sku']}; {elsewhere}."


def _blocks(parts: PanelParts, local: datetime) -> tuple[Block, ...]:
    dossier = goods_case.dossier(parts)
    if lacking(dossier) or dossier.asof is None:
        return ()
    matrix = matrix_of(dossier)
    return (_matrix(matrix), _deliveries(matrix, local), *held.in_shop(dossier, matrix), *_ways(parts, matrix))


def _matrix(matrix: Matrix) -> Comparison:
    """Lines by groups: pieces, what is short, what would be free."""
    groups = (*matrix.used(), *(g for g in matrix.groups if g not in matrix.used()))[:_MOST_GROUPS]
    rows = []
    for line in matrix.lines:
        short = any(matrix.short(line.key, g.key) for g in groups)
        cells = (Cell(line.sku), Cell(plain(line.ordered)), *(_cell(matrix, line.key, g) for g in groups))
        rows.append(CompareRow("~" if short else "", cells))
    heads = (("Line", "text"), ("Ordered", "num"), *((g.name if g.number else f"({g.name})", "text") for g in groups))
    lost = sum((line.cancelled for line in matrix.lines), ZERO)
    placed = sum((matrix.placed(line.key) for line in matrix.lines), ZERO)
    total = f"{plain(placed + lost)} ordered = {plain(placed)} placed" + (f" + {plain(lost)} cancelled" if lost else "")
    return Comparison("Lines and deliveries", heads, tuple(rows), total)


def _cell(matrix: Matrix, line: str, group: Group) -> Cell:
    here, short, free = matrix.at(line, group.key), matrix.short(line, group.key), matrix.free(line, group.key)
    if short:
        return Cell(f"{plain(here)}, {plain(short)} short", "warn")
    if here:
        return Cell(plain(here))
    return Cell(f"{count(free)} free" if free else "–", "text.3")


def _deliveries(matrix: Matrix, local: datetime) -> Facts:
    facts = [
        Fact(
            g.number,
            f"{g.name}, {g.state}, {words.day(g.planned, local.date()) if g.planned else 'no day'}",
            "text.3" if g.fixed else "text.1",
        )
        for g in matrix.used()
    ]
    return Facts("Deliveries", tuple(facts), beside=False)


def _ways(parts: PanelParts, matrix: Matrix) -> tuple[Block, ...]:
    """Three ways to compare with how it is planned and with what the rules alone would do, and which rule sources each line there."""
    on, terms = goods_case.today(parts), goods_case.terms(parts)
    ruled = by_the_rules(matrix, terms, on)
    planned = as_it_is(matrix, terms, on)
    listed: tuple[Way, ...] = (planned, ruled, *goods_case.ways(parts))
    heads = (
        ("Ways to ship it", "text"),
        ("Deliveries", "num"),
        ("Freight", "num"),
        ("All there by", "text"),
        ("Not in stock", "num"),
    )
    ways = Comparison("Ways to compare", heads, tuple(_way(w, planned, on) for w in listed), ruled.freight.currency)
    why = Reasons("Sourced by", tuple(Reason(matrix.line(c.line).sku, c.words) for c in ruled.choices))
    return (ways, why) if ruled.choices else (ways,)


def _way(way: Way, planned: Way, on: date) -> CompareRow:
    lacks = Cell(plain(way.uncovered), "bad") if way.uncovered else Cell("–", "text.3")
    last = Cell(words.day(way.last, on), "warn" if way.last > planned.last else "ok" if way.last < planned.last else "")
    return CompareRow("", (Cell(way.name.capitalize()), Cell(str(way.deliveries)), Cell(way.freight.text()), last, lacks))


def _beside(parts: PanelParts) -> list[tuple[str, datetime | None]]:
    return held.read_at(goods_case.dossier(parts).web)


_KIND = goods_page.Kind(rule.SPLIT, "Split", _tell, _blocks, _beside)
PANELS = (Panel(rule.SPLIT.type, partial(goods_page.build, _KIND)),)
