"""Progress for the person who waits: one line per step on standard error, with times."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator

_began = time.monotonic()


def say(words: str) -> None:
    """One line with the seconds since the program began. Standard output stays free for JSON."""
    sys.stderr.write(f"[{time.monotonic() - _began:6.1f} s] {words}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def step(words: str) -> Iterator[None]:
    """Say what begins now and how long it took; a step that fails is named by the error, not here."""
    say(f"{words} ...")
    begin = time.monotonic()
    yield
    say(f"{words}: {time.monotonic() - begin:.1f} s")
