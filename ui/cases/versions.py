"""The versions of a quotation above the page: the list of them, and what of any two is another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from app.domain.block import Comparison
from app.domain.version_diff import Diff, diff
from app.domain.version_list import AskVersions, VersionRow, VersionsView
from app.errors import ClearlineError
from ui.cases import comparison
from ui.cases import version_words as told
from ui.tables.column import Cell, Column, Line
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.states import Centred
from ui.theme.kit import NARROW, Button, H, Rule, Section, Text, V, announce, rule
from ui.theme.layer import Layer
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_WIDE, _HIGH, _LIST = 1320, 820, (568, 468)  # px
_COLUMNS = (
    Column("name", "Version", 116, "id"),
    Column("what", "What"),
    Column("who", "Who", 104, "soft"),
    Column("when", "When", 152, "soft"),
)


class VersionsSheet(Layer):
    """J and K go through the versions; each is shown beside the one before it, or beside the one that Space chose."""

    toast = Signal(str, str, str, object)

    def __init__(self, window: QWidget, console: Console, courier: Courier, ask: AskVersions) -> None:
        self._console, self._courier, self._ask = console, courier, ask
        self.view: VersionsView | None = None
        self.beside = ""  # key of the version that Space chose; "" for the one before
        self.only = True  # only what differs
        self.shown: tuple[VersionRow, VersionRow, Diff] | None = None
        self._title, self._about = Text("Versions", size=15, weight=600), Text("", "text.3", 12, elide=True)
        self._note = Text("", "text.2", 12, wrap=True)
        self.grid = Grid(_COLUMNS, self._line, edge=16, name="Versions")
        self._diff = Swap()
        self._state = Centred()
        self._buttons()
        super().__init__(window, self._content(), _WIDE, _HIGH)
        self.setAccessibleName("Versions of the quote")
        self.grid.moved.connect(self._moved)
        self.grid.copy_asked.connect(self.copy)
        self._state.retry.connect(self._read)

    def _buttons(self) -> None:
        self._compare, self._all = Button("Compare with this one", "Space", "quiet"), Button("Show all", "D", "quiet")
        self._copy, self._close = Button("Copy", "Ctrl C", "quiet"), Button("Close", "Esc", "quiet")
        calls = ((self._compare, self.choose), (self._all, self.toggle), (self._copy, self.copy), (self._close, self._leave))
        for button, call in calls:
            button.clicked.connect(call)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _content(self) -> QWidget:
        head = H(self._title, (self._about, 1), gap=8, pad=(16, 0, 16, 0), h=44)
        left = V((self.grid, 1), self._note, gap=8, pad=(0, 0, 0, 8), ground="bg.surface")
        self._left = left
        self._note.setContentsMargins(16, 0, 16, 0)
        roll = QScrollArea()
        roll.setWidgetResizable(True)
        roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roll.setWidget(V(self._diff, None, pad=(20, 12, 20, 16), ground="bg.surface"))
        self.roll = roll
        self._places = QStackedWidget()
        self._places.addWidget(H(left, Rule(vertical=True), (roll, 1), gap=0))
        self._places.addWidget(self._state)
        foot = H(self._compare, self._all, self._copy, None, self._close, gap=8, pad=(12, 0, 12, 0), h=44)
        return V(head, rule(), (self._places, 1), rule(), foot, gap=0, ground="bg.surface")

    def open(self) -> None:
        super().open()
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._read()

    # ---- reading -----------------------------------------------------------------------------------------------------------
    def _read(self) -> None:
        self._about.show_text("Being read")
        self._courier.deliver(self._console.read(self._ask), self._arrived, on_error=self._failed)

    def _arrived(self, view: VersionsView | None) -> None:
        self.view = view
        if view is None or not view.rows:
            self._about.show_text(view.number if view is not None else "")
            words = view.note if view is not None else "It was deleted in its system, and nothing was offered of it from here."
            self._state.show_empty("There are no versions", words)
            self._places.setCurrentIndex(1)
            self._state.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._title.show_text(f"Versions of {view.number}")
        self._about.show_text(view.customer)
        self._note.show_text(view.note)
        self._note.setVisible(bool(view.note))
        self._places.setCurrentIndex(0)
        self.grid.take(listing((row.key, row) for row in view.rows))
        self.grid.go(view.rows[0].key)
        self._show()

    def _failed(self, error: ClearlineError) -> None:
        self._about.show_text("")
        self._state.show_error(error)
        self._places.setCurrentIndex(1)

    # ---- what is shown -----------------------------------------------------------------------------------------------------
    def _line(self, record: object) -> Line:
        assert isinstance(record, VersionRow)
        standing = "current" if record.current else "became the order" if record.converted else ""
        what = f"{record.what}, {standing}" if standing else record.what
        if record.key == self.beside:
            what = f"compared: {what}"
        cells = (
            Cell(record.name),
            Cell(
                what,
                "" if record.number else "warn" if record.current and len(self.view.rows if self.view else ()) > 1 else "text.2",
            ),
            Cell(record.who, "text.2"),
            Cell(record.when, "text.2"),
        )
        return Line(record.key, cells, ", ".join(x for x in (record.name, what, record.who, record.when) if x))

    def _pair(self) -> tuple[VersionRow, VersionRow] | None:
        """(earlier, later) of the list, which has the newest first."""
        rows = self.view.rows if self.view is not None else ()
        at = next((i for i, row in enumerate(rows) if row.key == self.grid.current_key), -1)
        other = next((i for i, row in enumerate(rows) if row.key == self.beside), at + 1)
        if at < 0 or other >= len(rows) or other == at:
            return None
        return rows[max(at, other)], rows[min(at, other)]

    def _moved(self, _key: str) -> None:
        self._show()

    def _show(self) -> None:
        pair, view = self._pair(), self.view
        self._all.show_text("Show all" if self.only else "Only what differs", "D")
        chosen = self.beside != "" and self.beside == self.grid.current_key
        self._compare.show_text("Compare with the one before" if chosen else "Compare with this one", "Space")
        if view is None:
            return
        if pair is None:
            self.shown = None
            alone = next((row for row in view.rows if row.key == self.grid.current_key), None)
            words = (
                "It is compared: go to another one." if chosen else "It is the first: there is none before it to compare it with."
            )
            self._diff.put((alone, words), lambda: self._single(alone, words))
            return
        before, after = pair
        self.shown = (*pair, diff(before.content, after.content, view.currency, (before.net, after.net)))
        self._diff.put((before.key, after.key, self.only, view), self._built)
        self.roll.verticalScrollBar().setValue(0)
        announce(self, f"{before.name} and {after.name}: {told.count(self.shown[2])}")

    def _tables(self) -> tuple[Comparison, ...]:
        assert self.shown is not None
        before, after, found = self.shown
        currency = self.view.currency if self.view is not None else ""
        return told.tables(found, (before.name, after.name), currency, only=self.only)

    def _built(self) -> QWidget:
        assert self.shown is not None
        before, after, found = self.shown
        head = H(Text(f"{before.name} to {after.name[:1].lower()}{after.name[1:]}", size=13, weight=600), 8,
                 Text(told.count(found), "text.2", 12), None, Text(told.net(found), "text.1", 12, 500), h=28)  # fmt: skip
        return V(head, *_sections(self._tables()), gap=12)

    def _single(self, row: VersionRow | None, words: str) -> QWidget:
        """A version alone: what it says, in a table without a second side."""
        if row is None:
            return Text(words, "text.3", 12)
        currency = self.view.currency if self.view is not None else ""
        found = diff(row.content, row.content, currency, (row.net, row.net))
        tables = told.tables(found, (row.name, row.name), currency, only=False)
        return V(Text(words, "text.2", 12), *_sections(tables), gap=12)

    # ---- done --------------------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """Space: the other versions are compared with this one from now on; once more: each with the one before it."""
        key = self.grid.current_key
        self.beside = "" if key == self.beside else key
        if self.view is not None:
            self.grid.take(listing((row.key, row) for row in self.view.rows))
        self._show()

    def toggle(self) -> None:
        self.only = not self.only
        self._show()

    def copy(self) -> None:
        if self.shown is None or self.view is None:
            self.toast.emit("warn", "Nothing to copy", "Choose two versions first", None)
            return
        before, after, found = self.shown
        title = f"{self.view.number}, {self.view.customer}: {before.name} to {after.name}"
        QGuiApplication.clipboard().setText(told.text(title, found, self._tables()))
        self.toast.emit("ok", "Copied the difference", title, None)

    def _leave(self) -> None:
        self.leave()

    # ---- Qt ------------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the difference has the room: who it was is told aloud and by the page."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._left.setFixedWidth(_LIST[narrow])
        self.grid.hide_columns({"who"} if narrow else ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space:
            self.choose()
        elif event.key() == Qt.Key.Key_D and not control:
            self.toggle()
        elif event.key() == Qt.Key.Key_C and control:
            self.copy()
        else:
            super().keyPressEvent(event)


def _sections(tables: Sequence[Comparison]) -> list[QWidget]:
    return [Section(t.title, comparison.Comparison(t), right=Text(t.note, "text.3", 11) if t.note else None) for t in tables]


def show_versions(page: QWidget, console: Console, courier: Courier, ask: AskVersions) -> VersionsSheet:
    """Opens it above the page's window."""
    sheet = VersionsSheet(page.window(), console, courier, ask)
    sheet.open()
    return sheet
