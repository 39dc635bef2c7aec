"""What was pasted and did not match: row by row with the reason, until it is put aside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.pasted import Missed
from ui.theme.kit import Button, H, Icon, Text, V, rule
from ui.theme.swap import Swap

_MOST, _HIGH = 500, 168  # rows drawn; px


class MissedRows(QFrame):
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.sunken")
        self._rows: tuple[Missed, ...] = ()
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)
        self.setAccessibleName("Rows that did not match")
        self.hide()

    def show_missed(self, taken: int, rows: tuple[Missed, ...], read_as: str) -> None:
        self._rows = rows
        self.setVisible(bool(rows))
        if rows:
            self._place.put((taken, rows, read_as), lambda: self._built(taken, read_as))

    def copy(self) -> None:
        """To be corrected elsewhere and pasted again."""
        QGuiApplication.clipboard().setText("\n".join(f"{x.row}\t{x.text}\t{x.why}" for x in self._rows))

    def _built(self, taken: int, read_as: str) -> QWidget:
        count = len(self._rows)
        title = Text(f"{count:,} row{'s' if count > 1 else ''} did not match", size=13, weight=600)
        how = Text(f"{taken:,} taken, read as {read_as}" if read_as else f"{taken:,} taken", "text.3", 12, elide=True)
        copy, aside = Button("Copy them", kind="quiet", h=24), Button("Put aside", "Esc", "quiet", h=24)
        copy.clicked.connect(self.copy)
        aside.clicked.connect(self.closed)
        head = H(Icon("octagon-alert", "warn", 16), title, (how, 1), copy, aside, gap=8, pad=(16, 0, 8, 0), h=36)
        lines = [_line(x) for x in self._rows[:_MOST]]
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(V(*lines, None, pad=(16, 0, 16, 8), ground="bg.sunken"))
        area.setFixedHeight(min(_HIGH, 22 * len(lines) + 10))
        return V(rule(), head, area)


def _line(x: Missed) -> QWidget:
    said, why = Text(x.text, "text.2", 12, elide=True), Text(x.why, "warn", 12, elide=True)
    return H(Text(f"row {x.row}", "text.3", 12, w=64), (said, 1), (why, 1), gap=8, h=22)
