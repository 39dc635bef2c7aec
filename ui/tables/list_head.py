"""The head of a list: title, views with their counts, the filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.tables.filter import Filter
from ui.theme.kit import H, Tabs, Text, rule


class ListHead(QFrame):
    """``views``: (name, title, what is said where it lists nothing). ``hint``: what the filter looks for."""

    view_chosen = Signal(str)

    def __init__(self, title: str, views: Sequence[tuple[str, str, str]], hint: str) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._views = tuple(views)
        self.tabs = Tabs([title for _, title, _ in views])
        self.tabs.chosen.connect(self._chosen)
        if len(views) == 1:
            self.tabs.hide()
        self.filter = Filter(hint, self)
        self.filter.opened.connect(self._filter_opened)
        self._count = Text("", "text.3", 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        field, button = self.filter.field, self.filter.button
        column.addWidget(
            H(Text(title, size=15, weight=600), 4, self.tabs, self._count, (field, 1), None, button, pad=(16, 0, 16, 0), h=47)
        )
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
