"""When the window goes through its memory for cycles: where it has grown, not every half minute for nothing."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from ui.shell.garbage import Garbage


class Ring:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def garbage(qtbot: object) -> Iterator[Garbage]:
    parent = QObject()
    made = Garbage(parent)
    yield made
    made.stop()


@pytest.fixture
def whole() -> Iterator[list[int]]:
    """Grows by one with each pass through everything."""
    passes: list[int] = []

    def heard(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            passes.append(info["collected"])

    gc.callbacks.append(heard)
    yield passes
    gc.callbacks.remove(heard)


def half_minute(garbage: Garbage) -> None:
    for _ in range(30):
        garbage.collect()


def rows() -> list[list[int]]:
    """More than a quarter of all there is."""
    return [[n] for n in range(gc.get_freeze_count())]


def test_what_has_not_grown_is_not_gone_through_again(garbage: Garbage, whole: list[int]) -> None:
    first = rows()
    half_minute(garbage)
    assert len(whole) == 1
    for _ in range(4):
        half_minute(garbage)
    assert len(whole) == 1
    more = rows()
    half_minute(garbage)
    assert len(whole) == 2
    assert len(first) < len(more), "what stood after the first time is left out from then on"


def test_an_old_ring_is_found_when_memory_grows(garbage: Garbage) -> None:
    first = rows()
    half_minute(garbage)
    ring = Ring()
    seen = weakref.ref(ring)
    garbage.collect()
    garbage.collect()  # it is old by now
    del ring
    garbage.collect()
    assert seen() is not None
    more = rows()
    half_minute(garbage)
    assert seen() is None
    assert first
    assert more


def test_the_program_itself_is_not_gone_through_until_it_ends(garbage: Garbage) -> None:
    assert gc.get_freeze_count() > 10_000
    garbage.stop()
    assert gc.get_freeze_count() == 0


def test_the_interpreter_s_own_collector_is_off_until_the_last_of_two_windows_has_gone(qtbot: object) -> None:
    parent = QObject()
    gc.enable()
    first, last = Garbage(parent), Garbage(parent)
    first.stop()
    first.stop()
    assert not gc.isenabled(), "a lane of the other window would bury the widgets of the first"
    last.stop()
    assert gc.isenabled()
    gc.disable()  # as it was found
