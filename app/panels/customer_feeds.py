"""How old a customer's records of a kind are, or why they cannot be known here, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.feed import FeedState
from app.panels import story

UNREADABLE, NOT_READ, NOT_CONNECTED = "not readable with this sign-in", "not read completely yet", "not connected"
_SHOP_FEEDS = frozenset({"web_orders", "web_lines", "buyers"})


class Feeds:
    """``erp``: the system that the customer belongs to; a shop's feed is any system's that has one of that name."""

    def __init__(self, erp: str, states: Sequence[FeedState], now: datetime) -> None:
        self._erp, self._states, self._now = erp, states, now

    def trouble(self, name: str) -> str:
        """Why nothing can be said about a feed; "" where it was read."""
        found = self._of(name)
        if not found:
            return NOT_CONNECTED
        if not all(s.readable for s in found):
            return UNREADABLE
        return "" if all(s.complete for s in found) else NOT_READ

    def age(self, *names: str) -> str:
        """ "ERP, 40 s ago; Shop, 6 s ago"; what cannot be read is said too."""
        told = [words for name in names for words in self._ages(name)]
        return "; ".join(dict.fromkeys(told))

    def empty(self, name: str, words: str) -> str:
        """``words`` only where it is certain that there is nothing."""
        return self.trouble(name) or words

    def _of(self, name: str) -> list[FeedState]:
        return [s for s in self._states if s.name == name and (name in _SHOP_FEEDS or s.source == self._erp)]

    def _ages(self, name: str) -> list[str]:
        trouble = self.trouble(name)
        if trouble:
            return [f"{'Shop' if name in _SHOP_FEEDS else 'ERP'} {trouble}"]
        return [story.age(s.source, s.asof, self._now) for s in self._of(name)]
