"""The page of imports: every file that was taken in, by whom and whether it counts; and the one that is on its way."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.imports import SALES, Batch, Held, Rejected
from app.domain.question import Deed
from app.errors import ClearlineError
from app.kpis.imports import BY_NAME
from ui.imports import lines
from ui.imports.sheet import ImportSheet
from ui.tables.asking import Asking
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.live import LiveList
from ui.tables.place import ListPlace
from ui.tables.saving import Export
from ui.theme.kit import Button, H, Text, V, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_FILES = "Tables (*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.xlsb *.ods);;All files (*)"
_NONE = (
    "Nothing is imported yet",
    "N chooses a file, or drop one here: survey answers, web analytics, cost centres, sales documents. CSV and Excel are read.",
)


class ImportsPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()
    title = "Imports"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._asking = Asking(courier, self)
        self._export = Export(self)
        self.sheet = ImportSheet(console, courier, self)
        self.grid = Grid(lines.BATCHES, lines.batch_line, edge=16, name="Imported files")
        self.live = LiveList(self.grid)
        self.place = ListPlace(self.grid)
        self._detail = Text("", "text.2", 12, wrap=True)
        new = Button("New import", "N", "primary")
        new.clicked.connect(self.choose)
        head = H(Text(self.title, size=15, weight=600), None, new, pad=(16, 0, 12, 0), h=47)
        self._strip = V(rule(), V(self._detail, pad=(16, 10, 16, 12)), ground="bg.surface")
        self._list = V(head, rule(), (self.place, 1), self._strip, ground="bg.surface")
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)
        self.setAcceptDrops(True)
        self._strip.hide()
        self._connect()
        self._read()

    def _connect(self) -> None:
        self.grid.opened.connect(self._opened)
        self.grid.moved.connect(self._moved)
        self.grid.copy_asked.connect(self.copy)
        self.place.state.retry.connect(self._read)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self.place.show_error)
        self.sheet.toast.connect(self.toast)
        self.sheet.done.connect(self._done)
        self.sheet.closed.connect(self.leave)
        self.sheet.failed.connect(self._not_opened)
        self._export.toast.connect(self.toast)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------
    @property
    def is_importing(self) -> bool:
        return self._stack.currentWidget() is self.sheet

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.is_importing:
            return (("↑ ↓", "other answer"), ("Tab", "next"), ("Ctrl ↵", "import"), ("Esc", "stop, close"))
        return (("N", "new"), ("↵", "its figures"), ("U", "take back"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        why = self._console.imports.denied()
        may = ("denied", why) if why else ("may", "")
        if self.is_importing:
            stop = self.sheet.why_not()
            left = self.sheet.checked is not None and self.sheet.checked.rejected
            return (
                Deed("import", "Import the file", "Ctrl+Enter", "check", *(("denied", stop) if stop else ("may", ""))),
                Deed(
                    "export_left", "Export the lines left out", "", "file-text", *(("may", "") if left else ("denied", "None is"))
                ),
                Deed("new_import", "Import another file", "", "file-text", *may),
            )
        held = self._current()
        some = ("may", "") if held is not None else ("denied", "No import is chosen")
        turn = may if held is not None else some
        back = held is None or held.batch.counts
        rejected = held is not None and held.batch.rejected
        return (
            Deed("new_import", "New import", "N", "file-text", *may),
            Deed("open_figures", "Show its figures", "", "chart-column", *some),
            Deed("turn", "Take the import back" if back else "Count the import again", "U", "undo-2", *turn),
            Deed(
                "export_left",
                "Export the lines left out",
                "L",
                "file-text",
                *(("may", "") if rejected else ("denied", "None is")),
            ),
            Deed("copy_list", "Copy the list as a table", "Ctrl+C", "file-text", "may", ""),
        )

    def run_deed(self, name: str) -> None:
        deed = next((d for d in self.deeds() if d.name == name), None)
        if deed is not None and deed.verdict != "may":
            self.toast.emit("none", deed.words, "", None)
            return
        match name:
            case "import":
                self.sheet.take()
            case "new_import":
                self.choose()
            case "open_figures":
                self._opened(self.grid.current_key)
            case "turn":
                self.turn()
            case "export_left":
                self.export_left()
            case "copy_list":
                self.copy()

    def on_changes(self, changes: Changes) -> None:
        if "imports" in changes.topics:
            self._asking.news()

    def focus_first(self) -> None:
        if self.is_importing:
            if not self.sheet.isAncestorOf(self.window().focusWidget() or self):
                self.sheet.focus_first()
        else:
            self.place.focus()

    def panes(self) -> list[QWidget]:
        return self.sheet.panes() if self.is_importing else [self.place]

    def subject(self) -> str:
        held = self._current()
        return held.batch.name if held is not None and not self.is_importing else ""

    # ---- a new one -----------------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        if why := self._console.imports.denied():
            self.toast.emit("none", why, "", None)
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "Import a file", folder, _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.begin)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def begin(self, file: str) -> None:
        """Open this file; one that is being kept is not interrupted."""
        if self.sheet.keeping:
            self.toast.emit("none", "A file is being kept", "Stop it first, or wait.", None)
            return
        self._stack.setCurrentWidget(self.sheet)
        self.sheet.begin(Path(file))
        self.hints_changed.emit()

    def _not_opened(self, error: ClearlineError) -> None:
        self.leave()
        self.toast.emit("bad", error.title, error.advice, None)

    def _done(self, batch: Batch) -> None:
        self.leave()
        left = f"{batch.rejected:,} lines were left out." if batch.rejected else ""
        self.toast.emit("ok", f"Imported {batch.rows:,} lines as {batch.name}", left, partial(self._turn_to, batch.id, False))

    def leave(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self._read()
        self.place.focus()
        self.hints_changed.emit()

    # ---- the list --------------------------------------------------------------------------------------------------------------
    def _current(self) -> Held | None:
        record = self.grid.table.listing.record(self.grid.current_key)
        return record if isinstance(record, Held) else None

    def _read(self) -> None:
        self._asking.ask(self._console.imports.all())

    def _arrived(self, held: tuple[Held, ...]) -> None:
        self.place.stop_waiting()
        if held:
            self.live.replace(lines.batches(held))
            self.place.show_rows()
            if not self.grid.current_key:
                self.grid.go(held[0].batch.id)
        else:
            self.place.show_empty(*_NONE)
        self._moved("")
        self.hints_changed.emit()

    def _moved(self, _key: str) -> None:
        held = self._current()
        self._strip.setVisible(held is not None)
        if held is not None:
            self._detail.setText(_told(held))
        self.hints_changed.emit()

    def _opened(self, key: str) -> None:
        held = self._current()
        if held is None:
            return
        if not held.batch.counts:
            self.toast.emit("none", f"{held.batch.name} was taken back", "U counts it again.", None)
        elif held.batch.kind == SALES:
            self.goto.emit("imported", held.batch.name)
        else:
            self.goto.emit("board", None)

    def turn(self) -> None:
        """Take it back, or count it again."""
        held = self._current()
        if held is not None:
            self._turn_to(held.batch.id, not held.batch.counts)

    def _turn_to(self, batch: str, counts: bool) -> None:
        turning = self._console.imports.turn(batch, counts=counts)
        self._courier.deliver(turning, self._turned, self._not_turned)

    def _turned(self, batch: Batch) -> None:
        words = f"{batch.name} counts again" if batch.counts else f"{batch.name} was taken back"
        note = f"{batch.rows:,} lines" if batch.counts else f"{batch.rows:,} lines do not count any more"
        self.toast.emit("ok", words, note, partial(self._turn_to, batch.id, not batch.counts))
        self._asking.news()

    def _not_turned(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    def export_left(self) -> None:
        held = self._current()
        if self.is_importing:
            self.sheet.export_left()
        elif held is not None:
            left = self._console.imports.left_of(held.batch.id)
            self._courier.deliver(left, partial(self._to_export, Path(held.batch.file).stem), self._not_turned)

    def _to_export(self, name: str, rows: tuple[Rejected, ...]) -> None:
        self._export.ask(f"{name}, lines left out", lines.LEFT, [lines.left_line(row) for row in rows])

    def copy(self) -> None:
        held = [self.grid.table.listing.record(key) for key in self.grid.table.listing.keys]
        QGuiApplication.clipboard().setText(tab_text(lines.BATCHES, [lines.batch_line(x) for x in held]))
        self.toast.emit("ok", f"Copied {len(held)} imports", "", None)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.is_importing:
            if control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.sheet.take()
            elif key == Qt.Key.Key_Escape:
                self.sheet.escape()
            else:
                super().keyPressEvent(event)
            return
        deed = {Qt.Key.Key_N: "new_import", Qt.Key.Key_U: "turn", Qt.Key.Key_L: "export_left"}.get(Qt.Key(key), "")
        if key == Qt.Key.Key_Escape:
            self.back.emit()
        elif control and key == Qt.Key.Key_C:
            self.copy()
        elif deed and not control:
            self.run_deed(deed)
        elif key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.grid.step(1 if key == Qt.Key.Key_J else -1)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) and not self._console.imports.denied():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.begin(files[0])


def _told(held: Held) -> str:
    """How it was read, in one sentence each."""
    b, kind = held.batch, BY_NAME[held.batch.kind]
    columns = "; ".join(f"{kind.title_of(name)}: {words}" for name, words in b.told)
    money = f", amounts in {b.currency}" if b.currency else ""
    back = f" Taken back by {held.back}." if held.back else ""
    return f"{kind.title}, {lines.days(b.first, b.last)}{money}.{back} {columns}."
