"""The only bridge from other threads onto the GUI thread."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal

from app.errors import ClearlineError

Call = Callable[[], None]


class Courier(QObject):
    """Carries calls to the thread it was made on (the GUI thread) by a queued signal. ``failed`` speaks for asked work whose asker gave
    no ``on_error``."""

    failed = Signal(object)
    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sent.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Call) -> None:
        """Run ``call`` on the GUI thread soon. From any thread; after the courier's end nothing happens."""
        if not shiboken6.isValid(self):
            return
        try:
            self._sent.emit(call)
        except RuntimeError:
            if shiboken6.isValid(self):
                raise

    def hear(self, call: Callable[[Any], object]) -> Callable[[Any], None]:
        """A listener for any thread that passes what it hears to ``call``, a bound method of a QObject, on the GUI thread.

        When that object is gone nothing is called any more.
        """
        target = _Target(call)
        return lambda value: self.post(functools.partial(target, value))

    def deliver(
        self,
        future: Future[Any],
        on_done: Callable[[Any], object],
        on_error: Callable[[ClearlineError], object] | None = None,
    ) -> None:
        """When ``future`` ends, call ``on_done(result)`` or ``on_error(error)`` on the GUI thread.

        Both are bound methods of QObjects (or functools.partial over one); if the object is gone by then, nothing is called.
        An error that is not a ClearlineError is a bug: it is raised on the GUI thread and so reaches the excepthook.
        """
        arrive = functools.partial(self._arrive, _Target(on_done), _Target(on_error) if on_error else None)
        future.add_done_callback(functools.partial(self._ended, arrive))

    def _ended(self, arrive: Callable[[Future[Any]], None], future: Future[Any]) -> None:
        self.post(functools.partial(arrive, future))

    def _arrive(self, on_done: _Target, on_error: _Target | None, future: Future[Any]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            on_done(future.result())
        elif not isinstance(error, ClearlineError):
            raise error
        elif on_error is not None:
            on_error(error)
        elif on_done.alive:
            self.failed.emit(error)

    def _run(self, call: Call) -> None:
        assert QThread.currentThread() is self.thread()
        call()


class _Target:
    """A bound method of a QObject, held weakly, with what `functools.partial` adds to it."""

    def __init__(self, call: Callable[..., object]) -> None:
        bound: Any = call
        self._args: tuple[Any, ...] = ()
        self._words: dict[str, Any] = {}
        if isinstance(call, functools.partial):
            bound, self._args, self._words = call.func, call.args, call.keywords
        if not isinstance(getattr(bound, "__self__", None), QObject):
            raise TypeError("a courier's callback must be a bound method of a QObject")
        self._method: weakref.WeakMethod[Any] = weakref.WeakMethod(bound)

    @property
    def alive(self) -> bool:
        method = self._method()
        return method is not None and shiboken6.isValid(method.__self__)

    def __call__(self, value: object) -> None:
        method = self._method()
        if method is not None and shiboken6.isValid(method.__self__):
            method(*self._args, value, **self._words)
