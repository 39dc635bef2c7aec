"""What each kind of answer means, for a read and for a command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from app.connectors.tryton.client import Client
from app.errors import (
    Conflict,
    NeedsDecision,
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


class Scripted:
    """Signs anybody in; every other call gets ``then``, told the question's id."""

    def __init__(self) -> None:
        self.then: Callable[[int], Answer] = lambda number: (200, JSON, b"")
        self.asked: list[str] = []
        self.contexts: list[object] = []
        self.front = Front(self._answer)

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        said = json.loads(body)
        self.asked.append(said["method"])
        self.contexts.append(said["params"][-1] if said["params"] else None)
        if said["method"] == "common.db.login":
            return self._said(said["id"], [7, "token", None])
        if said["method"].endswith("get_preferences"):
            return self._said(
                said["id"], {"company": 3, "employee": 9, "language": "de", "locale": {}, "employee.rec_name": "Me"}
            )
        return self.then(said["id"])

    @staticmethod
    def _said(number: int, result: object) -> Answer:
        return 200, JSON, json.dumps({"id": number, "result": result}).encode()

    def says(self, result: object) -> None:
        self.then = lambda number: self._said(number, result)

    def fails(self, *error: object) -> None:
        self.then = lambda number: (200, JSON, json.dumps({"id": number, "error": error}).encode())

    def status(self, status: int, **headers: str) -> None:
        self.then = lambda number: (status, {"Content-Type": "text/html", **headers}, b"<html>")


@pytest.fixture
def server() -> Iterator[Scripted]:
    found = Scripted()
    yield found
    found.front.close()


@pytest.fixture
def client(server: Scripted) -> Client:
    return Client(server.front.url, "db", "me", "secret")


@pytest.mark.parametrize(
    ("error", "read", "command"),
    [
        (["UserError", ["No.", "Because.", None]], RefusedByRemote, RefusedByRemote),
        (["UserWarning", ["name", "Sure?", ""]], NeedsDecision, NeedsDecision),
        (["ConcurrencyException", "Records were modified in the meanwhile"], Conflict, Conflict),
        (["LoginException", ["name", "message", "type"]], NotAuthorized, NotAuthorized),
        (["'nope'", ""], RefusedByRemote, OutcomeUnknown),
        (["could not serialize access", ""], RefusedByRemote, OutcomeUnknown),
        (["UserError"], RefusedByRemote, OutcomeUnknown),
        (["UserError", [5]], RefusedByRemote, OutcomeUnknown),
        (["UserWarning", ["name"]], RefusedByRemote, OutcomeUnknown),
        ([], RefusedByRemote, OutcomeUnknown),
    ],
)
def test_errors_in_the_answer(server: Scripted, client: Client, error: list[object], read: type, command: type) -> None:
    server.fails(*error)
    assert outcome(lambda: client.read("model.x.y")) is read
    assert outcome(lambda: client.command("model.x.y")) is command


@pytest.mark.parametrize(
    ("status", "read", "command"),
    [
        (400, Unreachable, OutcomeUnknown),
        (403, NotAuthorized, NotAuthorized),
        (404, Unreachable, OutcomeUnknown),
        (429, Throttled, Throttled),
        (500, Unreachable, OutcomeUnknown),
        (502, Unreachable, OutcomeUnknown),
        (503, Throttled, OutcomeUnknown),
        (504, Unreachable, OutcomeUnknown),
        (302, Unreachable, OutcomeUnknown),
        (200, Unreachable, OutcomeUnknown),
    ],
)
def test_statuses(server: Scripted, client: Client, status: int, read: type, command: type) -> None:
    server.status(status)
    assert outcome(lambda: client.read("model.x.y")) is read
    assert outcome(lambda: client.command("model.x.y")) is command


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"id":0,"result":1}', b'{"result":1}', b'{"id":1,"id":1,"result":1}', b'{"id":', b"{}"]
)
def test_an_answer_that_does_not_belong_here(server: Scripted, client: Client, body: bytes) -> None:
    server.then = lambda number: (200, JSON, body)
    assert outcome(lambda: client.read("model.x.y")) is Unreachable
    assert outcome(lambda: client.command("model.x.y")) is OutcomeUnknown


def test_an_answer_without_a_result_is_none(server: Scripted, client: Client) -> None:
    server.then = lambda number: (200, JSON, json.dumps({"id": number}).encode())
    assert outcome(lambda: client.command("model.x.y")) is OutcomeUnknown


def test_words_and_names_of_a_refusal_are_the_servers(server: Scripted, client: Client) -> None:
    server.fails("UserWarning", ["abc.credit_limit_amount", "Sure?", "Because."])
    with pytest.raises(NeedsDecision) as asked:
        client.command("model.x.y")
    assert (asked.value.name, asked.value.title, asked.value.advice) == ("abc.credit_limit_amount", "Sure?", "Because.")


def test_patience_is_as_long_as_the_server_asks(server: Scripted, client: Client) -> None:
    server.status(429, **{"Retry-After": "17"})
    with pytest.raises(Throttled) as wait:
        client.read("model.x.y")
    assert wait.value.retry_after == 17.0


def test_a_read_signs_in_again_once_and_a_command_never(server: Scripted, client: Client) -> None:
    server.status(401)
    assert outcome(lambda: client.read("model.x.y")) is NotAuthorized
    assert server.asked.count("model.x.y") == 2
    server.asked.clear()
    client.sign_in()
    server.status(401)
    server.asked.clear()
    assert outcome(lambda: client.command("model.x.y")) is NotAuthorized
    assert server.asked == ["model.x.y"]
    assert not client.signed_in


def test_a_wrong_password_is_told_in_words_without_it(server: Scripted, client: Client) -> None:
    client._rpc = client._rpc.replace("/db/", "/other/")
    server._said = lambda number, result: (401, {}, b"")  # type: ignore[method-assign,assignment]
    with pytest.raises(NotAuthorized) as refused:
        client.sign_in()
    assert "me" in refused.value.title
    assert "secret" not in repr(refused.value.args) + refused.value.title + refused.value.advice


def test_every_call_carries_company_employee_and_one_language(server: Scripted, client: Client) -> None:
    server.says(1)
    assert client.read("model.x.y", [5], context={"_timestamp": {"a,1": "2"}}) == 1
    assert server.contexts[-1] == {"company": 3, "employee": 9, "language": "en", "_timestamp": {"a,1": "2"}}


def test_a_sign_in_without_a_company_is_refused(server: Scripted, client: Client) -> None:
    """Without a company in the context a Tryton reads every credit limit as "none"."""
    said = server._said
    server._said = lambda number, result: said(number, {"company": None} if isinstance(result, dict) else result)  # type: ignore[method-assign]
    assert outcome(client.sign_in) is NotAuthorized


def test_a_sign_in_that_breaks_half_way_is_none(server: Scripted, client: Client) -> None:
    """The session was opened, the person's company never came: asking on without it would mean another company's figures."""
    answer = server._answer
    lost = iter([True])

    def once(verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        said = answer(verb, path, headers, body)
        return (500, {}, b"") if b"get_preferences" in body and next(lost, False) else said

    server.front.close()
    server.front = Front(once)
    client = Client(server.front.url, "db", "me", "secret")
    assert outcome(client.sign_in) is Unreachable
    assert not client.signed_in
    server.says(1)
    assert client.read("model.x.y") == 1
    assert client.context["company"] == 3


def test_what_is_no_day_is_not_taken_for_today(server: Scripted, client: Client) -> None:
    server.says({"__class__": "date", "year": 2026, "month": 12, "day": 26})
    assert client.today() == date(2026, 12, 26)
    server.says("tomorrow")
    with pytest.raises(RefusedByRemote, match="what day it is"):
        client.today()


def test_signing_out_never_fails(server: Scripted, client: Client) -> None:
    client.sign_in()
    server.front.close()
    client.sign_out()
    assert not client.signed_in
    server.front = Front(lambda *a: (200, {}, b""))  # for the fixture to close


def test_an_unsafe_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Refused):
        Client("http://erp.example.com", "db", "me", "secret")
