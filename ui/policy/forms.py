"""What has to be written before something is done: why a change is proposed or declined, to whom a right is lent and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.commands.command import LEAST_REASON
from app.domain.question import Field as Asked
from app.errors import ClearlineError
from ui.cases.inputs import Input
from ui.theme.kit import Button, H, Item, Text, announce, fill

_LABEL = 56


class Form(QFrame):
    """``committed`` carries the values by name; Esc closes. What was typed stays until it is done."""

    committed = Signal(object)
    closed = Signal()

    def __init__(self, fields: Sequence[Asked], button: str) -> None:
        super().__init__()
        self.setAccessibleName(button)
        self.setObjectName(button)
        self.inputs = {asked.name: Input(asked, asked.value, _LABEL) for asked in fields}
        self._error = Text("", "bad", 12, wrap=True)
        self._error.hide()
        self.button = Button(button, "Ctrl ↵", "primary")
        self.button.clicked.connect(self.commit)
        close = Button("Close", "Esc", "quiet")
        close.clicked.connect(self.closed)
        items: list[Item] = []
        for one in self.inputs.values():
            one.field.textChanged.connect(self._typed)
            items += [one, 6]
        fill(QVBoxLayout(self), [*items, self._error, 4, H(self.button, close, None, gap=8)], 0, 0)

    def begin(self) -> None:
        next(iter(self.inputs.values())).field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def commit(self) -> None:
        faults = {name: _fault(one) for name, one in self.inputs.items()}
        for name, words in faults.items():
            self.inputs[name].show_error(words)
        wrong = next((name for name, words in faults.items() if words), None)
        if wrong is not None:
            self.inputs[wrong].field.setFocus()
            return
        self.committed.emit({name: one.value for name, one in self.inputs.items()})

    def show_error(self, error: ClearlineError) -> None:
        words = error.words
        self._error.setText(words)
        self._error.show()
        announce(self, words, assertive=True)

    def _typed(self) -> None:
        self._error.hide()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)


def _fault(one: Input) -> str:
    value = one.value
    if one.asked.kind == "reason" and len(value) < LEAST_REASON:
        return f"Write {LEAST_REASON} characters or more: others read it"
    if one.asked.kind == "choice" and not value:
        return "Choose a colleague"
    if one.asked.kind == "moment":
        try:
            if datetime.fromisoformat(value).tzinfo is not None:
                return ""
        except ValueError:
            pass
        return "Write day and time, such as 2026-12-31 08:00"
    return ""


def reason(button: str, help_: str) -> Form:
    return Form((Asked("reason", "Why", "reason", help_),), button)


def lending(colleagues: tuple[tuple[str, str], ...], now: datetime) -> Form:
    """From now for a week, until the person says otherwise."""
    local = now.astimezone().replace(second=0, microsecond=0)
    span = (("since", "From", local), ("until", "Until", (local + timedelta(days=7)).replace(hour=18, minute=0)))
    fields = (
        Asked("delegate", "To", "choice", "Who approves in your place", options=colleagues),
        *(Asked(name, label, "moment", value=at.isoformat()) for name, label, at in span),
        Asked("reason", "Why", "reason", "Others see it beside your name"),
    )
    return Form(fields, "Lend my right to approve")
