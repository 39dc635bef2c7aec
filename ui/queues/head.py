"""The head of a list: title, views with their counts, the filter, and the choice of columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.queues import Queue
from ui.tables.column import Column
from ui.tables.filter import PAUSE_MS, FilterField
from ui.theme.kit import Button, Tabs, Text, rule, width


class ListHead(QFrame):
    view_chosen = Signal(str)
    filtered = Signal(str)
    filter_left = Signal()
    column_toggled = Signal(str)
    grouping_toggled = Signal()
    export_asked = Signal()

    def __init__(self, queue: Queue, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._queue, self._columns = queue, columns
        self._titles = {view.name: view.title for view in queue.views}
        self._views: tuple[str, ...] = ()
        self._counts: tuple[tuple[str, int], ...] = tuple((view.name, -1) for view in queue.views)
        self._view = queue.views[0].name
        self.tabs = Tabs()
        self.tabs.chosen.connect(self._chosen)
        self.field = FilterField("", "Order, customer or reference", icon="search", h=28, cap="Esc", name="Filter")
        self.field.hide()
        self.field.left.connect(self._left)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self.field.textEdited.connect(self._typed)
        self.filter = Button("Filter", "/", "quiet", "list-filter", name="Filter, slash")
        self.filter.clicked.connect(self.open_filter)
        self.choice = Button("", None, "quiet", "sliders-horizontal", name="Columns and order")
        self.choice.clicked.connect(self.open_choice)
        self.hidden: frozenset[str] = frozenset()
        self.grouped = queue.groups
        self._build(queue.title)

    def _build(self, title: str) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._title = Text(title, size=15, weight=600)
        row.addWidget(self._title)
        row.addSpacing(8)
        row.addWidget(self.tabs)
        row.addWidget(self.field, 1)
        row.addStretch(1)
        row.addWidget(self.filter)
        row.addWidget(self.choice)
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QWidget()
        bar.setLayout(row)
        bar.setFixedHeight(47)
        column.addWidget(bar)
        column.addWidget(rule())

    # ---- views -------------------------------------------------------------------------------------------------------------
    def show_views(self, counts: Sequence[tuple[str, int]], view: str) -> None:
        self._counts, self._view = tuple(counts), view
        self._show_tabs()

    def _show_tabs(self) -> None:
        """All views with their counts where there is room; else first the word of the filter goes, then empty views, then counts."""
        room = self.width() - 2 * 16 - 4 * 8 - self._title.sizeHint().width() - self.choice.sizeHint().width()
        for words, empty, counts in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
            shown = [(n, c) for n, c in self._counts if empty or c or n == self._view]
            self.filter.show_text("Filter" if words else "")
            tabs = [
                (self._titles.get(n, n.capitalize()), c if c >= 0 and (counts or n == self._view) else None) for n, c in shown
            ]
            needs = sum(_tab_width(*tab) + 4 for tab in tabs) + self.filter.sizeHint().width()
            if needs <= room:
                break
        self._views = tuple(n for n, _ in shown)
        self.tabs.set_tabs(tabs, self._views.index(self._view) if self._view in self._views else 0)

    def _chosen(self, index: int) -> None:
        self.view_chosen.emit(self._views[index])

    # ---- filter ------------------------------------------------------------------------------------------------------------
    def open_filter(self) -> None:
        self._show_field(True)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_filter(self, text: str) -> None:
        """Shows a filter that was set from elsewhere."""
        self.field.setText(text)
        self._show_field(bool(text))

    def _show_field(self, on: bool) -> None:
        self.field.setVisible(on)
        self.tabs.setVisible(not on)
        self.filter.setVisible(not on)

    def _typed(self) -> None:
        self._pause.start()

    def _say(self) -> None:
        self._pause.stop()
        self.filtered.emit(self.field.text().strip())

    def _left(self, emptied: bool) -> None:
        if emptied:
            self.field.clear()
        self._say()
        self._show_field(bool(self.field.text()))
        self.filter_left.emit()

    # ---- columns -----------------------------------------------------------------------------------------------------------
    def open_choice(self) -> None:
        menu = QMenu(self)
        for column in self._columns:
            if column.title and column.kind != "id":
                menu.addAction(self._check(menu, column.title, column.key not in self.hidden, column.key))
        menu.addSeparator()
        menu.addAction(self._check(menu, "Group by cause", self.grouped, "group:"))
        menu.addSeparator()
        export = QAction("Export as CSV", menu)
        export.setData("export:")
        menu.addAction(export)
        menu.triggered.connect(self._picked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choice.mapToGlobal(self.choice.rect().bottomLeft()))

    def _check(self, menu: QMenu, title: str, on: bool, data: str) -> QAction:
        action = QAction(title, menu)
        action.setCheckable(True)
        action.setChecked(on)
        action.setData(data)
        return action

    def _picked(self, action: QAction) -> None:
        data = str(action.data())
        if data == "group:":
            self.grouping_toggled.emit()
        elif data == "export:":
            self.export_asked.emit()
        else:
            self.column_toggled.emit(data)

    # ---- Qt ------------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tabs()


def _tab_width(title: str, count: int | None) -> int:
    return width(title, 12, 500) + 16 + (0 if count is None else width(f"{count:,}", 12) + 6)
