"""What stands in place of the rows (nothing to do, could not be read) and the strip below them (new, marked, filtered)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import ClearlineError
from ui.theme.kit import AC, Button, H, Icon, Item, KeyCap, Text, V
from ui.theme.swap import Swap


class Centred(QFrame):
    """An icon, a title, a sentence, and what can be done about it."""

    retry = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)

    def show_empty(self, title: str, words: str) -> None:
        self.setAccessibleName(f"{title}. {words}")

        def build() -> QWidget:
            return _centred(H(None, Icon("circle-check", "ok", 32), None), title, words, [])

        self._place.put((title, words), build)

    def show_waiting(self, title: str, words: str) -> None:
        """Nothing is wrong and nothing is known yet: it comes by itself."""
        self.setAccessibleName(f"{title}. {words}")

        def build() -> QWidget:
            return _centred(H(None, Icon("hourglass", "text.3", 32), None), title, words, [])

        self._place.put((title, words, "waiting"), build)

    def show_error(self, error: ClearlineError) -> None:
        self.setAccessibleName(error.words)

        def build() -> QWidget:
            again = Button("Try again", None, "plain", "refresh-cw")
            again.clicked.connect(self.retry)
            return _centred(H(None, Icon("octagon-alert", "bad", 32), None), error.title, error.advice, [H(None, again, None)])

        self._place.put(error, build)


def _centred(icon: QWidget, title: str, words: str, below: Sequence[QWidget]) -> QWidget:
    items: list[Item] = [None, icon, 16, Text(title, size=15, weight=600, align=AC, wrap=True), 4]
    if words:
        items.append(Text(words, "text.2", 13, align=AC, wrap=True))
    return H(None, V(*items, 20, *below, None, w=360), None, ground="bg.surface")


class Foot(QFrame):
    """28 px below the rows: what is new, what is marked, which span is asked for. Gone when there is nothing to say."""

    show_new = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setFixedHeight(28)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(8)
        self._place = Swap()
        self._row.addWidget(self._place)
        self._new = self._marked = 0
        self._span = self._reading = ""
        self.hide()

    def show_held(self, count: int) -> None:
        self._new = count
        self._draw()

    def show_marked(self, count: int) -> None:
        self._marked = count
        self._draw()

    def show_span(self, words: str) -> None:
        self._span = words
        self._draw()

    def show_reading(self, words: str) -> None:
        self._reading = words
        self._draw()

    @property
    def words(self) -> str:
        """All that is said now, in one line."""
        parts = [self._reading, self._span]
        parts += [f"{self._marked:,} marked"] if self._marked else []
        parts += [f"{self._new:,} new, . to show"] if self._new else []
        return "; ".join(part for part in parts if part)

    def _draw(self) -> None:
        seen = (self._new, self._marked, self._span, self._reading)
        self._place.put(seen, self._build)
        self.setVisible(any(seen))

    def _build(self) -> QWidget:
        items: list[Item] = []
        if self._reading:
            items.append(Text(self._reading, "text.3", 12))
        if self._span:
            items += [Text(self._span, "text.2", 12), KeyCap("Esc"), Text("all", "text.3", 12)]
        if self._marked:
            items += [Text(f"{self._marked:,} marked", "text.2", 12, 500), KeyCap("Esc"), Text("unmark", "text.3", 12)]
        items.append(None)
        if self._new:
            show = Button(f"{self._new:,} new", ".", "quiet", h=24)
            show.clicked.connect(self.show_new)
            items.append(show)
        return H(*items, gap=8)
