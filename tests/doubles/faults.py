"""An HTTP server on loopback that can be told to fail: the front of every double, and a proxy before real servers."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE

Answer = tuple[int, dict[str, str], bytes]
Answering = Callable[[str, str, dict[str, str], bytes], Answer]  # verb, path with query, headers, body

_HTML = b"<!doctype html><html><body>It works, but not for you.</body></html>"
# Calls that can change something; what "write" in the name of a fault means.
_WRITES = (
    ".write",
    ".confirm",
    ".cancel",
    ".command.run",
    ".create",
    ".copy",
    ".delete",
    ".quote",
    ".draft",
    ".wait",
    ".assign_try",
    ".validate_amendment",
    ".receive",
    ".do",
    ".post",
)


@dataclass
class Faults:
    """What goes wrong next, once each, in the order planned. ``seen``: methods that reached this front."""

    planned: list[tuple[str, Callable[[str], bool], Callable[[Any], Any]]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    executed: threading.Event = field(default_factory=threading.Event)  # the server has answered, and the answer is held here
    held: threading.Event = field(default_factory=threading.Event)  # ends a "slow" answer
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, kind: str, matching: Callable[[str], bool] | None = None, how: Callable[[Any], Any] | None = None) -> None:
        """``kind``: cut (never executed), drop (executed, no answer), error (503, never executed), busy (429, never executed),
        refuse (an ERP's own no, never executed), broke (executed, then 500), html, truncate, wrong_id, garbage, slow (all
        executed); first (``how(None)`` is called, then it is executed as usual);
        change (executed, and ``how`` makes another result of the result)."""
        self.planned.append((kind, matching or (lambda method: True), how or (lambda result: result)))

    def drop_reply_to_next_write(self) -> None:
        self.plan("drop", is_write)

    def cut_next_write(self) -> None:
        self.plan("cut", is_write)

    def take(self, method: str) -> tuple[str | None, Callable[[Any], Any]]:
        with self.lock:
            self.seen.append(method)
            for n, (kind, matching, how) in enumerate(self.planned):
                if matching(method):
                    del self.planned[n]
                    return kind, how
        return None, lambda result: result


def is_write(method: str) -> bool:
    """Of RPC by its method; of REST by its verb, signing in apart."""
    verb, _, path = method.partition(" ")
    return (verb in ("POST", "DELETE") and not path.startswith("/auth/")) if path else method.endswith(_WRITES)


class Front:
    """Serves ``answering`` on a free loopback port until ``close``."""

    def __init__(self, answering: Answering) -> None:
        self.faults = Faults()
        self._answering = answering
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                front.handle(self, self.command, self.path, dict(self.headers.items()), body)

            def do_GET(self) -> None:
                self.do_POST()

            def do_DELETE(self) -> None:
                self.do_POST()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                """A client that went away is what these tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="front", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.faults.held.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def handle(self, to: BaseHTTPRequestHandler, verb: str, path: str, headers: dict[str, str], body: bytes) -> None:
        kind, how = self.faults.take(_method(verb, path, body))
        if kind == "cut":
            return _hang_up(to)
        if kind == "error":
            return _send(to, (503, {"Content-Type": "text/html"}, _HTML))
        if kind == "busy":
            return _send(to, (429, {"Content-Type": "text/html"}, _HTML))
        if kind == "refuse":
            no = {"id": json.loads(body)["id"], "error": ["UserError", ["Not today.", ""]]}
            return _send(to, (200, {"Content-Type": "application/json"}, json.dumps(no).encode()))
        if kind == "first":
            how(None)
        answer = self._answering(verb, path, headers, body)
        if kind == "drop":
            return _hang_up(to)
        if kind == "slow":
            self.faults.executed.set()
            self.faults.held.wait(PATIENCE)
        return _send(to, spoiled(kind, answer, how), short=kind == "truncate")


def spoiled(kind: str | None, answer: Answer, how: Callable[[Any], Any]) -> Answer:
    status, headers, body = answer
    if kind == "broke":
        return 500, {"Content-Type": "text/html"}, _HTML
    if kind == "html":
        return 200, {"Content-Type": "text/html"}, _HTML
    if kind == "garbage":
        return status, {"Content-Type": "application/json"}, b'{"id":1,"result":NaN}'
    if kind in ("wrong_id", "change"):
        coded = headers.get("Content-Encoding") == "gzip" and body[:2] == b"\x1f\x8b"
        said = json.loads(gzip.decompress(body) if coded else body)
        if kind == "wrong_id":
            said = {**said, "id": 999_999}
        elif "result" in said:
            said = {**said, "result": how(said["result"])}
        else:
            said = how(said)
        return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
    return status, headers, body


def _send(to: BaseHTTPRequestHandler, answer: Answer, *, short: bool = False) -> None:
    status, headers, body = answer
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name, value)
    to.send_header("Content-Length", str(len(body)))
    to.send_header("Connection", "close")
    to.end_headers()
    to.wfile.write(body[: len(body) // 2] if short else body)
    to.close_connection = True


def _hang_up(to: BaseHTTPRequestHandler) -> None:
    to.close_connection = True
    to.connection.shutdown(socket.SHUT_RDWR)


def _method(verb: str, path: str, body: bytes) -> str:
    """What a call is named by: the RPC method in its body, else verb and path."""
    if path.endswith("/rpc/"):
        try:
            said: Any = json.loads(body)
            return str(said["method"])
        except (ValueError, KeyError, TypeError):
            return ""
    return f"{verb} {path.partition('?')[0]}"


def forward(port: int) -> Answering:
    """Answers by asking the real server on that loopback port."""

    def answering(verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        passed = {k: v for k, v in headers.items() if k.lower() in ("authorization", "content-type")}
        try:
            # gzip must be asked for: a Tryton labels long answers so whatever was asked
            connection.request(verb, path, body, {**passed, "Accept-Encoding": "gzip"})
            reply = connection.getresponse()
            keep = {k: v for k, v in reply.getheaders() if k.lower() in ("content-type", "content-encoding", "retry-after")}
            return reply.status, keep, reply.read()
        finally:
            connection.close()

    return answering
