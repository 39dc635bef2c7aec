"""The page Sync: tiles, letters, and the chosen letter; reads the outbox when something changed and the status every second."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.domain.changes import Changes
from app.domain.letter import LetterState
from app.domain.question import AskOutbox, Deed, LetterRow, OutboxAnswer
from app.errors import ClearlineError
from ui.cases.words import recovered, system
from ui.outbox.detail import Detail
from ui.outbox.letters import COLUMNS, FOLDED, VIEWS, line, support_text, tab_counts, vector
from ui.outbox.tiles import Tiles
from ui.tables.asking import Asking
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.live import LiveList
from ui.theme.kit import AC, NARROW, Button, H, Mark, Tabs, Text, V, rule

if TYPE_CHECKING:
    from app.console import Console
    from app.doors import Door
    from ui.courier import Courier

TICK_MS = 1000


class OutboxPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    sign_in = Signal(object)
    title = "Sync"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._courier, self._asking = console, courier, Asking(courier, self)
        self._view = VIEWS[0][0]
        self._closed = FOLDED
        self.answer: OutboxAnswer | None = None
        self.tabs = Tabs([title for _, title in VIEWS])
        self.tabs.chosen.connect(self._chose_view)
        self.tiles, self.detail = Tiles(), Detail()
        self.grid = Grid(COLUMNS, line, edge=16, name="Letters")
        self.live = LiveList(self.grid)
        self._recovered = Text("", "text.2", 12)
        self._found = H(Mark("wait", 9), self._recovered, None, gap=8, pad=(16, 0, 16, 8))
        self._calm = Text("Nothing waits: everything decided here has arrived", "text.3", 13, align=AC)
        self._build()
        self.grid.moved.connect(self._moved)
        self.grid.group_toggled.connect(self._toggle)
        self.grid.opened.connect(self._opened)
        self.grid.copy_asked.connect(self._copy_row)
        self.detail.asked.connect(self._asked)
        self.tiles.sign_in.connect(self._sign_in_to)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_status)
        self._tick.start()
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self.detail.show_letter(None)
        self._show_status()
        self._read()

    def _build(self) -> None:
        self._pull = Button("Pull now", "R", "plain", "refresh-cw")
        self._pull.clicked.connect(self.pull)
        self.add = Button("Add a system", "A", "plain", "server")
        self.add.clicked.connect(self.add_system)
        self.add.hide()
        head = H(Text("Sync", size=15, weight=600), 8, self.tabs, None, self.add, self._pull, pad=(16, 0, 16, 0), h=47)
        self._found.hide()
        self._left = V(head, rule(), self.tiles, self._found, (self.grid, 1), (self._calm, 1), ground="bg.surface")
        self._calm.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.detail)

    # ---- the page's side of the window's agreement -----------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("J K", "letter"), ("↵", "its case"), ("R", "pull now"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        row = self._row()
        parked = row is not None and row.state is LetterState.PARKED
        why = "Only a parked letter is in a person's hand" if not parked else ""
        return (
            Deed("pull_now", "Pull now", "R", "refresh-cw", "may", "every system, at once"),
            self._sign_in_deed(),
            *([Deed("add_system", self._add_words(), "A", "server", "may", "")] if self._new() else []),
            Deed("resend", "Try the letter again", "T", "play", "may" if parked else "denied", why),
            Deed("discard", "Discard the letter", "D", "circle-x", "may" if parked else "denied", why),
            Deed("copy_support", "Copy for support", "", "file-text", "may" if row is not None else "denied", ""),
        )

    def run_deed(self, name: str) -> None:
        {
            "pull_now": self.pull,
            "sign_in": self.sign_in_where_needed,
            "add_system": self.add_system,
            "resend": self._resend,
            "discard": self._discard,
            "copy_support": self._copy_support,
        }[name]()

    def _sign_in_deed(self) -> Deed:
        needed = self._shut()
        title = f"Sign in to the {system(needed)[1]}" if needed else "Sign in"
        return Deed("sign_in", title, "I", "key-round", "may" if needed else "denied", "" if needed else "Every system knows you")

    def on_changes(self, changes: Changes) -> None:
        self._read()

    def focus_first(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.grid, self.detail]

    def subject(self) -> str:
        row = self._row()
        return f"{row.title}, {row.document}" if row is not None else ""

    def open(self, argument: object) -> None:
        """The letters of a case id."""
        answer = self.answer
        wanted = next((row.id for row in answer.letters if row.case_id == argument), "") if answer is not None else ""
        self.grid.go(wanted)

    # ---- showing -----------------------------------------------------------------------------------------------------------------
    def _read(self) -> None:
        self._asking.anew()
        self._asking.ask(self._console.read(AskOutbox()))

    def _arrived(self, answer: OutboxAnswer) -> None:
        first, self.answer = self.answer is None, answer
        new = vector(answer, self._view, self._closed)
        self.live.replace(new) if first else self.live.answer(new)
        self.tabs.set_tabs(tab_counts(answer.letters))
        self.tiles.show_sources(answer.sources, self._console.status().now)
        self._recovered.setText(recovered(answer.recovered))
        self._found.setVisible(answer.recovered > 0)
        self._calm.setVisible(not new.keys)
        self.grid.setVisible(bool(new.keys))
        if first:
            self.grid.step(1)
        self._show_detail()

    def _unread(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    def _show_status(self) -> None:
        """Ages and countdowns go on between two answers; what only the store knows stays as it was read."""
        status = self._console.status()
        self.add.setVisible(bool(self._new()))
        self.add.show_text(self._add_words())
        known = {row.source: row for row in self.answer.sources} if self.answer is not None else {}
        if all(row.source in known for row in status.sources):
            read = [known[row.source] for row in status.sources]
            pairs = zip(status.sources, read, strict=True)
            rows = [replace(row, records=old.records, quarantined=old.quarantined) for row, old in pairs]
            self.tiles.show_sources(rows, status.now)

    def _chose_view(self, index: int) -> None:
        self._view = VIEWS[index][0]
        self._show_again()

    def _toggle(self, key: str) -> None:
        self._closed = self._closed - {key} if key in self._closed else self._closed | {key}
        self._show_again()

    def _show_again(self) -> None:
        if self.answer is not None:
            new = vector(self.answer, self._view, self._closed)
            self.live.replace(new)
            self._calm.setVisible(not new.keys)
            self.grid.setVisible(bool(new.keys))
            self._show_detail()

    def _row(self) -> LetterRow | None:
        record = self.grid.table.listing.record(self.grid.current_key)
        return record if isinstance(record, LetterRow) else None

    def _moved(self, key: str) -> None:
        self._show_detail()
        self.hints_changed.emit()

    def _show_detail(self) -> None:
        self.detail.show_letter(self._row())

    # ---- doing --------------------------------------------------------------------------------------------------------------------
    def pull(self) -> None:
        self._console.pull_now()
        self.toast.emit("wait", "Pulling", "Every system is asked for what is new", None)

    def _new(self) -> list[Door]:
        """The systems that could be added."""
        return [door for door in self._console.doors.all if door.is_new]

    def _add_words(self) -> str:
        new = self._new()
        return f"Add {new[0].named}" if len(new) == 1 else "Add a system"

    def add_system(self) -> None:
        """At once where there is only one to add; else the person says which."""
        if len(self._new()) == 1:
            self._add(0)
        elif self._new():
            menu = self.choice()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def choice(self) -> QMenu:
        """All that can be added, the first of them chosen."""
        menu = QMenu(self)
        for n, door in enumerate(self._new()):
            action = QAction(f"{door.named[:1].upper()}{door.named[1:]}", menu)
            action.triggered.connect(partial(self._add, n))
            menu.addAction(action)
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _add(self, n: int, _checked: bool = False) -> None:
        self.sign_in.emit(self._new()[n])

    def _shut(self) -> str:
        """The first source that waits for the person's sign-in."""
        return next((row.source for row in self._console.status().sources if row.state == "sign_in"), "")

    def sign_in_where_needed(self) -> None:
        needed = self._shut()
        if needed:
            self._sign_in_to(needed)

    def _sign_in_to(self, source: str) -> None:
        self.sign_in.emit(self._console.doors.door(source))

    def _asked(self, what: str) -> None:
        {"resend": self._resend, "discard": self._discard, "copy": self._copy_support, "case": self._show_case}[what]()

    def _resend(self) -> None:
        self._settle(self._console.resend, "Asked again whether it was taken; sent again only if it was not")

    def _discard(self) -> None:
        self._settle(self._console.discard, "Put aside for good; the case is open again")

    def _settle(self, deed: Callable[[str], Future[Any]], words: str) -> None:
        row = self._row()
        if row is not None and row.state is LetterState.PARKED:
            self._courier.deliver(deed(row.id), partial(self._settled, row.document, words), on_error=self._unread)

    def _settled(self, document: str, words: str, _result: object) -> None:
        self.toast.emit("ok", document, words, None)
        self._read()

    def _copy_support(self) -> None:
        row = self._row()
        if row is not None:
            QGuiApplication.clipboard().setText(support_text(row, datetime.now(UTC)))
            self.toast.emit("ok", "Copied for support", f"Letter {row.id[:4]}", None)

    def _copy_row(self) -> None:
        row = self._row()
        if row is not None:
            QGuiApplication.clipboard().setText(tab_text(COLUMNS, [line(row)]))

    def _opened(self, _key: str) -> None:
        self._show_case()

    def _show_case(self) -> None:
        row = self._row()
        if row is not None:
            self.goto.emit(row.queue, row.case_id)

    # ---- Qt -------------------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < NARROW
        self.detail.setFixedWidth(336 if narrow else 440)
        self.grid.hide_columns([column.key for column in COLUMNS if narrow and column.wide])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        deeds = {
            Qt.Key.Key_R: self.pull, Qt.Key.Key_T: self._resend, Qt.Key.Key_D: self._discard,
            Qt.Key.Key_I: self.sign_in_where_needed, Qt.Key.Key_A: self.add_system,
        }  # fmt: skip
        deed = deeds.get(Qt.Key(event.key()))
        if plain and deed is not None:
            deed()
        else:
            super().keyPressEvent(event)
