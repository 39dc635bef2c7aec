"""What happened to an order: the shop at the left of the line, ERP and console at the right; or, as the customer sees it, one column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.orders import Happened
from ui.tables.formats import short_date
from ui.theme.kit import AC, AR, H, Icon, Item, Painted, Text, V, c, draw_status, draw_text, text_width
from ui.theme.swap import Swap

_HIGH, _SPINE, _TIME = 44, 28, 52
_SIDES = {"shop": "Shop", "erp": "ERP", "console": "this console"}


class Timeline(QFrame):
    """J and K (or the arrows) go from event to event while it has the keyboard; Enter opens a message's text, Ctrl+C copies it."""

    reached = Signal(QWidget)  # the row to be scrolled to

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._place = Swap()
        self.rows: list[Row] = []
        self.current = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)

    def show_events(self, events: Sequence[Happened], today: date, *, customer: bool) -> None:
        self.setAccessibleName("Timeline as the customer sees it" if customer else "Timeline")
        self._place.put((tuple(events), today, customer), lambda: self._build(events, today, customer=customer))

    def _build(self, events: Sequence[Happened], today: date, *, customer: bool) -> QWidget:
        self.rows, self.current = [], -1
        parts: list[Item] = list(self._parts(events, today, customer=customer))
        head: list[Item] = [] if customer else [_sides(), 4]
        nothing: list[Item] = [] if parts else [Text("Nothing happened yet", "text.3", 12)]
        return V(*head, *parts, *nothing, None)

    def _parts(self, events: Sequence[Happened], today: date, *, customer: bool) -> Iterator[QWidget]:
        day: date | None = None
        for event in events:
            if event.on != day and not event.due:
                day = event.on
                yield _day(day, today, customer=customer)
            row = Row(event, self, customer=customer)
            self.rows.append(row)
            yield row

    def step(self, by: int) -> None:
        if self.rows:
            self.go(max(0, min(len(self.rows) - 1, self.current + by)))

    def go(self, at: int) -> None:
        self.current = at
        self.reached.emit(self.rows[at])
        self._repaint()

    def _text(self) -> str:
        """Of the message that is current."""
        return self.rows[self.current].text if 0 <= self.current < len(self.rows) else ""

    def _repaint(self) -> None:
        for row in self.rows:
            row.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._text():
            self.rows[self.current].toggle()
        elif event.matches(QKeySequence.StandardKey.Copy) and self._text():
            QGuiApplication.clipboard().setText(self._text())
        elif event.key() == Qt.Key.Key_Home and self.rows:
            self.go(0)
        elif event.key() == Qt.Key.Key_End and self.rows:
            self.go(len(self.rows) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self.rows:
            self.go(len(self.rows) - 1)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint()


class Row(QFrame):
    """One event beside the line; tinted when it is current or when it has not happened and should have."""

    def __init__(self, event: Happened, owner: Timeline, *, customer: bool) -> None:
        super().__init__()
        self._event, self._owner, self._customer = event, owner, customer
        self._left = event.side == "shop" and not customer
        when = "not yet" if event.due else f"{event.at.astimezone():%H:%M}" if event.at is not None else ""
        self.text = event.text
        self.setAccessibleName(", ".join(x for x in (when, _SIDES[event.side], event.title, event.note, event.text) if x))
        row = V(self._laid(when))
        row.setFixedHeight(_HIGH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row)
        text = Text(event.text.strip(), "text.2", 12, wrap=True)
        beside = () if customer else ((H(), 1),)  # below its words, in its half
        self._full = H(*beside, _TIME + _SPINE if customer else _SPINE + 8, (text, 1), gap=0, pad=(8, 0, 8, 8))
        self._full.hide()
        column.addWidget(self._full)

    def toggle(self) -> None:
        """A message's text below it, or away again."""
        self._full.setVisible(bool(self.text) and self._full.isHidden())

    def _laid(self, when: str) -> QFrame:
        event, warn = self._event, self._event.due
        align = AR if self._left else Qt.AlignmentFlag.AlignLeft
        title = Text(event.title, "text.1", 13, 500, align, elide=True)
        note = Text(event.note, "warn" if warn else "text.2", 12, 400, align, elide=True)
        words = V(3, title, note, 3) if event.note else V(None, title, None)
        time = Text(when, "warn" if warn else "text.3", 12, w=_TIME, align=Qt.AlignmentFlag.AlignLeft if self._left else AR)
        spine = Painted(self._spine, _HIGH, _SPINE)
        if self._customer:
            return H(Text(when, "text.3", 12, w=_TIME), spine, (words, 1), gap=0, pad=(8, 0, 8, 0))
        told, empty = H(*((time, (words, 1)) if self._left else ((words, 1), time)), gap=4, pad=(8, 0, 8, 0)), H()
        return H(*(((told, 1), spine, (empty, 1)) if self._left else ((empty, 1), spine, (told, 1))), gap=0)

    def _spine(self, p: QPainter, r: QRectF) -> None:
        middle = r.center().x()
        p.fillRect(QRectF(middle - 0.5, r.top(), 1, r.height()), c("line.2"))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c("bg.surface"))
        p.drawEllipse(QRectF(middle - 7, 15, 14, 14))
        if self._event.kind == "none":
            p.setBrush(c("data.3"))
            p.drawEllipse(QRectF(middle - 4, 18, 8, 8))
        else:
            draw_status(p, self._event.kind, middle - 5, 17, 10)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        owner = self._owner
        current = 0 <= owner.current < len(owner.rows) and owner.rows[owner.current] is self
        ground = ("bg.selected" if owner.hasFocus() else "bg.selected.idle") if current else "warn.bg" if self._event.due else ""
        if ground:
            half = self.width() / 2
            left = 0.0 if self._customer or self._left else half + _SPINE / 2
            width = self.width() if self._customer else half - _SPINE / 2
            p = QPainter(self)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(c(ground))
            p.drawRoundedRect(QRectF(left, 2, width, self.height() - 4), 5, 5)
            p.end()  # before the frame begins to paint itself
        super().paintEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._owner.setFocus(Qt.FocusReason.MouseFocusReason)
        self._owner.go(self._owner.rows.index(self))


def _sides() -> QFrame:
    """Whose events stand where."""
    shop = H(None, Icon("shopping-bag", "text.3", 14), Text("Shop", "text.2", 12, 500), gap=6, h=24)
    erp = H(
        Icon("database", "text.3", 14), Text("ERP", "text.2", 12, 500), None, Text("and this console", "text.3", 12), gap=6, h=24
    )
    return H((shop, 1), _SPINE, (erp, 1), gap=0, pad=(8, 0, 8, 0))


def _day(day: date, today: date, *, customer: bool) -> QWidget:
    words = "Today" if day == today else short_date(day, today)

    def draw(p: QPainter, r: QRectF) -> None:
        middle = _TIME + 8 + _SPINE / 2 if customer else r.center().x()
        p.fillRect(QRectF(middle - 0.5, r.top(), 1, r.height()), c("line.2"))
        width = text_width(words, 11, 500) + 20
        pill = QRectF(max(0.5, middle - width / 2), r.top() + 4, width, 20)
        p.setPen(QPen(c("line.2"), 1))
        p.setBrush(c("bg.surface"))
        p.drawRoundedRect(pill, 10, 10)
        draw_text(p, pill, words, "text.2", 11, 500, AC)

    return Painted(draw, 28, None, words)
