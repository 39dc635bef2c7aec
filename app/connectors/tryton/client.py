"""JSON-RPC with one trytond: sign-in, session header, context, and the kinds of error it answers with."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from app.connectors.http import Answer, Limits
from app.connectors.server import Server
from app.connectors.tryton.wire import Garbled, decode, encode
from app.errors import Conflict, NeedsDecision, NotAuthorized, OutcomeUnknown, RefusedByRemote, Trouble, Unreachable

Context = Mapping[str, object]

_ROOT = "/rpc/"  # of the server itself, whatever the database


class Client:
    """One person's session with one database. The password stays in this object's memory only; "" where nobody told it yet.

    Reads sign in again by themselves, once, when the session is over; a command in flight never does.
    """

    def __init__(
        self, url: str, database: str, login: str, password: str, *, limits: Limits | None = None, ca_file: Path | None = None
    ) -> None:
        self._server = Server(url, limits, ca_file)
        self.host = self._server.host
        self.login = login
        self._rpc = f"/{quote(database, safe='')}/rpc/"
        self._password = password
        self._header: str | None = None
        self._number = 0
        self.commanded = 0  # commands that the server took
        self.user_id = 0
        self.sign_ins = 0  # after each, the server may be another one (a restored backup knows no session)
        self.context: dict[str, object] = {}
        self.names: dict[str, object] = {}

    # ---- session ----

    def sign_in(self) -> None:
        """Open a session and read this person's context. NotAuthorized on a wrong name or password, or without one; Unreachable."""
        if not self._password:
            raise self._server.unsigned(self.login)
        params: list[object] = [self.login, {"password": self._password}, "en"]
        try:
            answer = self._result(self._send(self._rpc, "common.db.login", params, header=None), command=False)
        except NotAuthorized as e:
            advice = "Check the user name, the password and the database."
            raise NotAuthorized(f"{self.host} refused the sign-in of {self.login}", advice, about=self.host) from e
        if not (isinstance(answer, list) and len(answer) >= 2 and isinstance(answer[0], int) and isinstance(answer[1], str)):
            raise Unreachable(f"{self.host} does not answer like a Tryton server", "Check the address.", about=self.host)
        self.user_id = answer[0]
        self._header = "Session " + b64encode(f"{self.login}:{answer[0]}:{answer[1]}".encode()).decode()
        try:
            found = self._preferences()
        except Trouble:
            self._header = None  # a session whose company is not known is none: the next call signs in again
            raise
        self.sign_ins += 1
        # One language for all: messages are stored in the audit trail and compared with nothing.
        self.context = {k: v for k, v in found.items() if "." not in k and k != "locale"} | {"language": "en"}
        self.names = {k: v for k, v in found.items() if k.endswith(".rec_name")}

    def _preferences(self) -> dict[str, object]:
        found = self._call("model.res.user.get_preferences", [True, {}], command=False)
        if not isinstance(found, dict) or not isinstance(found.get("company"), int):
            raise NotAuthorized(f"{self.login} belongs to no company in {self.host}", "Ask your administrator.", about=self.host)
        return found

    @property
    def signed_in(self) -> bool:
        return self._header is not None

    def admit(self, password: str) -> None:
        """Sign in with this password from now on."""
        self._password, self._header = password, None

    def sign_out(self) -> None:
        """End the session on the server where it can be reached; never raises Trouble."""
        try:
            if self._header:
                self._call("common.db.logout", [], command=False)
        except Trouble:
            pass  # the server forgets the session by itself
        finally:
            self._header = None
            self._server.close()

    # ---- calls ----

    def read(self, method: str, *args: object, context: Context | None = None) -> object:
        """A call that changes nothing; ``context`` is added to the person's. Unreachable, NotAuthorized, RefusedByRemote."""
        if not self._header:
            self.sign_in()
        try:
            return self._call(method, [*args, {**self.context, **(context or {})}], command=False)
        except NotAuthorized:
            if self._header:
                raise  # a missing right, not the session's end
            self.sign_in()
            return self._call(method, [*args, {**self.context, **(context or {})}], command=False)

    def rows(self, model: str, domain: Sequence[object], fields: list[str], limit: int | None = None) -> list[dict[str, object]]:
        """``search_read``: the rows that are objects; errors as in ``read``."""
        found = self.read(f"model.{model}.search_read", domain, 0, limit, [["id", "ASC"]], fields)
        return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []

    def command(self, method: str, *args: object, context: Context | None = None) -> object:
        """A call that may change something: exactly one attempt on the wire.

        NotAuthorized, Throttled, Unreachable, Conflict, RefusedByRemote, NeedsDecision: nothing was done. Else OutcomeUnknown.
        """
        if not self._header:
            self.sign_in()
        answer = self._call(method, [*args, {**self.context, **(context or {})}], command=True)
        self.commanded += 1
        return answer

    def version(self) -> str:
        return str(self._result(self._send(_ROOT, "common.server.version", [], header=None), command=False))

    def databases(self) -> tuple[str, ...]:
        """Names of the databases the server tells of; RefusedByRemote where it keeps them to itself."""
        found = self._result(self._send(_ROOT, "common.db.list", [], header=None), command=False)
        return tuple(str(name) for name in found) if isinstance(found, list) else ()

    def clock(self) -> datetime:
        """The server's time (aware UTC, to the second, never ahead), from its last answer and the time since."""
        return self._server.clock(self.version)

    def today(self) -> date:
        """The day that it is in the person's company, which all dates of its documents are counted by. RefusedByRemote where it is none."""
        told = self.read("model.ir.date.today")
        if not isinstance(told, date):
            raise RefusedByRemote("The ERP does not say what day it is")
        return told

    def _call(self, method: str, params: list[object], *, command: bool) -> object:
        return self._result(self._send(self._rpc, method, params, header=self._header, command=command), command=command)

    def _send(self, path: str, method: str, params: list[object], *, header: str | None, command: bool = False) -> Answer:
        self._number += 1
        headers = {"Authorization": header} if header else {}
        body = encode({"id": self._number, "method": method, "params": params})
        return self._server.send("POST", path, body, headers, command=command)

    # ---- answers ----

    def _result(self, answer: Answer, *, command: bool) -> object:
        self._check_status(answer, command)
        try:
            found = decode(answer.body)
        except Garbled as e:
            raise self._server.unclear("is not what a Tryton server writes", command=command) from e
        if not isinstance(found, dict) or found.get("id") != self._number:
            raise self._server.unclear("does not belong to the question", command=command)
        if "error" in found:
            raise self._error(found["error"], command)
        if "result" not in found:
            raise self._server.unclear("has no result", command=command)
        return found["result"]

    def _check_status(self, answer: Answer, command: bool) -> None:
        if answer.status == 401:
            self._header = None
            raise NotAuthorized(f"The session with {self.host} is over", "Sign in again.", about=self.host)
        if answer.status == 403:
            raise NotAuthorized(f"{self.host} does not allow this", "It does not offer it to this sign-in.", about=self.host)
        self._server.check_patience(answer, command=command)
        if answer.status != 200:
            raise self._server.unclear(f"was HTTP {answer.status}", command=command)

    def _error(self, error: object, command: bool) -> Trouble:
        kind, rest = (error[0], error[1:]) if isinstance(error, list) and error else (None, [])
        first = rest[0] if rest else None
        texts = [t for t in first if isinstance(t, str)] if isinstance(first, list) else []
        if kind == "UserWarning" and len(texts) >= 2:
            return NeedsDecision(texts[1], texts[2] if len(texts) > 2 else "", about=self.host, name=texts[0])
        if kind == "UserError" and texts:
            return RefusedByRemote(texts[0], texts[1] if len(texts) > 1 else "", about=self.host)
        if kind == "ConcurrencyException":
            return Conflict("The record was changed in the meantime", "Look at it again.", about=self.host)
        if kind == "LoginException":
            self._header = None
            return NotAuthorized(f"The session with {self.host} is over", "Sign in again.", about=self.host)
        words = str(kind)[:300]
        if command:  # an exception of any other kind may have come out of the commit itself
            return OutcomeUnknown(f"{self.host} failed: {words}", about=self.host)
        return RefusedByRemote(f"{self.host} failed: {words}", about=self.host)
