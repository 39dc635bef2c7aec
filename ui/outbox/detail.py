"""One letter in full: what it asks, how far it is, what the system said, and what a person may do about it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.letter import LetterState
from app.domain.question import LetterRow
from ui.cases.words import LETTER, said, system
from ui.tables.formats import age, moment
from ui.theme.kit import AC, Button, Chip, H, Icon, Item, KeyValues, Text, V, rule
from ui.theme.swap import Swap

_S = LetterState
_WORDS = {
    _S.QUEUED: "It waits here until the system can be asked. Nothing has been sent.",
    _S.SENDING: "It has been handed over; the answer comes here.",
    _S.UNKNOWN: "It may or may not have arrived. The system is being asked whether it took it; it is not sent again before that is known.",
    _S.PARKED: "Asking gave no answer. Look the document up in the system, then try again or discard: trying again asks first.",
    _S.APPLIED: "Done. The system's own words are below.",
    _S.REFUSED: "The system refused and did nothing. Nothing else depends on this letter.",
    _S.SUPERSEDED: "Somebody else settled the case first; this was not needed any more. Nothing was sent.",
}

_MAYBE = (
    "The letter may have been sent: the line broke after its text was handed over, and a mail server cannot be asked. "
    "Send it again, under the same Message-ID so that most mail programs show it once, or leave it as it is."
)


class Detail(QFrame):
    """``asked``: resend, discard, copy or case."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setAccessibleName("Letter")
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)

    def show_letter(self, row: LetterRow | None) -> None:
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        if row is None:
            nothing = Text("Choose a letter to see what became of it", "text.3", 13, align=AC)
            self._place.put("nothing", lambda: H(None, V(None, nothing, None), None))
        else:
            self._place.put((row, minute), lambda: self._letter(row))

    def _letter(self, row: LetterRow) -> QWidget:
        kind, word = LETTER[row.state]
        now = datetime.now(UTC)
        icon, name = system(row.source)
        head = H(Text(row.document, size=15, weight=600), (Text(row.title, "text.3", 12, elide=True), 1),
                 Chip(word, kind if kind != "none" else None), gap=8, pad=(16, 0, 16, 0), h=47)  # fmt: skip
        facts = KeyValues(
            [
                ("Letter", row.id[:4]), ("To", name), ("Asked", f"{moment(row.age_from, now)}, {age(row.age_from, now)} ago"),
                ("By", row.actor_initials), ("Attempts", f"{row.attempt:,}"), ("Next", row.next_words or "nothing"),
            ],
            88,
        )  # fmt: skip
        says: list[Item] = []
        if row.receipt:
            quoted = Text(f"“{said(row.receipt)}”", "text.2", 12, wrap=True)
            heading = (
                "Why it waits" if row.state is _S.QUEUED else f"{name} says"
            )  # nothing was sent, so no system has said anything
            well = V(Text(heading, "text.3", 11), quoted, gap=2, name="well", pad=(12, 6, 12, 8))
            says = [12, well]
        words = H(V(3, Icon(icon, "text.3", 14), None), (Text(_words(row), size=13, wrap=True), 1), gap=8)
        body = V(words, 12, facts, *says, None, pad=(16, 14, 16, 16))
        return V(head, rule(), (body, 1), rule(), self._foot(row))

    def _foot(self, row: LetterRow) -> QWidget:
        items: list[Item] = []
        if row.state is _S.PARKED:
            again, away = ("Send again", "Leave it") if row.tells else ("Try again", "Discard")
            items += [self._button(again, "T", "resend", "primary"), self._button(away, "D", "discard", "danger")]
        items.append(self._button("Show the case", "↵", "case"))
        return H(*items, None, self._button("Copy for support", None, "copy", "quiet"), gap=8, pad=(16, 0, 12, 0), h=47)

    def _button(self, text: str, cap: str | None, what: str, kind: str = "plain") -> Button:
        button = Button(text, cap, kind)
        button.setObjectName(f"letter:{what}")
        button.setProperty("what", what)
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(str(sender.property("what")))


def _words(row: LetterRow) -> str:
    return _MAYBE if row.tells and row.state is _S.PARKED else _WORDS.get(row.state, "")
