"""The policy that a console goes by now: what the team's feed told last; the gate reads the team's own at every decision."""

from __future__ import annotations

from app.policy.matrix import Policy
from app.policy.rulebook import Rulebook


class InForce:
    """One place to ask, replaced whole; any thread may ask."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book

    @property
    def book(self) -> Rulebook:
        return self._book

    @property
    def policy(self) -> Policy:
        return self._book.policy

    def take(self, book: Rulebook) -> bool:
        """Go by this version from now on. False: it was so already."""
        if book == self._book:
            return False
        self._book = book
        return True
