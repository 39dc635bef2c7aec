"""The table model of a quote's lines: a view of values that are kept elsewhere; it only looks up."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.draft_rows import Row
from ui.quotes.columns import COLUMNS, Shown

Index = QModelIndex | QPersistentModelIndex
SHOWN = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_NOTHING = Shown("")


class Sheet(QAbstractTableModel):
    """The rows as they are shown, and one more below them in which a new line begins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.currency = ""

    def show(self, rows: tuple[Row, ...], currency: str) -> None:
        """Lines are told apart by key; what came or went in one place comes and goes as rows, so that the cursor stays on its line."""
        old, new = [x.line.key for x in self.rows], [x.line.key for x in rows]
        head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        gone, come = len(old) - head - tail, len(new) - head - tail
        if gone:
            self.beginRemoveRows(QModelIndex(), head, head + gone - 1)
            self.rows = self.rows[:head] + self.rows[len(old) - tail :]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), head, head + come - 1)
            self.rows, self.currency = rows, currency
            self.endInsertRows()
        self.rows, self.currency = rows, currency
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))

    def row_at(self, place: int) -> Row | None:
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def key_at(self, place: int) -> str:
        """Of the line; "" in the row below them."""
        row = self.row_at(place)
        return row.line.key if row is not None else ""

    def place_of(self, key: str) -> int:
        return next((i for i, x in enumerate(self.rows) if x.line.key == key), len(self.rows))

    def shown(self, place: int, column: int) -> Shown:
        what = COLUMNS[column]
        row = self.row_at(place)
        if row is None:
            return Shown("Type, or paste rows", "text.3") if column == 1 else _NOTHING
        return what.show(row, self.currency)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows) + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            return self.shown(index.row(), index.column()).text
        if role == SHOWN:
            return self.shown(index.row(), index.column())
        if role == _SPOKEN:
            return self._spoken(index.row(), index.column())
        return None

    def _spoken(self, place: int, column: int) -> str:
        shown, what = self.shown(place, column), COLUMNS[column]
        name = f"line {place + 1}" if self.row_at(place) is not None else "new line"
        stale = ", as it was before the change" if shown.stale and shown.text else ""
        return f"{name}, {what.title} {shown.text or 'empty'}{stale}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        title = COLUMNS[section].title
        return f"{title} {self.currency}".strip() if COLUMNS[section].key == "net" else title

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
