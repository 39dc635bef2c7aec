"""How a page is looked at, remembered by the console under the page's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.console import Console

REMEMBER_MS = 500


class Part(Protocol):
    """What has something worth remembering, under names of its own."""

    def kept(self) -> Mapping[str, object]: ...

    def recall(self, kept: Mapping[str, Any]) -> None:
        """ValueError, TypeError or AttributeError where what was kept makes no sense."""
        ...


class Remembered(QObject):
    def __init__(self, page: QObject, console: Console, name: str, *parts: Part) -> None:
        super().__init__(page)
        self._console, self._name, self._parts = console, name, parts
        self._pause = QTimer(self, singleShot=True, interval=REMEMBER_MS)
        self._pause.timeout.connect(self.save)

    def recall(self) -> None:
        """What was remembered, where it still makes sense; anything else is as at the first start."""
        kept: Any = None
        with suppress(ValueError):
            kept = json.loads(self._console.view(self._name) or "{}")
        for part in self._parts:
            with suppress(ValueError, TypeError, AttributeError):
                part.recall(kept)

    def soon(self) -> None:
        """Something changed; it is kept when the person pauses."""
        self._pause.start()

    def save(self) -> None:
        kept = {name: value for part in self._parts for name, value in part.kept().items()}
        self._console.save_view(self._name, json.dumps(kept))
