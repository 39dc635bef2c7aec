"""The case panel: reads one case, shows it, and runs the deeds of a person on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from app.domain.preview import PreviewView
from app.domain.question import AskCase, AskOutbox, AskQuote, CasePanel, CaseRow, Deed, LetterRow, OutboxAnswer
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.cases.actions import ActionBar
from ui.cases.blocks import evidence
from ui.cases.body import CaseBody
from ui.cases.deciding import Deciding
from ui.cases.enclosure import Enclosure
from ui.cases.exposure import BucketRow
from ui.cases.files import CaseFiles
from ui.cases.gallery import Gallery
from ui.cases.head import CaseHead
from ui.cases.inputs import SPECS
from ui.cases.outcome import OutcomeSheet
from ui.cases.photos import Thumb
from ui.cases.picker import Picker, dropped
from ui.cases.reading import nothing_chosen, reading
from ui.cases.sheet import PreviewSheet
from ui.theme.kit import rule

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier


_TAKES_FILES = "add_photos"


class CasePane(QFrame):
    """Shows the case that ``show_case`` names. All work happens on lanes; answers come by the courier."""

    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    staged = Signal(str, str)  # case id and the word for its row: the person decided, the row says so at once
    unstaged = Signal(str, bool)  # case id; True: refused
    go_on = Signal(str)  # this case is done with: to the next one
    shown = Signal(str)  # the case whose evidence is on screen now
    leave = Signal()  # the keyboard goes back to the list
    changed = Signal()  # other deeds may be possible now
    gathered = Signal(str, str, dict)  # deed, its title and what was filled in: decided for all that is marked

    def __init__(
        self, console: Console, courier: Courier, keys: Mapping[str, str] | None = None, named: Sequence[str] = ()
    ) -> None:
        """``keys``: other ones than the deeds have by themselves, which no other deed keeps then. ``named``: the deeds of the bar, which
        stands there only while nothing waits for an approval: what waits has its buttons beside it."""
        super().__init__()
        self._keys, self._named = dict(keys or {}), tuple(named)
        self.setProperty("ground", "bg.surface")
        self.setAccessibleName("Case")
        self._console, self._courier = console, courier
        self._row: CaseRow | None = None
        self._about: Ref | None = None  # the quote that is shown whether or not it has a case
        self._place = ""
        self.panel: CasePanel | None = None
        self._letters: tuple[LetterRow, ...] = ()
        self._generation = 0
        self._under_way = self._gone = False
        self._asked_early = ""  # a deed whose key came before its case was read
        self._open_deed = ""
        self._many = 0  # cases that the open sheet decides for; 0: this one
        self._errors: dict[str, ClearlineError] = {}
        self._deciding = Deciding(console, courier, self)
        self._deciding.done.connect(self._done)
        self._deciding.failed.connect(self._failed)
        self.gallery = Gallery(console, courier, self)
        self._files = CaseFiles(console, courier, self.gallery, self)
        self.head, self.body, self.sheet, self.outcome, self.bar = (
            CaseHead(),
            CaseBody(self.gallery),
            PreviewSheet(),
            OutcomeSheet(),
            ActionBar(frozenset(named)),
        )
        self._deciding.previewed.connect(self._previewed)
        self._deciding.not_previewed.connect(self.sheet.show_failure)
        self.head.deed_asked.connect(self.run_deed)
        self.head.menu_asked.connect(self.bar.open_menu)
        self.bar.deed_asked.connect(self.run_deed)
        self.body.opened.connect(self._files.open)
        self.body.policy_asked.connect(self._show_policy)
        self._files.toast.connect(self.toast)
        self.outcome.asked.connect(self._outcome_asked)
        self.sheet.closed.connect(self.close_sheet)
        self.sheet.asked_again.connect(self._preview)
        self.sheet.committed.connect(self._commit)
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        self._case = QWidget()
        column = QVBoxLayout(self._case)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._reading = reading()
        for part, stretch in (
            (self.head, 0), (rule(), 0), (self.body, 1), (self._reading, 1), (self.sheet, 0), (self.outcome, 0), (rule(), 0), (self.bar, 0),
        ):  # fmt: skip
            column.addWidget(part, stretch)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(nothing_chosen())
        self._stack.addWidget(self._case)
        self.sheet.hide()
        self.outcome.hide()
        self._reading.hide()

    # ---- showing -----------------------------------------------------------------------------------------------------------
    @property
    def row(self) -> CaseRow | None:
        """The case on screen, also while it is being read."""
        return self._row

    def show_case(self, row: CaseRow | None, place: str = "") -> None:
        """The head at once from the list's own row; the rest when it is read. None: nothing is chosen."""
        self._generation += 1
        self._about = None
        other = row is None or self._row is None or row.case_id != self._row.case_id
        self._row, self._place = row, place
        self._gone, self._asked_early = self._gone and not other, "" if other else self._asked_early
        if row is None:
            self.panel = None
            self._put_away()
            self.bar.show_deeds(())
            self._stack.setCurrentIndex(0)
            self.changed.emit()
            return
        self._stack.setCurrentIndex(1)
        self.head.show_row(row, place, self._console.me.id)
        if other:
            self._put_away()
            if self.panel is None:
                self._show_reading(True)
        self._read()

    def _put_away(self) -> None:
        self.close_sheet(keep_focus=True)
        self.outcome.hide()
        self._letters = ()

    def show_quote(self, about: Ref) -> None:
        """A quote by its document: its open case, else the quote alone. All of it comes when it is read."""
        if about == self._about:
            return
        self.show_case(None)
        self._about = about
        self._stack.setCurrentIndex(1)
        self.head.hide()
        self._show_reading(True)
        self._read()

    def refresh(self) -> None:
        """Something about this case changed; what is typed and what has the keyboard stays."""
        self.gallery.forget_failures()
        if self._row is not None or self._about is not None:
            self._generation += 1
            self._read()

    def _read(self) -> None:
        """One reading at a time: while J is held down, only the case it stops at is read."""
        ask = AskQuote(self._about) if self._about is not None else AskCase(self._row.case_id) if self._row is not None else None
        if ask is None or self._under_way:
            return
        self._under_way = True
        future = self._console.read(ask)
        self._courier.deliver(future, partial(self._arrived, self._generation), on_error=partial(self._unread, self._generation))

    def _late(self, generation: int) -> bool:
        """True for an answer nobody waits for any more; the right one is asked for."""
        self._under_way = False
        late = generation != self._generation
        if late:
            self._read()
        return late

    def _show_reading(self, on: bool) -> None:
        self._reading.setVisible(on)
        self.body.setVisible(not on)

    def _unread(self, generation: int, error: ClearlineError) -> None:
        if not self._late(generation):
            self._show_reading(False)
            self._show_error(error)

    def _arrived(self, generation: int, panel: CasePanel | None) -> None:
        if self._late(generation):
            return
        self._show_reading(False)
        self._gone = panel is None
        if panel is None:
            self.bar.show_deeds((), "The case is gone: its order was deleted or it cleared meanwhile")
            self.changed.emit()
            return
        panel = self._keyed(panel)
        moved_on = self.panel is not None and self.panel.row.rev != panel.row.rev
        self.panel, self._row = panel, panel.row
        self.head.show_row(panel.row, panel.place if self._about is not None else self._place, self._console.me.id)
        self.head.show_shared(self._about is None)
        self.body.show_panel(panel)
        self.shown.emit(panel.row.case_id)
        self.bar.show_deeds(panel.deeds)
        self.bar.setVisible(not (self._named and panel.pending is not None and panel.pending.state == "approval"))
        self._show_outcome()
        if self.sheet.isVisible() and moved_on:
            self.sheet.ask_again()
        self.changed.emit()
        early, self._asked_early = self._asked_early, ""
        if early:
            self.run_deed(early)

    def _keyed(self, panel: CasePanel) -> CasePanel:
        taken = set(self._keys.values())
        keyed = [replace(d, key=self._keys.get(d.name, "" if d.key in taken else d.key)) for d in panel.deeds]
        return replace(panel, deeds=tuple(keyed)) if self._keys else panel

    def _show_outcome(self) -> None:
        """Under the evidence: the preview while it is open, else what became of the last decision."""
        panel = self.panel
        if self.sheet.isVisible() or panel is None:
            self.outcome.hide()
        elif panel.row.case_id in self._errors:
            self._show_error(self._errors[panel.row.case_id])
        elif panel.pending is not None:
            self.outcome.show_pending(panel, self._letters, self._console.me.id)
            self.outcome.show()
            if panel.pending.state != "approval":
                self._courier.deliver(self._console.read(AskOutbox()), partial(self._letters_arrived, self._generation))
        else:
            self.outcome.hide()

    def _letters_arrived(self, generation: int, answer: OutboxAnswer) -> None:
        panel = self.panel
        if generation != self._generation or panel is None or panel.pending is None or self.sheet.isVisible():
            return
        letters = tuple(row for row in answer.letters if row.id.startswith(panel.pending.decision_id))
        if letters != self._letters:
            self._letters = letters
            self.outcome.show_pending(panel, letters, self._console.me.id)

    def _show_error(self, error: ClearlineError) -> None:
        self.outcome.show_error(error)
        self.outcome.show()

    # ---- deeds -------------------------------------------------------------------------------------------------------------
    def deeds(self) -> tuple[Deed, ...]:
        """What can be done with the case on screen. While it is being read, the same deeds without a verdict: a key is not lost."""
        if self._row is None or self._gone:
            return ()
        panel = self.panel
        if panel is None or panel.row.case_id != self._row.case_id:
            return tuple(replace(deed, verdict="may", words="") for deed in (panel.deeds if panel is not None else ()))
        return panel.deeds

    def run_deed(self, name: str, many: int = 0) -> None:
        """Opens the preview; what needs none is done at once. What is not allowed says why and does nothing.

        ``many``: so many are marked, and the deed gathers them.
        """
        panel, row = self.panel, self._row
        deed = next((d for d in self.deeds() if d.name == name), None)
        if row is not None and not self._gone and (panel is None or panel.row.case_id != row.case_id):
            self._asked_early = name
        elif panel is None or deed is None:
            return
        elif deed.verdict == "denied":
            self.toast.emit("warn", f"{deed.title} is not possible", deed.words, None)
        elif deed.at_once:
            self._deciding.do(name, panel, {})
        else:
            self._open_deed, self._many = name, many
            self._errors.pop(panel.row.case_id, None)
            self.outcome.hide()
            self.sheet.show()
            self.sheet.open_deed(deed, panel, many)
            for picker in self.sheet.findChildren(Picker):
                picker.keep_with(self._files.keep)
            for paper in self.sheet.findChildren(Enclosure):
                paper.make_with(self._files.enclose, self._files.open_one)

    def _preview(self, fields: Mapping[str, str]) -> None:
        if self.panel is not None:
            self.body.show_choice(self._open_deed, fields)
            self._deciding.preview(self._open_deed, self.panel, fields)

    def _previewed(self, view: PreviewView) -> None:
        if self.sheet.isVisible() and self.panel is not None and view.case_id == self.panel.row.case_id:
            self.sheet.show_view(view)

    def _commit(self, fields: Mapping[str, str]) -> None:
        panel, deed, view = self.panel, self._open_deed, self.sheet.view
        if panel is None or view is None:
            return
        if self._many:
            self.sheet.inputs.forget_draft()
            self.close_sheet()
            self.gathered.emit(deed, view.title, dict(fields))
            return
        self._deciding.do(deed, panel, fields)
        if view.draft:
            QGuiApplication.clipboard().setText(view.draft)
        self.sheet.inputs.forget_draft()
        self.close_sheet()
        word = "approval" if view.verdict == "approval" else SPECS[deed].doing
        if word:
            self.staged.emit(panel.row.case_id, word)
        if not SPECS[deed].stays:
            self.go_on.emit(panel.row.case_id)

    def _done(self, case: str, deed: str, done: Done) -> None:
        self.toast.emit("wait" if done.letter_ids else "ok", done.words, "", None)
        if self._row is not None and self._row.case_id == case:
            self.refresh()

    def _failed(self, case: str, deed: str, error: ClearlineError) -> None:
        self._errors[case] = error
        self.unstaged.emit(case, bool(SPECS[deed].doing))
        if self._row is not None and self._row.case_id == case:
            self._show_outcome()
        else:
            self.toast.emit("bad", error.title, error.advice, None)

    def _show_policy(self, version: int) -> None:
        self.goto.emit("policy", version)

    def _outcome_asked(self, name: str) -> None:
        panel = self.panel
        if panel is None:
            return
        if name == "go_on":
            self.go_on.emit(panel.row.case_id)
        elif name == "sync":
            self.goto.emit("outbox", panel.row.case_id)
        elif name == "copy":
            QGuiApplication.clipboard().setText(evidence(panel))
            self.toast.emit("ok", "Copied for support", "The case as it is on screen", None)
        elif name == "dismiss":
            self.dismiss_error()
        else:
            self.run_deed(name)

    def dismiss_error(self) -> bool:
        """True when there was one to put away."""
        had = self._row is not None and self._errors.pop(self._row.case_id, None) is not None
        if had:
            self._show_outcome()
            self.leave.emit()
        return had

    def focus_evidence(self) -> None:
        """The keyboard to the sheet where one is open, else to the first part of the evidence that can be opened."""
        parts = [*self.body.findChildren(Thumb), *self.body.findChildren(BucketRow)]
        first = next((part for part in parts if part.isEnabled() and part.isVisible()), None)
        if self.sheet.isVisible():
            self.sheet.inputs.focus_first()
        elif first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def close_sheet(self, keep_focus: bool = False) -> bool:
        """True when it was open. What was typed is kept until it is committed."""
        was = self.sheet.isVisible()
        self._deciding.forget()
        if was:
            self.sheet.hide()
            self.body.show_choice("", {})
            self._show_outcome()
            if not keep_focus:
                self.leave.emit()
        return was

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.sheet.isVisible():
            self.sheet.commit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) and any(d.name == _TAKES_FILES and d.verdict != "denied" for d in self.deeds()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped on the page: the deed that takes them opens with them."""
        self.run_deed(_TAKES_FILES)
        for picker in self.sheet.findChildren(Picker):
            picker.add(dropped(event.mimeData()))
        event.acceptProposedAction()
