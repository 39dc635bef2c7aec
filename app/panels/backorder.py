"""The page of goods that will not be there on the day that was promised: what lacks, when it comes and from where, who waits before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial

from app.commands import goods_case, words
from app.commands.late_case import counted
from app.domain.block import Block, Cell, CompareRow, Comparison, Facts
from app.domain.block import Fact as Told
from app.domain.dossier import GoodsDossier, PanelParts, Rival
from app.domain.finding import Fires
from app.domain.fulfilment import ZERO
from app.domain.stock import Incoming
from app.panels import goods_page
from app.panels.panel import Panel
from app.rules import backorder as rule
from app.rules.goods import matrix_of
from app.rules.orders import plain
from app.rules.promises import Promise, lacking, promises

_MOST = 6  # rivals that are named


def _tell(parts: PanelParts, fires: Fires, local: datetime) -> str:
    return " ".join(_short(fault, local.date()) for fault in fires.faults)


def _short(fault: object, today: date) -> str:
    assert isinstance(fault, dict)
    day = words.day(date.fromisoformat(fault["day"]), today)
    comes = f"they come {words.day(date.fromisoformat(fault['by']), today)}" if fault["by"] else "nothing on order covers them"
    return f"{fault['short']} of {fault['of']} {fault['sku']} lack in {fault['warehouse']} on {day}; {comes}."


def _blocks(parts: PanelParts, local: datetime) -> tuple[Block, ...]:
    dossier = goods_case.dossier(parts)
    if lacking(dossier) or dossier.asof is None or parts.sale is None:
        return ()
    known = promises(dossier, matrix_of(dossier), counted(parts).date())
    return evidence(dossier, known, local.date())


def evidence(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> tuple[Block, ...]:
    """Lines with what is there when; what is on its way; who waits for the same goods."""
    return (_lines(dossier, known, today), _incoming(dossier, today), *_rivals(dossier, known, today))


def _lines(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> Comparison:
    stock = {(x.product, x.warehouse): x.on_hand for x in dossier.levels}
    houses = {p.group.warehouse for p in known}
    rows = tuple(_line(p, stock.get((p.line.product_key, p.group.warehouse), ZERO), len(houses) > 1, today) for p in known)
    heads = (
        *(("Line", "text"), ("Delivery", "text"), ("Leaves", "text"), ("Pieces", "num"), ("On hand", "num"), ("Ahead", "num")),
        *(("Short", "num"), ("All there", "text")),
    )
    return Comparison("What can leave when", heads, rows, "ahead: pieces that others get first")


def _line(p: Promise, on_hand: Decimal, named: bool, today: date) -> CompareRow:
    """``named``: with the warehouse, where several send."""
    by = words.day(p.cover.by, today) if p.cover.by else "nobody knows"
    over = p.said is not None and p.said < today
    cells = (
        Cell(p.line.sku),
        Cell(f"{p.group.number}, {p.group.name}" if named else p.group.number),
        Cell(words.day(p.said, today) if p.said else "no day", "bad" if over else ""),
        Cell(plain(p.pieces)),
        Cell(plain(on_hand)),
        _count(p.cover.ahead, ""),
        _count(p.short, "warn"),
        Cell(by, ("warn" if p.cover.by else "bad") if p.short else ""),
    )
    return CompareRow("~" if p.short else "", cells)


def _count(pieces: Decimal, tone: str) -> Cell:
    return Cell(plain(pieces), tone) if pieces else Cell("–", "text.3")


def _incoming(dossier: GoodsDossier, today: date) -> Comparison:
    listed = sorted(dossier.incoming, key=lambda x: (x.planned or date.max, x.ref))
    heads = (
        *(("Purchase", "text"), ("Line", "text"), ("From", "text"), ("To", "text"), ("Pieces", "num")),
        *(("Said first", "text"), ("Comes", "text")),
    )
    none = "" if listed else "nothing of these goods is on order"
    return Comparison("On its way to us", heads, tuple(_coming(dossier, x, today) for x in listed), none)


def _coming(dossier: GoodsDossier, x: Incoming, today: date) -> CompareRow:
    numbers = {p.ref.key: p.number for p in dossier.purchases}
    skus = {line.product_key: line.sku for line in dossier.lines}
    places = {w.input: w.name for w in dossier.warehouses}
    overdue = x.planned is not None and x.planned < today
    slid = x.promised is not None and x.planned is not None and x.planned > x.promised
    comes = (
        "no day" if x.planned is None else f"was due {words.day(x.planned, today)}" if overdue else words.day(x.planned, today)
    )
    cells = (
        Cell(numbers.get(x.purchase or "") or "not readable", "" if x.purchase in numbers else "text.3"),
        Cell(skus.get(x.product_key) or ""),
        Cell(x.supplier),
        Cell(places.get(x.place, "elsewhere")),
        Cell(plain(x.quantity)),
        Cell(words.day(x.promised, today) if x.promised else "–"),
        Cell(comes, "bad" if overdue or x.planned is None else "warn" if slid else ""),
    )
    return CompareRow("~" if overdue or slid else "", cells)


def _rivals(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> tuple[Block, ...]:
    lacks = {(p.line.product_key, p.group.warehouse) for p in known if p.short > 0}
    rivals = [r for r in dossier.rivals if (r.product_key, r.warehouse) in lacks]
    if not rivals:
        return ()
    more = f"and {len(rivals) - _MOST} more" if len(rivals) > _MOST else ""
    return (Facts("Others who wait for the same", tuple(_rival(r, today) for r in rivals[:_MOST]), more, beside=False),)


def _rival(r: Rival, today: date) -> Told:
    when = words.day(r.planned, today) if r.planned else "no day"
    return Told(r.number or "no number", f"{plain(r.quantity)} on {when}, {r.shipped_as or 'no delivery'}, {r.customer}")


PANELS = (Panel(rule.BACKORDER.type, partial(goods_page.build, goods_page.Kind(rule.BACKORDER, "Backorder", _tell, _blocks))),)
