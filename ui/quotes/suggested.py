"""What else fits the current line, each with the key that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.beside import Suggestion
from ui.theme.kit import Button, H, Item, Text, V
from ui.theme.swap import Swap


class Suggested(QWidget):
    """``taken`` carries which of them a person wants."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What else fits this line")
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)

    def show_suggestions(self, found: Sequence[Suggestion]) -> None:
        self._place.put(tuple(found), partial(self._build, tuple(found)))
        self.setVisible(bool(found))

    def _build(self, found: tuple[Suggestion, ...]) -> QWidget:
        items: list[Item] = []
        for instead, title in ((True, "Instead of it"), (False, "Ordered with it")):
            here = [(n, one) for n, one in enumerate(found) if one.instead is instead]
            if here:
                items += [Text(title, "text.3", 11, 500), 2, *[self._row(n, one) for n, one in here], 6]
        return V(*items)

    def _row(self, n: int, one: Suggestion) -> QWidget:
        button = Button(one.sku, f"Alt {n + 1}", "quiet", h=24, name=f"{one.sku}, {one.name}, {one.why}")
        button.clicked.connect(partial(self._take, n))
        return H(button, (Text(one.why, "text.2", 12, elide=True), 1), gap=6, h=26)

    def _take(self, n: int, _checked: bool = False) -> None:
        self.taken.emit(n)
