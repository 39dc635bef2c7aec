"""What is known beside a quote: the customer's account and what else fits the current line; asked for, kept, and never waited for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.beside import Account, Suggestion
from app.domain.draft import Draft
from app.domain.ref import Ref
from app.errors import ClearlineError

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


class Context(QObject):
    """Belongs to one quote at a time; what is known stays on screen while it is asked again."""

    changed = Signal()

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self.account: Account | None = None
        self._customer: Ref | None = None
        self._sale: Ref | None = None
        self._known: dict[str, tuple[Suggestion, ...]] = {}
        self._asked: set[str] = set()
        self._quote = 0  # what belongs to a quote before is late

    def begin(self, draft: Draft) -> None:
        self._quote += 1
        self.account, self._known = None, {}
        self._customer, self._sale = draft.customer, draft.base.sale if draft.base is not None else None
        self.learn()

    def learn(self) -> None:
        """What is owed, sold or was ordered may be another by now."""
        self._asked.clear()
        if self._customer is not None:
            answer = self._console.drafts.account(self._customer, self._sale)
            self._courier.deliver(answer, partial(self._told, self._quote), partial(self._not_told, self._quote))

    def suggestions(self, product: str) -> tuple[Suggestion, ...]:
        """As far as it is known; it is asked for, and ``changed`` says when more is."""
        if product and product not in self._asked and self._customer is not None:
            self._asked.add(product)
            answer = self._console.drafts.beside(self._customer.source, product)
            self._courier.deliver(answer, partial(self._found, self._quote, product), self._not_found)
        return self._known.get(product, ())

    def _told(self, quote: int, account: Account) -> None:
        if quote == self._quote:
            self.account = account
            self.changed.emit()

    def _not_told(self, quote: int, error: ClearlineError) -> None:
        if quote == self._quote and self.account is None:
            self.account = Account(unknown=error.title)
            self.changed.emit()

    def _found(self, quote: int, product: str, found: tuple[Suggestion, ...]) -> None:
        if quote == self._quote and self._known.get(product) != found:
            self._known[product] = found
            self.changed.emit()

    def _not_found(self, _error: ClearlineError) -> None:
        """Nothing is suggested; what is written goes on."""
