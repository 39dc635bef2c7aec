"""The appointment board: a day of all resources, worked with keys; what is current stands beside it, a new one is made there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from app.domain import slots
from app.domain.appointment import Appointment
from app.domain.block import Strip
from app.domain.board import AskBoard, AskSlots, BoardAnswer, Book, Change, SlotsAnswer, Visit
from app.domain.changes import Changes
from app.domain.question import Deed, Hit
from app.errors import ClearlineError
from app.version import COMMAND
from ui.schedule import lines
from ui.schedule.booking import Booking
from ui.schedule.detail import Detail
from ui.schedule.grid import BoardGrid
from ui.schedule.head import Head, day_words
from ui.tables.asking import Asking
from ui.tables.export import tab_text
from ui.tables.remembered import Remembered
from ui.tables.saving import Export
from ui.tables.states import Centred
from ui.theme.kit import V
from ui.theme.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

TOPICS = frozenset({"appointments", "cases", "customers"})
_HAS_CASE = "It has a case: Enter opens it"


class SchedulePage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Appointments"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._asking, self._slots = Asking(courier, self), Asking(courier, self)
        self.ask = AskBoard()
        self.answer: BoardAnswer | None = None
        self._export = Export(self)
        self._wish: Book | Change | None = None  # told again under the same id until it is known to be done
        self.head = Head(self.title)
        self.grid = BoardGrid(Strip("", 7, 18, ()))
        self.state, self.detail, self.booking = Centred(), Detail(), Booking()
        self._rows = QScrollArea()
        self._rows.setFrameShape(QFrame.Shape.NoFrame)
        self._rows.setWidgetResizable(True)
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setWidget(V(self.grid, None, pad=(16, 12, 16, 12), ground="bg.surface"))
        self._place, self._beside = QStackedWidget(), QStackedWidget()
        for stack, parts in ((self._place, (self._rows, self.state)), (self._beside, (self.detail, self.booking))):
            for part in parts:
                stack.addWidget(part)
        left = V(self.head, (self._place, 1), ground="bg.surface")
        left.setMinimumWidth(560)
        self._beside.setMinimumWidth(320)
        self._sides = SideBySide(left, self._beside, wide=860, narrow=690)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)
        self.remembered = Remembered(self, console, "appointments", self._sides, self)
        self._connect()
        self.remembered.recall()
        self._read()

    def _connect(self) -> None:
        self.head.stepped.connect(self.step_day)
        self.head.today.connect(self.to_today)
        self.head.new.connect(self.new)
        self.head.filter.filtered.connect(self._filter)
        self.head.filter.left.connect(self.focus_first)
        self.grid.chosen.connect(self._chosen)
        self.grid.opened.connect(self._opened)
        self.grid.day_stepped.connect(self.step_day)
        self.detail.asked.connect(self.run_deed)
        self.detail.agreed.told.connect(self._agreed)
        self.detail.agreed.left.connect(self.focus_first)
        self.booking.asked.connect(self._ask_slots)
        self.booking.committed.connect(self._commit)
        self.booking.closed.connect(self._close_booking)
        self.state.retry.connect(self._read)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._failed)
        self._slots.answered.connect(self._slots_arrived)
        self._slots.failed.connect(self._slots_failed)
        self._sides.changed.connect(self.remembered.soon)
        self._sides.narrowed.connect(self.head.set_narrow)
        self._export.toast.connect(self.toast)

    # ---- the page's side of the window's agreement -------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("← →", "visit"), ("[ ]", "day"), ("↵", "open"), ("N", "new"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        visit = self.visit()
        some = ("may", "") if visit else ("denied", "No visit is chosen")
        free = some if visit is None else ("denied", _HAS_CASE) if visit.case_id else ("may", "")
        live = free if free[0] != "may" or (visit and visit.state != "done") else ("denied", "It is done")
        open_ = live if live[0] != "may" or (visit and visit.state == "proposed") else ("denied", "The customer agreed already")
        return (
            Deed("new_visit", "New appointment", "N", "calendar-days", "may", ""),
            Deed("open_visit", "Open its case, or its order", "", "route", *some),
            Deed("move_visit", "Move", "M", "calendar-clock", *live),
            Deed("confirm_visit", "Confirm with the customer", "C", "circle-check", *open_),
            Deed("done_visit", "Done", "D", "check", *live),
            Deed("cancel_visit", "Cancel", "Del", "circle-x", *live),
            Deed("copy_day", "Copy the day as a table", "Ctrl+C", "file-text", "may", ""),
            Deed("export_csv", "Export the day as CSV", "", "file-text", "may", "all visits of the day"),
        )

    def run_deed(self, name: str) -> None:
        deed = next((d for d in self.deeds() if d.name == name), None)
        if deed is not None and deed.verdict != "may":
            self.toast.emit("none", deed.words, "", None)
            return
        visit = self.visit()
        if name == "new_visit":
            self.new()
        elif name == "copy_day":
            self.copy()
        elif name == "export_csv":
            self.export()
        elif visit is not None:
            self._run(name, visit)

    def _run(self, name: str, visit: Visit) -> None:
        match name:
            case "open_visit":
                self._opened(visit.id)
            case "move_visit":
                self._beside.setCurrentWidget(self.booking)
                self.booking.another_time(visit.order, visit.id, visit.number)
            case "confirm_visit":
                self.detail.agreed.ask()
            case "done_visit":
                self._change(visit, "confirm_appointment", {"state": "done"})
            case "cancel_visit":
                self._change(visit, "cancel_appointment", {"state": "cancelled"})

    def on_changes(self, changes: Changes) -> None:
        if changes.topics & TOPICS:
            self._asking.news()

    def focus_first(self) -> None:
        (self.grid if self._place.currentWidget() is self._rows else self.state).setFocus()

    def panes(self) -> list[QWidget]:
        """The stops of F6: the board, and what stands beside it."""
        return [self.grid, self._beside]

    def subject(self) -> str:
        visit = self.visit()
        return f"{visit.number}, {visit.customer}" if visit else ""

    def open(self, argument: object) -> None:
        """An order's number (as ``AskSlots``): a new appointment for it. A hit of the palette: a filter. Else an appointment's id."""
        if isinstance(argument, AskSlots):
            self.new(argument.number, argument.source)
        elif isinstance(argument, Hit):
            self.head.filter.show_text(argument.title)
            self._filter(argument.title)
        else:
            self.grid.go(str(argument))

    # ---- remembered --------------------------------------------------------------------------------------------------------
    def kept(self) -> dict[str, object]:
        """Not the day: who comes back wants to see today."""
        return {"text": self.ask.text}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self.ask = replace(self.ask, text=str(kept.get("text", "")))
        self.head.filter.show_text(self.ask.text)

    # ---- the day -----------------------------------------------------------------------------------------------------------
    def visit(self) -> Visit | None:
        visits = self.answer.visits if self.answer is not None else ()
        return next((v for v in visits if v.id == self.grid.current), None)

    def step_day(self, by: int) -> None:
        """From the day that was asked for last: keys may come faster than answers."""
        if self.answer is not None:
            self._show(replace(self.ask, day=(self.ask.day or self.answer.today) + timedelta(days=by)))

    def to_today(self) -> None:
        self._show(replace(self.ask, day=None))

    def to_next(self) -> None:
        """The next day that has any visit."""
        if self.answer is not None and self.answer.next_day is not None:
            self._show(replace(self.ask, day=self.answer.next_day))

    def _filter(self, text: str) -> None:
        self._show(replace(self.ask, text=text))
        self.remembered.soon()

    def _show(self, ask: AskBoard) -> None:
        self.ask = ask
        self._asking.anew()
        self._read()

    def _read(self) -> None:
        self._asking.ask(self._console.read(self.ask))

    def _arrived(self, answer: BoardAnswer) -> None:
        self.answer = answer
        self.head.show_answer(answer)
        had = self.state.hasFocus() or self.grid.hasFocus()
        self.grid.show_strip(answer.strip)
        self._show_place(answer)
        if had:
            self.focus_first()
        self.hints_changed.emit()

    def _show_place(self, answer: BoardAnswer) -> None:
        if not answer.strip.rows:
            told = f"An operator takes them in with {COMMAND} migrate --plan; then appointments can be planned."
            self.state.show_empty("No resources yet", told)
        elif not answer.visits and answer.next_day is not None:
            on = day_words(answer.next_day, answer.today)
            self.state.show_empty("Nothing on this day", f"The next visit is on {on}. Press . to go there, N to plan a new one.")
        elif not answer.visits:
            self.state.show_empty("Nothing planned from here on", "N plans an appointment for an order. T goes back to today.")
        free = bool(answer.strip.rows and answer.visits)
        self._place.setCurrentWidget(self._rows if free else self.state)

    def _failed(self, error: ClearlineError) -> None:
        self.state.show_error(error)
        self._place.setCurrentWidget(self.state)

    def _chosen(self, _key: str) -> None:
        self.detail.agreed.hide()
        self.detail.show_visit(self.visit())
        self.hints_changed.emit()

    def _opened(self, key: str) -> None:
        visit = next((v for v in self.answer.visits if v.id == key), None) if self.answer else None
        if visit is not None:
            self.goto.emit("schedule" if visit.case_id else "orders", visit.case_id or visit.ref)

    def copy(self) -> None:
        """The day as a table, for another program."""
        if self.answer is not None:
            QGuiApplication.clipboard().setText(tab_text(lines.COLUMNS, lines.of_day(self.answer)))
            self.toast.emit("ok", f"Copied {len(self.answer.visits)} visits", day_words(self.answer.day, self.answer.today), None)

    def export(self) -> None:
        """The day as a file; its name says which."""
        if self.answer is not None:
            self._export.ask(f"{self.title} {self.answer.day}", lines.COLUMNS, lines.of_day(self.answer))

    # ---- planning ----------------------------------------------------------------------------------------------------------
    def new(self, number: str = "", source: str = "") -> None:
        """For this order, else for that of the visit that is shown."""
        visit = self.visit()
        self._beside.setCurrentWidget(self.booking)
        if visit is not None and not number:
            number, source = visit.order, visit.ref.source
        self.booking.new_for(number, source)

    def _close_booking(self) -> None:
        self._beside.setCurrentWidget(self.detail)
        self.focus_first()

    def _ask_slots(self, ask: AskSlots) -> None:
        self._slots.anew()
        self._slots.ask(self._console.read(ask))

    def _slots_arrived(self, answer: SlotsAnswer) -> None:
        self.booking.show_answer(answer)

    def _slots_failed(self, error: ClearlineError) -> None:
        self.booking.show_error(error.words)

    def _commit(self, made: Appointment, slot: str, consent: str) -> None:
        planned = slots.at(made, slot)
        if made.id:
            to = {**planned.told(("starts", "resource")), **({"consent": consent} if consent else {})}
            wish: Book | Change = Change("", made.id, made.number, made.rev, "move_appointment", to)
        else:
            wish = Book(planned)
        self._tell(wish, partial(self._booked, planned))

    def _booked(self, planned: Appointment, done: Any) -> None:
        self._wish = None
        self.toast.emit("ok", done.words, "", None)
        self._close_booking()
        self._show(replace(self.ask, day=planned.day))

    def _agreed(self, who: str) -> None:
        visit = self.visit()
        if visit is not None:
            self._change(visit, "confirm_appointment", {"state": "confirmed", "consent": who})

    def _change(self, visit: Visit, deed: str, to: Mapping[str, object]) -> None:
        self._tell(Change("", visit.id, visit.number, visit.rev, deed, to), partial(self._changed, visit, deed))

    def _changed(self, visit: Visit, deed: str, done: Any) -> None:
        self._wish = None
        self.detail.agreed.hide()
        self.focus_first()
        back = {"state": visit.state, "consent": dict(visit.facts)["Agreed by"] if visit.state == "confirmed" else ""}
        self.toast.emit("ok", done.words, "", partial(self._change, replace(visit, rev=visit.rev + 1), deed, back))

    def _tell(self, wish: Book | Change, on_done: Any) -> None:
        """A wish that was told and whose end is not known keeps its id: told again, it is done once."""
        if self._wish is None or _plain(self._wish) != _plain(wish):
            self._wish = _with_id(wish, str(uuid.uuid4()))
        self._courier.deliver(self._console.plan(self._wish), on_done, on_error=self._refused)

    def _refused(self, error: ClearlineError) -> None:
        """What was typed stays; the board shows what is so by now."""
        words = error.words
        if self._beside.currentWidget() is self.booking:
            self.booking.show_error(words)
            self.booking.ask()
        elif self.detail.agreed.isVisible():
            self.detail.agreed.show_error(words)
        else:
            self.toast.emit("bad", error.title, error.advice, None)
        self._asking.news()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that neither the board nor a field wanted."""
        deed = {Qt.Key.Key_N: "new_visit", Qt.Key.Key_M: "move_visit", Qt.Key.Key_C: "confirm_visit", Qt.Key.Key_D: "done_visit",
                Qt.Key.Key_Delete: "cancel_visit"}.get(Qt.Key(event.key()), "")  # fmt: skip
        day = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_BracketRight: 1, Qt.Key.Key_PageDown: 1}
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
        elif plain and deed:
            self.run_deed(deed)
        elif (by := day.get(Qt.Key(event.key()))) is not None:
            self.step_day(by)
        elif plain and event.key() == Qt.Key.Key_T:
            self.to_today()
        elif plain and event.key() == Qt.Key.Key_Period:
            self.to_next()
        elif plain and event.key() == Qt.Key.Key_Slash:
            self.head.filter.open()
        else:
            super().keyPressEvent(event)


def _plain(wish: Book | Change) -> Book | Change:
    """Without its id, to see whether two are the same."""
    return _with_id(wish, "")


def _with_id(wish: Book | Change, id_: str) -> Book | Change:
    return replace(wish, command=id_) if isinstance(wish, Change) else Book(replace(wish.appointment, id=id_))
