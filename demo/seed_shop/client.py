"""Just enough of HTTP for Medusa, with the standard library: one connection for each thread."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.parse
from typing import Any

Json = dict[str, Any]
_WAIT = 120.0


class Refused(Exception):
    """Medusa answered, and said no: method, path, status and its words."""


class Client:
    """One person's session, or the shop window's with its publishable key."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self._url = url
        parts = urllib.parse.urlsplit(url)
        self._address = (str(parts.hostname), int(parts.port or 80))
        self._headers = {"content-type": "application/json", **(headers or {})}
        self._mine = threading.local()

    def sign_in(self, email: str, password: str) -> None:
        token = self.post("/auth/user/emailpass", {"email": email, "password": password})["token"]
        self._headers["authorization"] = f"Bearer {token}"

    def window(self, publishable: str) -> Client:
        """The same shop as a visitor's browser speaks to it."""
        return Client(self._url, {"x-publishable-api-key": publishable})

    def get(self, path: str, **query: str | int) -> Json:
        return self._call("GET", path, None, query)

    def post(self, path: str, body: Json | None = None, **query: str | int) -> Json:
        return self._call("POST", path, body or {}, query)

    def _call(self, method: str, path: str, body: Json | None, query: dict[str, str | int]) -> Json:
        if query:
            path += "?" + urllib.parse.urlencode(query)
        data = None if body is None else json.dumps(body)
        status, text = self._ask(method, path, data)
        if status >= 400:
            raise Refused(f"{method} {path}: {status} {text[:300].decode(errors='replace')}")
        answer: Json = json.loads(text or b"{}")
        return answer

    def _ask(self, method: str, path: str, data: str | None) -> tuple[int, bytes]:
        """A kept connection that the server closed before it read anything is opened again; nothing else is sent twice."""
        connection = getattr(self._mine, "connection", None)
        if connection is not None:
            try:
                return self._talk(connection, method, path, data)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                connection.close()
        connection = self._mine.connection = http.client.HTTPConnection(*self._address, timeout=_WAIT)
        return self._talk(connection, method, path, data)

    def _talk(self, connection: http.client.HTTPConnection, method: str, path: str, data: str | None) -> tuple[int, bytes]:
        connection.request(method, path, data, self._headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
