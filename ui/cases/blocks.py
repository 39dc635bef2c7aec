"""The blocks of evidence in a case, drawn by their kind, and those that every case ends with: rule, history, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QWidget

from app.domain import block
from app.domain.question import CasePanel, Event, Sent
from ui.cases.comparison import Comparison
from ui.cases.conflict import Conflict
from ui.cases.exposure import Exposure
from ui.cases.gauge import gauge
from ui.cases.message import draft
from ui.cases.photos import Photos
from ui.cases.prices import Prices
from ui.cases.units import Units
from ui.tables.column import Cell, Column, Line
from ui.tables.day import DayStrip, said
from ui.tables.formats import NONE, moment
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.theme.kit import AR, Button, H, KeyValues, Mark, Painted, Section, Text, V, c, draw_text

_AGING = ("data.3", "warn.fill", "bad.fill", "bad.fill", "bad.fill")
_UNKNOWN = {"unreadable": "not readable", "not_connected": "not connected"}


def content(shown: block.Block, *, wide: bool) -> QWidget:
    """What stands below a block's title. ``wide``: the block has the panel's whole width."""
    match shown:
        case block.Exposure():
            return Exposure(shown)
        case block.Aging():
            return _aging(shown)
        case block.Lines():
            return _lines(shown, wide=wide)
        case block.Comparison():
            return Comparison(shown)
        case block.Conflict():
            return Conflict(shown)
        case block.Attempts():
            return _attempts(shown)
        case block.Units():
            return Units(shown)
        case block.Photos():
            return Photos(shown)
        case block.Clocks():
            return _clocks(shown)
        case block.Reasons():
            return _reasons(shown)
        case block.Strip():
            return DayStrip(shown)
        case block.Prices():
            return Prices(shown)
        case block.Gauge():
            return gauge(shown)
        case block.Facts():
            return _facts(shown)


def column(shown: block.Block) -> str:
    """Where it stands: "across" the page where versions need the room, else in the "main" column or "beside" it."""
    match shown:
        case (
            block.Comparison()
            | block.Attempts()
            | block.Units()
            | block.Photos()
            | block.Reasons()
            | block.Strip()
            | block.Prices()
        ):
            return "across"
        case block.Facts(beside=True):
            return "beside"
        case _:
            return "main"


def air(shown: block.Block) -> int:
    """Pixels between a block's title and its content."""
    return 0 if isinstance(shown, block.Exposure | block.Facts | block.Attempts) else 4


def _aging(shown: block.Aging) -> QWidget:
    """Open invoices by days past due, as far as this sign-in may read them."""
    parts = shown.parts
    most = max((m.minor for _, m in parts if m is not None), default=0) or 1
    spoken = ", ".join(f"{label} {m.text() if m is not None else 'not readable'}" for label, m in parts)

    def draw(p: QPainter, r: QRectF) -> None:
        wide = r.width() / max(1, len(parts))
        for i, (label, amount) in enumerate(parts):
            x, some = i * wide, amount is not None and amount.minor != 0
            shown = amount.text(decimals=False) if amount is not None and some else NONE
            draw_text(p, QRectF(x, 0, wide - 8, 18), shown, "text.1" if some else "text.3", 12, 500 if some else 400)
            p.fillRect(QRectF(x, 20, wide - 8, 4), c("bg.active"))
            if amount is not None and some:
                part = max(4.0, (wide - 8) * amount.minor / most)
                p.fillRect(QRectF(x, 20, part, 4), c(_AGING[min(i, len(_AGING) - 1)]))
            draw_text(p, QRectF(x, 27, wide - 8, 16), label, "text.3", 11)

    return Painted(draw, 44, None, spoken)


class StillGrid(Grid):
    """A short table inside a panel: read, not worked in."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()


def _lines(shown: block.Lines, *, wide: bool) -> QWidget:
    """``wide``: there is room for the product's name beside its number."""
    rows, currency = shown.rows, shown.currency

    def line(record: object) -> Line:
        assert isinstance(record, block.LineRow)
        name = [Cell(record.product, "text.2")] if wide else []
        cells = (Cell(record.sku or record.product), *name, Cell(record.quantity), Cell(record.net.text()))
        return Line(record.sku, cells, f"{record.sku}, {record.product}, {record.quantity}, {record.net.text()} {currency}")

    name = [Column("product", "Product")] if wide else []
    sku = Column("sku", "Line", 120 if wide else 0, "id")
    columns = (sku, *name, Column("qty", "Qty", 56, "num"), Column("net", f"Net {currency}", 92, "money"))
    table = StillGrid(columns, line, edge=0, row="dense", size=12, name="Order lines")
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.take(listing((f"{i}", row) for i, row in enumerate(rows)))
    table.setFixedHeight(table.full_height())
    return table


def _facts(shown: block.Facts) -> QWidget:
    """What no connected system knows is said so, never invented."""
    rows = [(f.label, (_UNKNOWN.get(f.state, f.text), "text.3" if f.state in _UNKNOWN else f.tone)) for f in shown.facts]
    return KeyValues(rows, 104)


def _attempts(shown: block.Attempts) -> QWidget:
    def row(one: block.Attempt) -> QFrame:
        amount = Text(one.amount.text() if one.amount is not None else "", size=12, align=AR)
        mark = Mark(one.kind, 9)
        return H(
            Text(one.when, "text.3", 12, w=96),
            mark,
            Text(one.what, size=12, weight=500),
            (Text(one.words, "text.2", 12, elide=True), 1),
            amount,
            gap=6,
            h=24,
        )

    return V(*[row(one) for one in shown.rows] or [Text("None", "text.3", 12)])


def _clocks(shown: block.Clocks) -> QWidget:
    """Each deadline with a bar of how much of it is used."""

    def row(one: block.Clock) -> QWidget:
        def draw(p: QPainter, r: QRectF) -> None:
            p.fillRect(QRectF(0, 4, r.width(), 4), c("bg.active"))
            p.fillRect(QRectF(0, 4, max(4.0, r.width() * one.used / 100), 4), c(f"{one.tone}.fill"))

        left = Text(one.left, one.tone if one.tone != "ok" else "text.2", 12, 500)
        head = H(Text(one.label, size=12, weight=500), None, left, gap=8, h=20)
        return V(head, Painted(draw, 12, None, f"{one.label}, {one.left}"), Text(one.source, "text.3", 11, wrap=True), gap=0)

    return V(*[row(one) for one in shown.rows], gap=8)


def _reasons(shown: block.Reasons) -> QWidget:
    """Whole sentences: a reason that is cut is none."""

    def row(one: block.Reason) -> QWidget:
        return H((Text(one.about, "text.3", 12, w=104), 0), (Text(one.words, size=12, wrap=True), 1), gap=0)

    return V(*[row(one) for one in shown.rows], gap=4)


def fired(rule: tuple[str, str, str]) -> Section:
    title, arithmetic, source = rule
    head = H(Mark("bad" if source else "none", 9), Text(title, size=12, weight=500, elide=True), gap=6, h=22)
    figures = [Text(arithmetic, "text.2", 12, wrap=True)] if arithmetic else []
    return Section("Rule fired", head, *figures, Text(source, "text.3", 11, elide=True), gap=0)


def _event(event: Event, tone: str, now: datetime, show_policy: Callable[[int], None]) -> QFrame:
    words = event.text if event.by is None or event.by in event.text else f"{event.text}, {event.by}"
    line = H(Text(moment(event.at, now), "text.3", 12, w=48), Text(words, tone, 12, elide=True), gap=4, h=22)
    version = event.policy
    if version is None:
        return line
    told = f"Judged by policy version {version}"
    button = Button(
        f"Policy version {version}", None, "quiet", h=22, why="Opens this version of the policy", name=f"{told}: {words}"
    )
    button.setObjectName(f"policy {version} {event.at.isoformat()}")
    button.clicked.connect(lambda: show_policy(version))
    return V(line, H(button, None, pad=(42, 0, 0, 0), h=22))


def history(events: Sequence[Event], now: datetime, show_policy: Callable[[int], None]) -> Section:
    """``show_policy`` is called with the version that somebody wants to read."""
    rows = [_event(e, "text.1" if i < 2 else "text.2", now, show_policy) for i, e in enumerate(events)]
    return Section("History", *(rows or [Text("Nothing yet", "text.3", 12)]), gap=0)


def notes(events: Sequence[Event], now: datetime) -> Section:
    def note(event: Event) -> QWidget:
        head = H(Text(event.by or "", "text.1", 12, 500), Text(moment(event.at, now), "text.3", 11), None, gap=6, h=20)
        return V(head, Text(event.text, "text.2", 12, wrap=True), pad=(0, 0, 0, 4))

    return Section("Notes", *[note(e) for e in events], gap=0)


def messages(sent: Sequence[Sent], now: datetime) -> Section:
    """Each in full, to be read and copied."""

    def one(told: Sent) -> QWidget:
        state = H(Mark(told.kind, 9), (Text(told.state, "text.2", 12, wrap=True), 1), gap=6)
        return V(draft(told.text, f"{told.by}, {moment(told.at, now)}, {told.about}"), state, gap=2, pad=(0, 0, 0, 4))

    return Section("Messages", *[one(told) for told in sent], gap=0)


def evidence(panel: CasePanel) -> str:
    """The whole case as plain text, for copying."""
    head = f"{panel.row.number}\t{panel.row.customer}"
    told = [line for shown in panel.blocks for line in _told(shown)]
    return "\n".join([head, panel.verdict, *told, " ".join(panel.rule), panel.source_words])


def _told(shown: block.Block) -> list[str]:
    match shown:
        case block.Exposure():
            return [f"{b.label}\t{b.amount.text() if b.amount is not None else 'not readable'}" for b in shown.buckets]
        case block.Facts():
            return [f"{f.label}\t{_UNKNOWN.get(f.state, f.text)}" for f in shown.facts]
        case block.Comparison():
            return ["\t".join((row.mark, *(cell.text for cell in row.cells))) for row in shown.rows]
        case block.Conflict():
            heads = "\t".join(("", *(f"{v.title} {v.who} {v.when}".strip() for v in shown.versions)))
            return [heads, *("\t".join((f.label, *f.texts)) for f in shown.fields)]
        case block.Units():
            return [f"{p.number}\t{p.state}" for p in shown.pieces]
        case block.Photos():
            return [f"{shot.name}\t{shot.words}" for shot in shown.shots] or [shown.none]
        case block.Clocks():
            return [f"{one.label}\t{one.left}\t{one.source}" for one in shown.rows]
        case block.Reasons():
            return [f"{one.about}\t{one.words}" for one in shown.rows]
        case block.Attempts():
            return ["\t".join((one.when, one.what, one.words)) for one in shown.rows]
        case block.Aging():
            return [f"{label}\t{amount.text() if amount is not None else 'not readable'}" for label, amount in shown.parts]
        case block.Lines():
            return [f"{x.sku}\t{x.product}\t{x.quantity}\t{x.net.text()} {shown.currency}" for x in shown.rows]
        case block.Prices():
            return ["\t".join(cell.text for cell in row.cells) for row in shown.rows]
        case block.Gauge():
            return ["\t".join((shown.title, shown.text, *(f"{label} {where:f} %" for label, where in shown.marks)))]
        case block.Strip():
            return [f"{row.name}\t{', '.join(map(said, row.bars)) or 'nothing'}" for row in shown.rows]
