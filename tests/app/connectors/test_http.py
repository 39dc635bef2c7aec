"""Transport: what was surely not sent, what may have been received, and the bounds of an answer."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.connectors.http import Http, Limits, check_url
from app.errors import OutcomeUnknown, Refused, Unreachable
from app.lanes.lane import forbid_main_thread
from tests.patience import PATIENCE

LIMITS = Limits(connect=PATIENCE, read=PATIENCE, total=PATIENCE, bytes=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


class Wire:
    """A server that does to each connection what ``script`` says; ``asked`` counts requests that arrived whole, ``heard`` is set by
    the first of them."""

    def __init__(self, script: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> None:
        self.asked, self.heard = 0, threading.Event()
        self._script, self._context = script, context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="wire", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(raw, server_side=True) if self._context else raw as connection:
                    self._request(connection)
                    self.asked += 1
                    self.heard.set()
                    self._script(connection)
            except OSError:
                pass  # the client hung up: that is its right here

    @staticmethod
    def _request(connection: socket.socket) -> None:
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length"))
        while len(body) < length:
            body += connection.recv(65536)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE)


@contextmanager
def wire(script: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> Iterator[Wire]:
    found = Wire(script, context)
    try:
        yield found
    finally:
        found.close()


def says(*parts: bytes) -> Callable[[socket.socket], None]:
    def script(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return script


def post(port: int, scheme: str = "http", limits: Limits = LIMITS, **more: object) -> object:
    http = Http(limits, **more)  # type: ignore[arg-type]
    try:
        return http.send("POST", f"{scheme}://127.0.0.1:{port}/rpc/", b"{}", {})
    finally:
        http.close()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com",
        "ftp://127.0.0.1",
        "https://u:p@erp.example.com",
        "erp.example.com",
        "https://",
        "http://127.0.0.1.evil.example",
        "",
    ],
)
def test_addresses_that_are_not_safe_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


@pytest.mark.parametrize("url", ["https://erp.example.com/", "http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8000"])
def test_https_or_this_machine(url: str) -> None:
    assert check_url(url) == url.rstrip("/")


def test_an_answer_comes_whole_with_the_servers_time() -> None:
    body = b'{"id":1}'
    head = HEAD + b"Date: Mon, 23 Nov 2026 23:56:39 GMT\r\nRetry-After: 7\r\nContent-Length: 8\r\n\r\n"
    with wire(says(head, body)) as server:
        answer = post(server.port)
    assert answer.body == body  # type: ignore[attr-defined]
    assert answer.date == datetime(2026, 11, 23, 23, 56, 39, tzinfo=UTC)  # type: ignore[attr-defined]
    assert answer.retry_after == 7.0  # type: ignore[attr-defined]


def test_nobody_there_means_nothing_was_sent() -> None:
    with pytest.raises(Unreachable):
        post(closed_port())


@pytest.mark.parametrize(
    "script",
    [
        says(),
        says(HEAD + b"Content-Length: 100\r\n\r\n", b"{"),
        says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n{\r\n"),
        says(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n", b"nope"),
        says(b"\x00\x01\x02 this is not HTTP\r\n\r\n"),
    ],
    ids=["hangs up", "half a body", "half a chunk", "no gzip", "no http"],
)
def test_anything_unclear_after_sending_is_unknown_and_tried_once(script: Callable[[socket.socket], None]) -> None:
    with wire(script) as server, pytest.raises(OutcomeUnknown):
        post(server.port)
    assert server.asked == 1


def test_a_server_that_says_nothing_is_left_and_tried_once() -> None:
    with wire(lambda connection: connection.recv(1)) as server:
        with pytest.raises(OutcomeUnknown):
            post(server.port, limits=replace(LIMITS, read=0.3))
        assert server.heard.wait(PATIENCE)
    assert server.asked == 1


def test_a_slow_drip_ends_at_the_total_deadline() -> None:
    """Each drop comes long before the read's own deadline."""
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        while not stop.wait(0.1):
            connection.sendall(b" ")

    with wire(drip) as server:
        with pytest.raises(OutcomeUnknown, match="did not finish its answer in time"):
            post(server.port, limits=replace(LIMITS, total=0.5))
        stop.set()


@pytest.mark.parametrize("bomb", [b" " * 200_000, gzip.compress(b"0" * 50_000_000)], ids=["long", "gzip bomb"])
def test_an_answer_beyond_the_cap_is_dropped(bomb: bytes) -> None:
    coding = b"Content-Encoding: gzip\r\n" if bomb[:2] == b"\x1f\x8b" else b""
    with (
        wire(says(HEAD + coding + b"Content-Length: %d\r\n\r\n" % len(bomb), bomb)) as server,
        pytest.raises(OutcomeUnknown) as too,
    ):
        post(server.port)
    assert "large" in too.value.title


def test_redirects_are_not_followed() -> None:
    with wire(says(b"")) as elsewhere:
        to = b"Location: http://127.0.0.1:%d/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % elsewhere.port
        with wire(says(b"HTTP/1.1 307 Temporary Redirect\r\n" + to)) as server:
            assert post(server.port).status == 307  # type: ignore[attr-defined]
        assert elsewhere.asked == 0


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    with wire(says(HEAD + b"Content-Length: 2\r\n\r\n{}")) as server:
        assert post(server.port).status == 200  # type: ignore[attr-defined]


# ---- certificates ----


def certificate(folder: Path, name: str, *, days: int = 10) -> tuple[ssl.SSLContext, Path]:
    """A self-signed server certificate for ``name`` that ends in so many days, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    alternative = x509.IPAddress(IPv4Address(name)) if name[0].isdigit() else x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public


OK = says(HEAD + b"Content-Length: 2\r\n\r\n{}")


def test_a_certificate_of_the_companys_ca_file_is_trusted(tmp_path: Path) -> None:
    context, public = certificate(tmp_path, "127.0.0.1")
    with wire(OK, context) as server:
        assert post(server.port, "https", ca_file=public).status == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "days", "trusted"), [("127.0.0.1", 10, False), ("other.example", 10, True), ("127.0.0.1", -1, True)]
)
def test_a_wrong_certificate_means_nothing_was_sent(tmp_path: Path, name: str, days: int, trusted: bool) -> None:
    """Unknown issuer, another host's, expired."""
    context, public = certificate(tmp_path, name, days=days)
    with wire(OK, context) as server:
        with pytest.raises(Unreachable) as wrong:
            post(server.port, "https", ca_file=public if trusted else None)
        assert server.asked == 0
    assert "certificate" in wrong.value.title.lower()
    assert "Nothing was sent" in wrong.value.advice


def test_a_server_without_tls_is_not_spoken_to(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        heard: list[bytes] = []

        def answer() -> None:
            connection, _ = plain.accept()
            with connection:
                heard.append(connection.recv(100))
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(Unreachable):
            post(plain.getsockname()[1], "https")
        thread.join(PATIENCE)
    assert heard[0][:1] == b"\x16"  # a TLS greeting and nothing of ours


def test_never_on_the_gui_thread() -> None:
    forbid_main_thread(True)
    try:
        with pytest.raises(AssertionError):
            post(closed_port())
    finally:
        forbid_main_thread(False)
