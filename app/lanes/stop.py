"""A signal that long work asks between two steps."""

from __future__ import annotations

import threading


class Stop:
    """Set once, never cleared. ``wait`` sleeps at most ``seconds`` and returns True when the stop came."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def __bool__(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        return self._event.wait(seconds)
