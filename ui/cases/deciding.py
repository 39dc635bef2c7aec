"""Asking what a deed would do and doing it, without the screen ever waiting; late answers are dropped by their generation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands.command import Command
from app.domain.preview import PreviewView
from app.domain.question import CasePanel
from app.errors import ClearlineError

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier


class Deciding(QObject):
    previewed = Signal(object)  # PreviewView
    not_previewed = Signal(object)  # ClearlineError
    done = Signal(str, str, object)  # case id, deed, Done
    failed = Signal(str, str, object)  # case id, deed, ClearlineError

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._generation = 0

    def preview(self, deed: str, panel: CasePanel, fields: Mapping[str, str]) -> None:
        self._generation += 1
        future = self._console.preview(_command(deed, panel, fields))
        self._courier.deliver(
            future, partial(self._previewed, self._generation), on_error=partial(self._not_previewed, self._generation)
        )

    def forget(self) -> None:
        """No preview is wanted any more; one that is under way is dropped when it comes."""
        self._generation += 1

    def do(self, deed: str, panel: CasePanel, fields: Mapping[str, str]) -> None:
        """Sends the revision that is on screen with it: a case that changed meanwhile is refused, not decided by accident."""
        case = panel.row.case_id
        future = self._console.do(_command(deed, panel, fields))
        self._courier.deliver(future, partial(self._done, case, deed), on_error=partial(self._failed, case, deed))

    def _previewed(self, generation: int, view: PreviewView) -> None:
        if generation == self._generation:
            self.previewed.emit(view)

    def _not_previewed(self, generation: int, error: ClearlineError) -> None:
        if generation == self._generation:
            self.not_previewed.emit(error)

    def _done(self, case: str, deed: str, done: Done) -> None:
        self.done.emit(case, deed, done)

    def _failed(self, case: str, deed: str, error: ClearlineError) -> None:
        self.failed.emit(case, deed, error)


def _command(deed: str, panel: CasePanel, fields: Mapping[str, str]) -> Command:
    return Command(deed, panel.row.case_id, panel.row.rev, dict(fields), about=panel.about)
