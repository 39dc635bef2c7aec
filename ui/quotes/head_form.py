"""What holds for the whole quote: terms, its last day, and the notes inside and outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.draft import DraftHead
from ui.theme.kit import Field, Labelled

_FIELDS = (
    ("delivery", "Delivery terms", "", 2),
    ("payment", "Payment terms", "", 2),
    ("valid_until", "Valid until", "24.12. or +14", 2),
    ("outside", "Note on the quote", "printed on it", 4),
    ("inside", "Note for colleagues", "never printed", 4),
)


class HeadForm(QFrame):
    """``enter(field, text)`` takes a field and answers why not, "" where it did."""

    typing = Signal(str, str)  # field, what stands in it until it is left; "" once nothing does

    def __init__(self, enter: Callable[[str, str], str]) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._enter = enter
        self._shown = DraftHead()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        self.fields: dict[str, Labelled] = {}
        for name, label, hint, stretch in _FIELDS:
            field = Field("", hint, h=28)
            made = self.fields[name] = Labelled(label, field)
            field.textEdited.connect(partial(self.typing.emit, name))
            field.editingFinished.connect(partial(self._left, name))
            row.addWidget(made, stretch)

    def show_head(self, head: DraftHead) -> None:
        """What a person is just writing stays."""
        before, self._shown = self._shown, head
        for name, labelled in self.fields.items():
            changed = getattr(before, name) != getattr(head, name)
            if changed or not (labelled.field.hasFocus() or labelled.error):
                labelled.field.setText(_text(getattr(head, name)))
                labelled.show_error("")

    def resume(self, name: str, text: str) -> None:
        """As somebody left it while they wrote in it."""
        field = self.fields[name].field
        field.setText(text)
        field.setModified(True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _left(self, name: str) -> None:
        labelled = self.fields[name]
        if labelled.field.text().strip() != _text(getattr(self._shown, name)):
            labelled.show_error(self._enter(name, labelled.field.text()))
        elif labelled.field.isModified():  # typed, and typed back
            labelled.field.setModified(False)
            labelled.show_error("")
            self.typing.emit("", "")


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
