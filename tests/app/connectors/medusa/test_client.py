"""What each kind of answer means, for a read and for a command; how long a token is used; that a filter is seen to work."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator

import pytest

from app.connectors.medusa import listings
from app.connectors.medusa.client import Client
from app.errors import (
    Conflict,
    Malformed,
    NotAuthorized,
    OutcomeUnknown,
    Refused,
    RefusedByRemote,
    Throttled,
    Unreachable,
)
from tests.app.connectors.outcome import outcome
from tests.doubles.faults import Answer, Front

JSON = {"Content-Type": "application/json"}
POOL = (
    "Knex: Timeout acquiring a connection. The pool is probably full."  # what a Medusa says with 401 while its database is busy
)


def token(lifetime: int = 86_400, *, n: int = 0) -> str:
    claims = urlsafe_b64encode(json.dumps({"iat": 1000, "exp": 1000 + lifetime, "n": n}).encode()).decode().rstrip("=")
    return f"head.{claims}.tail"


class Scripted:
    """Signs anybody in; every other call gets ``then``. ``asked``: verb and path; ``tokens``: what each call carried."""

    def __init__(self) -> None:
        self.then: Callable[[str], Answer] = lambda path: (200, JSON, b"{}")
        self.sign_in: Callable[[], Answer] = lambda: self.said(token=token(n=len(self.asked)))
        self.refresh: Callable[[], Answer] = lambda: self.said(token=token(n=100 + len(self.asked)))
        self.asked: list[str] = []
        self.tokens: list[str] = []
        self.front = Front(self._answer)

    @staticmethod
    def said(status: int = 200, **members: object) -> Answer:
        return status, JSON, json.dumps(members).encode()

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        self.asked.append(f"{verb} {path}")
        self.tokens.append(headers.get("Authorization", ""))
        if path == "/auth/user/emailpass":
            return self.sign_in()
        return self.refresh() if path == "/auth/token/refresh" else self.then(path)

    def says(self, status: int = 200, **members: object) -> None:
        self.then = lambda path: self.said(status, **members)

    def status(self, status: int, **headers: str) -> None:
        self.then = lambda path: (status, {"Content-Type": "text/html", **headers}, b"<html>")


@pytest.fixture
def server() -> Iterator[Scripted]:
    found = Scripted()
    yield found
    found.front.close()


@pytest.fixture
def client(server: Scripted) -> Client:
    return Client(server.front.url, "me@x.example", "secret")


def read(client: Client) -> object:
    return client.read("/admin/orders")


def command(client: Client) -> object:
    return client.command("POST", "/admin/orders/order_1/cancel", {})


@pytest.mark.parametrize(
    ("status", "kind", "words", "reading", "commanding"),
    [
        (400, "invalid_data", "No.", RefusedByRemote, RefusedByRemote),
        (400, "invalid_data", "Order already has an existing active order change", Conflict, Conflict),
        (404, "not_found", "Order id not found", RefusedByRemote, RefusedByRemote),
        (403, "forbidden", "No right", NotAuthorized, RefusedByRemote),
        (409, "conflict", "The order is at version 3.", Conflict, Conflict),
        (500, "unknown_error", "An unknown error occurred.", Unreachable, OutcomeUnknown),
        (400, 5, "No.", Unreachable, OutcomeUnknown),
        (400, "invalid_data", None, Unreachable, OutcomeUnknown),
    ],
)
def test_errors_in_the_answer(
    server: Scripted, client: Client, status: int, kind: object, words: object, reading: type, commanding: type
) -> None:
    server.says(status, type=kind, message=words)
    assert outcome(lambda: read(client)) is reading
    assert outcome(lambda: command(client)) is commanding


@pytest.mark.parametrize(
    ("status", "reading", "commanding"),
    [
        (200, Unreachable, OutcomeUnknown),
        (302, Unreachable, OutcomeUnknown),
        (400, Unreachable, OutcomeUnknown),
        (403, Unreachable, OutcomeUnknown),
        (429, Throttled, Throttled),
        (500, Unreachable, OutcomeUnknown),
        (502, Unreachable, OutcomeUnknown),
        (503, Throttled, OutcomeUnknown),
        (504, Unreachable, OutcomeUnknown),
    ],
)
def test_statuses_without_a_medusas_words(server: Scripted, client: Client, status: int, reading: type, commanding: type) -> None:
    server.status(status)
    assert outcome(lambda: read(client)) is reading
    assert outcome(lambda: command(client)) is commanding


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"5", b'{"a":', b'{"a":NaN}', b'{"a":' + b"1" * 500 + b"}", b"\xff{}"])
def test_an_answer_that_no_medusa_writes(server: Scripted, client: Client, body: bytes) -> None:
    server.then = lambda path: (200, JSON, body)
    assert outcome(lambda: read(client)) is Unreachable
    assert outcome(lambda: command(client)) is OutcomeUnknown


def test_numbers_arrive_with_all_their_digits(server: Scripted, client: Client) -> None:
    server.then = lambda path: (200, JSON, b'{"a":0.1,"b":1234567890123456.78}')
    assert str(read(client)) == "{'a': Decimal('0.1'), 'b': Decimal('1234567890123456.78')}"


# ---- 401: the token's end, and the server's own trouble ----


def test_a_401_with_words_of_the_pool_is_trouble_and_no_lost_sign_in(server: Scripted, client: Client) -> None:
    """Else a busy database would ask everybody for their passwords."""
    client.sign_in()
    server.says(401, message=POOL)
    assert outcome(lambda: read(client)) is Unreachable
    assert client.signed_in
    assert outcome(lambda: command(client)) is OutcomeUnknown, "it may have been done: the look-up can fail late"
    assert client.signed_in
    assert server.asked.count("POST /auth/user/emailpass") == 1


def test_a_401_of_the_pool_at_sign_in_is_no_wrong_password(server: Scripted, client: Client) -> None:
    server.sign_in = lambda: server.said(401, message=POOL)
    assert outcome(client.sign_in) is Unreachable


def test_a_wrong_password_is_told_in_words_without_it(server: Scripted, client: Client) -> None:
    server.sign_in = lambda: server.said(401, type="unauthorized", message="Invalid email or password")
    with pytest.raises(NotAuthorized) as refused:
        client.sign_in()
    assert "me@x.example" in refused.value.title
    assert "secret" not in repr(refused.value.args) + refused.value.title + refused.value.advice


def test_a_read_signs_in_again_once_and_a_command_never(server: Scripted, client: Client) -> None:
    server.says(401, message="Unauthorized")
    assert outcome(lambda: read(client)) is NotAuthorized
    assert server.asked.count("GET /admin/orders") == 2
    client.sign_in()
    server.asked.clear()
    assert outcome(lambda: command(client)) is NotAuthorized
    assert server.asked == ["POST /admin/orders/order_1/cancel"]
    assert not client.signed_in


# ---- one attempt ----


@pytest.mark.parametrize("fault", ["cut", "drop", "error", "broke", "html", "truncate", "garbage"])
def test_a_command_is_sent_once_whatever_becomes_of_it(server: Scripted, client: Client, fault: str) -> None:
    client.sign_in()
    server.says(order={})
    server.front.faults.plan(fault, lambda call: call.startswith("POST /admin/"))
    assert outcome(lambda: command(client)) is OutcomeUnknown
    assert [s for s in server.front.faults.seen if s.startswith("POST /admin/")] == ["POST /admin/orders/order_1/cancel"]


# ---- tokens ----


def test_a_token_is_renewed_at_half_its_life(server: Scripted, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    server.sign_in = lambda: server.said(token=token(1000))
    read(client)
    now += 499
    read(client)
    assert "POST /auth/token/refresh" not in server.asked
    now += 2
    read(client)
    assert server.asked.count("POST /auth/token/refresh") == 1
    assert server.asked.count("POST /auth/user/emailpass") == 1
    assert server.tokens[-1] != server.tokens[1], "the new one is used"


def test_where_the_server_will_not_renew_it_is_signed_in_again(
    server: Scripted, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    read(client)
    before = client.sign_ins
    now += 86_400
    server.refresh = lambda: server.said(401, message="Unauthorized")
    read(client)
    assert client.sign_ins == before + 1


@pytest.mark.parametrize("odd", ["", "opaque", "a.b.c", f"a.{urlsafe_b64encode(b'{}').decode()}.c", token(-5), token(0)])
def test_a_token_that_does_not_say_how_long_it_lives_is_used_all_the_same(server: Scripted, client: Client, odd: str) -> None:
    server.sign_in = lambda: server.said(token=odd)
    read(client)
    read(client)
    assert server.asked.count("POST /auth/user/emailpass") == 1


@pytest.mark.parametrize("odd", [None, 5, "tökén", ["x"]])
def test_what_is_no_token_is_told(server: Scripted, client: Client, odd: object) -> None:
    server.sign_in = lambda: server.said(token=odd)
    assert outcome(client.sign_in) is Unreachable


# ---- filters ----


def test_a_filter_that_the_server_ignores_is_found_out(server: Scripted, client: Client) -> None:
    """A Medusa answers a question with an unknown filter as if it had none: whole pages of the wrong rows."""
    server.says(orders=[{"id": "order_1"}, {"id": "order_2"}])
    assert listings.page(client, listings.ORDERS, listings.among(["order_1", "order_2"]))
    with pytest.raises(Malformed) as ignored:
        listings.page(client, listings.ORDERS, listings.among(["order_1"]))
    assert ignored.value.path == "id[]"


def test_rows_from_before_the_asked_moment_are_found_out(server: Scripted, client: Client) -> None:
    server.says(orders=[{"id": "order_1", "updated_at": "2026-11-01T00:00:00.000Z"}])
    at = listings.stamp_of({"updated_at": "2026-11-02T00:00:00.000Z"})
    assert at is not None
    with pytest.raises(Malformed):
        next(listings.by_change(client, listings.ORDERS, at))


@pytest.mark.parametrize("orders", [None, {}, "x", [{"id": "order_1"}] * (listings.PAGE + 1)])
def test_what_is_no_page_is_told(server: Scripted, client: Client, orders: object) -> None:
    server.says(orders=orders)
    with pytest.raises(Malformed):
        listings.page(client, listings.ORDERS)


def test_patience_is_as_long_as_the_server_asks(server: Scripted, client: Client) -> None:
    server.status(429, **{"Retry-After": "17"})
    with pytest.raises(Throttled) as wait:
        read(client)
    assert wait.value.retry_after == 17.0


def test_an_unsafe_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Refused):
        Client("http://shop.example.com", "me", "secret")
