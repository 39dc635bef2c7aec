"""REST with one Medusa: a person's token, its renewal, and the kinds of error the server answers with."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from app.connectors.http import Answer, Limits
from app.connectors.medusa.wire import Garbled, decode, encode
from app.connectors.server import Server
from app.errors import Conflict, NotAuthorized, RefusedByRemote, Trouble, Unreachable

Row = dict[str, object]
Query = Sequence[tuple[str, str]]

_WRONG_PASSWORD = "Invalid email or password"  # every other 401 to a sign-in is trouble of the server's own
_OVER = "Unauthorized"  # likewise for a call with a token
_LIFE = 12 * 3600.0  # seconds; of a token that does not say how long it lives
_BUSY = "active order change"  # somebody's edit, return or claim is open: the shop's own lock


class Client:
    """One person's session with one shop. The password stays in this object's memory only; "" where nobody told it yet.

    Reads sign in again by themselves, once, when the token is over; a command in flight never does.
    """

    def __init__(self, url: str, login: str, password: str, *, limits: Limits | None = None, ca_file: Path | None = None) -> None:
        self._server = Server(url, limits, ca_file)
        self.host = self._server.host
        self.login = login
        self._password = password
        self._token: str | None = None
        self._renew_at = 0.0
        self.sign_ins = 0  # after each, the server may be another one (a restored backup knows no token of ours)

    # ---- session ----

    def sign_in(self) -> None:
        """Get a token. NotAuthorized on a wrong name or password, or without one; Unreachable, also where the server fails
        while it looks."""
        if not self._password:
            raise self._server.unsigned(self.login)
        self._token = None
        answer = self._send("POST", "/auth/user/emailpass", {"email": self.login, "password": self._password})
        if answer.status == 401 and _message(answer) == _WRONG_PASSWORD:
            title = f"{self.host} refused the sign-in of {self.login}"
            raise NotAuthorized(title, "Check the e-mail address and the password.", about=self.host)
        if answer.status == 401:
            raise Unreachable(f"{self.host} could not check the sign-in", "It will be tried again.", about=self.host)
        self._keep(self._result(answer, command=False))
        self.sign_ins += 1

    @property
    def signed_in(self) -> bool:
        return self._token is not None

    def admit(self, password: str) -> None:
        """Sign in with this password from now on."""
        self._password, self._token = password, None

    def sign_out(self) -> None:
        """Forget the token (Medusa keeps none to end); never raises Trouble."""
        self._token = None
        self._server.close()

    def _keep(self, said: Row) -> None:
        token = said.get("token")
        if not isinstance(token, str) or not token.isascii():
            raise Unreachable(f"{self.host} does not answer like a Medusa", "Check the address.", about=self.host)
        self._token = token
        self._renew_at = time.monotonic() + _lifetime(token) / 2

    def _ready(self) -> None:
        """Signed in, with a token that lasts: renewed at half its life, by the password where the server will not."""
        if self._token is None:
            self.sign_in()
        elif time.monotonic() > self._renew_at:
            answer = self._send("POST", "/auth/token/refresh", {}, token=self._token)
            if answer.status == 200:
                self._keep(self._result(answer, command=False))
            else:
                self.sign_in()

    # ---- calls ----

    def read(self, path: str, query: Query = ()) -> Row:
        """A call that changes nothing. Unreachable, NotAuthorized, RefusedByRemote, Throttled."""
        self._ready()
        try:
            return self._result(self._send("GET", path, query=query, token=self._token), command=False)
        except NotAuthorized:
            if self._token:
                raise  # a missing right, not the token's end
            self.sign_in()
            return self._result(self._send("GET", path, query=query, token=self._token), command=False)

    def command(self, method: str, path: str, body: Mapping[str, object]) -> Row:
        """A call that may change something: exactly one attempt on the wire.

        NotAuthorized, Throttled, Unreachable, Conflict, RefusedByRemote: nothing was done. Else OutcomeUnknown.
        """
        self._ready()
        return self._result(self._send(method, path, body, token=self._token, command=True), command=True)

    def healthy(self) -> bool:
        """Does this address answer like a Medusa, without anybody signed in?"""
        return self._send("GET", "/health").body.strip() == b"OK"

    def clock(self) -> datetime:
        """The server's time (aware UTC, to the second, never ahead), from its last answer and the time since."""
        return self._server.clock(self.healthy)

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        query: Query = (),
        token: str | None = None,
        command: bool = False,
    ) -> Answer:
        asked = quote(path, safe="/") + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._server.send(method, asked, None if body is None else encode(body), headers, command=command)

    # ---- answers ----

    def _result(self, answer: Answer, *, command: bool) -> Row:
        if answer.status == 401:
            raise self._unauthorized(answer, command)
        self._server.check_patience(answer, command=command)
        if answer.status == 404 and not command and answer.body.find(b"Cannot GET /") >= 0:
            raise RefusedByRemote(f"{self.host} does not offer this", about=self.host)
        try:
            found = decode(answer.body)
        except Garbled as e:
            raise self._server.unclear(f"(HTTP {answer.status}) is not what a Medusa writes", command=command) from e
        if not isinstance(found, dict):
            raise self._server.unclear("is not an object", command=command)
        if answer.status != 200:
            raise self._error(answer.status, found, command)
        return found

    def _unauthorized(self, answer: Answer, command: bool) -> Trouble:
        """Medusa says 401 also when its database is too busy to look the token up: that is not the token's fault."""
        if _message(answer) != _OVER:
            return self._server.unclear("was HTTP 401 without its words", command=command)
        self._token = None
        return NotAuthorized(f"The sign-in to {self.host} is over", "Sign in again.", about=self.host)

    def _error(self, status: int, said: Row, command: bool) -> Trouble:
        """4xx with a type and words come from checks before the change, or from a change that was rolled back."""
        kind, words = said.get("type"), said.get("message")
        if not isinstance(kind, str) or not isinstance(words, str) or status >= 500 or status < 400:
            return self._server.unclear(f"was HTTP {status}", command=command)
        words = words[:300]
        if status == 403 and not command:
            return NotAuthorized(f"{self.host} does not allow this", words, about=self.host)
        if status == 409 or _BUSY in words:
            return Conflict("The order was changed in the meantime", words, about=self.host)
        return RefusedByRemote(words, about=self.host)


def _message(answer: Answer) -> str | None:
    try:
        found = decode(answer.body)
    except Garbled:
        return None
    message = found.get("message") if isinstance(found, dict) else None
    return message if isinstance(message, str) else None


def _lifetime(token: str) -> float:
    """Seconds between a token's issue and its end, by its own words."""
    try:
        part = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return max(float(claims["exp"] - claims["iat"]), 60.0)
    except (ValueError, IndexError, KeyError, TypeError):
        return _LIFE
