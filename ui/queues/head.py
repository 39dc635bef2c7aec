"""The head of a list: title, views with their counts, the filter, and the choice of columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.queues import Queue
from ui.tables.column import Column
from ui.tables.filter import Filter
from ui.theme.kit import Button, Tabs, Text, rule, width


class ListHead(QFrame):
    view_chosen = Signal(str)
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
        self.filter = Filter("Order, customer or reference", self)
        self.filter.opened.connect(self.tabs.setHidden)
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
        row.addWidget(self.filter.field, 1)
        row.addStretch(1)
        row.addWidget(self.filter.button)
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
            self.filter.button.show_text("Filter" if words else "")
            tabs = [
                (self._titles.get(n, n.capitalize()), c if c >= 0 and (counts or n == self._view) else None) for n, c in shown
            ]
            needs = sum(_tab_width(*tab) + 4 for tab in tabs) + self.filter.button.sizeHint().width()
            if needs <= room:
                break
        self._views = tuple(n for n, _ in shown)
        self.tabs.set_tabs(tabs, self._views.index(self._view) if self._view in self._views else 0)

    def _chosen(self, index: int) -> None:
        self.view_chosen.emit(self._views[index])

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
