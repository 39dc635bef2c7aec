"""One KPI as a card: title, figure, how it stands to its target, its course, and what has to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame

from app.domain.chart import ChartAnswer, Kind
from app.domain.figure import Bar, Compared, Figure, Point
from app.kpis.drawn import TILE
from app.kpis.kpi import Kpi
from ui.charts.bars import draw_bars
from ui.charts.drawing import EMPTY, Drawing
from ui.charts.figure_words import TileWords, against_words, point_words, tile_words
from ui.charts.pictures import drawing_of
from ui.charts.small import Small
from ui.charts.spark import spark
from ui.theme.kit import AL, AR, Text, c, draw_focus, draw_status, draw_text, font, text_width, tip

HEIGHT, TALL = 184, 244  # px; with a picture that has a legend
_WIDE = (Kind.STACKED, Kind.COHORT, Kind.STAGES)  # pictures of two columns
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Tile(QFrame):
    """``stepped``: columns and rows to go; ``pushed``: so far the tile itself wants to go; ``opened``: show it large.

    ``dragged``, ``dropped``: the KPI and where on the screen the pointer has the tile, or let it go.
    """

    stepped = Signal(int, int)
    pushed = Signal(int, int)
    opened = Signal(str)
    entered = Signal(str)
    dragged = Signal(str, QPoint)
    dropped = Signal(str, QPoint)

    def __init__(self, kpi: Kpi) -> None:
        super().__init__()
        self.kpi = kpi
        self.words: TileWords | None = None
        self.figure: Figure | None = None
        self.beside: Compared | None = None
        self.drawing: Drawing = EMPTY
        pictured = TILE.get(kpi.id) if kpi.can_be_fed else None
        self.columns = 2 if pictured is not None and pictured.kind in _WIDE else 1
        self._points: Sequence[Point] = ()
        self._bars: Sequence[Bar] = ()
        self._below = False
        self._pressed_at: QPoint | None = None
        self._drawn_away = False
        self._title = Text(kpi.title, "text.1", 13, 600, elide=True)
        self._unit, self._foot = Text("", "text.3", 12, elide=True), Text("", "text.3", 11, elide=True)
        for label in (self._title, self._unit, self._foot):
            label.setParent(self)
        self.setObjectName("card")
        self.setMinimumHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(kpi.title)

    def show_figure(
        self,
        figure: Figure,
        points: Sequence[Point],
        bars: Sequence[Bar],
        now: datetime,
        beside: Compared | None = None,
        picture: ChartAnswer | None = None,
    ) -> None:
        """``beside``: how it stood as long before. ``picture``: instead of its course."""
        self.figure, self.beside, self._points, self._bars = figure, beside, points, bars
        self.drawing = EMPTY if picture is None else drawing_of(picture)
        if self.drawing is EMPTY and not bars:
            self.drawing = spark(self.kpi, points, figure.unit)
        words = tile_words(self.kpi, figure, now, beside, points)
        if words != self.words:
            self.words = words
            self.setAccessibleName(words.spoken)
            told = (self.kpi.definition, self.kpi.basis, self.kpi.edges, against_words(figure, beside))
            tip(self, " ".join(filter(None, told)))
        self.setMinimumHeight(TALL if self._drawn and self.drawing.legend else HEIGHT)
        self._place()
        self.update()

    def course(self) -> str:
        """The last point, or what it is made up of, in words: for who does not see the picture."""
        if self._bars and self.figure is not None:
            return ", ".join(f"{bar.label} {bar.n:,}" for bar in self._bars)
        known = [p for p in self._points if p.value is not None]
        if not known or self.figure is None:
            return ""
        return point_words(self.kpi, known[-1], self.figure.unit, self.figure.period.last)

    # ---- its lines -------------------------------------------------------------------------------------------------------
    def _place(self) -> None:
        """Lines that may be shortened are labels, which tell the whole text; where they stand depends on what is beside them."""
        words = self.words
        r = QRectF(self.rect()).adjusted(16, 12, -16, -10).toRect()
        aged = text_width(words.age, 11) + 8 if words is not None and words.age else 0
        self._title.setGeometry(r.left(), r.top(), int(r.width() - aged), 20)
        if words is None:
            return
        after = text_width(words.value, 20, 600) + 7
        side = text_width(words.verdict, 12) + (16 if words.kind != "none" else 0) + 8 if words.verdict else 0
        self._below = side > r.width() - after - text_width(words.unit, 12)  # then the verdict has a line of its own
        self._unit.setGeometry(
            int(r.left() + after), r.top() + 25, int(max(24, r.width() - after - (0 if self._below else side))), 24
        )
        self._foot.setGeometry(r.left(), r.bottom() - 15, r.width(), 16)
        self._unit.setText(words.unit)
        self._foot.setText((f"{words.foot} {words.about}" if self._drawn or self._bars or words.missing else words.foot).strip())

    @property
    def _drawn(self) -> bool:
        """Whether there is a picture to draw."""
        return self.drawing is not EMPTY and self.words is not None and not self.words.missing

    # ---- painting --------------------------------------------------------------------------------------------------------
    def _paint(self, p: QPainter, words: TileWords) -> None:
        r = QRectF(self.rect()).adjusted(16, 12, -16, -10)
        draw_text(
            p, QRectF(r.left(), r.top(), r.width(), 20), words.age, "warn" if words.old else "text.3", 11, 400, AR, elide=False
        )
        tone = "text.3" if words.old or words.missing else "text.1"
        figure = QRectF(r.left(), r.top() + 22, r.width(), 28)
        draw_text(p, figure, words.value, tone, 20, 600, AL, elide=False)
        if words.verdict:
            line = QRectF(r.left(), figure.bottom() - 2, r.width(), 18) if self._below else figure.adjusted(0, 3, 0, -1)
            draw_verdict(p, line, words, left=self._below)
        top = figure.bottom() + (16 if self._below and words.verdict else 2)
        self.draw_middle(p, QRectF(r.left(), top, r.width(), r.bottom() - 20 - top))

    def draw_middle(self, p: QPainter, area: QRectF) -> None:
        """Its picture; where it has none, what it means or what is missing."""
        words = self.words
        if words is None:
            return
        if self._drawn:
            Small(p, area, self.drawing).paint()
            return
        if self._bars and not words.missing:
            draw_bars(p, area, self._bars, self.figure.unit if self.figure is not None else "")
            return
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        p.setFont(font(12))
        p.setPen(c("text.2" if words.missing else "text.3"))
        p.drawText(area.adjusted(0, 4, 0, 0), int(flags), words.missing or words.about)

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.words is not None:
            self._paint(p, self.words)
        if self.hasFocus():
            draw_focus(p, QRectF(self.rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            pushes = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            (self.pushed if pushes else self.stepped).emit(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.kpi.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed_at = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        away = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if self._drawn_away or away >= QApplication.startDragDistance():
            self._drawn_away = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self.kpi.id, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawn_away:
            self.unsetCursor()
            self.dropped.emit(self.kpi.id, event.globalPosition().toPoint())
        self._pressed_at, self._drawn_away = None, False

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit(self.kpi.id)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.kpi.id)
        return bool(super().event(event))


def draw_verdict(p: QPainter, line: QRectF, words: TileWords, *, left: bool) -> None:
    """How it stands to its target, with the shape of the verdict; at the left of the line or at its right."""
    shape = words.kind != "none"
    wide = text_width(words.verdict, 12)
    start = line.left() if left else line.right() - wide - (16 if shape else 0)
    if shape:
        draw_status(p, words.kind, start, line.center().y() - 4.5, 9)
    tone = words.kind if shape else "text.3"
    draw_text(p, QRectF(start + (16 if shape else 0), line.top(), wide + 2, line.height()), words.verdict, tone, 12, 400, AL)
