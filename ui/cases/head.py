"""The top of a case: its number, its place in the list, who has it, and the quiet buttons for note, snooze and the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.question import CaseRow
from ui.cases.words import initials
from ui.theme.kit import Avatar, Button, Text, tip


class CaseHead(QWidget):
    deed_asked = Signal(str)
    menu_asked = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(47)
        self._number = Text("", size=15, weight=600)
        self._place = Text("", "text.3", 12)
        self.copy = Button("", None, "quiet", "file-text", name="Copy the key")
        self._key = ""
        self._me, self._other = Avatar("", 20, here=True), Avatar("", 20)
        self._owner = Text("", "text.2", 12)
        self.claim = Button("Claim", "C", "quiet")
        self.note = Button("", None, "quiet", "message-square", name="Note, N")
        self.snooze = Button("", None, "quiet", "clock", name="Snooze, H")
        self.more = Button("", None, "quiet", "ellipsis", name="More")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self._number)
        row.addWidget(self.copy)
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._me)
        row.addWidget(self._other)
        row.addWidget(self._owner)
        row.addWidget(self.claim)
        row.addSpacing(8)
        for button in (self.note, self.snooze, self.more):
            row.addWidget(button)
        for name, button in (("claim", self.claim), ("note", self.note), ("snooze", self.snooze)):
            button.setProperty("deed", name)
            button.clicked.connect(self._clicked)
        self.more.clicked.connect(self._more)
        self.copy.clicked.connect(self._copy)

    def show_row(self, row: CaseRow, place: str, me: str) -> None:
        """``place``: "2 of 11 in this group"; ``me``: the signed-in person's id."""
        self._number.setText(row.number)
        self._place.setText(place)
        self._key = row.key
        self.copy.setVisible(bool(row.key))
        self._place.setVisible(not row.key)  # there is no room for both
        tip(self.copy, f"Copy the key: {row.key}")
        taken, mine = row.owner is not None, row.owner == me
        self._me.setVisible(taken and mine)
        self._other.setVisible(taken and not mine)
        self._owner.setVisible(taken)
        self.claim.setVisible(not taken)
        if taken:
            avatar = self._me if mine else self._other
            avatar.show_person(row.owner_initials or initials(row.owner_name), row.owner_name)
            self._owner.show_text("Claimed by you" if mine else f"With {row.owner_name}")

    def show_shared(self, on: bool) -> None:
        """Shown, and whether what is done to a case alone is offered here: to have it, to let it sleep, to note something on it."""
        for part in (self.note, self.snooze):
            part.setVisible(on)
        self.claim.setVisible(on and not self._owner.isVisibleTo(self))
        self.show()

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.deed_asked.emit(str(sender.property("deed")))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)

    def _more(self) -> None:
        self.menu_asked.emit(self.more)

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def focusPolicy(self) -> Qt.FocusPolicy:
        return Qt.FocusPolicy.NoFocus
