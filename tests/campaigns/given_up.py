"""A bug that every campaign with kills plants: what was on its way at the kill is given up."""

from __future__ import annotations

from app.domain.letter import LetterState
from app.store.outbox import Outbox


def given_up() -> None:
    """What was on its way at the kill is taken for refused."""
    recover = Outbox.recover

    def hasty(self: Outbox) -> int:
        for letter in self.unfinished():
            if letter.state is LetterState.SENDING:
                self.move(letter.id, LetterState.REFUSED, among=frozenset({LetterState.SENDING}), receipt="lost")
        return recover(self)

    Outbox.recover = hasty  # type: ignore[method-assign]
