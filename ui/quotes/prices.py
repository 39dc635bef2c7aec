"""What the ERP asks for the quote that is being written: asked anew after every edit, never waited for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.pricing import AskPrices, Priced, is_old
from app.errors import ClearlineError
from ui.quotes.price_words import how_they_stand

if TYPE_CHECKING:
    from app.pricing import Pricing
    from ui.courier import Courier

PAUSE, AGAIN = 350, 15_000  # ms after the last edit until the ERP is asked; after it could not be reached


class Prices(QObject):
    """``question``: what can be asked of the quote as it stands, None while nothing is to be asked."""

    changed = Signal()  # figures, or how far the ERP is with them
    came = Signal()  # other figures than before

    def __init__(self, pricing: Pricing, courier: Courier, question: Callable[[], AskPrices | None], parent: QObject) -> None:
        super().__init__(parent)
        self._pricing, self._courier, self._question = pricing, courier, question
        self.priced: Priced | None = None
        self._came_at = _now()
        self.trouble: ClearlineError | None = None  # why the last question was not answered
        self.progress: tuple[int, int] | None = None
        self._asked: AskPrices | None = None  # last
        self._turn = 0  # of questions to the ERP
        self._quote = 0  # how many were opened: what belongs to one before is late
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self.ask)
        self._later = QTimer(self, singleShot=True, interval=AGAIN)
        self._later.timeout.connect(self.ask)
        self._hear = courier.hear(self._told)

    def begin(self) -> None:
        """Another quote, of which nothing is known yet."""
        self.stop()
        self.priced, self.trouble, self.progress = None, None, None

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._turn += 1
        self._quote += 1
        self._soon.stop()
        self._later.stop()
        self._pricing.stop()

    def ask_soon(self) -> None:
        """Once nothing was written for a moment."""
        self._soon.start()

    def ask(self) -> None:
        """Ask the ERP anew; the answer that is here stays until the next one comes."""
        self._soon.stop()
        self._later.stop()
        ask = self._question()
        if ask is None:
            return
        if not ask.lines:
            self._pricing.stop()
            self.priced, self.progress, self.trouble = None, None, None
            self.changed.emit()
            return
        self._turn += 1
        self._asked, self.progress = ask, (0, len(ask.lines))
        answer: Future[Priced | None] = self._pricing.price(ask, self._telling(self._turn))
        self._courier.deliver(answer, partial(self._answered, self._quote), partial(self._refused, self._quote))
        self.changed.emit()

    def _telling(self, turn: int) -> Callable[[int, int], None]:
        hear = self._hear
        return lambda done, of: hear((turn, done, of)) if done % 10 == 0 or done == of else None

    def _told(self, how_far: tuple[int, int, int]) -> None:
        turn, done, of = how_far
        if turn == self._turn and self.progress is not None:
            self.progress = (done, of)
            self.changed.emit()

    def _answered(self, quote: int, priced: Priced | None) -> None:
        """None: a newer question is under way. What belongs to a quote that is not shown any more is nobody's."""
        if priced is None or quote != self._quote:
            return
        if priced.asked == self._asked:
            self.progress, self.trouble = None, None
        self.priced, self._came_at = priced, _now()
        self.changed.emit()
        self.came.emit()

    def _refused(self, quote: int, error: ClearlineError) -> None:
        if quote == self._quote:
            self.progress, self.trouble = None, error
            self._later.start()
            self.changed.emit()

    @property
    def fresh(self) -> Priced | None:
        """Those by which a quote can be offered: None where they are old."""
        return None if is_old(self._came_at, _now()) else self.priced

    def words(self, ask: AskPrices | None, now: datetime) -> tuple[str, str]:
        """(shape, how the figures stand) in a few words, of a quote of which this can be asked."""
        return how_they_stand(ask, self.priced, self.progress, self.trouble, now)


def _now() -> datetime:
    return datetime.now(UTC)
