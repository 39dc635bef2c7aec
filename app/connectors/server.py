"""One server as its client sees it: its address, its clock, and what an answer means that is lost, unclear or asks to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from app.connectors.http import Answer, Http, Limits, check_url
from app.errors import NotAuthorized, OutcomeUnknown, Throttled, Trouble, Unreachable


class Server:
    """``host`` names it to people. ``command``: the call may change something, so what is not known of it is OutcomeUnknown."""

    def __init__(self, url: str, limits: Limits | None, ca_file: Path | None) -> None:
        self._address = check_url(url)
        self.host = urlsplit(self._address).netloc
        self._http = Http(limits, ca_file=ca_file)
        self._clock: tuple[datetime, float] | None = None

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, command: bool) -> Answer:
        """One attempt; see ``Http.send``. A read whose answer is lost is Unreachable."""
        try:
            answer = self._http.send(method, self._address + path, body, headers, command=command)
        except OutcomeUnknown as e:
            if command:
                raise
            raise Unreachable(e.title, "It will be tried again.", about=e.about) from e
        if answer.date is not None:
            self._clock = (answer.date, time.monotonic())
        return answer

    def clock(self, ask: Callable[[], object]) -> datetime:
        """Its time (aware UTC, to the second, never ahead), from its last answer, or one to ``ask``, and the time since."""
        if self._clock is None:
            ask()
        if self._clock is None:
            raise Unreachable(f"{self.host} does not tell the time", "Its answers have no Date.", about=self.host)
        date, at = self._clock
        return date + timedelta(seconds=time.monotonic() - at)

    def close(self) -> None:
        self._http.close()

    def check_patience(self, answer: Answer, *, command: bool) -> None:
        """Throttled where it asks for patience; at most five minutes of it."""
        if answer.status == 429 or (answer.status == 503 and not command):
            wait = answer.retry_after or 5.0
            raise Throttled(f"{self.host} asks to wait", "It will be tried again.", about=self.host, retry_after=wait)

    def unclear(self, what: str, *, command: bool) -> Trouble:
        title = f"The answer of {self.host} {what}"
        if command:
            return OutcomeUnknown(title, about=self.host)
        return Unreachable(title, "It will be tried again.", about=self.host)

    def unsigned(self, login: str) -> NotAuthorized:
        """Nobody has told this console the password, so nothing was sent."""
        return NotAuthorized(f"The password of {login} for {self.host} is not known here", "Sign in to it.", about=self.host)
