"""One visit beside the board: what is known of it, and who agreed to it, written where one reads it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.board import Visit
from ui.theme.kit import Button, Field, H, KeyValues, Mark, Text, V
from ui.theme.swap import Swap


class Agreed(QWidget):
    """Asks who agreed for the customer. Enter tells it, Esc leaves it."""

    told = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = Field("", "Name, and how: Mr Berg by telephone", h=28, name="Agreed by")
        self._error = Text("", "bad", 12, wrap=True)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        for part in (Text("Who agreed for the customer", "text.3", 11, 500), self.field, self._error):
            column.addWidget(part)
        self.hide()

    def ask(self) -> None:
        self.field.clear()
        self.show_error("")
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_error(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.field.set_bad(bool(words))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            name = self.field.text().strip()
            self.told.emit(name) if name else self.show_error("Write who agreed")
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Detail(QFrame):
    """``asked``: what a button stands for, by the name of the page's deed."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setAccessibleName("Visit")
        self.agreed = Agreed()
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._place)
        column.addWidget(self.agreed)
        column.addStretch(1)

    def show_visit(self, visit: Visit | None) -> None:
        self._place.put(visit, lambda: self._build(visit) if visit is not None else QWidget())

    def _build(self, visit: Visit) -> QWidget:
        head = H(Text(visit.number, size=15, weight=600), Text(visit.order, "text.3", 12), None, gap=8, pad=(16, 0, 16, 0), h=47)
        against = (
            [
                H(Mark("bad", 10), Text(visit.group, "bad", 12, 500, wrap=True), None, gap=6),
                H(self._button("Open the case", "↵", "open_visit"), None),
            ]
            if visit.case_id
            else [H(self._button("Show the order", "↵", "open_visit"), None)]
        )
        rows = [(label, (text, "text.1")) for label, text in visit.facts]
        body = V(
            Text(visit.customer, size=13, weight=600, elide=True),
            Text(visit.when, "text.1", 13),
            Text(visit.text, "text.2", 12, elide=True),
            8,
            *against,
            8,
            KeyValues(rows, 88),
            pad=(16, 0, 16, 0),
            gap=4,
        )
        return V(head, body)

    def _button(self, words: str, key: str, deed: str) -> Button:
        button = Button(words, key, "plain")
        button.clicked.connect(lambda: self.asked.emit(deed))
        return button
