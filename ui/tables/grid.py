"""The table on screen: keyboard, marks, current row and scroll that stay with their rows whatever arrives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.tables.column import Column, Group, Line
from ui.tables.delegate import RowDelegate
from ui.tables.diff import Plan
from ui.tables.header import Header
from ui.tables.keys import KeyMap
from ui.tables.listing import Listing
from ui.tables.model import TableModel
from ui.theme.tokens import ROW


class Grid(QTableView):
    """``Grid(columns, line)``: ``line`` formats a record. Rows are told apart by key, never by place."""

    opened = Signal(str)  # Enter or double click on a row
    moved = Signal(str)  # another current key; empty when there is none
    stepped = Signal()  # the person went to the next or previous row: the moment when resolved rows leave
    marks_changed = Signal()
    copy_asked = Signal()
    group_toggled = Signal(str)  # key of a group row

    def __init__(
        self, columns: Sequence[Column], line: Callable[[object], Line], *, edge: int = 8, row: str = "normal", size: int = 13,
        name: str = "", parent: QWidget | None = None, model: type[TableModel] = TableModel,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.table = model(columns, line, self)
        self._markable = columns[0].kind == "lead"  # a list without a gutter has no marks
        self.edge, self.text_size = edge, size
        self.last_column = len(columns) - 1
        self.current_row, self.hover_row = -1, -1
        self.owns_keyboard = False
        self.marks: set[str] = set()
        self._counted: dict[str, int] = {}  # group key -> marked members
        self._anchor = ""  # where a range of marks begins
        self._current_key = ""
        self._taking = False
        self._keys = KeyMap(self)
        self.head = Header(self._columns, edge, self)
        self.setModel(self.table)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name)
        self._dress(columns, ROW[row])

    def _dress(self, columns: Sequence[Column], height: int) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalHeader(self.head)
        self.head.setFixedHeight(height)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(20)
        rows.setDefaultSectionSize(height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for i, column in enumerate(columns):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            self.head.setSectionResizeMode(i, mode)
            if column.width:
                self.setColumnWidth(i, column.width)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def _columns(self) -> tuple[Column, ...]:
        return self.table.columns

    def hide_columns(self, hidden: Collection[str]) -> None:
        """Shows all columns but those with these keys."""
        shown = [i for i, column in enumerate(self.table.columns) if column.key not in hidden]
        self.last_column = self.head.last = shown[-1]
        for i in range(len(self.table.columns)):
            self.setColumnHidden(i, i not in shown)

    # ---- content ---------------------------------------------------------------------------------------------------------
    def take(self, new: Listing, steps: Plan | None = None) -> None:
        """Becomes ``new``, keeping the current row, the marks and what is on screen."""
        top, offset = self._top()
        key, place = self._current_key, self.current_row
        self._taking = True
        try:
            self.table.show(new, steps)
            if key in new.at:
                self.go(key)
            elif key and new.keys:
                self.go_row(self._row_near(place))
        finally:
            self._taking = False
        self.current_row = self.currentIndex().row()
        self._settle_on(top, offset)
        self._counted.clear()
        if self.marks and not self.marks <= (matching := set(new.matching)):
            self.marks &= matching
            self.marks_changed.emit()
        self._tell_current()
        self.viewport().update()

    def _row_near(self, row: int) -> int:
        """A row that is no group at or after ``row``, else before it."""
        count: int = self.table.rowCount()
        row = min(row, count - 1)
        for near in chain(range(row, count), range(row, -1, -1)):
            if not isinstance(self.table.record(near), Group):
                return near
        return row

    def _top(self) -> tuple[list[str], int]:
        """The keys on screen, first one first, and how far the first is scrolled out (px)."""
        keys = self.visible_keys()
        return keys, self.rowViewportPosition(self.table.row_of(keys[0])) if keys else 0

    def _settle_on(self, visible: list[str], offset: int) -> None:
        """The first row that was on screen and still exists stays at its place."""
        height = self.verticalHeader().defaultSectionSize()
        for i, key in enumerate(visible):
            row = self.table.row_of(key)
            if row >= 0:
                self.updateGeometries()
                self.verticalScrollBar().setValue(row * height - (offset + i * height))
                return

    def full_height(self) -> int:
        """Height in px that shows every row and the head: for short lists inside a panel."""
        return self.head.height() + self.table.rowCount() * self.verticalHeader().defaultSectionSize()

    def visible_keys(self) -> list[str]:
        first = self.rowAt(0)
        if first < 0:
            return []
        last = self.rowAt(self.viewport().height() - 1)
        last = self.table.rowCount() - 1 if last < 0 else last
        return [self.table.key(row) for row in range(first, last + 1)]

    # ---- current row -----------------------------------------------------------------------------------------------------
    @property
    def current_key(self) -> str:
        row = self.currentIndex().row()
        return self.table.key(row) if 0 <= row < self.table.rowCount() else ""

    def go(self, key: str) -> None:
        """Makes a key current, if it is there."""
        row = self.table.row_of(key)
        if row >= 0:
            self.go_row(row)

    def go_row(self, row: int) -> None:
        if 0 <= row < self.table.rowCount():
            self.setCurrentIndex(self.table.index(row, self.table.spoken_column))

    def step(self, by: int) -> None:
        """To the next (1) or previous (-1) row that is no group."""
        row = self.currentIndex().row() + by
        while 0 <= row < self.table.rowCount():
            if not isinstance(self.table.record(row), Group):
                self.go_row(row)
                break
            row += by
        self.stepped.emit()

    def next_key(self, key: str) -> str:
        """The row below (or, at the end, above) a row: where to go when that row is done. Empty when it is the only one."""
        at, last = self.table.row_of(key), self.table.rowCount()
        for row in chain(range(at + 1, last), range(at - 1, -1, -1)):
            if not isinstance(self.table.record(row), Group):
                return self.table.key(row)
        return ""

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.current_row = now.row()
        self._tell_current()
        self._repaint_rows(now.row(), before.row())

    def _repaint_rows(self, *rows: int) -> None:
        height = self.verticalHeader().defaultSectionSize()
        for row in rows:
            if row >= 0:
                self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), height)

    def _tell_current(self) -> None:
        if self._taking:
            return
        key = self.current_key
        if key != self._current_key:
            self._current_key = key
            self.moved.emit(key)

    # ---- marks -----------------------------------------------------------------------------------------------------------
    def toggle_mark(self, key: str) -> None:
        """Marks or unmarks a row; on a group row all its members."""
        if not self._markable:
            return
        record = self.table.listing.record(key)
        members = set(record.members) if isinstance(record, Group) else {key}
        if isinstance(record, Group) and not record.markable:
            return
        self.marks = self.marks - members if members <= self.marks else self.marks | members
        self._anchor = key
        self._marked()

    def marked_in(self, group: Group) -> int:
        """How many of a group's members are marked; counted once, not at every painting."""
        if not self.marks:
            return 0
        if group.key not in self._counted:
            self._counted[group.key] = len(self.marks.intersection(group.members))
        return self._counted[group.key]

    def mark_range(self) -> None:
        """Everything between the last marked row and the current one."""
        if not self._markable:
            return
        a, b = self.table.row_of(self._anchor), self.currentIndex().row()
        a = b if a < 0 else a
        rows = range(min(a, b), max(a, b) + 1)
        self.marks |= {self.table.key(r) for r in rows if r >= 0 and not isinstance(self.table.record(r), Group)}
        self._marked()

    def mark_all(self) -> None:
        """All that match, not all that are on screen or in open groups."""
        if self._markable:
            self.marks = set(self.table.listing.matching)
            self._marked()

    def clear_marks(self) -> bool:
        """True when there were any."""
        had = bool(self.marks)
        self.marks = set()
        if had:
            self._marked()
        return had

    def _marked(self) -> None:
        self._counted.clear()
        self.viewport().update()
        self.marks_changed.emit()

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            event.ignore()  # the page may know it

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._click(index, event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def _click(self, index: QModelIndex, event: QMouseEvent) -> None:
        row = index.row()
        record, key = self.table.record(row), self.table.key(row)
        at = event.position().x()
        if isinstance(record, Group):
            if record.markable and at > self.viewport().width() - 100:
                self.toggle_mark(key)
            else:
                self.group_toggled.emit(key)
        elif (at < 24 and self.table.columns[0].kind == "lead") or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle_mark(key)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self._anchor or self.current_key
            self.go_row(row)
            self.mark_range()
        else:
            self.go_row(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        if row >= 0 and not isinstance(self.table.record(row), Group):
            self.opened.emit(self.table.key(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def _hover(self, at: QPoint) -> None:
        row = self.rowAt(at.y()) if at.y() >= 0 else -1
        if row != self.hover_row:
            before, self.hover_row = self.hover_row, row
            self._repaint_rows(before, row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.owns_keyboard = True
        if self.current_row < 0:
            self.step(1)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.owns_keyboard = False
        super().focusOutEvent(event)
        self.viewport().update()
