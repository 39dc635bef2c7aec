"""A new appointment for an order, or another time for one: what it needs, and the nearest times that nothing speaks against."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.appointment import Appointment, Kind, State
from app.domain.board import AskSlots, SlotsAnswer
from app.domain.question import Field
from ui.cases.choice import Choice
from ui.cases.inputs import Input
from ui.theme.kit import Button, H, Text, V, announce, tip
from ui.theme.swap import Swap

PAUSE_MS = 200
_LABEL = 72
_KINDS = tuple((str(kind), str(kind).capitalize()) for kind in (Kind.INSTALLATION, Kind.DELIVERY, Kind.SERVICE))
_GOODS = (("yes", "It waits for the order's goods"), ("no", "It needs no goods"))
_FIELDS = (
    Field("number", "Order", "text", "Number of the order"),
    Field("kind", "Kind", "choice", options=_KINDS, value=_KINDS[0][0]),
    Field("skills", "Needs", "optional", "Skills, with commas between"),
    Field("minutes", "Minutes", "count", "At the site", "120"),
    Field("travel", "Way", "count", "Minutes of the way there", "30"),
    Field("goods", "Goods", "choice", options=_GOODS, value="yes"),
)
_CONSENT = Field("consent", "Agreed by", "text", "Who agreed to the new time for the customer")


class Booking(QFrame):
    """Nothing is taken down while it is open. ``committed``: the appointment, its chosen time, and who agreed to it."""

    asked = Signal(object)  # AskSlots
    committed = Signal(object, str, str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setAccessibleName("New appointment")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.answer: SlotsAnswer | None = None
        self._moves = ""
        self._given = ("", "")  # a number, and the system that has the order
        self._title = Text("", size=15, weight=600)
        self.inputs = {asked.name: Input(asked, asked.value, _LABEL) for asked in (*_FIELDS, _CONSENT)}
        self._customer, self._why = Text("", "text.2", 12, elide=True), Text("", "text.3", 12, wrap=True)
        self._error = Text("", "bad", 12, wrap=True)
        self._times = Swap()
        self.choice: Choice | None = None
        self._book = Button("Book", "Ctrl ↵", "primary")
        self._book.clicked.connect(self.commit)
        close = Button("Close", "Esc", "quiet")
        close.clicked.connect(self.closed)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        for one in self.inputs.values():
            one.field.textChanged.connect(self._typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        body = V(*self.inputs.values(), self._customer, self._times, self._why, self._error, gap=8, pad=(16, 0, 16, 0))
        column.addWidget(H(self._title, None, pad=(16, 0, 16, 0), h=47))
        column.addWidget(body)
        column.addWidget(H(self._book, close, None, gap=8, pad=(16, 8, 16, 8)))
        column.addStretch(1)

    # ---- opening -----------------------------------------------------------------------------------------------------------
    def new_for(self, number: str, source: str = "") -> None:
        """For this order of this system; empty: the person says for which."""
        self._open("New appointment", "Book", "")
        self._given = (number, source)
        self.inputs["number"].field.setText(number)
        self.inputs["number" if not number else "kind"].field.setFocus()
        self.ask()

    def another_time(self, number: str, appointment: str, shown: str) -> None:
        """Another time for one that is planned."""
        self._open(f"Move {shown}", "Move", appointment)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.inputs["number"].field.setText(number)
        self.ask()

    def _open(self, title: str, button: str, moves: str) -> None:
        self._moves, self.answer = moves, None
        self._title.setText(title)
        self._book.setText(button)
        self._book.setAccessibleName(button)
        for name, one in self.inputs.items():
            one.field.setText(one.asked.value)
            one.show_error("")
            one.setVisible(not moves and name != "consent")
        self.show_error("")
        self._times.put(None, QWidget)
        self.choice = None

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def _typed(self) -> None:
        self.show_error("")
        self._pause.start()

    def ask(self) -> None:
        """What is typed so far, where it can be read."""
        self._pause.stop()
        values = {name: one.value for name, one in self.inputs.items()}
        faults = {name: "Write minutes" for name in ("minutes", "travel") if not values[name].isdecimal()}
        if not faults and not 15 <= int(values["minutes"]) <= 600:
            faults["minutes"] = "From 15 to 600"
        for name, one in self.inputs.items():
            one.show_error(faults.get(name, ""))
        if faults or not values["number"]:
            return
        skills = tuple(s.strip() for s in values["skills"].split(",") if s.strip())
        goods = values["goods"] == "yes"
        minutes, travel = int(values["minutes"]), int(values["travel"])
        number, source = self._given
        source = source if values["number"] == number else ""
        self.asked.emit(AskSlots(values["number"], Kind(values["kind"]), skills, minutes, travel, goods, self._moves, source))

    def show_answer(self, answer: SlotsAnswer) -> None:
        """Times that stand the same keep the chosen one."""
        self.answer = answer
        chosen = self.choice.text() if self.choice is not None else ""
        self._customer.setText(answer.customer)
        self._why.setText(answer.why)
        tip(self.inputs["skills"].field, f"Skills, with commas between: {', '.join(answer.skills) or 'nobody has any'}")
        moving = answer.made is not None and bool(self._moves) and answer.made.state is State.CONFIRMED
        self.inputs["consent"].setVisible(moving)
        self._times.put(answer.slots, lambda: self._choices(answer, chosen))
        if self.hasFocus() and self.choice is not None:
            self.choice.setFocus()

    def _choices(self, answer: SlotsAnswer, chosen: str) -> QWidget:
        if not answer.slots:
            self.choice = None
            return Text("No time is free" if answer.sale is not None else "", "bad", 12)
        first = chosen if chosen in dict(answer.slots) else answer.slots[0][0]
        self.choice = Choice(answer.slots, first, "Time")
        return V(Text("When", "text.3", 11, 500), self.choice, gap=4)

    # ---- doing -------------------------------------------------------------------------------------------------------------
    def commit(self) -> None:
        made: Appointment | None = self.answer.made if self.answer is not None else None
        if made is None or self.choice is None:
            self.show_error("Choose an order and a time first")
            return
        consent = self.inputs["consent"]
        if consent.isVisibleTo(self) and not consent.value:
            consent.show_error("The customer agreed to the old time: write who agreed to this one")
            consent.field.setFocus()
            return
        self.committed.emit(made, self.choice.text(), consent.value)

    def show_error(self, words: str) -> None:
        """What was typed stays."""
        self._error.setText(words)
        self._error.setVisible(bool(words))
        if words:
            announce(self, words, assertive=True)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)
