"""The head of a list of orders: title, views with their counts, the filter."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.orders.lists import OrderList
from ui.tables.filter import Filter
from ui.theme.kit import H, Tabs, Text, rule


class Head(QFrame):
    view_chosen = Signal(str)

    def __init__(self, shown: OrderList) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._views = shown.views
        self.tabs = Tabs([title for _, title, _ in shown.views])
        self.tabs.chosen.connect(self._chosen)
        if len(shown.views) == 1:
            self.tabs.hide()
        self.filter = Filter("Number, customer, PO or e-mail", self)
        self.filter.opened.connect(self._filter_opened)
        self._count = Text("", "text.3", 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = Text(shown.title, size=15, weight=600)
        field, button = self.filter.field, self.filter.button
        column.addWidget(H(title, 4, self.tabs, self._count, (field, 1), None, button, pad=(16, 0, 16, 0), h=47))
        column.addWidget(rule())

    def show_counts(self, counts: Mapping[str, int], view: str) -> None:
        """What a view holds; one that was not counted yet shows none."""
        on = next((i for i, (name, _, _) in enumerate(self._views) if name == view), 0)
        self.tabs.set_tabs([(title, counts.get(name)) for name, title, _ in self._views], on)
        only = counts.get(view) if len(self._views) == 1 else None
        self._count.setText("" if only is None else f"{only:,}")

    def _filter_opened(self, on: bool) -> None:
        self.tabs.setVisible(not on and len(self._views) > 1)

    def _chosen(self, index: int) -> None:
        self.view_chosen.emit(self._views[index][0])
