"""The head of a list of orders: title, views with their counts, the filter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.orders.lists import OrderList
from ui.tables.filter import PAUSE_MS, FilterField
from ui.theme.kit import Button, H, Tabs, Text, rule


class Head(QFrame):
    view_chosen = Signal(str)
    filtered = Signal(str)
    filter_left = Signal()

    def __init__(self, shown: OrderList) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._views = shown.views
        self.tabs = Tabs([title for _, title, _ in shown.views])
        self.tabs.chosen.connect(self._chosen)
        if len(shown.views) == 1:
            self.tabs.hide()
        self.field = FilterField("", "Number, customer, PO or e-mail", icon="search", h=28, cap="Esc", name="Filter")
        self.field.hide()
        self.field.left.connect(self._left)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self.field.textEdited.connect(self._pause.start)
        self.filter = Button("Filter", "/", "quiet", "list-filter", name="Filter, slash")
        self.filter.clicked.connect(self.open_filter)
        self._count = Text("", "text.3", 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = Text(shown.title, size=15, weight=600)
        column.addWidget(H(title, 4, self.tabs, self._count, (self.field, 1), None, self.filter, pad=(16, 0, 16, 0), h=47))
        column.addWidget(rule())

    def show_counts(self, counts: Mapping[str, int], view: str) -> None:
        """What a view holds; one that was not counted yet shows none."""
        on = next((i for i, (name, _, _) in enumerate(self._views) if name == view), 0)
        self.tabs.set_tabs([(title, counts.get(name)) for name, title, _ in self._views], on)
        only = counts.get(view) if len(self._views) == 1 else None
        self._count.setText("" if only is None else f"{only:,}")

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
        self.tabs.setVisible(not on and len(self._views) > 1)
        self.filter.setVisible(not on)

    def _chosen(self, index: int) -> None:
        self.view_chosen.emit(self._views[index][0])

    def _say(self) -> None:
        self._pause.stop()
        self.filtered.emit(self.field.text().strip())

    def _left(self, emptied: bool) -> None:
        if emptied:
            self.field.clear()
        self._say()
        self._show_field(bool(self.field.text()))
        self.filter_left.emit()
