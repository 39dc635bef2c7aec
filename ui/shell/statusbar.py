"""The bottom edge: how fresh each source is, what waits to be sent, and the four keys that matter here and now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.question import SourceRow
from ui.cases.words import system
from ui.shell.ages import age
from ui.theme.kit import H, Mark, Rule, Text

if TYPE_CHECKING:
    from datetime import datetime

    from app.console import Status

Part = tuple[str, str]  # (status shape, words)

FRESH = 30  # seconds; a source polled every 5 s that has been silent longer needs attention


def parts(status: Status) -> tuple[Part, ...]:
    """What the left half says: each source, the team store where it is away, the outbox."""
    said = [source_part(row, status.now) for row in status.sources]
    if status.team_state not in ("ok", "starting"):
        said.append(("bad", "Team store away"))
    waiting = status.letters_waiting
    said.append(("wait", f"Outbox {waiting:,}") if waiting else ("ok", "Outbox empty"))
    return tuple(said)


def source_part(row: SourceRow, now: datetime) -> Part:
    """(shape, "ERP 4 s"): the age of the last answer, or the word for what is wrong."""
    name = system(row.source)[1]
    if row.state == "sign_in":
        return "bad", f"{name} needs your sign-in"
    if row.last_ok is None and row.state not in ("offline", "error"):
        return ("wait", f"{name} first reading") if row.server else ("none", f"{name} connecting")
    if row.last_ok is None:
        return "bad", f"{name} away"
    old = age(row.last_ok, now)
    if row.state in ("offline", "error"):
        return "bad", f"{name} {old}" if row.reads else f"{name} away"
    if not row.reads:
        return "ok", f"{name} ready"
    return ("ok" if (now - row.last_ok).total_seconds() <= FRESH else "warn"), f"{name} {old}"


class StatusBar(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.window")
        self.setAccessibleName("Status")
        self.setFixedHeight(24)
        self._left, self._right = _strip(), _strip()
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Rule())
        column.addLayout(row, 1)
        self._marks: list[tuple[Mark, Text]] = []
        self.said: tuple[Part, ...] = ()
        self._hints: tuple[tuple[str, str], ...] = ()

    def show_parts(self, said: Sequence[Part]) -> None:
        """Called every second: the widgets stay, their words change."""
        self.said = tuple(said)
        while len(self._marks) > len(said):
            self._marks.pop()
            _drop(self._left)
        for i, (kind, words) in enumerate(said):
            if i == len(self._marks):
                self._marks.append((Mark(kind, 8), Text(words, "text.2", 11)))
                self._left.addWidget(H(*self._marks[i], gap=5))
            mark, text = self._marks[i]
            mark.show_kind(kind)
            text.setText(words)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """At most five (key, word)."""
        if tuple(hints) == self._hints:
            return
        self._hints = tuple(hints)
        while self._right.count():
            _drop(self._right)
        for key, word in self._hints[:5]:
            self._right.addWidget(H(Text(key, "text.2", 11, 600), Text(word, "text.3", 11), gap=5))


def _strip() -> QHBoxLayout:
    strip = QHBoxLayout()
    strip.setContentsMargins(0, 0, 0, 0)
    strip.setSpacing(16)
    return strip


def _drop(strip: QHBoxLayout) -> None:
    item = strip.takeAt(strip.count() - 1)
    widget: QWidget | None = item.widget() if item is not None else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()
