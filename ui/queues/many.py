"""One deed on all marked rows, where the deed decides about no money: each is asked for by itself and the outcomes are counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands import COMMANDS, of_type
from app.commands.command import Command
from app.domain.question import CaseRow, Deed
from app.domain.steps import TAKE_BACK
from app.errors import ClearlineError

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier

BULK = {spec.name: spec.many for spec in COMMANDS if spec.many}
GATHERS = frozenset(spec.name for spec in COMMANDS if spec.gathers)


def bulk_deeds(type_: str, count: int) -> tuple[Deed, ...]:
    """What can be done at once to ``count`` marked rows of an exception type."""
    specs = [spec for spec in of_type(type_) if spec.many or spec.gathers]
    return tuple(Deed(s.name, f"{s.title} {count:,} marked", s.key_in(type_), s.icon, "may", "") for s in specs)


def take_back_deed(type_: str) -> Deed:
    """Of a case that is not on screen: what it says of it is known when it is read."""
    spec = next(s for s in COMMANDS if s.name == TAKE_BACK)
    return Deed(spec.name, spec.title, spec.key_in(type_), spec.icon, "may", "")


class Many(QObject):
    toast = Signal(str, str, str, object)

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._run = 0
        self._open: dict[int, int] = {}
        self._good: dict[int, int] = {}
        self._bad: dict[int, list[str]] = {}

    def run(self, deed: str, rows: Sequence[CaseRow]) -> None:
        """The result comes as one toast; a success is never hidden by another's failure."""
        if not rows:
            return
        self._run += 1
        run = self._run
        self._open[run], self._good[run], self._bad[run] = len(rows), 0, []
        for row in rows:
            future = self._console.do(Command(deed, row.case_id, row.rev, {}))
            self._courier.deliver(future, partial(self._did, run, deed), on_error=partial(self._could_not, run, deed))

    def _did(self, run: int, deed: str, done: Done) -> None:
        self._good[run] += 1
        self._count(run, deed)

    def _could_not(self, run: int, deed: str, error: ClearlineError) -> None:
        self._bad[run].append(error.title)
        self._count(run, deed)

    def _count(self, run: int, deed: str) -> None:
        self._open[run] -= 1
        if self._open[run]:
            return
        del self._open[run]
        good, bad = self._good.pop(run), self._bad.pop(run)
        if bad:
            self.toast.emit("warn", f"{good:,} of {good + len(bad):,} {BULK[deed]}", bad[0], None)
        else:
            self.toast.emit("ok", f"{good:,} {BULK[deed]}", "", None)
