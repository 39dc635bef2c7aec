"""The files of a case: opened large, kept with a decision, made for a message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.block import Photos, Shot
from app.domain.kept_file import KeptFile
from app.errors import ClearlineError
from ui.cases.gallery import Gallery
from ui.cases.viewer import Viewer

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

Took = Callable[[KeptFile], None]
Refused = Callable[[ClearlineError], None]


class CaseFiles(QObject):
    toast = Signal(str, str, str, object)

    def __init__(self, console: Console, courier: Courier, gallery: Gallery, pane: QWidget) -> None:
        super().__init__(pane)
        self._console, self._courier, self._gallery, self._pane = console, courier, gallery, pane

    def open(self, shown: Photos, at: int) -> None:
        """Large, above the window; what could not be had before is asked for again."""
        self._gallery.forget_failures()
        viewer = Viewer(self._pane.window(), self._gallery, shown.shots, at)
        viewer.toast.connect(self.toast)
        viewer.open()

    def open_one(self, shot: Shot) -> None:
        self.open(Photos("", (shot,), "", ""), 0)

    def keep(self, path: Path, took: Took, refused: Refused) -> None:
        self._courier.deliver(self._console.keep_file(path), took, on_error=refused)

    def enclose(self, shot: Shot, took: Took, refused: Refused) -> None:
        self._courier.deliver(self._console.enclose(shot.file, shot.rev, shot.name), took, on_error=refused)
