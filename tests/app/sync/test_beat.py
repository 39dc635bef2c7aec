"""The clockwork runs work when due or nudged, never twice at once, and never falls asleep for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.sync.beat import Activity, Clockwork
from tests.patience import PATIENCE


class Bench:
    def __init__(self) -> None:
        self.bugs: list[BaseException] = []
        self.bug_seen = threading.Event()
        self.clockwork = Clockwork(Clock(), self._bug)
        self.lane = Lane("test")

    def _bug(self, error: BaseException) -> None:
        self.bugs.append(error)
        self.bug_seen.set()


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.clockwork.stop()
    bench.lane.close(drain=True)


def test_work_runs_again_when_it_said_so(bench: Bench) -> None:
    runs = threading.Semaphore(0)

    def work() -> float:
        runs.release()
        return 0.0

    bench.clockwork.add(Activity("work", bench.lane, work))
    bench.clockwork.start()
    for _ in range(3):
        assert runs.acquire(timeout=PATIENCE)


def test_a_nudge_wakes_work_that_wanted_to_sleep_for_an_hour(bench: Bench) -> None:
    runs = threading.Semaphore(0)

    def work() -> float:
        runs.release()
        return 3600.0

    bench.clockwork.add(Activity("work", bench.lane, work))
    bench.clockwork.start()
    assert runs.acquire(timeout=PATIENCE)
    bench.clockwork.nudge("work")
    assert runs.acquire(timeout=PATIENCE)


def test_a_nudge_during_a_run_is_not_lost_and_does_not_overlap(bench: Bench) -> None:
    started, go_on, runs = threading.Semaphore(0), threading.Semaphore(0), threading.Semaphore(0)
    at_once: list[int] = []
    inside = 0

    def work() -> float:
        nonlocal inside
        inside += 1
        at_once.append(inside)
        started.release()
        assert go_on.acquire(timeout=PATIENCE)
        inside -= 1
        runs.release()
        return 3600.0

    bench.clockwork.add(Activity("work", bench.lane, work))
    bench.clockwork.start()
    assert started.acquire(timeout=PATIENCE)
    bench.clockwork.nudge("work")
    assert bench.clockwork.next_in("work") == 0.0
    go_on.release()
    assert runs.acquire(timeout=PATIENCE)
    assert started.acquire(timeout=PATIENCE), "the nudge was lost"
    go_on.release()
    assert runs.acquire(timeout=PATIENCE)
    assert at_once == [1, 1]


def test_a_bug_is_told_and_the_work_lives_on(bench: Bench) -> None:
    runs = threading.Semaphore(0)
    first = True

    def work() -> float:
        nonlocal first
        if first:
            first = False
            raise ZeroDivisionError
        runs.release()
        return 3600.0

    bench.clockwork.add(Activity("work", bench.lane, work))
    bench.clockwork.start()
    assert bench.bug_seen.wait(PATIENCE)
    assert isinstance(bench.bugs[0], ZeroDivisionError)
    bench.clockwork.nudge("work")
    assert runs.acquire(timeout=PATIENCE)
