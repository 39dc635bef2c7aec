"""Results reach the GUI thread, living objects and nobody else."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.errors import ClearlineError, Refused
from ui.courier import Courier


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: list[threading.Thread] = []

    def hear(self, value: object) -> None:
        self.heard.append(value)
        self.threads.append(threading.current_thread())

    def hear_as(self, generation: int, value: object) -> None:
        self.heard.append((generation, value))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def courier(qapp: object) -> Iterator[Courier]:
    made = Courier()
    yield made
    made.deleteLater()


def test_a_result_arrives_on_the_thread_of_the_window(qtbot: QtBot, courier: Courier, pool: ThreadPoolExecutor) -> None:
    listener = Listener()
    courier.deliver(pool.submit(lambda: 7), listener.hear)
    qtbot.waitUntil(lambda: listener.heard == [7])
    assert listener.threads == [threading.main_thread()]


def test_a_partial_carries_the_generation(qtbot: QtBot, courier: Courier, pool: ThreadPoolExecutor) -> None:
    listener = Listener()
    courier.deliver(pool.submit(lambda: "x"), functools.partial(listener.hear_as, 3))
    qtbot.waitUntil(lambda: listener.heard == [(3, "x")])


def test_an_expected_error_goes_to_the_asker(qtbot: QtBot, courier: Courier) -> None:
    listener, asked = Listener(), Future[int]()
    courier.deliver(asked, listener.hear, listener.hear)
    asked.set_exception(Refused("Could not"))
    qtbot.waitUntil(lambda: len(listener.heard) == 1)
    assert isinstance(listener.heard[0], Refused)


def test_without_an_asker_it_goes_to_the_window(qtbot: QtBot, courier: Courier) -> None:
    listener, asked = Listener(), Future[int]()
    courier.deliver(asked, listener.hear)
    with qtbot.waitSignal(courier.failed) as said:
        asked.set_exception(Refused("Could not"))
    assert said.args is not None
    assert isinstance(said.args[0], ClearlineError)
    assert listener.heard == []


def test_what_nobody_waits_for_any_more_is_dropped(qtbot: QtBot, courier: Courier) -> None:
    gone, deleted, last = Listener(), Listener(), Listener()
    asked: Future[int] = Future()
    for listener in (gone, deleted, last):
        courier.deliver(asked, listener.hear)
    heard = deleted.heard
    deleted.deleteLater()
    qtbot.waitUntil(lambda: _is_deleted(deleted))
    del gone
    asked.set_result(1)
    qtbot.waitUntil(lambda: last.heard == [1])
    assert heard == []


def test_cancelled_work_says_nothing(qtbot: QtBot, courier: Courier) -> None:
    listener = Listener()
    asked: Future[int] = Future()
    other: Future[int] = Future()
    courier.deliver(asked, listener.hear, listener.hear)
    courier.deliver(other, listener.hear)
    asked.cancel()
    asked.set_running_or_notify_cancel()
    other.set_result(2)
    qtbot.waitUntil(lambda: listener.heard == [2])


def test_a_bug_reaches_the_excepthook(qtbot: QtBot, courier: Courier) -> None:
    listener = Listener()
    asked: Future[int] = Future()
    courier.deliver(asked, listener.hear, listener.hear)
    with capture_exceptions() as caught:
        asked.set_exception(ZeroDivisionError("a bug"))
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert caught[0][0] is ZeroDivisionError
    assert listener.heard == []


def test_only_methods_of_qobjects_are_called(courier: Courier) -> None:
    with pytest.raises(TypeError):
        courier.deliver(Future(), print)


def test_a_listener_hears_from_any_thread_while_it_lives(qtbot: QtBot, courier: Courier, pool: ThreadPoolExecutor) -> None:
    short, long = Listener(), Listener()
    tell_short, tell_long = courier.hear(short.hear), courier.hear(long.hear)
    heard = short.heard
    pool.submit(tell_short, "one")
    qtbot.waitUntil(lambda: heard == ["one"])
    assert short.threads == [threading.main_thread()]
    short.deleteLater()
    qtbot.waitUntil(lambda: _is_deleted(short))
    pool.submit(tell_short, "two")
    pool.submit(tell_long, "two")
    qtbot.waitUntil(lambda: long.heard == ["two"])
    assert heard == ["one"]


def test_posting_after_the_end_is_quiet(qtbot: QtBot) -> None:
    courier = Courier()
    courier.deleteLater()
    qtbot.waitUntil(lambda: _is_deleted(courier))
    courier.post(lambda: pytest.fail("ran after the end"))


def _is_deleted(thing: QObject) -> bool:
    import shiboken6

    return not shiboken6.isValid(thing)
