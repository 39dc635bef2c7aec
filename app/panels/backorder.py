"""The page of goods that will not be there on the day that was promised: what lacks, when it comes and from where, who waits before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial

from app.commands import goods_case, words
from app.domain.block import Block, Cell, CompareRow, Comparison, Facts
from app.domain.block import Fact as Told
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.finding import Fires
from app.domain.fulfilment import ZERO, Matrix
from app.domain.promise import Demand
from app.domain.stock import Incoming
from app.panels import goods_page
from app.panels.panel import Panel
from app.rules import backorder as rule
from app.rules.goods import matrix_of
from app.rules.orders import plain
from app.rules.promises import Promise, lacking, promises, said_day

_MOST = 6  # rivals that are named


def _tell(parts: PanelParts, fires: Fires, local: datetime) -> str:
    return " ".join(_short(fault, local.date()) for fault in fires.faults)


def _short(fault: object, today: date) -> str:
    assert isinstance(fault, dict)
    day = date.fromisoformat(fault["day"])
    when = "today" if day == today else f"on {words.day(day, today)}"
    comes = f"they come {words.day(date.fromisoformat(fault['by']), today)}" if fault["by"] else "nothing on order covers them"
    return f"{fault['short']} of {fault['of']} {fault['sku']} are short in {fault['warehouse']} {when}; {comes}."


def _blocks(parts: PanelParts, local: datetime) -> tuple[Block, ...]:
    dossier = goods_case.dossier(parts)
    return () if lacking(dossier) or dossier.asof is None or dossier.sale is None else evidence(dossier, local.date())


def evidence(dossier: GoodsDossier, today: date) -> tuple[Block, ...]:
    """Lines with what lacks and when it comes; deliveries; what is on its way; who waits for the same goods."""
    matrix = matrix_of(dossier)
    known = promises(dossier, matrix, today)
    goods = (_lines(dossier, known, today), *_incoming(dossier, known, today), *_rivals(dossier, known, today))
    return (*(goods if known else ()), _deliveries(dossier, matrix, today))


def _lines(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> Comparison:
    stock = {(x.product, x.warehouse): x.on_hand for x in dossier.levels}
    rows = tuple(_line(p, stock.get((p.line.product_key, p.group.warehouse), ZERO), today) for p in known)
    heads = (("Line", "text"), ("Pieces", "num"), ("On hand", "num"), ("Short", "num"), ("All there", "text"))
    ahead = sum((p.line.pieces(p.cover.ahead) for p in known if p.missing), ZERO)
    note = f"others get {plain(ahead)} of what lacks before it" if ahead else ""
    return Comparison("What can leave on its day", heads, rows, note)


def _line(p: Promise, on_hand: Decimal, today: date) -> CompareRow:
    by = words.day(p.cover.by, today) if p.cover.by else "nobody knows"
    cells = (
        Cell(p.line.sku),
        Cell(plain(p.pieces)),
        Cell(plain(p.line.pieces(on_hand))),
        Cell(plain(p.missing), "warn") if p.missing else Cell("–", "text.3"),
        Cell(by, ("warn" if p.cover.by else "bad") if p.missing else ""),
    )
    return CompareRow("~" if p.missing else "", cells)


def _incoming(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> tuple[Block, ...]:
    """Of its own products, to the warehouses that its deliveries leave."""
    own = {line.product_key for line in dossier.lines}
    houses = {p.group.warehouse for p in known}
    inputs = {w.input for w in dossier.warehouses if w.ref.key in houses}
    listed = sorted(
        (x for x in dossier.incoming if x.place in inputs and x.product_key in own), key=lambda x: (x.planned or date.max, x.ref)
    )
    if not listed:
        return ()
    suppliers = sorted({x.supplier for x in listed if x.supplier})
    heads = (("Purchase", "text"), ("Line", "text"), ("Pieces", "num"), ("Comes", "text"))
    note = f"from {suppliers[0]}" if len(suppliers) == 1 else f"from {len(suppliers)} suppliers"
    return (Comparison("On its way to us", heads, tuple(_coming(dossier, x, today) for x in listed), note),)


def _coming(dossier: GoodsDossier, x: Incoming, today: date) -> CompareRow:
    numbers = {p.ref.key: p.number for p in dossier.purchases}
    skus = {line.product_key: line.sku for line in dossier.lines}
    overdue = x.planned is not None and x.planned < today
    slid = x.promised is not None and x.planned is not None and x.planned > x.promised
    comes = "no day" if x.planned is None else words.day(x.planned, today)
    cells = (
        Cell(numbers.get(x.purchase or "") or "not readable", "" if x.purchase in numbers else "text.3"),
        Cell(skus.get(x.product_key) or ""),
        Cell(plain(x.quantity)),
        Cell(f"due {comes}" if overdue else comes, "bad" if overdue or x.planned is None else "warn" if slid else ""),
    )
    return CompareRow("~" if overdue or slid else "", cells)


def _deliveries(dossier: GoodsDossier, matrix: Matrix, today: date) -> Facts:
    """When each is to leave, by whom and where to, and when it was to leave first."""
    sale, sent = dossier.sale, {s.ref.key: s for s in dossier.shipments}
    assert sale is not None
    facts: list[Told] = []
    for group in matrix.used():
        day, of = said_day(sale, group), sent[group.key]
        over = day is not None and day < today and group.state != "done"
        when = words.day(day, today) if day else "no day"
        facts.append(Told(group.number, f"{group.name}, {group.state}, {when}", "bad" if over else "text.1"))
        facts.append(Told("Carrier", f"{of.carrier or 'none'}{f', to {of.country}' if of.country else ''}", "text.2"))
        if of.promised is not None and of.promised != group.planned:
            facts.append(Told("First planned", words.day(of.promised, today), "text.2"))
    return Facts("Deliveries", tuple(facts), beside=False)


def _rivals(dossier: GoodsDossier, known: tuple[Promise, ...], today: date) -> tuple[Block, ...]:
    lacks = {(p.line.product_key, p.group.warehouse) for p in known if p.missing > 0}
    queues = (queue for place, queue in dossier.queues.items() if place in lacks)
    rivals = [demand for queue in queues for demand in queue.demands if demand.sale != dossier.ref.key]
    if not rivals:
        return ()
    more = f"and {len(rivals) - _MOST} more" if len(rivals) > _MOST else ""
    return (Facts("Others who wait for the same", tuple(_rival(r, today) for r in rivals[:_MOST]), more, beside=False),)


def _rival(r: Demand, today: date) -> Told:
    when = words.day(r.day, today) if r.day else "no day"
    return Told(r.number or "no number", f"{plain(r.quantity)} for {when}, {r.customer}")


PANELS = (Panel(rule.BACKORDER.type, partial(goods_page.build, goods_page.Kind(rule.BACKORDER, "Backorder", _tell, _blocks))),)
