"""Light, dark, or as the desktop says: chosen in the palette, kept, and changed while the window runs."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.shell.entries import Entry
from ui.theme import style

NAMES = {"light": "Light theme", "dark": "Dark theme", "system": "Theme of the desktop"}


class Themes(QObject):
    """``save`` is told each choice. A change of the desktop is followed while "system" is chosen."""

    def __init__(self, app: QApplication, save: Callable[[str], object]) -> None:
        super().__init__(app)
        self._app, self._save = app, save
        self.mode = "system"
        app.styleHints().colorSchemeChanged.connect(self._desktop_changed)

    def apply(self, mode: str) -> None:
        self.mode = mode if mode in style.MODES else "system"
        style.apply(self._app, self.mode)

    def choose(self, mode: str) -> None:
        self.apply(mode)
        self._save(self.mode)

    def entries(self) -> list[Entry]:
        """The palette's lines."""
        return [
            Entry("eye", title, "now" if mode == self.mode else "", run=functools.partial(self.choose, mode))
            for mode, title in NAMES.items()
        ]

    def _desktop_changed(self) -> None:
        if self.mode == "system":
            style.apply(self._app, "system")
