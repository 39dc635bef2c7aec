"""Ctrl+K: find or do, with the keyboard alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.question import AskFind, FindAnswer, Hit
from app.errors import ClearlineError
from ui.courier import Courier
from ui.shell import entries
from ui.shell.entries import Entry, Head, Line
from ui.theme.kit import Field, H, Icon, KeyCap, Text, V, c, draw_cap, draw_icon, draw_text, keys, rule, text_width
from ui.theme.layer import Layer
from ui.theme.paint import cap_width

if TYPE_CHECKING:
    from app.console import Console

LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Draws a group's title (26 px) or an entry (36 px)."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, 26 if isinstance(index.data(LINE), Head) else 36)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        styled: Any = option  # the stubs know neither rect nor state
        line, r = index.data(LINE), QRectF(styled.rect)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Head):
            draw_text(p, r.adjusted(20, 6, -20, -2), line.title, "text.3", 11, 500)
        else:
            self._paint_entry(p, r, line, bool(styled.state & QStyle.StateFlag.State_Selected))
        p.restore()

    def _paint_entry(self, p: QPainter, r: QRectF, entry: Entry, on: bool) -> None:
        if on:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(c("bg.selected"))
            p.drawRoundedRect(r.adjusted(8, 0, -8, 0), 6, 6)
        top = r.top()
        draw_icon(p, "lock" if entry.off else entry.icon, "text.3" if entry.off else "text.2", 20, top + 10)
        end = r.width() - 20 - (cap_width(entry.cap) + 12 if entry.cap else 0)
        title = min(text_width(entry.title, 13, 500), end - 48)
        draw_text(p, QRectF(48, top, title + 1, r.height()), entry.title, "text.3" if entry.off else "text.1", 13, 500)
        x = 48 + title + 10
        if entry.note and x < end - 24:
            draw_text(p, QRectF(x, top, end - x, r.height()), entry.note, "text.3", 12)
        if entry.cap and not entry.off:
            wide = cap_width(entry.cap)
            draw_cap(p, QRectF(r.width() - 20 - wide, top + 9, wide, 18), entry.cap)


class Palette(Layer):
    """``deeds``, ``places``: what is on offer without a search; ``show_hit``, ``new_quote``: do it with what was found."""

    def __init__(
        self,
        window: QWidget,
        console: Console,
        courier: Courier,
        subject: str,
        deeds: Sequence[Entry],
        places: Sequence[Entry],
        show_hit: Callable[[Hit], object],
        new_quote: Callable[[Hit], object],
    ) -> None:
        self._console, self._courier, self._show_hit, self._new_quote = console, courier, show_hit, new_quote
        self._subject, self._deeds, self._places = subject, list(deeds), list(places)
        self._found: list[Entry] = []
        self._generation = 0
        super().__init__(window, self._content(), 640, 512)
        self.setAccessibleName("Find or do")
        self._field.textChanged.connect(self._typed)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._clicked)
        self._fill()

    @property
    def rows(self) -> tuple[Line, ...]:
        return tuple(self._model.index(i, 0).data(LINE) for i in range(self._model.rowCount()))

    @property
    def chosen(self) -> Line | None:
        """The line that Return would do."""
        return self._list.currentIndex().data(LINE)  # type: ignore[no-any-return]

    @property
    def tally(self) -> str:
        return self._tally.text()

    def open(self) -> None:
        super().open()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _content(self) -> QWidget:
        self._field = Field("", "Find or do", h=36, name="Find or do", frame=False, size=15)
        self._tally = Text("", "text.3", 12)
        self._speed = Text("works offline", "text.3", 12)
        self._model = QStandardItemModel(0, 1, self._field)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(LineDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName("Matches")
        self._list.setProperty("raised", True)
        head = H(Icon("search", "text.2"), (self._field, 1), self._tally, gap=12, pad=(20, 0, 20, 0), h=52)
        foot = H(keys("↑", "↓"), Text("choose", "text.3", 12), KeyCap("↵"), Text("do", "text.3", 12), KeyCap("Esc"),
                 Text("close", "text.3", 12), None, self._speed, gap=6, pad=(20, 0, 20, 0), h=40)  # fmt: skip
        return V(head, rule(), 4, (self._list, 1), rule(), foot)

    # ---- what is listed ----

    def _typed(self, text: str) -> None:
        self._generation += 1
        wanted = entries.sought(text)
        if not wanted:
            self._found = []
            self._fill()
            return
        began = functools.partial(self._answered, self._generation, perf_counter())
        failed = functools.partial(self._failed, self._generation)
        self._courier.deliver(self._console.read(AskFind(wanted)), began, failed)
        self._fill()

    def _answered(self, generation: int, began: float, answer: FindAnswer) -> None:
        if generation != self._generation:
            return
        self._found = self._entries(answer.hits)
        self._tally.setText(f"{len(answer.hits)} found" if answer.hits else "nothing found")
        self._speed.setText(f"{max(1, round((perf_counter() - began) * 1000))} ms, works offline")
        self._fill()

    def _entries(self, hits: Sequence[Hit]) -> list[Entry]:
        if entries.wants_quote(self._field.text()):
            return entries.quote_entries(hits, self._new_quote)
        return entries.hit_entries(hits, self._show_hit)

    def _failed(self, generation: int, error: ClearlineError) -> None:
        if generation == self._generation:
            self._found = []
            self._tally.setText(error.title)
            self._fill()

    def _fill(self) -> None:
        if not self._field.text().strip():
            self._tally.setText("")
        self._model.clear()
        for line in entries.lines(self._field.text(), self._subject, self._deeds, self._found, self._places):
            item = QStandardItem(line.title)
            item.setData(line, LINE)
            if isinstance(line, Head):
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                item.setData(f"{line.title}, {line.note}", Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        self._step(1, -1)

    def _step(self, by: int, at: int | None = None) -> None:
        """To the next entry, over the titles of groups; stops at both ends."""
        row = (self._list.currentIndex().row() if at is None else at) + by
        while 0 <= row < self._model.rowCount() and isinstance(self._model.index(row, 0).data(LINE), Head):
            row += by
        if 0 <= row < self._model.rowCount():
            self._list.setCurrentIndex(self._model.index(row, 0))
            if row <= 1:
                self._list.scrollToTop()

    # ---- doing ----

    def _clicked(self, index: QModelIndex) -> None:
        self._do(index.data(LINE))

    def _do(self, line: Line | None) -> None:
        if isinstance(line, Entry) and line.run is not None:
            run = line.run
            self.leave()
            run()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do(self.chosen)
                return True
        return super().eventFilter(watched, event)
