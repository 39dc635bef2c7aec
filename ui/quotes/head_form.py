"""What holds for the whole quote: terms, its last day, and the notes inside and outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout

from app.domain.draft import DraftHead
from ui.theme.kit import Field, Labelled

_FIELDS = (
    ("delivery", "Delivery terms", "", 2),
    ("payment", "Payment terms", "", 2),
    ("valid_until", "Valid until", "24.12. or +14", 2),
    ("outside", "Note on the quote", "printed on it", 4),
    ("inside", "Note for colleagues", "never printed", 4),
)


_NAMED = ("payment",)  # fields that take a name of the ERP only


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
        self._known: dict[str, QStringListModel] = {}
        for name, label, hint, stretch in _FIELDS:
            field = Field("", hint, h=28)
            made = self.fields[name] = Labelled(label, field)
            field.textEdited.connect(partial(self.typing.emit, name))
            field.editingFinished.connect(partial(self._left, name))
            if name in _NAMED:
                field.setCompleter(self._completer(name))
            row.addWidget(made, stretch)

    def _completer(self, name: str) -> QCompleter:
        """The rest of the name stands selected behind what was typed; it is taken when the field is left."""
        model = self._known[name] = QStringListModel(self)
        made = QCompleter(model, self)
        made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        made.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        return made

    def know(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """By field, what it takes; a field of which none is known takes any text."""
        for name, model in self._known.items():
            if tuple(model.stringList()) != names.get(name, ()):
                model.setStringList(list(names.get(name, ())))

    def show_head(self, head: DraftHead) -> None:
        """What a person is just writing stays."""
        before, self._shown = self._shown, head
        for name, labelled in self.fields.items():
            changed = getattr(before, name) != getattr(head, name)
            if changed or not (labelled.field.hasFocus() or labelled.error):
                labelled.field.setText(_text(getattr(head, name)))
                labelled.field.setCursorPosition(0)  # of what is longer than its field the beginning shows
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
