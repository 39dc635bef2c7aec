"""Prices asked of an ERP for a quote that is being written: on a lane and a session of their own, the newest question only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from app.connectors.contract import Connector
from app.domain.pricing import AskPrices, Priced
from app.errors import ClearlineError, NotAuthorized
from app.lanes.lane import Lane
from app.lanes.stop import Stop

Told = Callable[[int, int], None]


class Pricing:
    """``session``: opens a session with a system, NotAuthorized where its password is not known. Everything returns at once.

    One lane for all ERPs: a person writes one quote at a time.
    """

    def __init__(self, session: Callable[[str], Connector]) -> None:
        self._session = session
        self._lane = Lane("prices")
        self._open: dict[str, Connector] = {}
        self._asked: Stop | None = None
        self._guard = threading.Lock()

    def price(self, ask: AskPrices, told: Told) -> Future[Priced | None]:
        """What the ERP says; None where a newer question came before it was done. ``told(lines done, of)`` on the lane. Trouble in the
        future where the ERP cannot be asked, RefusedByRemote where it does not price this."""
        stop = Stop()
        with self._guard:
            if self._asked is not None:
                self._asked.set()
            self._asked = stop
        return self._lane.submit(self._price, ask, told, stop)

    def stop(self) -> None:
        """Nobody wants an answer any more."""
        with self._guard:
            if self._asked is not None:
                self._asked.set()

    def _price(self, ask: AskPrices, told: Told, stop: Stop) -> Priced | None:
        if stop:
            return None
        source = ask.customer.source
        if source not in self._open:
            self._open[source] = self._session(source)
        try:
            return self._open[source].price(ask, told, stop)
        except NotAuthorized:
            self._forget(source)  # the person may sign in again with another password
            raise

    def _forget(self, source: str) -> None:
        with suppress(ClearlineError):
            self._open.pop(source).close()

    def close(self) -> None:
        """Stop what runs, and sign out."""
        self.stop()
        for source in tuple(self._open):
            self._lane.submit(self._forget, source)
        self._lane.close(drain=True)
