"""The head of the KPI board: which board, which period, and what went wrong reading it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.kpis import arranged
from ui.charts.arranging import Shown
from ui.charts.writing import Writing
from ui.theme.kit import AR, Button, H, Tabs, Text, rule


class Head(QFrame):
    """Two lines: the shipped boards, and below them, where there are any, one's own and the team's."""

    board_chosen = Signal(str)
    export = Signal()

    def __init__(self, title: str, narrow: Button, period: Button) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._shipped: list[str] = []
        self._others: list[str] = []
        self.tabs, self.others = Tabs(("",)), Tabs(("",))
        self._said = Text("", "bad", 12, elide=True)
        self._changed = Text("", "text.3", 11, align=AR, elide=True)
        self.naming = Writing(arranged.LONGEST)
        self._export = Button("Export", "E", "plain")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (Text(title, size=15, weight=600), 4, self.tabs, (self._changed, 1), narrow, period, self._export)
        first = H(*parts, gap=8, pad=(16, 0, 16, 0), h=47)
        column.addWidget(first)
        self._whose, self._only = Text("Yours and the team's", "text.3", 12), Text("", "text.1", 12, 500, align=AR, elide=True)
        self._second = H(self._whose, 8, self.others, (self._only, 1), pad=(16, 0, 16, 0), h=36)
        self._third = H((self.naming, 1), (self._said, 1), pad=(16, 0, 16, 0), h=36)
        column.addWidget(self._second)
        column.addWidget(self._third)
        column.addWidget(rule())
        self._second.hide()
        self._third.hide()
        self._said.hide()
        self.tabs.chosen.connect(lambda i: self.board_chosen.emit(self._shipped[i]))
        self.others.chosen.connect(lambda i: self.board_chosen.emit(self._others[i]))
        self.naming.opened.connect(lambda _: self._fit())
        self._export.clicked.connect(self.export)

    def show_boards(self, listed: Sequence[Shown], current: Shown) -> None:
        first = [s for s in listed if arranged.is_shipped(s.board.name)]
        rest = [s for s in listed if not arranged.is_shipped(s.board.name)]
        self._shipped, self._others = [s.board.name for s in first], [s.board.name for s in rest]
        name = current.board.name
        self.tabs.set_tabs([s.title for s in first], 0)
        self.others.set_tabs([s.title for s in rest] or [""], 0)
        self.tabs.show_chosen(self._shipped.index(name) if name in self._shipped else -1)
        self.others.show_chosen(self._others.index(name) if name in self._others else -1)
        self._whose.setVisible(bool(rest))
        self.others.setVisible(bool(rest))
        self._fit()
        words = "" if current.own or current.whose or arranged.as_shipped(current.board) else "Arranged by you"
        self._changed.setText({"as it is": "Shared with the team", "older": "Shared, changed since"}.get(current.shared, words))

    def show_only(self, words: str) -> None:
        """What all figures are narrowed to; "" for everything."""
        self._only.setText(f"Only: {words}" if words else "")
        self._fit()

    def say(self, words: str) -> None:
        """What went wrong; "" for nothing."""
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._fit()

    def ask(self, about: str, hint: str, text: str, then: Callable[[str], None], back: QWidget) -> None:
        self.naming.ask(about, hint, text, then, back)

    def _fit(self) -> None:
        self._second.setVisible(bool(self._others or self._only.text()))
        self._third.setVisible(not self.naming.isHidden() or not self._said.isHidden())

    def export_at(self) -> QPoint:
        """Where its menu opens, on the screen."""
        return self._export.mapToGlobal(QPoint(0, self._export.height() + 4))
