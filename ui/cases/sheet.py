"""The preview sheet: what a deed would do in each system, what that means, the reason, and the one button that does it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.letter import Effect
from app.domain.preview import PreviewView
from app.domain.question import CasePanel, Deed
from app.errors import ClearlineError
from ui.cases.inputs import SPECS, Inputs, start_values
from ui.cases.message import MANY, ONE, draft
from ui.cases.roll import Roll
from ui.cases.words import system
from ui.cases.writing import Writing
from ui.theme.kit import Button, Chip, H, Icon, Item, Text, V, announce, rule, width
from ui.theme.swap import Swap

QUIET_MS = 150  # nothing is said about waiting before that
UNDO_ROOM = 260  # px that words about undoing may take beside the buttons at most; longer ones get a line of their own


class PreviewSheet(QFrame):
    """Nothing is sent while it is open. ``committed`` carries the fields once they are complete."""

    committed = Signal(dict)
    asked_again = Signal(dict)  # a field that the preview depends on has changed
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.raised")
        self.setAccessibleName("Preview")
        self._view: PreviewView | None = None
        self._head, self._effects, self._facts, self._info, self._message = Swap(), Swap(), Swap(), Swap(), Swap()
        self.inputs = Inputs()
        self.inputs.changed.connect(self._inputs_changed)
        self.writing = Writing()
        self.writing.changed.connect(partial(self._inputs_changed, "text"))
        self._primary = Button("", "Ctrl ↵", "primary")
        self._primary.clicked.connect(self.commit)
        self._close = Button("Close", "Esc", "quiet")
        self._close.clicked.connect(self.closed)
        self._undo = Text("", "text.3", 12)
        self._stale = self._hurry = self._stale_words_only = False
        self._many = 0
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._say_waiting)
        self._settle = QTimer(self, singleShot=True, interval=250)
        self._settle.timeout.connect(self.ask_again)
        self.roll = Roll(self._rolls())
        self._build()

    def _rolls(self) -> QWidget:
        """What may not all have room: between the name of the deed and what has to be read before the button."""
        inner = QFrame()
        inner.setProperty("ground", "bg.raised")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 0, 20, 0)
        column.setSpacing(0)
        column.addWidget(self._effects)
        column.addSpacing(8)
        column.addWidget(self._facts)
        column.addWidget(self._message)
        column.addWidget(self.writing)
        column.addSpacing(10)
        column.addWidget(self.inputs)
        return inner

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._primary, self._close):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addWidget(H(self._head, pad=(20, 10, 20, 4)))
        column.addWidget(self.roll)
        column.addWidget(H(self._info, pad=(20, 4, 20, 0)))
        foot.setContentsMargins(20, 10, 20, 12)
        column.addLayout(foot)

    # ---- showing -----------------------------------------------------------------------------------------------------------
    def open_deed(self, deed: Deed, panel: CasePanel, many: int = 0) -> None:
        """Opens at once with the deed's name; what it would do follows with ``show_view``. ``many``: cases it is to be decided for."""
        number = panel.row.number
        self._view, self._stale, self._hurry, self._many = None, False, False, many
        self._head.put(("head", deed.title, number), lambda: _head(deed.title, "Nothing is sent yet", None))
        for place in (self._effects, self._facts, self._info, self._message):
            place.put(None, QWidget)
        self._undo.hide()
        self.writing.begin(bool(many))
        self.inputs.show_deed(deed, panel.row.case_id, start_values(deed, panel, datetime.now(UTC)))
        self._primary.show_text(self._button(deed.title, SPECS[deed.name].button.format(number=number)), "Ctrl ↵")
        self._primary.set_off("What it would do is not known yet")
        if not self.inputs.focus_first():
            self.setFocus()
        self.ask_again()

    def show_view(self, view: PreviewView) -> None:
        self._quiet.stop()
        self._view, self._stale = view, False
        self._head.put(("view", view, self._many), lambda: _head(view.title, self._note(view), _chip(view)))
        self._effects.put((view.effects, view.predicted), lambda: _effects(view.effects, view.predicted))
        self._facts.put((view.facts, self.width() // 40), lambda: _facts(view.facts, self.width() - 40))
        told = MANY if self._many else ONE
        self._message.put(
            (view.draft, told) if view.draft else None, lambda: draft(view.draft, told) if view.draft else QWidget()
        )
        self.writing.show_telling(view.telling)
        self._primary.show_text(self._button(view.title, view.button), "Ctrl ↵")
        undo = view.undo if width(view.undo, 12) <= self._undo_room() else ""
        self._info.put((view.problem, view.verdict, view.verdict_words, view.question, view.undo), lambda: _info(view, not undo))
        self._undo.setText(undo)
        self._undo.setVisible(bool(undo))
        blocked = view.problem or (view.verdict_words if view.verdict == "denied" else "")
        if blocked:
            self._primary.set_off(blocked)
            announce(self, blocked, assertive=True)
        else:
            self._primary.set_on()
        if self._hurry:
            self._hurry = False
            self.commit()

    def _undo_room(self) -> int:
        """px beside the buttons, in a narrow panel less than elsewhere."""
        taken = self._primary.sizeHint().width() + self._close.sizeHint().width() + 2 * 20 + 3 * 8
        return min(UNDO_ROOM, self.width() - taken)

    def _button(self, title: str, words: str) -> str:
        return f"{title} for {self._many:,} marked" if self._many else words

    def _note(self, view: PreviewView) -> str:
        return f"One of {self._many:,}; nothing is sent yet" if self._many else "Preview, nothing is sent yet"

    def show_failure(self, error: ClearlineError) -> None:
        """The preview could not be made: said where it would have been."""
        self._quiet.stop()
        words = error.words
        self._info.put(("failure", words), lambda: _row("octagon-alert", "bad", words, "bad"))
        self._primary.set_off(words)
        announce(self, words, assertive=True)

    def _say_waiting(self) -> None:
        self._info.put("waiting", lambda: _row("hourglass", "text.3", "Asking what it would do", "text.3"))

    # ---- doing -------------------------------------------------------------------------------------------------------------
    @property
    def view(self) -> PreviewView | None:
        return self._view

    def commit(self) -> None:
        """Only what was previewed can be committed, and only when the fields are complete."""
        if not self.inputs.complete():
            return
        if self._stale:
            self._hurry = self._stale_words_only
            self.ask_again()
        elif self._view is None or not self._primary.isEnabled():
            announce(self, self._primary.why, assertive=True)
        else:
            self.committed.emit(self.values())

    def values(self) -> dict[str, str]:
        """All that was filled in, with what was said about the message."""
        return {**self.inputs.values(), **self.writing.values()}

    def _inputs_changed(self, kind: str) -> None:
        """A reason changes nothing that is previewed: typing it never waits. Other words may go as typed; figures are shown first."""
        if kind == "reason":
            return
        self._stale, self._stale_words_only = True, kind == "text"
        self._settle.start()

    def ask_again(self) -> None:
        self._settle.stop()
        if self.inputs.ready_to_preview():
            self._quiet.start()
            self.asked_again.emit(self.values())
        else:
            self._info.put("fill", lambda: _row("info", "text.3", "Fill in the fields to see what it would do", "text.3"))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif not enter:
            super().keyPressEvent(event)


def _head(title: str, note: str, chip: Chip | None) -> QWidget:
    items: list[Item] = [Text(title, size=13, weight=600), Text(note, "text.3", 12), None]
    return H(*items, *([chip] if chip else []), gap=8, h=28)


def _chip(view: PreviewView) -> Chip | None:
    if view.problem or view.verdict == "denied":
        return Chip("Cannot be done now", "bad")
    if view.verdict == "approval":
        return Chip("Someone else approves", "wait")
    if view.predicted:
        tried = {e.source for e in view.effects} - set(view.predicted)
        where = f" in the {' and the '.join(system(s)[1] for s in view.predicted)}" if tried else ""
        return Chip(f"Foreseen{where}, not tried out", "warn")
    return Chip("Tried out on the server", "ok") if view.effects else None


def _effects(effects: tuple[Effect, ...], foreseen: tuple[str, ...]) -> QWidget:
    """One line per change: system, what changes from what to what, and the document it happens to; "foreseen" where not tried out."""
    rows: list[Item] = []
    for effect in effects:
        icon, name = system(effect.source)
        change = f"{effect.before} → {effect.after}" if effect.before else effect.after
        sentence = Text(f"{effect.field[:1].upper()}{effect.field[1:]}: {change}", size=12, elide=True)
        mark = [Text("foreseen", "warn", 12)] if effect.source in foreseen else []
        where = Text(effect.document, "text.3", 12)
        rows.append(H(Icon(icon, "text.3", 14), Text(name, "text.3", 12, w=40), (sentence, 1), *mark, where, gap=8, h=22))
    return V(*rows)


def _facts(facts: tuple[tuple[str, str, str], ...], room: int) -> QWidget:
    """Four facts side by side; two by two where the words need it."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    widest = max((max(width(value, 12, 500), width(label, 11)) for label, value, _ in facts), default=0)
    across = len(facts) if facts and (widest + 12) * len(facts) <= room else 2
    for i, (label, value, tone) in enumerate(facts):
        fact = V(Text(label, "text.3", 11), Text(value, tone or "text.1", 12, 500, elide=True), gap=2)
        grid.addWidget(fact, i // across, i % across)
    for i in range(across):
        grid.setColumnStretch(i, 1)
    return made


def _row(icon: str, icon_tone: str, words: str, tone: str) -> QWidget:
    row = H(V(4, Icon(icon, icon_tone, 14), None), (Text(words, tone, 12, wrap=True), 1), gap=8)
    row.setMinimumHeight(22)
    return row


def _info(view: PreviewView, with_undo: bool) -> QWidget:
    """What has to be read before the button: the problem, the remote's questions, who else decides."""
    rows: list[Item] = []
    if view.problem:
        rows.append(_row("octagon-alert", "bad", view.problem, "bad"))
    elif view.verdict != "may" and view.verdict_words:
        rows.append(_row("lock" if view.verdict == "denied" else "info", "text.3", view.verdict_words, "text.1"))
    rows += [_row("info", "warn", f"The ERP asks: “{question}” Going on accepts it.", "text.1") for question in view.question]
    if with_undo and view.undo:
        rows.append(_row("undo-2", "text.3", view.undo, "text.2"))
    return V(*rows)
