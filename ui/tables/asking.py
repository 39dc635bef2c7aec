"""Which answers a page hears: those to the question it asked last; and of news that come meanwhile, one asks again for all."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.errors import ClearlineError

if TYPE_CHECKING:
    from ui.courier import Courier


class Asking(QObject):
    """``turn`` counts the questions: what belongs to another turn is late."""

    due = Signal()  # the question is to be asked again
    answered = Signal(object)
    failed = Signal(object)  # ClearlineError

    def __init__(self, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._courier = courier
        self.turn = 0
        self._under_way = self._again = False

    def anew(self) -> None:
        """Another question: an answer to the former one is not heard any more."""
        self.turn += 1

    def ask(self, answer: Future[Any]) -> None:
        self._under_way, self._again = True, False
        self._courier.deliver(answer, partial(self._arrived, self.turn), on_error=partial(self._unread, self.turn))

    def news(self) -> None:
        """Something changed. While one reading is under way, one more follows, not ten."""
        if self._under_way:
            self._again = True
        else:
            self.due.emit()

    def _arrived(self, turn: int, answer: object) -> None:
        if turn == self.turn:
            self._under_way = False
            self.answered.emit(answer)
            if self._again:
                self.due.emit()

    def _unread(self, turn: int, error: ClearlineError) -> None:
        if turn == self.turn:
            self._under_way = False
            self.failed.emit(error)
