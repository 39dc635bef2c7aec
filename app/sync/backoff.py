"""How long to wait after trouble: doubling, capped, with full jitter (protocol.md 2.4)."""

from __future__ import annotations

import random


class Backoff:
    """``fail`` gives the next wait in seconds, ``well`` starts over. Jitter keeps fifty consoles from asking in step."""

    def __init__(self, first: float = 1.0, cap: float = 60.0) -> None:
        self._first = first
        self._cap = cap
        self._failures = 0

    def fail(self) -> float:
        self._failures += 1
        ceiling = min(self._cap, self._first * 2 ** min(self._failures, 10))
        return random.uniform(self._first, max(self._first, ceiling))

    def well(self) -> None:
        self._failures = 0
