"""The one table model: a window over a vector of keys; a new answer is applied as steps, so that rows keep their identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.tables.column import Cell, Column, Group, Line
from ui.tables.diff import Plan, plan
from ui.tables.listing import Listing
from ui.tables.pages import Pages

Index = QModelIndex | QPersistentModelIndex
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """``line`` formats a record; it is called once per row, a page at a time, never while painting a row again."""

    wanted = Signal(int, int)  # first row and count of a page whose records are not there

    def __init__(self, columns: Sequence[Column], line: Callable[[object], Line], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.listing = Listing()
        self._format = line
        self._keys: list[str] = []
        self._records: list[object] = []
        self._lines: Pages[Line | Group] = Pages(self._read)
        self.spoken_column = next((i for i, c in enumerate(self.columns) if c.kind == "id"), 0)

    # ---- what is in it ---------------------------------------------------------------------------------------------------
    def key(self, row: int) -> str:
        return self._keys[row]

    def record(self, row: int) -> object:
        return self._records[row]

    def row_of(self, key: str) -> int:
        """-1 when the key is not in the list."""
        return self.listing.at.get(key, -1)

    def line(self, row: int) -> Line | Group | None:
        """The formatted row; None while its page is not read."""
        return self._lines.get(row)

    # ---- changing it -----------------------------------------------------------------------------------------------------
    def show(self, new: Listing, steps: Plan | None = None) -> None:
        """Becomes ``new``. ``steps`` may come from another thread; they hold only if they were made from the keys shown now."""
        steps = plan(self._keys, new.keys) if steps is None else steps
        if steps.reset:
            self.beginResetModel()
            self._take(new)
            self.endResetModel()
            return
        self._remove(steps)
        self._reorder(steps)
        self._insert(steps, new)
        self._take(new)
        if new.keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(new.keys) - 1, len(self.columns) - 1))

    def retitle(self, columns: Sequence[Column]) -> None:
        """The same columns under other heads."""
        self.columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def refresh(self) -> None:
        """Formats again (time went on, another theme); nothing moves."""
        self._lines.clear()
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(self.columns) - 1))

    def _take(self, new: Listing) -> None:
        self.listing = new
        self._keys, self._records = list(new.keys), list(new.records)
        self._lines.clear()

    def _remove(self, steps: Plan) -> None:
        for first, last in steps.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._keys[first : last + 1], self._records[first : last + 1]
            self._lines.clear()
            self.endRemoveRows()

    def _reorder(self, steps: Plan) -> None:
        if steps.order is None:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        records = dict(zip(self._keys, self._records, strict=True))
        before, self._keys = self._keys, list(steps.order)
        at = {key: i for i, key in enumerate(self._keys)}
        self._records = [records[key] for key in self._keys]
        self._lines.clear()
        self.changePersistentIndexList(held, [self.index(at[before[i.row()]], i.column()) for i in held])
        self.layoutChanged.emit()

    def _insert(self, steps: Plan, new: Listing) -> None:
        for first, last in steps.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._keys[first:first] = new.keys[first : last + 1]
            self._records[first:first] = new.records[first : last + 1]
            self._lines.clear()
            self.endInsertRows()

    def _read(self, first: int, count: int) -> list[Line | Group] | None:
        records = self._records[first : first + count]
        if None in records:
            self.wanted.emit(first, len(records))
            return None
        return [r if isinstance(r, Group) else self._format(r) for r in records]

    def _spoken(self, row: int, column: int) -> str:
        line = self.line(row)
        if line is None:
            return "not read yet"
        if isinstance(line, Group):
            return f"{line.title}, {line.note}, {'closed' if line.closed else 'open'}"
        if column == self.spoken_column:
            return line.spoken
        return f"{self.columns[column].title} {line.cells[column].text}".strip()

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def data(self, index: Index, role: int = 0) -> object:
        if role != 0:
            if role == _ACCESSIBLE and index.isValid():
                return self._spoken(index.row(), index.column())
            if role == _TOOLTIP and index.isValid():
                line = self.line(index.row())
                return line.off or _tip(line.cells[index.column()]) if isinstance(line, Line) else None
            return None
        line = self.line(index.row())
        if isinstance(line, Line):
            return line.cells[index.column()].text
        return line.title if isinstance(line, Group) and index.column() == self.spoken_column else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role in (0, _ACCESSIBLE) and orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            return self.columns[section].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)


def _tip(cell: Cell) -> str:
    return cell.tip or cell.text
