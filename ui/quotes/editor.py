"""One quote on screen: its head, its lines, what did not match, and what it comes to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.catalogue import Sold
from app.domain.draft import Draft, Typing
from app.domain.draft_entry import wanting
from app.errors import ClearlineError
from ui.quotes.clash import ClashSheet
from ui.quotes.columns import COLUMNS
from ui.quotes.figures import Figures
from ui.quotes.grid import LinesGrid
from ui.quotes.head_form import HeadForm
from ui.quotes.missed import MissedRows
from ui.quotes.offer_sheet import OfferSheet
from ui.quotes.writing import Writing
from ui.theme.kit import NARROW, Button, H, Mark, Rule, Text, V, rule

TICK = 5000  # ms; ages of figures
_SIDE = 304, 264  # px of the figures in a wide window and in a narrow one


class Editor(QWidget):
    """``writing`` holds the quote; this shows it and hands on what is typed."""

    escaped = Signal()
    throw_away = Signal()
    toast = Signal(str, str, str, object)

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.writing = writing
        self.title, self.about = Text("", size=15, weight=600), Text("", "text.3", 12, elide=True)
        self.head = HeadForm(writing.enter_head)
        self.grid = LinesGrid(writing.enter, self._find)
        self.missed = MissedRows()
        self.clash = ClashSheet(writing.choose)
        self.sheet = OfferSheet()
        self.figures = Figures(writing.enter)
        self._mark, self._words = Mark("none"), Text("", "text.2", 12, elide=True)
        self._buttons()
        self._lay_out()
        self._connect()
        clock = QTimer(self, interval=TICK)
        clock.timeout.connect(self.show_figures)
        clock.start()

    def _buttons(self) -> None:
        self.offer_button = Button("Offer", "Ctrl ↵", "primary")
        self.add = Button("Insert line", "Ins")
        self.paste = Button("Paste rows", "Ctrl V")
        self.open_file = Button("Open CSV")
        self.price = Button("Price again", "F5", icon="refresh-cw")
        self.drop = Button("Throw away", kind="danger")

    def _lay_out(self) -> None:
        head = H(self.title, (self.about, 1), gap=8, pad=(16, 0, 16, 0), h=47)
        words = H(self._mark, (self._words, 1), gap=8, pad=(16, 0, 16, 0), h=28)
        self._bar = H(
            self.offer_button, self.add, self.paste, self.open_file, self.price, None, self.drop, gap=8, pad=(16, 0, 16, 0), h=48
        )
        below = (self.missed, self.clash, self.sheet, rule(), words, rule(), self._bar)
        left = V(head, rule(), self.head, rule(), (self.grid, 1), *below, ground="bg.surface")
        self.figures.setFixedWidth(_SIDE[0])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part, stretch in ((left, 1), (Rule(vertical=True), 0), (self.figures, 0)):
            row.addWidget(part, stretch)

    def _connect(self) -> None:
        grid, writing = self.grid, self.writing
        grid.pasted.connect(self._pasted)
        grid.cleared.connect(writing.clear)
        grid.removed.connect(writing.remove)
        grid.inserted.connect(self._insert)
        grid.undo.connect(writing.undo)
        grid.redo.connect(writing.redo)
        grid.typing.connect(writing.type)
        grid.moved.connect(self.show_figures)
        grid.wrong.connect(self._say)
        grid.escaped.connect(self._escape)
        self.head.typing.connect(lambda field, text: writing.type("", field, text))
        self.figures.typing.connect(writing.type)
        self.figures.suggested.taken.connect(self.take_suggestion)
        grid.suggested.connect(self.take_suggestion)
        self.missed.closed.connect(self._put_aside)
        self.add.clicked.connect(lambda: self._insert(grid.currentIndex().row()))
        self.paste.clicked.connect(grid.paste)
        self.open_file.clicked.connect(self.choose_file)
        self.price.clicked.connect(writing.prices.ask)
        self.drop.clicked.connect(self.throw_away)
        writing.changed.connect(self.show_content)
        writing.figures.connect(self.show_figures)
        writing.named.connect(lambda: self.head.know(writing.names))
        writing.failed.connect(self._not_kept)
        writing.clashed.connect(self._show_clash)
        writing.merged.connect(self._was_merged)
        self.clash.left.connect(self._to_grid)
        writing.previewed.connect(self.sheet.show_view)
        writing.refused.connect(self._not_offered)
        writing.changed.connect(self.sheet.put_aside)
        writing.outdated.connect(self._offer_outdated)
        writing.going.connect(self._lock)
        self.offer_button.clicked.connect(self.offer)
        self.sheet.confirmed.connect(writing.send)
        self.sheet.left.connect(self._to_grid)

    # ---- shown -----------------------------------------------------------------------------------------------------------
    def show_content(self) -> None:
        draft = self.writing.draft
        if draft is None:
            return
        self.title.setText(draft.number)
        self.about.setText(_about(draft))
        self.head.show_head(self.writing.content.head)
        self.show_figures()

    def show_figures(self) -> None:
        draft = self.writing.draft
        if draft is None:
            return
        self.grid.sheet.show(self.writing.rows(), draft.currency)
        self.figures.show_writing(self.writing, self.grid.key, datetime.now(UTC))
        self._say("")

    def _show_clash(self) -> None:
        found, theirs, draft = self.writing.merge, self.writing.theirs, self.writing.draft
        clashes = found.clashes if found is not None else ()
        had = self.clash.hasFocus()
        if theirs is None or draft is None or not clashes:
            self.clash.hide()
            if had:
                self._to_grid()
            return
        self.clash.show_clashes(draft.number, clashes, self.writing.content, theirs.content, draft.currency, self.writing.choices)

    def _was_merged(self, words: int) -> None:
        draft = self.writing.draft
        note = f"{words} note{'s' if words != 1 else ''} of theirs came in by itself" if words else "Every difference is settled"
        number = draft.number if draft is not None else ""
        self.toast.emit("ok", f"{number} goes on from what the ERP has now", f"{note}. Ctrl Z goes back", None)

    def _to_grid(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, wrong: str) -> None:
        """What is wrong with what is being typed; else why it cannot go on; else what the quote still lacks."""
        lacking = wanting(self.writing.content)
        if wrong:
            self._mark.show_kind("bad")
            self._words.show_text(wrong, "bad")
        elif self.grid.is_editing and self.grid.editor.bad:
            return
        elif self.writing.draft is not None and self.writing.draft.said:
            self._mark.show_kind("bad")
            self._words.show_text(f"Not offered: {self.writing.draft.said}", "bad")
        elif self.writing.gone:
            self._mark.show_kind("warn")
            self._words.show_text(self.writing.gone, "warn")
        elif lacking:
            more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            self._mark.show_kind("none")
            self._words.show_text(lacking[0][1] + more, "text.2")
        else:
            self._mark.show_kind("ok")
            self._words.show_text("Every line names a product and a quantity", "text.2")

    def resume(self, typing: Typing | None) -> None:
        """The cursor where one begins, or in the field that was being written when the window went."""
        grid = self.grid
        grid.go(len(self.writing.content.lines), 0)
        if typing is None:
            grid.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        column = next((i for i, x in enumerate(COLUMNS) if x.field == typing.field), None)
        if column is not None:
            grid.go(grid.sheet.place_of(typing.line), column)
            grid.edit_cell(typing.text)
        elif typing.field in self.head.fields and not typing.line:
            self.head.resume(typing.field, typing.text)
        elif typing.field in self.figures.fields and self.writing.content.line(typing.line) is not None:
            grid.go(grid.sheet.place_of(typing.line), 0)
            self.figures.resume(typing.field, typing.text)
        else:  # its line is gone
            self.writing.type("", "", "")
            grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- offered ---------------------------------------------------------------------------------------------------------
    def offer(self) -> None:
        """First it is shown what would happen; the same key again does it."""
        if self.sheet.isVisible():
            self.sheet.confirm()
        elif self.grid.take():
            self._to_grid()  # a field that is left is taken
            self._preview()

    def _preview(self) -> None:
        self.sheet.wait(self.writing.draft.number if self.writing.draft is not None else "")
        self.writing.preview()

    def _offer_outdated(self) -> None:
        """With other prices it is asked again; while one writes it is put aside."""
        draft = self.writing.draft
        if not self.sheet.isVisible() or draft is None:
            return
        if draft.typing is None:
            self._preview()
        else:
            self.sheet.put_aside()

    def _lock(self, going: bool) -> None:
        """While it is being taken down nothing is written: it would be in no offer and in no draft."""
        if going and self.writing.draft is not None:
            self.sheet.wait_for_sending(self.writing.draft.number)
        for part in (self.head, self.grid, self.missed, self.clash, self.figures, self._bar):
            part.setDisabled(going)

    def _not_offered(self, error: ClearlineError) -> None:
        self.sheet.put_aside()
        self.toast.emit("bad", error.title, error.advice, None)

    # ---- typed -----------------------------------------------------------------------------------------------------------
    def _find(self, text: str) -> tuple[Sold, ...]:
        return self.writing.catalogue.beginning(text)

    def _insert(self, at: int) -> None:
        self.writing.insert(at)
        self.grid.go(at, 0)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_suggestion(self, n: int) -> None:
        """The n-th of what fits the current line; the cursor goes to how many of it. Ctrl Z takes it back."""
        row = self.writing.row(self.grid.key)
        found = self.writing.context.suggestions(row.line.product) if row is not None else ()
        if row is None or n >= len(found) or self.writing.is_going:
            return
        key = self.writing.take(row.line.key, found[n])
        self.grid.go(self.grid.sheet.place_of(key), next(i for i, x in enumerate(COLUMNS) if x.field == "quantity"))
        self._to_grid()
        what = f"{found[n].sku} in place of {row.line.sku}" if found[n].instead else f"{found[n].sku} added"
        self.toast.emit("ok", what, "Ctrl Z takes it back", None)

    def _pasted(self, text: str, at: int) -> None:
        taken, missed, read_as = self.writing.paste(text, at)
        self.missed.show_missed(taken, missed, read_as)
        if taken:
            self.grid.go(at + taken, 0)
            kind = "warn" if missed else "ok"
            self.toast.emit(
                kind, f"{taken:,} line{'s' if taken > 1 else ''} added", f"Read as {read_as}. Ctrl Z takes them back", None
            )

    def choose_file(self) -> None:
        dialog = QFileDialog(self, "Open rows", "", "Rows (*.csv *.tsv *.txt)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_file(self, path: str) -> None:
        """Rows of a file of this machine, as if they were pasted; a file of a spreadsheet of old may be in Latin letters."""
        try:
            data = Path(path).read_bytes()[:5_000_000]
        except OSError as e:
            self.toast.emit("bad", "The file cannot be read", e.strerror or "", None)
            return
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
        self._pasted(text, self.grid.currentIndex().row())

    def _put_aside(self) -> None:
        self.missed.hide()
        self._to_grid()

    def _escape(self) -> None:
        if self.sheet.isVisible():
            self.sheet.put_aside()
        elif self.missed.isVisible():
            self._put_aside()
        else:
            self.escaped.emit()

    def _not_kept(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < NARROW
        self.grid.show_wide(not narrow)
        self.figures.setFixedWidth(_SIDE[narrow])


def _about(draft: Draft) -> str:
    parts = [draft.customer_name, draft.currency]
    parts.append(
        "kept on this machine only, until it is offered" if draft.base is None else "kept here; the ERP still has it as it was"
    )
    return " · ".join(x for x in parts if x)
