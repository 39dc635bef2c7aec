"""The matrix of lines and deliveries as something to work in: arrows go from cell to cell, digits set how many leave from there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.days import day_month
from app.domain.fulfilment import Group, Line, read, written
from app.domain.fulfilment import Matrix as Goods
from ui.cases.matrix_room import LINE, ORDERED, PAD, Room, room
from ui.theme.kit import AL, AR, announce, c, draw_cap, draw_status, draw_text, draw_wrapped, hatch

_MOST = 9999  # more need not be counted, and have no room
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class Matrix(QWidget):
    """It holds one line of text, as a field does: the moves between deliveries; empty while nothing moved. O proposes, Backspace undoes."""

    textEdited = Signal(str)
    textChanged = Signal(str)

    def __init__(self, goods: Goods, ways: tuple[tuple[str, str], ...], value: str, name: str) -> None:
        super().__init__()
        self._before, self._ways, self._name = goods, ways, name
        self._after = self._entered = goods  # as it is now, and as it was when the cursor came to this cell
        self._typed = self._why = ""
        self._way = -1
        self._row = self._column = 0
        self.bad = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._proposed = False  # what was looked at last: a way to ship it, else a cell
        self._take(value)
        self._go_to_first_shortage()
        self._say()
        self._room = self._placed(480)
        self.setFixedHeight(self._room.height)

    # ---- as a field ----------------------------------------------------------------------------------------------------
    def text(self) -> str:
        return written(self._before, self._after)

    def setText(self, value: str) -> None:
        if value != self.text():
            self._take(value)
            self._changed()

    def set_bad(self, bad: bool) -> None:
        self.bad = bad
        self.update()

    def _take(self, value: str) -> None:
        """What cannot be any more is nothing."""
        try:
            self._after = read(self._before, value)
        except ValueError:
            self._after = self._before
        self._entered = self._after

    def _placed(self, wide: int) -> Room:
        """Where everything stands, as the cells are now."""
        known = self._before
        cells = [[(self._figure(x.key, g.key), self._note(x.key, g.key)) for g in known.groups] for x in known.lines]
        return room(
            wide, [x.sku for x in known.lines], cells, [_state(g) for g in known.groups], [words for _, words in self._ways]
        )

    def _place(self) -> None:
        self._room = self._placed(self.width())
        self.setFixedHeight(self._room.height)
        self.update()
        self.updateMicroFocus()

    def _changed(self) -> None:
        self._say()
        self._place()
        text = self.text()
        self.textEdited.emit(text)
        self.textChanged.emit(text)

    # ---- working in it ---------------------------------------------------------------------------------------------------
    def propose(self) -> None:
        """The next of the ways to ship it, then as it was."""
        if not self._ways:
            return
        self._way = (self._way + 2) % (len(self._ways) + 1) - 1
        self._proposed = self._way >= 0
        self._typed = self._why = ""
        self._take(self._ways[self._way][0] if self._way >= 0 else "")
        self._changed()
        announce(self, self._ways[self._way][1] if self._way >= 0 else "As planned")

    def _set(self, typed: str) -> None:
        """The cell holds what was typed, or it is said why it cannot; what was typed stays to be gone on with."""
        self._typed, self._way, self._proposed = typed, -1, False
        line, group = self._here()
        try:
            self._after = self._entered.put(line.key, group.key, Decimal(typed)) if typed else self._entered
            self._why = ""
        except ValueError as e:
            self._after, self._why = self._entered, str(e)
            announce(self, self._why, assertive=True)
        self._changed()

    def _move(self, down: int, right: int) -> None:
        self._row = max(0, min(self._row + down, len(self._before.lines) - 1))
        self._column = max(0, min(self._column + right, len(self._before.groups) - 1))
        self._typed = self._why = ""
        self._entered, self._proposed = self._after, False
        self._say()
        self.update()
        self.updateMicroFocus()
        announce(self, self._spoken())

    def _here(self) -> tuple[Line, Group]:
        return self._before.lines[self._row], self._before.groups[self._column]

    def _go_to_first_shortage(self) -> None:
        for i, line in enumerate(self._before.lines):
            for j, group in enumerate(self._before.groups):
                if self._before.short(line.key, group.key):
                    self._row, self._column = i, j
                    return

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name}, {self._spoken()}" if self._before.lines else self._name)
        self.setAccessibleDescription(self._why)

    def _spoken(self) -> str:
        line, group = self._here()
        told = f"{line.sku} in {group.number or 'a new delivery'} from {group.name}: {self._after.at(line.key, group.key):f}"
        return f"{told}, {self._note(line.key, group.key)}"

    def _figure(self, line: str, group: str) -> str:
        """How many leave from there; nothing where none ever did."""
        was, now = self._before.at(line, group), self._after.at(line, group)
        return f"{now:f}" if now or was != now else ""

    def _note(self, line: str, group: str) -> str:
        """What stands at the right of a cell: what it was, why it is fixed, what is short or free."""
        was, now = self._before.at(line, group), self._after.at(line, group)
        if was != now:
            return f"was {was:f}"
        short = self._after.short(line, group)
        if short:
            return f"{short:f} short"
        free = self._after.free(line, group)
        return self._after.barred(line, group) or (f"{_MOST}+ free" if free > _MOST else f"{free:f} free")

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def event(self, event: QEvent) -> bool:
        """Digits, O and Backspace are the matrix's here, not a deed's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        keys = (*_STEPS, Qt.Key.Key_O, Qt.Key.Key_Backspace)
        return plain and bool(self._before.lines) and (event.text().isdecimal() or Qt.Key(event.key()) in keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._takes(event):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._move(*_STEPS[key])
        elif key == Qt.Key.Key_O:
            self.propose()
        elif key == Qt.Key.Key_Backspace:
            self._set(self._typed[:-1])
        else:
            self._set((self._typed + event.text())[:7])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        for i in range(len(self._before.lines)):
            for j in range(len(self._before.groups)):
                if self._room.cell(i, j).contains(at):
                    self._row, self._column = i, j
                    self._move(0, 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._typed = ""
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """What has to stay in sight: the ways to ship it while one of them is looked at, else the cell."""
        if query != Qt.InputMethodQuery.ImCursorRectangle or not self._before.lines:
            return super().inputMethodQuery(query)
        return (self._room.all_ways() if self._proposed else self._room.cell(self._row, self._column)).toAlignedRect()

    # ---- drawing -----------------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_heads(p)
        for i, line in enumerate(self._before.lines):
            r = self._room.row(i)
            left = r.width() * LINE
            draw_wrapped(p, QRectF(0, r.top(), left - PAD, r.height()), line.sku, "text.1", 12, 500)
            draw_text(p, QRectF(left, r.top(), ORDERED - 10, r.height()), f"{line.ordered:f}", "text.1", 12, 600, AR)
            for j in range(len(self._before.groups)):
                self._draw_cell(p, i, j)
            p.fillRect(QRectF(0, r.bottom() - 1, r.width(), 1), c("line.1"))
        self._draw_foot(p)
        if self._before.lines:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(
                QPen(
                    c("bad" if self._why or self.bad else "accent" if self.hasFocus() else "line.2"), 2 if self.hasFocus() else 1
                )
            )
            p.drawRoundedRect(self._room.cell(self._row, self._column).adjusted(1, 1, -1, -2), 3, 3)
        p.end()

    def _draw_heads(self, p: QPainter) -> None:
        wide, high = self._room.wide, self._room.head
        p.fillRect(QRectF(0, 0, wide, high), c("bg.raised"))
        draw_text(p, QRectF(0, high - 20, wide * LINE, 18), "Line", "text.3", 11)
        draw_text(p, QRectF(wide * LINE, high - 20, ORDERED - 10, 18), "Ordered", "text.3", 11, 400, AR)
        for j, group in enumerate(self._before.groups):
            r = self._room.heads(j)
            draw_text(p, QRectF(r.left() + PAD, 2, r.width() - 12, 18), group.name, "text.1", 12, 600)
            draw_wrapped(p, QRectF(r.left() + PAD, 20, r.width() - 12, high - 22), _state(group), "text.3", 11)
        p.fillRect(QRectF(0, high - 1, wide, 1), c("line.2"))

    def _draw_cell(self, p: QPainter, row: int, column: int) -> None:
        line, group, r = self._before.lines[row], self._before.groups[column], self._room.cell(row, column)
        was, now = self._before.at(line.key, group.key), self._after.at(line.key, group.key)
        barred, short = self._after.barred(line.key, group.key), self._after.short(line.key, group.key)
        if was != now:
            p.fillRect(r.adjusted(0, 0, 0, -1), c("wait.bg"))
        elif short:
            p.fillRect(r.adjusted(0, 0, 0, -1), c("warn.bg"))
        elif barred and not now:
            hatch(p, r.adjusted(0, 0, 0, -1), "line.2")
        p.fillRect(QRectF(r.left(), r.top(), 1, r.height()), c("line.1"))
        tone = "wait" if was != now else "warn" if short else "text.3"
        figure = self._figure(line.key, group.key)
        draw_text(p, self._room.figure(r), figure, "wait" if was != now else "text.2" if group.fixed else "text.1", 13, 600)
        draw_wrapped(
            p, self._room.note(r, figure), self._note(line.key, group.key), tone, 11, 400, AL if self._room.below else AR
        )

    def _draw_foot(self, p: QPainter) -> None:
        """What is typed and cannot be, else that every piece is placed; below it the ways to ship it."""
        foot = self._room.foot()
        beside = foot.adjusted(18, 0, 0, 0)
        if self._why:
            draw_status(p, "bad", 2, foot.top() + 8)
            draw_text(p, beside, f"{self._typed}: {self._why}", "bad", 12)
        else:
            ordered = sum((x.ordered for x in self._after.lines), Decimal(0))
            placed = sum((self._after.placed(x.key) + x.cancelled for x in self._after.lines), Decimal(0))
            draw_status(p, "ok" if ordered == placed else "bad", 2, foot.top() + 8)
            draw_text(p, beside, f"Ordered {ordered:f} = placed {placed:f}", "text.2", 12)
            draw_text(p, foot, "Hatched cells say why not", "text.3", 11, 400, AR)
        for i, (_, words) in enumerate(self._ways):
            r = self._room.way(i)
            chosen = i == self._way
            if chosen:
                p.fillRect(r.adjusted(0, 1, 0, -1), c("accent.bg"))
            if i == 0:
                draw_cap(p, QRectF(r.left() + 2, r.top() + 3, 18, 18), "O", off=not self.hasFocus())
            draw_wrapped(p, r.adjusted(28, 0, -PAD, 0), words, "text.1" if chosen else "text.2", 12, 500 if chosen else 400)


def _state(group: Group) -> str:
    """In a delivery's head, below where it leaves from."""
    when = group.state if group.fixed else day_month(group.planned) if group.planned else "no day"
    return f"{group.number}, {when}" if group.number else "new delivery"
