"""What a figure counts, beside its board: what it means, its documents, and the way back to the tiles."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.figure import Counted, Figure
from app.domain.question import Question
from app.kpis.kpi import Kpi
from ui.charts.behind import Behind
from ui.charts.period import Over
from ui.theme.kit import Button, H, Text, V, rule

if TYPE_CHECKING:
    from ui.courier import Courier

WIDE = 380


class Aside(QFrame):
    """``closed``: back to the tiles. ``goto``: page and argument. ``read``: as ``Behind`` has it."""

    closed = Signal()
    goto = Signal(str, object)

    def __init__(self, read: Callable[[Question], Future[Any]], courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setFixedWidth(WIDE)
        self._title, self._note = Text("", size=15, weight=600, elide=True), Text("", "text.3", 11, wrap=True)
        self._behind = Behind(read, courier)
        self._behind.goto.connect(self.goto)
        shut = Button("Close", "Esc", "plain")
        shut.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(H((self._title, 1), shut, gap=8, pad=(16, 0, 12, 0), h=47))
        column.addWidget(rule())
        column.addWidget(V(self._note, pad=(16, 10, 16, 0)))
        column.addWidget(self._behind, 1)

    @property
    def answer(self) -> Counted | None:
        return self._behind.answer

    def show_figure(self, kpi: Kpi, figure: Figure, days: int) -> None:
        self._title.setText(kpi.title)
        self._note.setText(" ".join(filter(None, (kpi.definition, kpi.edges))))
        self._behind.show_figure(kpi, figure, Over(days))

    def news(self) -> None:
        self._behind.news()

    def focus(self) -> None:
        self._behind.focus()

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
