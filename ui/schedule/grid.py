"""The board under the keyboard: one visit is current; arrows go to the next in time, or to another resource."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from app.domain.block import Bar, Strip
from ui.tables.day import DayStrip, said
from ui.theme.kit import RADIUS, announce, c

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_K: -1, Qt.Key.Key_J: 1}


class BoardGrid(DayStrip):
    chosen = Signal(str)  # key of the current visit, "" for none
    opened = Signal(str)
    day_stepped = Signal(int)  # a page key is the day's, not the scroll bar's

    def __init__(self, strip: Strip) -> None:
        self.current = ""
        super().__init__(strip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_strip(self, strip: Strip) -> None:
        """The same visit stays current; where it is gone, the first one is."""
        super().show_strip(strip)
        keys = [bar.key for _, bar in self.in_order()]
        self._go(self.current if self.current in keys else keys[0] if keys else "", speak=False)

    def in_order(self) -> list[tuple[int, Bar]]:
        """(row, bar) in time, then from above."""
        listed = [(n, bar) for n, row in enumerate(self.strip.rows) for bar in row.bars]
        return sorted(listed, key=lambda one: (one[1].begins, one[0]))

    def go(self, key: str) -> None:
        if any(bar.key == key for _, bar in self.in_order()):
            self._go(key)

    def step(self, by: int) -> None:
        listed = self.in_order()
        at = next((i for i, (_, bar) in enumerate(listed) if bar.key == self.current), 0)
        if listed:
            self._go(listed[max(0, min(at + by, len(listed) - 1))][1].key)

    def step_row(self, by: int) -> None:
        """To the nearest in time of the next resource that has any."""
        here = next(((n, bar) for n, bar in self.in_order() if bar.key == self.current), None)
        if here is None:
            return
        rows = range(here[0] + by, len(self.strip.rows) if by > 0 else -1, by)
        for n in rows:
            if self.strip.rows[n].bars:
                self._go(min(self.strip.rows[n].bars, key=lambda b: abs(b.begins - here[1].begins)).key)
                return

    def _go(self, key: str, *, speak: bool = True) -> None:
        self.current = key
        self.update()
        bar = next((bar for _, bar in self.in_order() if bar.key == key), None)
        if speak and bar is not None:
            announce(self, said(bar))
        self.chosen.emit(key)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.step(_STEPS[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_row(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.day_stepped.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step(-len(self.in_order()) if key == Qt.Key.Key_Home else len(self.in_order()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n, bar in self.in_order():
            if self.place(n, bar).contains(event.position()):
                self._go(bar.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.current:
            self.opened.emit(self.current)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        found = next(((n, bar) for n, bar in self.in_order() if bar.key == self.current), None)
        if found is None:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(c("accent" if self.hasFocus() else "line.3"), 2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        ring: QRectF = self.place(*found).adjusted(-1, -1, 1, 1)
        p.drawRoundedRect(ring, RADIUS["control"], RADIUS["control"])
        p.end()
