"""A day as a strip: a row for each resource, hours from left to right, and bars for what it has to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.block import Bar, Strip, StripRow
from ui.theme.kit import RADIUS, c, draw_status, draw_text, text_width

HEAD, ROW, NAMES = 22, 44, 150
_PAD = 4
_SHAPE = {"clash": "bad", "this": "bad", "done": "ok", "free": "wait"}
_WORDS = {"clash": "conflict", "this": "this one", "done": "done", "free": "free"}
_GROUND = {"clash": "bad.bg", "this": "bad.bg", "done": "bg.sunken", "free": "wait.bg"}
_EDGE = {"clash": "bad.fill", "this": "bad.fill", "done": "line.2", "free": "wait.fill"}


class DayStrip(QWidget):
    """Painted whole; it has the height of its rows. What speaks against a bar is told by a shape and a word, not by colour alone."""

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_strip(strip)

    def show_strip(self, strip: Strip) -> None:
        self.strip = strip
        self.setFixedHeight(HEAD + ROW * max(1, len(strip.rows)))
        self.setAccessibleName(". ".join([strip.title, *(spoken(row) for row in strip.rows)]))
        self.updateGeometry()
        self.update()

    def place(self, row: int, bar: Bar) -> QRectF:
        """Where a bar is drawn; bars of a row that run into each other share its height."""
        lane, lanes = shared(self.strip.rows[row].bars)[bar.key]
        high = (ROW - 2 * _PAD) / lanes
        left = self._x(bar.begins)
        return QRectF(
            left, HEAD + row * ROW + _PAD + lane * high, max(6.0, self._x(bar.ends) - left - 1), high - (1 if lanes > 1 else 0)
        )

    def _x(self, minute: int) -> float:
        begins, ends = self.strip.begins * 60, self.strip.ends * 60
        room = max(1, self.width() - NAMES - 1)
        return NAMES + room * (min(max(minute, begins), ends) - begins) / max(1, ends - begins)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, row in enumerate(self.strip.rows):
            self._draw_row(p, n, row)
        self._draw_hours(p)
        for n, row in enumerate(self.strip.rows):
            for bar in row.bars:
                self._draw_bar(p, self.place(n, bar), bar)
        p.end()

    def _draw_row(self, p: QPainter, n: int, row: StripRow) -> None:
        top = HEAD + n * ROW
        p.fillRect(QRectF(NAMES, top, self.width() - NAMES, ROW), c("bg.sunken"))
        for begins, ends in row.open:
            p.fillRect(QRectF(self._x(begins), top, self._x(ends) - self._x(begins), ROW), c("bg.surface"))
        p.fillRect(QRectF(0, top, self.width(), 1), c("line.1"))
        draw_text(p, QRectF(0, top + 5, NAMES - 12, 18), row.name, "text.1", 12, 500)
        draw_text(p, QRectF(0, top + 22, NAMES - 12, 16), fitting(row.note, NAMES - 12), "text.3", 11)

    def _draw_hours(self, p: QPainter) -> None:
        step = 1 if self._x(60 * (self.strip.begins + 1)) - NAMES >= 36 else 2
        for hour in range(self.strip.begins, self.strip.ends + 1, step):
            x = self._x(hour * 60)
            p.fillRect(QRectF(x, HEAD - 4, 1, self.height() - HEAD + 4), c("line.1"))
            if hour < self.strip.ends:
                draw_text(p, QRectF(x + 3, 0, 40, HEAD - 4), f"{hour:02}", "text.3", 11)

    def _draw_bar(self, p: QPainter, r: QRectF, bar: Bar) -> None:
        pen = QPen(c(_EDGE.get(bar.kind, "line.3")), 1, Qt.PenStyle.DashLine if bar.kind == "free" else Qt.PenStyle.SolidLine)
        p.setPen(pen)
        p.setBrush(c(_GROUND.get(bar.kind, "bg.active")))
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS["cap"], RADIUS["cap"])
        x, shape = r.left() + 5, _SHAPE.get(bar.kind)
        if shape:
            draw_status(p, shape, x, r.center().y() - 5, 9)
            x += 14
        if bar.kind == "this":
            p.fillRect(QRectF(r.left(), r.top() + 1, 2, r.height() - 2), c("accent"))
        words = QRectF(x, r.top(), r.right() - x - 3, r.height())
        note = begun(bar.note, words.width()) if r.height() > 30 else ""
        if note:
            words.setHeight(r.height() / 2 + 2)
            draw_text(p, QRectF(x, r.center().y() - 1, words.width(), r.height() / 2), note, "text.3", 11)
        tone = "bad" if bar.kind in ("clash", "this") else "text.2" if bar.kind == "done" else "text.1"
        if text_width(bar.text, 11, 500) <= words.width():  # a number is told whole or not at all
            draw_text(p, words, bar.text, tone, 11, 500)


def shared(bars: tuple[Bar, ...]) -> dict[str, tuple[int, int]]:
    """For each bar, which of how many lanes it has: those that hang together by running into each other have the same number."""
    found: dict[str, tuple[int, int]] = {}
    cluster: list[Bar] = []
    lanes: list[int] = []  # when the last bar of each ends
    for bar in sorted(bars, key=lambda b: (b.begins, b.ends, b.key)):
        if all(end <= bar.begins for end in lanes):
            cluster, lanes = [], []
        free = next((n for n, end in enumerate(lanes) if end <= bar.begins), len(lanes))
        lanes[free : free + 1] = [bar.ends]
        cluster.append(bar)
        found[bar.key] = (free, 0)
        found |= {b.key: (found[b.key][0], len(lanes)) for b in cluster}
    return found


def fitting(listed: str, room: int) -> str:
    """As many of the words between commas as fit, and how many more there are."""
    words = listed.split(", ")
    for count in range(len(words), 0, -1):
        left = len(words) - count
        told = ", ".join(words[:count]) + (f" +{left}" if left else "")
        if text_width(told, 11) <= room:
            return told
    return words[0]


def begun(name: str, room: float) -> str:
    """The name, or its first words and an ellipsis, or nothing where not even the first of them fits."""
    words = name.split()
    for count in range(len(words), 0, -1):
        told = " ".join(words[:count]) + ("…" if count < len(words) else "")
        if text_width(told, 11) <= room:
            return told
    return ""


def spoken(row: StripRow) -> str:
    """ "Ines Weber: 09:00 to 11:00 AP-0004, conflict"."""
    return f"{row.name}: {', '.join(said(bar) for bar in row.bars) or 'nothing'}"


def said(bar: Bar) -> str:
    words = _WORDS.get(bar.kind)
    return (
        f"{clock(bar.begins)} to {clock(bar.ends)} {bar.text}{f', {bar.note}' if bar.note else ''}{f', {words}' if words else ''}"
    )


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
