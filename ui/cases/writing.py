"""The message that goes out with a deed: to whom, in which language, its words to be changed before it is sent, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from app.commands.telling import SEND, SUBJECT, TELL, TEXT, WITHOUT
from app.domain.preview import Telling
from ui.theme import fonts
from ui.theme.kit import CheckBox, Field, H, Text

_LEAST, _MOST = 64, 132  # px; longer messages scroll, so that the evidence keeps its room
_MANY = "Each customer gets their own, in their language; shown is one of them"
_ANEW = "The figures changed, so the message was drafted anew"


class Writing(QWidget):
    """``changed``: to be previewed again. What was typed is kept while the draft beneath it stays the same."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = ""
        self._edited = self._setting = self._many = False
        self.tell = CheckBox("Tell the customer by mail", on=True)
        self.tell.setObjectName("message:tell")
        self.tell.toggled.connect(self._toggled)
        self._to = Text("", "text.2", 12, elide=True)
        self._words = Text("", "text.3", 12, wrap=True)
        self.subject = Field("", "Subject", h=28, name="Subject of the message")
        self.subject.setObjectName("message:subject")
        self.subject.textEdited.connect(self._typed)
        self.text = QPlainTextEdit()
        self.text.setObjectName("message:text")
        self.text.setFont(fonts.font(12))
        self.text.setMinimumHeight(_LEAST)
        self.text.setMaximumHeight(_MOST)
        self.text.setTabChangesFocus(True)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.textChanged.connect(self._typed)
        self._build()
        self.hide()

    def _build(self) -> None:
        self._well = QFrame()
        self._well.setObjectName("well")
        inside = QVBoxLayout(self._well)
        inside.setContentsMargins(8, 4, 8, 4)
        inside.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(H(self.tell, (self._to, 1), gap=8))
        for part in (self._words, self.subject, self._well):
            column.addWidget(part)

    def begin(self, many: bool) -> None:
        """Another deed: nothing was typed yet, and the customer is told unless the person says no."""
        self._draft, self._edited, self._many = "", False, many
        with self._by_program():
            self.tell.setChecked(True)
        self.hide()

    def show_telling(self, told: Telling | None) -> None:
        """None: this deed has no message that can be sent."""
        self.setVisible(told is not None)
        if told is None:
            return
        anew = self._edited and told.draft != self._draft
        if told.draft != self._draft:
            subject, _, text = told.draft.partition("\n\n")
            self._draft, self._edited = told.draft, False
            with self._by_program():
                self.subject.setText(subject)
                self.text.setPlainText(text.strip())
        whom = told.message.who
        self.tell.setText(f"Tell {whom} by mail")
        self.tell.setAccessibleName(self.tell.text())
        self.tell.updateGeometry()
        self.text.setAccessibleName(f"Message to {whom}")
        to = told.message.to or "no address known"
        self._to.setText(f"to {to}, in {told.language}")
        words = told.suppressed or told.problem or (_ANEW if anew else _MANY if self._many else "")
        self._words.setText(words)
        self._words.setVisible(bool(words))
        shown = self.tell.isChecked() and not told.suppressed
        for part in (self.subject, self._well):
            part.setVisible(shown)
        self.subject.setReadOnly(self._many)
        self.text.setReadOnly(self._many)

    def values(self) -> dict[str, str]:
        """Beside the deed's fields; the words only where a person changed them, for every other case has its own."""
        if self.isHidden():
            return {}
        said = {TELL: SEND if self.tell.isChecked() else WITHOUT}
        typed = {SUBJECT: self.subject.text(), TEXT: self.text.toPlainText()}
        return {**said, **(typed if self._edited else {})}

    @contextmanager
    def _by_program(self) -> Iterator[None]:
        """What is set now was not typed by a person."""
        self._setting = True
        yield
        self._setting = False

    def _typed(self) -> None:
        if not self._setting:
            self._edited = True
            self.changed.emit()

    def _toggled(self) -> None:
        if not self._setting:
            self.changed.emit()
