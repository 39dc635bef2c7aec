"""The lines of a quote as something to type in: cells by key, typing overwrites, whole blocks are copied, pasted and taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from app.domain.catalogue import Sold
from ui.quotes.cell import CellField
from ui.quotes.columns import COLUMNS, raw
from ui.quotes.grid_look import Cells, Head, Numbers
from ui.quotes.sheet import Sheet
from ui.theme.kit import announce

_HIGH, _NUMBER = 28, 36  # px of a row, and of the line's number at the left
_KeyM = Qt.KeyboardModifier
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class LinesGrid(QTableView):
    """``enter(line key or "", field, text)`` takes a cell and answers why not, "" where it did; ``find`` completes products.

    Keys: Enter and Tab go on, F2 edits, a letter overwrites, Delete empties, Insert adds a line, Ctrl -  takes lines out.
    """

    pasted = Signal(str, int)  # text, the place of the line it comes at
    cleared = Signal(object)  # ((line key, field), ...)
    removed = Signal(object)  # keys of lines
    inserted = Signal(int)  # the place of a new line
    undo = Signal()
    redo = Signal()
    typing = Signal(str, str, str)  # line key, field, what stands in the cell until it is taken
    moved = Signal(str)  # key of the current line
    wrong = Signal(str)  # why what was typed cannot be; "" once it can
    escaped = Signal()
    suggested = Signal(int)  # which of what fits the current line

    def __init__(self, enter: Callable[[str, str, str], str], find: Callable[[str], Sequence[Sold]]) -> None:
        super().__init__()
        self._enter, self._find = enter, find
        self.sheet = Sheet(self)
        self._editing: tuple[str, int, int] | None = None  # line key, its place, column
        self._began: int | None = None  # the column from which Tab led here: Enter goes back to it, a line further down
        self.setModel(self.sheet)
        self.setItemDelegate(Cells(self, self._is_awake))
        self.setAccessibleName("Lines of the quote")
        self._dress()
        self.editor = CellField(self.viewport())
        self.editor.left.connect(self._left)
        self.editor.entered.connect(self._entered)
        self.editor.dropped.connect(self._dropped)
        self.editor.let_go.connect(self._let_go)
        self.editor.textEdited.connect(self._typed)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.setCurrentIndex(self.sheet.index(0, 0))

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("Lines")
        head = Head(self)
        self.setHorizontalHeader(head)
        head.setFixedHeight(_HIGH)
        numbers = Numbers(self, self._is_awake)
        self.setVerticalHeader(numbers)
        numbers.setFixedWidth(_NUMBER)
        numbers.setDefaultSectionSize(_HIGH)
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for i, column in enumerate(COLUMNS):
            head.setSectionResizeMode(i, QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch)
            if column.width:
                self.setColumnWidth(i, column.width)

    def show_wide(self, wide: bool) -> None:
        """Every column, or those without which one cannot work."""
        for i, column in enumerate(COLUMNS):
            self.setColumnHidden(i, column.wide and not wide)

    # ---- where one is ------------------------------------------------------------------------------------------------
    @property
    def key(self) -> str:
        """Of the current line; "" below the last."""
        return self.sheet.key_at(self.currentIndex().row())

    @property
    def is_editing(self) -> bool:
        return self._editing is not None

    def _is_awake(self) -> bool:
        """The keyboard is here."""
        return self.hasFocus() or self.is_editing

    def go(self, place: int, column: int) -> None:
        place = max(0, min(place, self.sheet.rowCount() - 1))
        self.setCurrentIndex(self.sheet.index(place, column))
        self.scrollTo(self.currentIndex())

    def _step(self, down: int, right: int) -> None:
        """Over hidden columns; past the last column the next line begins."""
        shown = [i for i in range(len(COLUMNS)) if not self.isColumnHidden(i)]
        at, place = self.currentIndex().column(), self.currentIndex().row() + down
        near = shown.index(at) + right if at in shown else 0
        if right and near >= len(shown):
            place, near = place + 1, 0
        elif right and near < 0:
            place, near = place - 1, len(shown) - 1
        self._began = None
        if 0 <= place < self.sheet.rowCount():
            self.go(place, shown[max(0, min(near, len(shown) - 1))])

    def _tab(self, by: int) -> None:
        if self._began is None:
            self._began = self.currentIndex().column()
        began = self._began
        self._step(0, by)
        self._began = began

    def _next_line(self, by: int) -> None:
        began = self._began
        self._step(by, 0)
        if began is not None:
            self.go(self.currentIndex().row(), began)
        self._began = None

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.row() != before.row():
            self.moved.emit(self.sheet.key_at(now.row()))
            self.verticalHeader().viewport().update()
        self.viewport().update()

    # ---- typing ------------------------------------------------------------------------------------------------------
    def edit_cell(self, text: str | None = None) -> None:
        """With what stands there, or with ``text`` in its place. Nothing happens in a column that is not typed in."""
        index = self.currentIndex()
        what, row = COLUMNS[index.column()], self.sheet.row_at(index.row())
        if not what.field:
            announce(self, f"{what.title} is the ERP's to say")
            return
        field = "sku" if what.field == "name" else what.field
        self._editing = (self.sheet.key_at(index.row()), index.row(), index.column())
        self.editor.setGeometry(self.visualRect(index))
        find = self._find if field == "sku" else None
        before = raw(row, what.field) if row is not None else ""
        self.editor.begin(before if text is None else text, what.title, find, right=not what.left)
        if text is not None:
            self._typed(text)

    def _typed(self, text: str) -> None:
        self.wrong.emit("")
        if self._editing is not None:
            key, _, column = self._editing
            self.typing.emit(key, COLUMNS[column].field, text)

    def take(self) -> bool:
        """What is being typed goes into its cell. False where it cannot: it stays as it is, and it is said why."""
        if self._editing is None:
            return True
        key, place, column = self._editing
        why = self._enter(key, COLUMNS[column].field, self.editor.text())
        if why:
            self.editor.set_bad(True)
            self.editor.setAccessibleDescription(why)
            self.editor.suggestions.hide()
            self.wrong.emit(why)
            announce(self.editor, why, assertive=True)
            return False
        self._editing = None
        self.editor.finish()
        self.wrong.emit("")
        self.go(place if not key else self.sheet.place_of(key), column)
        return True

    def _left(self, down: int, right: int) -> None:
        if self.take():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tab(right) if right else self._step(down, 0)

    def _entered(self) -> None:
        if self.take():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._next_line(1)

    def _dropped(self) -> None:
        self._editing = None
        self.editor.finish()
        self.wrong.emit("")
        self.typing.emit("", "", "")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _let_go(self) -> None:
        """Whoever goes elsewhere has written it; what cannot be taken stays open for them to come back to."""
        focus = QGuiApplication.focusObject()
        if self._editing is not None and not (isinstance(focus, QWidget) and self.isAncestorOf(focus)):
            self.take()

    # ---- blocks ------------------------------------------------------------------------------------------------------
    def _chosen(self) -> list[QModelIndex]:
        shown = [x for x in self.selectedIndexes() if not self.isColumnHidden(x.column())]
        return sorted(shown, key=lambda x: (x.row(), x.column())) or [self.currentIndex()]

    def copy(self) -> None:
        """As other programs read it: tabs and lines, figures without what is only for the eye."""
        lines: dict[int, list[str]] = {}
        for index in self._chosen():
            row, what = self.sheet.row_at(index.row()), COLUMNS[index.column()]
            text = (
                "" if row is None else raw(row, what.field) if what.field else self.sheet.shown(index.row(), index.column()).text
            )
            lines.setdefault(index.row(), []).append(text)
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))

    def paste(self) -> None:
        """One word overwrites the cell; rows come as lines, before the current one."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            return
        if any(x in text.strip("\r\n") for x in "\n\t;"):
            self.pasted.emit(text, self.currentIndex().row())
        else:
            self.edit_cell(text.strip())

    def _clear(self) -> None:
        cells = [(self.sheet.key_at(x.row()), COLUMNS[x.column()].field) for x in self._chosen()]
        self.cleared.emit(tuple((key, "sku" if field == "name" else field) for key, field in cells if key and field))

    def _remove(self) -> None:
        keys = dict.fromkeys(self.sheet.key_at(x.row()) for x in self._chosen())
        self.removed.emit(tuple(key for key in keys if key))

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Letters, digits and the keys of editing are the grid's here, not a deed's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & (_KeyM.ControlModifier | _KeyM.AltModifier))
        if control:
            keys = (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_A, Qt.Key.Key_Minus)
            return event.key() in keys
        return (bool(event.text().strip()) and event.text().isprintable()) or event.key() in (
            Qt.Key.Key_Delete,
            Qt.Key.Key_Insert,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        control, shift = bool(held & _KeyM.ControlModifier), bool(held & _KeyM.ShiftModifier)
        if held & _KeyM.AltModifier and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.suggested.emit(key - Qt.Key.Key_1)
        elif control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the page's
        elif control and key == Qt.Key.Key_Z:
            (self.redo if shift else self.undo).emit()
        elif control and key == Qt.Key.Key_Y:
            self.redo.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif control and key == Qt.Key.Key_Minus:
            self._remove()
        elif control or not self._plain(key, event.text(), shift):
            super().keyPressEvent(event)

    def _plain(self, key: Qt.Key, text: str, shift: bool) -> bool:
        """Whether it was for the grid."""
        if key in _STEPS and not shift:
            self._step(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next_line(-1 if shift else 1)
        elif key == Qt.Key.Key_F2:
            self.edit_cell()
        elif key == Qt.Key.Key_Delete:
            self._clear()
        elif key == Qt.Key.Key_Backspace:
            self.edit_cell("")
        elif key == Qt.Key.Key_Insert:
            self.inserted.emit(self.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif text.strip() and text.isprintable():
            self.edit_cell(text)
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell, and out of the grid at its ends."""
        before = self.currentIndex()
        self._tab(1 if forward else -1)
        return True if self.currentIndex() != before else super().focusNextPrevChild(forward)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.take():
            self._began = None
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self.edit_cell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def _place_editor(self) -> None:
        if self._editing is not None:
            self.editor.setGeometry(self.visualRect(self.currentIndex()))
            self.editor.suggestions.hide()
