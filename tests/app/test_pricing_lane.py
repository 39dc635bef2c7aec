"""Prices on a lane of their own: the newest question is answered, a session that is over is opened anew, nothing stays open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.pricing import AskPrices, Priced
from app.domain.ref import Ref
from app.errors import NotAuthorized, Unreachable
from app.lanes.stop import Stop
from app.pricing import Pricing
from tests.app.domain.test_draft_rows import answer
from tests.patience import PATIENCE

ASK = AskPrices(Ref("erp", "customer", "3"), "EUR", ())


class Session:
    def __init__(self) -> None:
        self.asked: list[AskPrices] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.fail: Exception | None = None
        self.closed = 0
        self.go.set()

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        self.asked.append(ask)
        self.begun.set()
        assert self.go.wait(PATIENCE)
        if self.fail is not None:
            raise self.fail
        told(1, 1)
        return None if stop else replace(answer(), asked=ask)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def opened() -> list[Session]:
    return []


@pytest.fixture
def pricing(opened: list[Session]) -> Any:
    def session(_source: str) -> Any:
        opened.append(Session())
        return opened[-1]

    made = Pricing(session)
    yield made
    made.close()
    assert all(x.closed == 1 for x in opened)


def told(_done: int, _of: int) -> None:
    pass


def test_one_session_serves_many_questions(pricing: Pricing, opened: list[Session]) -> None:
    for _ in range(3):
        found = pricing.price(ASK, told).result(PATIENCE)
        assert found is not None
        assert found.asked == ASK
    assert len(opened) == 1


def test_a_newer_question_stops_the_one_before_and_those_that_wait_are_never_asked(
    pricing: Pricing, opened: list[Session]
) -> None:
    pricing.price(ASK, told).result(PATIENCE)
    session = opened[0]
    session.begun.clear()
    session.go.clear()
    first = pricing.price(ASK, told)
    assert session.begun.wait(PATIENCE)
    waiting, newest = pricing.price(ASK, told), pricing.price(replace(ASK, currency="USD"), told)
    session.go.set()
    assert first.result(PATIENCE) is None
    assert waiting.result(PATIENCE) is None
    assert newest.result(PATIENCE).asked.currency == "USD"  # type: ignore[union-attr]
    assert [x.currency for x in session.asked] == ["EUR", "EUR", "USD"], "the waiting one was not asked"


def test_what_nobody_wants_any_more_is_stopped(pricing: Pricing, opened: list[Session]) -> None:
    pricing.price(ASK, told).result(PATIENCE)
    opened[0].begun.clear()
    opened[0].go.clear()
    asked = pricing.price(ASK, told)
    assert opened[0].begun.wait(PATIENCE)
    pricing.stop()
    opened[0].go.set()
    assert asked.result(PATIENCE) is None


def test_a_session_that_is_over_is_opened_anew(pricing: Pricing, opened: list[Session]) -> None:
    pricing.price(ASK, told).result(PATIENCE)
    opened[0].fail = NotAuthorized("The session is over")
    with pytest.raises(NotAuthorized):
        pricing.price(ASK, told).result(PATIENCE)
    assert pricing.price(ASK, told).result(PATIENCE) is not None
    assert len(opened) == 2


def test_other_trouble_keeps_the_session(pricing: Pricing, opened: list[Session]) -> None:
    pricing.price(ASK, told).result(PATIENCE)
    opened[0].fail = Unreachable("The ERP does not answer")
    with pytest.raises(Unreachable):
        pricing.price(ASK, told).result(PATIENCE)
    opened[0].fail = None
    assert pricing.price(ASK, told).result(PATIENCE) is not None
    assert len(opened) == 1
