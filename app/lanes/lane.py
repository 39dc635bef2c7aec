"""A lane: one thread that does one kind of work in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """Runs calls one after another on a thread of its own. Only frozen values may go in and come out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"clearline-{name}")

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._pool.submit(work, *args, **kwargs)

    def close(self, *, drain: bool) -> None:
        """Wait for what runs; with ``drain`` also for what waits, else drop it."""
        self._pool.shutdown(wait=True, cancel_futures=not drain)


def assert_not_gui_thread() -> None:
    """A bug if called on the main thread while a GUI owns it (set by ``forbid_main_thread``)."""
    if _forbidden and threading.current_thread() is threading.main_thread():
        raise AssertionError("database or network used on the GUI thread")


_forbidden = False


def forbid_main_thread(forbidden: bool) -> None:
    """The window calls this with True at start: from then on stores and sessions refuse the main thread."""
    global _forbidden
    _forbidden = forbidden
