"""What every picture for docs/ is taken with: a window in one mode, and waiting until it has something to show."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.seat import Seat
from ui.shell.statusbar import StatusBar

OUT = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (1440, 900)


def wait_until(check: Callable[[], None], timeout: int) -> None:
    """What pytest-qt's waitUntil does, outside of a test: the event loop runs, nothing is starved."""
    end = time.monotonic() + timeout / 1000
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
        loop = QEventLoop()
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def settle(milliseconds: int = 600) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Camera:
    """Keeps windows in one mode."""

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def seat(self, profile: Path, page: str = "credit") -> Seat:
        """Somebody at a window of their own that looks and measures as in the pictures."""
        seat = Seat(cast("QtBot", SimpleNamespace(waitUntil=wait_until)), profile, page)
        seat.session.themes.apply(self.mode)
        seat.window.resize(*SIZE)
        return seat

    def keep(self, window: QWidget, name: str) -> None:
        for bar in window.findChildren(StatusBar):
            wait_until(partial(has_read, bar), 120_000)
        settle()
        OUT.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(OUT / f"{name}-{self.mode}.png"))
        print(f"{name}-{self.mode}.png", file=sys.stderr)


def has_read(bar: StatusBar) -> None:
    """A day at work, not its first minute."""
    assert not [words for _, words in bar.said if words.endswith(("connecting", "first reading"))]


def go(seat: Seat, page: str) -> None:
    cast("Any", seat.window).go(page)
    settle()
