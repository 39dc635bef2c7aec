"""Stands before a server and spoils requests: lost, late, answered into the void, answered wrongly, or delivered twice."""

from __future__ import annotations

import contextlib
import http.client
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# fault -> share of all requests. before: the server never sees it; after: the server did it.
MIX = {
    "lost": 0.05,  # before; the connection is closed
    "500 before": 0.04,
    "late": 0.04,  # delivered when the client has long gone
    "answer lost": 0.06,  # after; the connection is closed
    "500 after": 0.04,
    "truncated": 0.04,  # after; the answer ends in the middle
    "twice": 0.04,  # a network that repeats itself
    "login page": 0.02,  # before; 200 with HTML
}
LATE = (0.2, 3.0)  # seconds
PAGE = b"<html><form>Sign in</form></html>"
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


class Proxy:
    """``upstream``: the port of the real server on this machine. ``faults`` are counted; ``heal`` ends them, ``close`` ends all."""

    def __init__(self, upstream: int, seed: int) -> None:
        self.upstream, self._random = upstream, random.Random(seed)
        self._lock = threading.Lock()
        self.faults: Counter[str] = Counter()
        self.requests = 0
        self._healed = False
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                proxy.serve(self)

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = handle_any  # noqa: N815 - names of the base class

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,))
        self._thread.start()

    def heal(self) -> None:
        self._healed = True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _fault(self) -> str:
        with self._lock:
            self.requests += 1
            dice = self._random.random()
            if self._healed:
                return ""
            for fault, share in MIX.items():
                if dice < share:
                    self.faults[fault] += 1
                    return fault
                dice -= share
            return ""

    def serve(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        fault = self._fault()
        try:
            if fault == "lost":
                self._hang_up(asked)
            elif fault == "500 before":
                _answer(asked, 500, b"{}")
            elif fault == "login page":
                _answer(asked, 200, PAGE, "text/html")
            elif fault == "late":
                self._hang_up(asked)
                time.sleep(self._random.uniform(*LATE))
                self._forward(asked, body)
            else:
                self._deliver(asked, body, fault)
        except (OSError, http.client.HTTPException):
            self._hang_up(asked)  # the server is away, or the client has gone

    def _deliver(self, asked: BaseHTTPRequestHandler, body: bytes, fault: str) -> None:
        if fault == "twice":
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._forward(asked, body)
        status, headers, said = self._forward(asked, body)
        if fault == "answer lost":
            self._hang_up(asked)
        elif fault == "500 after":
            _answer(asked, 500, b"{}")
        else:
            asked.send_response_only(status)
            for name, value in headers:
                if name.lower() not in _HOP or name.lower() == "date":
                    asked.send_header(name, value)
            asked.send_header("Content-Length", str(len(said)))
            asked.end_headers()
            asked.wfile.write(said[: len(said) // 2] if fault == "truncated" else said)
            if fault == "truncated":
                self._hang_up(asked)

    def _forward(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=120)
        try:
            headers = {k: v for k, v in asked.headers.items() if k.lower() not in ("connection", "host")}
            connection.request(asked.command, asked.path, body or None, {**headers, "Host": f"127.0.0.1:{self.upstream}"})
            reply = connection.getresponse()
            return reply.status, reply.getheaders(), reply.read()
        finally:
            connection.close()

    def _hang_up(self, asked: BaseHTTPRequestHandler) -> None:
        asked.close_connection = True
        with contextlib.suppress(OSError):
            asked.wfile.flush()
            asked.connection.shutdown(2)


def _answer(asked: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "application/json") -> None:
    asked.send_response_only(status)
    asked.send_header("Content-Type", kind)
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)
