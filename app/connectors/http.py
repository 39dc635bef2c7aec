"""One HTTP session for JSON: deadlines, caps and the translation of every transport error into ours."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import requests
import urllib3.exceptions as low

from app.errors import OutcomeUnknown, Refused, Unreachable
from app.lanes.lane import assert_not_gui_thread
from app.version import VERSION

_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that bound one call. ``total`` must stay below the time after which an answer counts as lost."""

    connect: float = 5.0
    read: float = 65.0
    total: float = 90.0
    bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back whole. ``date`` is the server's clock (aware UTC), None where it did not say."""

    status: int
    kind: str  # media type
    body: bytes
    date: datetime | None
    retry_after: float | None


def check_url(url: str) -> str:
    """The address without a trailing slash; Refused unless https, or http on this machine's own loopback."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment:
        raise Refused("This is not the address of a server", "It should read https://erp.example.com.", about=url)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise Refused(
            "The address must begin with https", "Without it passwords would cross the network in the clear.", about=url
        )
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Http:
    """A session with one server. One thread at a time, never the GUI's. One attempt per call: no retries, no redirects."""

    def __init__(self, limits: Limits | None = None, *, ca_file: Path | None = None) -> None:
        self._limits = limits or Limits()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"Clearline/{VERSION}"
        self._session.trust_env = False  # no proxy and no credentials from the environment
        self._session.verify = str(ca_file) if ca_file else True

    def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, command: bool = False) -> Answer:
        """Send JSON, or nothing, once. ``command`` takes a new connection, so that a stale one cannot leave its outcome unknown.

        Unreachable: nothing was sent. OutcomeUnknown: it may have been received. Statuses are the caller's to judge.
        """
        assert_not_gui_thread()
        if command:
            self._session.close()
        began = time.monotonic()
        sent = {"Content-Type": "application/json", "Accept-Encoding": "gzip", **headers}
        timeout = (self._limits.connect, min(self._limits.read, self._limits.total))
        try:
            call = self._session.request(
                method, url, data=body, headers=sent, timeout=timeout, allow_redirects=False, stream=True
            )
            with call as reply:
                return Answer(
                    reply.status_code,
                    reply.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                    self._body(reply, url, began),
                    _date(reply.headers.get("Date")),
                    _seconds(reply.headers.get("Retry-After")),
                )
        except (requests.RequestException, low.HTTPError, OSError) as e:
            _translate(e, urlsplit(url).netloc)

    def close(self) -> None:
        self._session.close()

    def _body(self, reply: requests.Response, url: str, began: float) -> bytes:
        """The decoded body, bounded in bytes and in time: a slow drip and a compressed bomb both end here."""
        got = bytearray()
        while chunk := reply.raw.read1(_CHUNK, decode_content=True):
            got += chunk
            if len(got) > self._limits.bytes:
                raise OutcomeUnknown("The server's answer is too large", "Nothing of it was used.", about=urlsplit(url).netloc)
            if time.monotonic() - began > self._limits.total:
                raise OutcomeUnknown("The server did not finish its answer in time", about=urlsplit(url).netloc)
        return bytes(got)


def _translate(error: Exception, host: str) -> NoReturn:
    """Nothing was sent, or nobody can know: every transport error is one of the two."""
    if isinstance(error, requests.exceptions.SSLError):
        raise Unreachable(
            f"The certificate of {host} cannot be trusted",
            "Nothing was sent. Ask your administrator for a valid certificate or the company's CA file.",
            about=host,
        ) from error
    if isinstance(error, requests.exceptions.ConnectTimeout) or _never_connected(error):
        raise Unreachable(f"{host} cannot be reached", "Nothing was sent. It will be tried again.", about=host) from error
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema)):
        raise Refused("This is not the address of a server", about=host) from error
    if isinstance(error, (requests.exceptions.Timeout, low.TimeoutError)):
        raise OutcomeUnknown(f"{host} did not answer in time", about=host) from error
    raise OutcomeUnknown(f"The connection to {host} broke before its answer was complete", about=host) from error


def _never_connected(error: Exception) -> bool:
    seen: list[object] = [error, *error.args, getattr(error.args[0], "reason", None) if error.args else None]
    return any(isinstance(e, (low.NewConnectionError, low.ConnectTimeoutError)) for e in seen)


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None


def _seconds(text: str | None) -> float | None:
    return min(float(text), 300.0) if text and text.isascii() and text.isdigit() else None
