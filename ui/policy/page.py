"""The page Policy: lists with what is chosen beside them; a person's changes gather here until they propose them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from app.domain.changes import Changes
from app.domain.policy_page import AskPolicy, PolicyAnswer, VersionView
from app.domain.question import Deed
from app.errors import ClearlineError, Refused
from app.policy.differing import differences
from ui.policy import tables
from ui.policy.answering import Answering
from ui.policy.bounds import ValueField
from ui.policy.deeds import deeds, hints
from ui.policy.draft import Draft, Edit
from ui.policy.forms import Form
from ui.policy.shown import BY_SYSTEM, CHANGES, LENT, MATRIX, TITLES, Shown, called
from ui.tables.asking import Asking
from ui.tables.column import Line
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.states import Centred
from ui.theme.kit import NARROW, ROW, Button, H, Mark, Tabs, Text, V, rule
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

KEPT = "policy_draft"  # under this name the person's changes are remembered
_LEGEND = "any: without bound; 10k: 10,000; +1: with a second person; asks: may ask for it. Purple: not proposed yet."


class PolicyPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Policy"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._asking = console, Asking(courier, self)
        self.shown: Shown | None = None
        self.form: Form | None = None
        self._wanted = ""  # a row that is gone to when it has been read
        self.grids: list[Grid] = []
        self.tabs, self.lists, self.place, self.empty = Tabs(TITLES), QStackedWidget(), Swap(), Centred()
        self.tabs.chosen.connect(self._chose)
        self.empty.retry.connect(self._read)
        self.answering = Answering(console, courier, self)
        self.answering.asked.connect(self._open_form)
        self.answering.warned.connect(self._warn)
        self.answering.done.connect(self._done)
        self.answering.failed.connect(self._refused)
        self._build()
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self._read()

    def _build(self) -> None:
        self._entity = _button("All systems", "E", "building-2", self.next_entity)
        self._lend = _button("Lend my right", "N", "users", self.lend)
        title = H(Text("Policy", size=15, weight=600), 8, self.tabs, None, pad=(16, 0, 16, 0), h=47)
        self._tools = H(None, self._entity, self._lend, pad=(16, 0, 16, 0), h=47)
        head = QWidget()
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight, head)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(0)
        self._head.addWidget(title, 1)
        self._head.addWidget(self._tools)
        self._changed = Text("", "wait", 12, 500)
        undo = _button("Undo", "Ctrl Z", "undo-2", self.undo, "quiet")
        propose = _button("Propose", "P", None, self.propose, "primary")
        self._strip = H(Mark("wait", 9), self._changed, None, undo, propose, gap=8, pad=(16, 0, 16, 0), h=40, ground="bg.sunken")
        self._strip.hide()
        self._legend = H(Text(_LEGEND, "text.3", 12, elide=True), pad=(16, 0, 16, 0), h=28)
        self.empty.show_waiting("Reading the policy", "It comes from the team store.")
        self.lists.addWidget(self.empty)
        self._right = V((self.place, 1), ground="bg.surface", w=400)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(V(head, rule(), self._strip, (self.lists, 1), self._legend, ground="bg.surface"), 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self._right)

    def _make_grids(self, shown: Shown) -> None:
        for title, columns, line in zip(TITLES, shown.columns(), shown.lines(), strict=True):
            grid = Grid(columns, line, edge=16, size=12 if title == TITLES[MATRIX] else 13, name=title)
            grid.moved.connect(self._moved)
            grid.opened.connect(self._opened)
            grid.group_toggled.connect(self._toggle)
            grid.copy_asked.connect(self._copy)
            self.grids.append(grid)
            self.lists.addWidget(grid)
        self._fit()

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return hints(self.shown, self.record(), self.tabs.current)

    def deeds(self) -> tuple[Deed, ...]:
        return deeds(self.shown, self.record(), self.tabs.current)

    def run_deed(self, name: str) -> None:
        run: dict[str, Callable[[], None]] = {
            "propose": self.propose,
            "undo": self.undo,
            "entity": self.next_entity,
            "central": self.back_to_central,
            "approve": lambda: self.answering.approve(self.record()),
            "decline": lambda: self.answering.decline(self.record()),
            "take_back": lambda: self.answering.take_back(self.record()),
            "compare": self.compare,
            "lend": self.lend,
            **{f"tab{n}": partial(self._go_to, n) for n in range(len(TITLES))},
        }
        run[name]()

    def on_changes(self, changes: Changes) -> None:
        if "policy" in changes.topics or self.shown is None:
            self._asking.news()

    def focus_first(self) -> None:
        (self.grid or self.empty).setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.grid or self.empty, self._right]

    def subject(self) -> str:
        record = self.record()
        return record.title if isinstance(record, tables.DeedRow) else ""

    def open(self, argument: object) -> None:
        """A proposal by its id, a version by its number."""
        self._choose(CHANGES)
        self._wanted = tables.version_key(argument) if isinstance(argument, int) else str(argument)
        self._go_to_wanted()

    # ---- showing ---------------------------------------------------------------------------------------------------------------
    @property
    def grid(self) -> Grid | None:
        return self.grids[self.tabs.current] if self.grids else None

    def record(self) -> object:
        return self.grid.table.listing.record(self.grid.current_key) if self.grid is not None else None

    def _read(self) -> None:
        self._asking.ask(self._console.read(AskPolicy()))

    def _arrived(self, answer: PolicyAnswer) -> None:
        shown, first = self.shown, self.shown is None
        if shown is None:
            shown = self.shown = Shown(answer, Draft.kept(answer.current.body, self._console.view(KEPT)))
            self._make_grids(shown)
        shown.answer = answer
        if shown.draft.base != answer.current.body:
            self._carry_over(shown)
        self._show(shown)
        self._go_to_wanted()
        if first and self.grid is not None:
            if not self.grid.current_key:
                self.grid.step(1)
            if self.isVisible():
                self.focus_first()

    def _go_to_wanted(self) -> None:
        """It may come with a later answer only."""
        if self.grid is not None and self._wanted in self.grid.table.listing.at:
            self.grid.go(self._wanted)
            self._wanted = ""

    def _carry_over(self, shown: Shown) -> None:
        """Another version came into force: what this person changed changes that one now."""
        before, shown.draft = shown.draft, Draft(shown.answer.current.body, shown.draft.edits)
        self._keep(shown)
        if before.changed:
            left = "Your changes are on top of it now" if shown.draft.changed else "Nothing of your changes is left"
            self.toast.emit("warn", f"Version {shown.answer.current.version} is in force", left, None)

    def _unread(self, error: ClearlineError) -> None:
        if self.shown is None:
            self.empty.show_error(error)
        else:
            self.toast.emit("bad", error.title, error.advice, None)

    def _show(self, shown: Shown) -> None:
        for n, grid in enumerate(self.grids):
            grid.take(shown.listing(n))
        self._show_list()
        self.tabs.set_tabs(shown.counts())
        self._entity.show_text(called(shown.entity) if shown.entity else "All systems")
        self._show_strip(shown)
        self._show_pane()

    def _show_list(self) -> None:
        on = self.grid if self.grid is not None and self.grid.table.listing.keys else self.empty
        if on is self.empty and self.shown is not None:
            self.empty.show_empty(
                "No right is lent", "With N you lend yours to a colleague, for a holiday say. It ends by itself."
            )
        self.lists.setCurrentWidget(on)
        self._entity.setVisible(self.tabs.current in BY_SYSTEM)
        self._lend.setVisible(self.tabs.current == LENT)
        self._tools.setVisible(self.tabs.current in BY_SYSTEM or self.tabs.current == LENT)
        self._legend.setVisible(self.tabs.current == MATRIX)

    def _show_strip(self, shown: Shown) -> None:
        draft = shown.draft
        self._strip.setVisible(draft.changed)
        count = len(differences(draft.before, draft.texts)) if draft.changed else 0
        self._changed.setText(f"{count} {'change' if count == 1 else 'changes'} not proposed yet: without effect")
        self.hints_changed.emit()

    def _show_pane(self) -> None:
        if self.shown is None or self.form is not None:
            return
        shown, record = self.shown, self.record()
        seen = (self.tabs.current, record, shown.entity, shown.draft.body, shown.base)
        self.place.put(seen, lambda: shown.pane(record, self.change, self.focus_first))
        content = self.place.content
        if content is not None and not content.property("wired"):
            content.setProperty("wired", True)
            for button in content.findChildren(Button):
                if button.property("what"):
                    button.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.run_deed(str(sender.property("what")))

    def _chose(self, _tab: int) -> None:
        self._close_form()
        self._show_list()
        if self.grid is not None and not self.grid.current_key:
            self.grid.step(1)
        self._show_pane()
        self.hints_changed.emit()

    def _choose(self, tab: int) -> None:
        self.tabs.choose(tab)
        self._chose(tab)

    def _go_to(self, tab: int) -> None:
        self._choose(tab)
        self.focus_first()

    def _moved(self, _key: str) -> None:
        self._close_form()
        self._show_pane()
        self.hints_changed.emit()

    def _toggle(self, key: str) -> None:
        if self.shown is not None:
            self.shown.shut = self.shown.shut ^ {key}
            self._show(self.shown)

    def _opened(self, _key: str) -> None:
        """To the first bound of what is current."""
        content = self.place.content
        field = next(iter(content.findChildren(ValueField)), None) if content is not None else None
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def _copy(self) -> None:
        grid = self.grid
        line = grid.table.line(grid.current_row) if grid is not None and grid.current_row >= 0 else None
        if grid is not None and isinstance(line, Line):
            QGuiApplication.clipboard().setText(tab_text(grid.table.columns, [line]))

    # ---- changing ----------------------------------------------------------------------------------------------------------------
    def change(self, edit: Edit) -> ClearlineError | None:
        """Take a changed value over; what is wrong with it, else. Nothing is proposed by that."""
        shown = self.shown
        if shown is None:
            return None
        try:
            shown.draft.change(edit)
        except Refused as e:
            return e
        self._keep(shown)
        for n, grid in enumerate(self.grids):
            grid.take(shown.listing(n))
        self._show_strip(shown)
        QTimer.singleShot(0, self._show_pane)  # not under the hands of the field that told it
        return None

    def _keep(self, shown: Shown) -> None:
        self._console.save_view(KEPT, shown.draft.keep())

    def undo(self) -> None:
        if self.shown is not None and self.shown.draft.undo():
            self._keep(self.shown)
            self._show(self.shown)

    def next_entity(self) -> None:
        if self.shown is not None and self.tabs.current in BY_SYSTEM:
            self.shown.next_entity()
            self._show(self.shown)

    def back_to_central(self) -> None:
        record = self.record()
        if self.shown is not None and isinstance(record, tables.DeedRow) and record.own:
            self.change(Edit("central", self.shown.entity, record.deed))

    def compare(self) -> None:
        record = self.record()
        if self.shown is not None and isinstance(record, VersionView):
            self.shown.base = None if self.shown.base == record.version else record.version
            self._show(self.shown)

    # ---- proposing and answering ---------------------------------------------------------------------------------------------------
    def propose(self) -> None:
        if self.shown is not None and self.shown.draft.changed:
            self.answering.propose(self.shown.answer, self.shown.draft, called)

    def lend(self) -> None:
        if self.shown is not None and self.shown.answer.colleagues:
            self._choose(LENT)
            self.answering.lend(self.shown.answer)

    def _warn(self, title: str, why: str) -> None:
        self.toast.emit("warn", title, why, None)

    def _done(self, id_: str, words: str) -> None:
        self._wanted = id_
        if self.shown is not None and self.form is not None and self.form.objectName() == "Propose":
            self.shown.draft = Draft(self.shown.draft.base)
            self._keep(self.shown)
            self.tabs.choose(CHANGES)
        self._close_form()
        self._show_list()
        self.toast.emit("ok", words, "", None)
        self._read()
        self.focus_first()

    def _refused(self, error: ClearlineError) -> None:
        if self.form is not None:
            self.form.show_error(error)
        else:
            self.toast.emit("bad", error.title, error.advice, None)
        self._read()

    def _open_form(self, form: Form, content: QWidget) -> None:
        self.form = form
        form.closed.connect(self._leave_form)
        self.place.put(form, lambda: content)
        form.begin()

    def _leave_form(self) -> None:
        self._close_form()
        self.focus_first()

    def _close_form(self) -> None:
        if self.form is not None:
            self.form = None
            self._show_pane()

    def _fit(self) -> None:
        """In a narrow window a role's column says less, below a head of two lines; the pane and the tool tip say all. The lists' names
        need the whole line, so what belongs to a list stands below them."""
        narrow = self.window().width() < NARROW
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for grid in self.grids[:1]:
            grid.head.setFixedHeight(ROW["roomy" if narrow else "normal"])
            for n in range(1, len(grid.table.columns)):
                grid.setColumnWidth(n, tables.NARROW_ROLE if narrow else tables.ROLE)

    # ---- Qt -------------------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        found = next((d.name for d in self.deeds() if plain and event.text().upper() == d.key), "")
        if found:
            self.run_deed(found)
        else:
            super().keyPressEvent(event)


def _button(text: str, cap: str, icon: str | None, call: Callable[[], None], kind: str = "plain") -> Button:
    button = Button(text, cap, kind, icon)
    button.clicked.connect(lambda: call())
    return button
