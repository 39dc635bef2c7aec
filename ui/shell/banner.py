"""The one sentence above everything: only for what concerns the whole window, and the worst wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.question import SourceRow
from ui.cases.words import system
from ui.shell.ages import age, local_time
from ui.theme.kit import Button, Icon, Text, announce

if TYPE_CHECKING:
    from app.console import Status


@dataclass(frozen=True, slots=True)
class Notice:
    """``kind`` bad or warn; ``goto``: the page its button opens, with the button's words and key; ``next_try`` aware UTC.

    ``source``: the system that its button signs in to instead.
    """

    kind: str
    icon: str
    title: str
    words: str
    next_try: datetime | None = None
    goto: tuple[str, str, str] | None = None
    source: str = ""


SIGN_IN_KEY = "G I"
_OUTBOX = ("outbox", "Outbox", "G S")


def worst(status: Status) -> Notice | None:
    """What the window must say now, or None. Worst first: nothing can be written, signed out, offline, team away."""
    if status.team_state == "error":
        return Notice("bad", "lock", "Read-only.", status.team_words or "The team store cannot be written.")
    by_state = {row.state: row for row in reversed(status.sources)}
    if "sign_in" in by_state:
        return _signed_out(by_state["sign_in"])
    if "error" in by_state:
        row = by_state["error"]
        return Notice("bad", "octagon-alert", f"{system(row.source)[1]} cannot be read.", row.words, row.next_try)
    if "offline" in by_state:
        return _offline(by_state["offline"], status)
    if status.team_state not in ("ok", "starting"):
        words = "You see the last known claims and decisions; what you decide waits here until it answers."
        return Notice("warn", "cloud-off", "The team store is away.", words, goto=_OUTBOX)
    return None


def _signed_out(row: SourceRow) -> Notice:
    name = system(row.source)[1]
    title = f"Signed out of the {name}." if row.last_ok is not None else f"Not signed in to the {name}."
    words = row.words or f"The {name} does not accept your sign-in any more."
    return Notice("bad", "key-round", title, f"{words} What you decide waits here.", source=row.source)


def _offline(row: SourceRow, status: Status) -> Notice:
    name = system(row.source)[1]
    count = status.letters_waiting
    if row.last_ok is None:
        joins = f"{row.words.rstrip('.')}. What it holds joins by itself when it answers."
        return Notice("warn", "cloud-off", f"The {name} does not answer yet.", joins, row.next_try, _OUTBOX)
    if count == 0:
        work = f"Go on working: what you decide waits here and is sent when the {name} answers."
    elif count == 1:
        work = f"Go on working: 1 decision waits here and is sent when the {name} answers."
    else:
        work = f"Go on working: {count:,} decisions wait here and are sent when the {name} answers."
    old = (
        age(row.last_ok, status.now).replace(" min", " minutes").replace("1 minutes", "1 minute") if _minutes(row, status) else ""
    )
    if not row.reads:
        return Notice("warn", "cloud-off", f"{name} away since {local_time(row.last_ok)}.", work, row.next_try, _OUTBOX)
    stale = f" Dotted figures are {old} old." if old else ""
    return Notice("warn", "cloud-off", f"Offline since {local_time(row.last_ok)}.", work + stale, row.next_try, _OUTBOX)


def _minutes(row: SourceRow, status: Status) -> bool:
    return row.last_ok is not None and (status.now - row.last_ok).total_seconds() >= 60


class Banner(QFrame):
    """36 px over the full width; hidden while there is nothing to say. ``goto`` carries a page's name, ``sign_in`` a source."""

    goto = Signal(str)
    sign_in = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(36)
        self._icon = Icon("cloud-off", "warn")
        self._title = Text("", "warn", 13, 600)
        self._words = Text("", "text.1", 13, elide=True)
        self._until = Text("", "text.2", 12)
        self.button = Button("Outbox", "G S", h=24)
        self.button.clicked.connect(self._go)
        self._notice: Notice | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self._words, 1)
        row.addWidget(self._until)
        row.addWidget(self.button)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        return self._notice

    @property
    def countdown(self) -> str:
        return self._until.text()

    def show_notice(self, notice: Notice | None, now: datetime) -> None:
        """Called every second; only the countdown moves while the notice stays."""
        if notice is not None:
            seconds = int((notice.next_try - now).total_seconds()) if notice.next_try else 0
            self._until.setText(f"Next try in {seconds} s" if seconds > 0 else "Trying now" if notice.next_try else "")
        if notice == self._notice:
            return
        changed = notice is not None and (self._notice is None or notice.title != self._notice.title)
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._show(notice)
        if changed:
            announce(self, f"{notice.title} {notice.words}", assertive=notice.kind == "bad")

    def _show(self, notice: Notice) -> None:
        self.setProperty("ground", f"{notice.kind}.bg")
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.show_icon(notice.icon, notice.kind)
        self._title.show_text(notice.title, notice.kind)
        self._words.setText(notice.words)
        self.setAccessibleName(f"{notice.title} {notice.words}")
        self.button.setVisible(notice.goto is not None or bool(notice.source))
        if notice.source:
            self.button.show_text("Sign in", SIGN_IN_KEY)
        elif notice.goto is not None:
            self.button.show_text(notice.goto[1], notice.goto[2])

    def _go(self) -> None:
        if self._notice is not None and self._notice.source:
            self.sign_in.emit(self._notice.source)
        elif self._notice is not None and self._notice.goto is not None:
            self.goto.emit(self._notice.goto[0])
