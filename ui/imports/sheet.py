"""One file on its way in: how it is read at the left, at the right what stands in it, what it is read as, and what is left out and why."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QWidget

from app.domain.imports import Batch, Checked, Form, Looked, Progress, Rejected
from app.errors import ClearlineError
from ui.imports import lines
from ui.imports.form import FormPane
from ui.imports.sample import SampleView
from ui.tables.grid import Grid
from ui.tables.saving import Export
from ui.theme.bars import Meter
from ui.theme.kit import Button, H, Tabs, Text, V, announce, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

CHECK_MS = 300  # after the last change of the form
_WHY = 4  # reasons that are told at once


class ImportSheet(QFrame):
    """``done``: it counts from now on; ``closed``: back to the list; ``failed``: the file could not be read at all."""

    toast = Signal(str, str, str, object)
    done = Signal(object)
    closed = Signal()
    failed = Signal(object)

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bg.surface")
        self._console, self._courier = console, courier
        self._turn = 0  # of the question whose answer is waited for
        self.looked: Looked | None = None
        self.checked: Checked | None = None
        self.checking: Form | None = None  # what is being read now
        self.keeping = False
        self.pane = FormPane()
        self.tabs = Tabs([("As it is in the file", None), ("As it is read", None), ("Left out", None)], 0)
        self.raw, self.read = SampleView("Lines of the file"), SampleView("Lines as they are read")
        self.left = Grid(lines.LEFT, lines.left_line, edge=16, name="Lines left out")
        self._title, self._about = Text("", size=15, weight=600), Text("", "text.3", 12, elide=True)
        self._state = Text("", "text.1", 13, 500, wrap=True)
        self._notes = Text("", "text.2", 12, wrap=True)
        self._progress = Meter(None, name="Reading")
        self.go = Button("Import", "Ctrl ↵", "primary")
        self.export = Button("Export the lines left out", kind="quiet")
        self.shut = Button("Close", "Esc", "plain")
        self._export = Export(self)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self.check)
        self._connect()

    def _build(self) -> None:
        roll = QScrollArea()
        roll.setWidgetResizable(True)
        roll.setFrameShape(QFrame.Shape.NoFrame)
        roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        roll.setWidget(V(self.pane, pad=(16, 12, 16, 16), ground="bg.surface"))
        roll.setFixedWidth(372)
        place = QWidget()
        self._stack = QStackedLayout(place)
        for view in (self.raw, self.read, self.left):
            self._stack.addWidget(view)
        head = H(self._title, (self._about, 1), self.shut, gap=12, pad=(16, 0, 12, 0), h=47)
        said = V(self._state, 4, self._notes, 6, self._progress, gap=0, pad=(16, 12, 16, 10))
        right = V(said, rule(), H(self.tabs, None, self.export, pad=(12, 6, 12, 6)), rule(), (place, 1), ground="bg.surface")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(roll)
        row.addWidget(rule(vertical=True))
        row.addWidget(right, 1)
        body = QWidget()
        body.setLayout(row)
        foot = H(None, self.go, pad=(16, 0, 12, 0), h=47)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(V(head, rule(), (body, 1), rule(), foot))

    def _connect(self) -> None:
        self.pane.changed.connect(self._changed)
        self.pane.sheet_chosen.connect(self._other_sheet)
        self.pane.head_chosen.connect(self._other_head)
        self.tabs.chosen.connect(self._stack.setCurrentIndex)
        self.go.clicked.connect(self.take)
        self.export.clicked.connect(self.export_left)
        self.shut.clicked.connect(self.escape)
        self._export.toast.connect(self.toast)

    # ---- the file ------------------------------------------------------------------------------------------------------------
    def begin(self, path: Path, sheet: str = "", head: int = 0) -> None:
        """Look into a file; what was open before is let go."""
        self._turn += 1
        self._soon.stop()
        self.checked, self.checking, self.keeping = None, None, False
        self._title.setText(path.name)
        self._say("Opening the file", "text.2")
        self._progress.set_done(None)
        self._settle()
        looking = self._console.imports.look(path, sheet, head)
        self._courier.deliver(looking, partial(self._seen, self._turn), partial(self._not_seen, self._turn))

    def _other_sheet(self, sheet: str) -> None:
        if self.looked is not None:
            self.begin(Path(self.looked.path), sheet)

    def _other_head(self, line: int) -> None:
        if self.looked is not None:
            self.begin(Path(self.looked.path), self.looked.sheet, line)

    def _seen(self, turn: int, looked: Looked) -> None:
        if turn != self._turn:
            return
        self.looked = looked
        size = f"{looked.size / 1_000_000:,.1f} MB" if looked.size >= 100_000 else f"{max(1, looked.size // 1000):,} kB"
        self._about.setText(f"{size}, {looked.read_as}, heads in line {looked.head:,}")
        self.raw.show_rows(("Line", *looked.heads), [(str(n), (f"{n:,}", *cells)) for n, cells in looked.first])
        self.read.show_rows(("Line",), [])
        self.left.take(lines.left(()))
        self.pane.show_file(looked)
        self._choose(0)
        self.check()
        self.focus_first()

    def _not_seen(self, turn: int, error: ClearlineError) -> None:
        if turn == self._turn:
            self.failed.emit(error)

    # ---- reading it whole ------------------------------------------------------------------------------------------------------
    def _changed(self) -> None:
        """What was being read by the former answers is not waited for."""
        self._turn += 1
        self._console.imports.stop()
        self.checked, self.checking = None, None
        self._settle()
        self._soon.start()

    def check(self) -> None:
        if self.looked is None or self.pane.form is None:
            return
        self._turn += 1
        self.checking, self.checked = self.pane.form, None
        self._say("Reading the file", "text.2")
        self._settle()
        hear = self._courier.hear(self._heard)
        reading = self._console.imports.check(self.looked, self.pane.form, hear)
        self._courier.deliver(reading, partial(self._arrived, self._turn), partial(self._unread, self._turn))

    def _heard(self, progress: Progress) -> None:
        if self.keeping:
            self._progress.set_done(progress.done / max(1, progress.whole))
            self._say(f"Keeping part {progress.done:,} of {progress.whole:,}", "text.2")
        elif self.checking is not None and progress.done:
            expected = progress.whole or self._lines_expected()
            self._progress.set_done(progress.done / max(progress.done, expected) if expected else None)
            self._say(f"Reading the file: {progress.done:,} lines", "text.2")

    def _lines_expected(self) -> int:
        """Of a text, by its size and the length of its first lines; of a workbook nobody knows before it is read."""
        if self.looked is None or self.looked.sheets:
            return 0
        first = [sum(len(cell) + 1 for cell in cells) + 1 for _, cells in self.looked.first]
        return self.looked.size * len(first) // max(1, sum(first))

    def _arrived(self, turn: int, checked: Checked) -> None:
        if turn != self._turn:
            return
        self.checking, self.checked = None, checked
        self._progress.set_done(None)
        self.pane.show_questions(checked.questions)
        if checked.questions and self.pane.untouched:
            self.focus_first()
        if not checked.questions:
            self.read.show_rows(checked.columns, [(str(i), cells) for i, cells in enumerate(checked.read)])
            self.left.take(lines.left(checked.left))
        self.tabs.set_tabs(
            [("As it is in the file", None), ("As it is read", checked.taken or None), ("Left out", checked.rejected)]
        )
        if not checked.questions and self.tabs.current == 0:
            self._choose(1)
        self._tell(checked)
        self._settle()

    def _tell(self, checked: Checked) -> None:
        if checked.questions:
            more = len(checked.questions) - 1
            first = checked.questions[0].words
            self._say(f"{first}{'' if first.endswith('?') else '.'}", "warn")
            self._notes.setText(f"{more} more to answer." if more else "")
            return
        when = ""
        if checked.first is not None and checked.last is not None:
            when = f", {lines.days(checked.first, checked.last)}"
        left = f"{checked.rejected:,} are left out" if checked.rejected else "none is left out"
        self._say(f"{checked.taken:,} lines can be imported{when}; {left}.", "text.1" if checked.taken else "bad")
        why = [f"{n:,} × {words}." for words, n in checked.why[:_WHY]]
        others = [f"{len(checked.why) - _WHY} more reasons."] if len(checked.why) > _WHY else []
        twice = [
            f"The same file counts already, as {b.name}."
            for b in (self.looked.before if self.looked is not None else ())
            if b.counts
        ]
        self._notes.setText(" ".join((*twice, *why, *others, *checked.notes)))
        announce(self, self._state.text())

    def _unread(self, turn: int, error: ClearlineError) -> None:
        if turn == self._turn:
            self.checking = None
            self._say(error.words, "bad")
            self._notes.setText("")
            self._progress.set_done(None)
            self._settle()

    # ---- keeping it --------------------------------------------------------------------------------------------------------------
    def why_not(self) -> str:
        """Why it cannot be imported now; "" where it can."""
        if self.keeping:
            return "It is being kept"
        if self.checking is not None or self.checked is None:
            return "It is being read"
        if self.checked.questions:
            return self.checked.questions[0].words
        return "" if self.checked.taken else "No line can be imported"

    def take(self) -> None:
        if why := self.why_not():
            self.toast.emit("none", why, "", None)
            return
        self._turn += 1
        self.keeping = True
        self._settle()
        hear = self._courier.hear(self._heard)
        keeping = self._console.imports.take(hear)
        self._courier.deliver(keeping, partial(self._kept, self._turn), partial(self._not_kept, self._turn))

    def _kept(self, turn: int, batch: Batch) -> None:
        self.keeping = False
        if turn == self._turn:
            self.looked = self.checked = None
            self.done.emit(batch)

    def _not_kept(self, turn: int, error: ClearlineError) -> None:
        if turn != self._turn:
            return
        self.keeping = False
        self._progress.set_done(None)
        self._say(error.words, "bad")
        self._settle()
        if error.about == "checked":
            self.toast.emit("bad", error.title, error.advice, None)
            self.check()

    def escape(self) -> None:
        """What is under way is stopped first, then the sheet closes."""
        if self.keeping or self.checking is not None:
            self._console.imports.stop()
            if self.keeping:
                return
        self._turn += 1
        self._soon.stop()
        self.checking = None
        self.closed.emit()

    # ---- its parts ---------------------------------------------------------------------------------------------------------------
    def export_left(self) -> None:
        """All of them, also those that are not listed here."""
        self._courier.deliver(self._console.imports.left(), self._to_export, self._not_exported)

    def _to_export(self, rows: tuple[Rejected, ...]) -> None:
        name = Path(self.looked.file).stem if self.looked is not None else "Import"
        self._export.ask(f"{name}, lines left out", lines.LEFT, [lines.left_line(row) for row in rows])

    def _not_exported(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    def _choose(self, index: int) -> None:
        self.tabs.choose(index)
        self._stack.setCurrentIndex(index)

    def _say(self, words: str, tone: str) -> None:
        self._state.show_text(words, tone)

    def _settle(self) -> None:
        why = self.why_not()
        self.go.setEnabled(not why)
        self.go.setToolTip(why)
        self.export.setVisible(self.checked is not None and self.checked.rejected > 0)
        self.pane.set_enabled(not self.keeping)
        self._progress.setVisible(self.keeping or self.checking is not None)
        self.shut.setText("Stop" if self.keeping else "Close")

    def focus_first(self) -> None:
        field = self.pane.first()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.pane, self._stack.currentWidget() or self.raw]
