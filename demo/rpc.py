"""Just enough of Tryton's JSON-RPC for the pulse, with the standard library."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Value = Any  # whatever Tryton answers: figures as Decimal, ids as int


class Refusal(Exception):
    """Tryton answered, and said no: the first words of why."""


class Session:
    """One user's session on one database; signs in at the first call and again when the session has ended."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._url = f"{url}/{database}/rpc/"
        self._login, self._password = login, password
        self._authorization: str | None = None
        self._context: dict[str, Value] = {}

    def _sign_in(self) -> None:
        self._authorization = None
        user, token, *_ = self._post("common.db.login", [self._login, {"password": self._password}, "en"])
        key = base64.b64encode(f"{self._login}:{user}:{token}".encode()).decode()
        self._authorization = f"Session {key}"
        self._context = self._post("model.res.user.get_preferences", [True, {}])

    def call(self, method: str, *arguments: Value) -> Value:
        """Call a method in the user's own context. OSError where the server is away."""
        if self._authorization is None:
            self._sign_in()
        try:
            return self._post(method, [*arguments, self._context])
        except urllib.error.HTTPError as e:
            if e.code != 401:
                raise
            self._sign_in()
            return self._post(method, [*arguments, self._context])

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str]) -> list[dict[str, Value]]:
        found: list[dict[str, Value]] = self.call(f"model.{model}.read", list(ids), list(fields))
        return found

    def search_read(
        self,
        model: str,
        domain: list[Value],
        fields: Sequence[str],
        *,
        order: list[Value] | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Value]]:
        found: list[dict[str, Value]] = self.call(f"model.{model}.search_read", domain, 0, limit, order, list(fields))
        return found

    def _post(self, method: str, parameters: list[Value]) -> Value:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self._authorization:
            headers["Authorization"] = self._authorization
        body = json.dumps({"id": 1, "method": method, "params": parameters}).encode()
        request = urllib.request.Request(self._url, body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            # A long answer is labelled gzip even where it is not, because none was asked for: the label is not looked at.
            said = json.loads(answer.read(), object_hook=_decode)
        if "error" in said:
            kind, *rest = said["error"]
            words = rest[0][0] if rest and isinstance(rest[0], list) else kind
            raise Refusal(str(words)[:200])
        return said.get("result")


def decimal(text: str) -> dict[str, str]:
    """A figure as Tryton takes it."""
    return {"__class__": "Decimal", "decimal": text}


def _decode(found: dict[str, Value]) -> Value:
    return Decimal(found["decimal"]) if found.get("__class__") == "Decimal" else found
