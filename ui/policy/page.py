"""The page Policy: four lists with what is chosen beside them; a person's changes gather here until they propose them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.changes import Changes
from app.domain.policy_page import (
    Approve,
    AskPolicy,
    Decline,
    DelegationView,
    EndLoan,
    Lend,
    PolicyAnswer,
    PolicyWish,
    ProposalView,
    Propose,
    VersionView,
    Withdraw,
)
from app.domain.question import Deed
from app.errors import ClearlineError, Refused
from app.policy import quotes
from app.policy.differing import differences, own_rules
from app.policy.loader import parse
from app.policy.rulebook import needed
from app.policy.texts import Texts
from ui.cases.words import system
from ui.policy import forms, panes, tables
from ui.policy.bounds import ValueField
from ui.policy.draft import Draft, Edit
from ui.policy.forms import Form
from ui.tables.asking import Asking
from ui.tables.column import Line
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.listing import Listing
from ui.tables.states import Centred
from ui.theme.button import Button
from ui.theme.kit import NARROW, H, Mark, Tabs, Text, V, rule
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

MATRIX, OFFERS, CHANGES, LENT = range(4)
KEPT = "policy_draft"  # under this name the person's changes are remembered
_ICONS = ("shield-check", "file-text", "history", "users")
_TITLES = ("Matrix", "Offers", "Changes", "Lent rights")


class PolicyPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Policy"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._courier, self._asking = console, courier, Asking(courier, self)
        self.answer: PolicyAnswer | None = None
        self.draft: Draft | None = None
        self.form: Form | None = None
        self.entity = ""
        self._shut: frozenset[str] = frozenset()
        self._wanted = ""  # a row that is gone to when it has been read
        self._base: int | None = None  # version that others are compared with; None: each with the one before
        self.tabs = Tabs(_TITLES)
        self.tabs.chosen.connect(self._chose)
        self.grids: list[Grid] = []
        self.lists, self.place, self.empty = QStackedWidget(), Swap(), Centred()
        self.empty.retry.connect(self._read)
        self._place_name = Button("All systems", "E", "plain", "building-2")
        self._place_name.clicked.connect(self.next_entity)
        self._lend = Button("Lend my right", "N", "plain", "users")
        self._lend.clicked.connect(self.lend)
        self._changed = Text("", "wait", 12, 500)
        self._propose = Button("Propose", "P", "primary")
        self._propose.clicked.connect(self.propose)
        self._undo = Button("Undo", "Ctrl Z", "quiet", "undo-2")
        self._undo.clicked.connect(self.undo)
        self._build()
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self._read()

    def _build(self) -> None:
        head = H(Text("Policy", size=15, weight=600), 8, self.tabs, None, self._place_name, self._lend, pad=(16, 0, 16, 0), h=47)
        self._strip = H(
            Mark("wait", 9), self._changed, None, self._undo, self._propose, gap=8, pad=(16, 0, 16, 0), h=40, ground="bg.sunken"
        )
        self._strip.hide()
        self.empty.show_empty("Reading the policy", "It comes from the team store.")
        self.lists.addWidget(self.empty)
        self._right = V((self.place, 1), ground="bg.surface", w=400)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(V(head, rule(), self._strip, (self.lists, 1), ground="bg.surface"), 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self._right)

    def _make_grids(self) -> None:
        policy = parse(self._texts().authority)
        lines: tuple[Callable[[object], Line], ...] = (
            lambda record: tables.deed_line(parse(self._texts().authority), record),
            tables.limit_line,
            lambda record: tables.change_line(self.answer.current.version if self.answer else 0, record),
            tables.loan_line,
        )
        columns = (tables.matrix_columns(policy), tables.LIMIT_COLUMNS, tables.CHANGE_COLUMNS, tables.LOAN_COLUMNS)
        for title, shown, line in zip(_TITLES, columns, lines, strict=True):
            grid = Grid(shown, line, edge=16, size=12 if title == _TITLES[MATRIX] else 13, name=title)
            grid.moved.connect(self._moved)
            grid.opened.connect(self._opened)
            grid.group_toggled.connect(self._toggle)
            grid.copy_asked.connect(self._copy)
            self.grids.append(grid)
            self.lists.addWidget(grid)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        here = (
            (("↵", "its bounds"), ("E", "another system"), ("P", "propose")),
            (("↵", "change it"), ("E", "another system"), ("P", "propose")),
            (("A", "approve"), ("D", "decline"), ("B", "compare from here")),
            (("N", "lend my right"), ("T", "end it")),
        )[self.tabs.current]
        return (*here, ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        record, changed = self.record(), self.draft is not None and self.draft.changed
        mine = isinstance(record, ProposalView) and record.state == "open" and record.mine
        answer = self._answerable(record)
        ends = isinstance(record, DelegationView) and record.mine
        nothing = "Nothing is changed here yet"

        def deed(name: str, title: str, key: str, icon: str, why: str) -> Deed:
            return Deed(name, title, key, icon, "denied" if why else "may", why)

        return (
            deed("propose", "Propose the changes", "P", "shield-check", "" if changed else nothing),
            deed("undo", "Undo the newest change", "Ctrl+Z", "undo-2", "" if changed else nothing),
            deed("entity", "Show another system's rules", "E", "building-2", ""),
            deed("central", "Use the central rule here", "R", "undo-2", "" if self._is_own(record) else "The central rule holds here"),
            deed("approve", "Approve the change", "A", "check", answer),
            deed("decline", "Decline the change", "D", "octagon-alert", answer),
            deed("take_back", "End the loan" if ends else "Take it back", "T", "undo-2", "" if mine or ends else "It is not yours"),
            deed("compare", "Compare from this version", "B", "history", "" if isinstance(record, VersionView) else "Choose a version"),
            *(deed(f"tab{n}", f"Show: {title.lower()}", str(n), _ICONS[n - 1], "") for n, title in enumerate(_TITLES, 1)),
            deed("lend", "Lend my right to approve", "N", "users", "" if self._colleagues() else "Nobody is there to hold it"),
        )  # fmt: skip

    def run_deed(self, name: str) -> None:
        run: dict[str, Callable[[], None]] = {
            "propose": self.propose,
            "undo": self.undo,
            "entity": self.next_entity,
            "central": self.back_to_central,
            "approve": self.approve,
            "decline": self.decline,
            "take_back": self.take_back,
            "compare": self.compare,
            "lend": self.lend,
            **{f"tab{n}": partial(self._go_to, n - 1) for n in range(1, len(_TITLES) + 1)},
        }
        run[name]()

    def on_changes(self, changes: Changes) -> None:
        if changes.topics & {"policy", "status"} or self.answer is None:
            self._asking.news()

    def focus_first(self) -> None:
        (self.grid or self.empty).setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.grid or self.empty, self._right]

    def subject(self) -> str:
        record = self.record()
        return record.title if isinstance(record, tables.DeedRow) else ""

    def open(self, argument: object) -> None:
        """A proposal by its id."""
        self._choose(CHANGES)
        if self.grid is not None:
            self.grid.go(str(argument))

    # ---- showing ---------------------------------------------------------------------------------------------------------------
    @property
    def grid(self) -> Grid | None:
        return self.grids[self.tabs.current] if self.grids else None

    def record(self) -> object:
        return self.grid.table.listing.record(self.grid.current_key) if self.grid is not None else None

    def _texts(self) -> Texts:
        assert self.draft is not None
        return self.draft.texts

    def _read(self) -> None:
        self._asking.ask(self._console.read(AskPolicy()))

    def _arrived(self, answer: PolicyAnswer) -> None:
        first, self.answer = self.answer is None, answer
        if self.draft is None:
            self.draft = Draft.kept(answer.current.body, self._console.view(KEPT))
        elif self.draft.base != answer.current.body:
            self._carry_over(self.draft, answer)
        if first:
            self._make_grids()
            self._fit()
        self._show()
        wanted, self._wanted = self._wanted, ""
        if wanted and self.grid is not None:
            self.grid.go(wanted)
        if first and self.grid is not None:
            self.grid.step(1)
            if self.empty.hasFocus() or self.isVisible():
                self.focus_first()

    def _carry_over(self, before: Draft, answer: PolicyAnswer) -> None:
        """Another version came into force: what this person changed changes that one now."""
        self.draft = Draft(answer.current.body, before.edits)
        self._keep()
        if before.changed:
            left = "your changes are on top of it now" if self.draft.changed else "nothing of your changes is left"
            self.toast.emit("warn", f"Version {answer.current.version} is in force", f"{left[0].upper()}{left[1:]}", None)

    def _unread(self, error: ClearlineError) -> None:
        if self.answer is None:
            self.empty.show_error(error)
        else:
            self.toast.emit("bad", error.title, error.advice, None)

    def _show(self) -> None:
        if self.answer is None or self.draft is None:
            return
        for n, grid in enumerate(self.grids):
            grid.take(self._listing(n, self.answer, self.draft))
        self._show_list()
        counts = [
            None,
            None,
            sum(p.state == "open" for p in self.answer.proposals),
            sum(d.state == "now" for d in self.answer.delegations),
        ]
        self.tabs.set_tabs([(title, count or None) for title, count in zip(_TITLES, counts, strict=True)])
        self._place_name.show_text(self._called(self.entity) if self.entity else "All systems")
        self._show_strip()
        self._show_pane()

    def _show_list(self) -> None:
        grid = self.grid
        shown = grid if grid is not None and grid.table.listing.keys else self.empty
        if shown is self.empty and self.answer is not None:
            self.empty.show_empty(
                "No right is lent", "With N you lend yours to a colleague, for a holiday say. It ends by itself."
            )
        self.lists.setCurrentWidget(shown)
        self._place_name.setVisible(self.tabs.current in (MATRIX, OFFERS))
        self._lend.setVisible(self.tabs.current == LENT)

    def _listing(self, tab: int, answer: PolicyAnswer, draft: Draft) -> Listing:
        if tab == MATRIX:
            policy, was = parse(draft.texts.authority), parse(draft.before.authority)
            return tables.matrix(policy, was, self.entity, answer.titles, self._shut)
        if tab == OFFERS:
            offers, before = quotes.parse(draft.texts.quotes), quotes.parse(draft.before.quotes)
            return tables.limits(offers.central, offers.at(self.entity), before.at(self.entity))
        return tables.changes(answer, self._base) if tab == CHANGES else tables.loans(answer)

    def _show_strip(self) -> None:
        draft = self.draft
        changed = draft is not None and draft.changed
        self._strip.setVisible(changed)
        if draft is not None and changed:
            count = len(differences(draft.before, draft.texts))
            self._changed.setText(f"{count} {'change' if count == 1 else 'changes'} not proposed yet: without effect")
        self.hints_changed.emit()

    def _show_pane(self) -> None:
        if self.answer is None or self.draft is None or self.form is not None:
            return
        record, answer, draft = self.record(), self.answer, self.draft
        self.place.put(
            (self.tabs.current, record, self.entity, draft.body, self._base), partial(self._pane, record, answer, draft)
        )
        self._wire()

    def _pane(self, record: object, answer: PolicyAnswer, draft: Draft) -> QWidget:
        called, titles = self._called, answer.titles
        match record:
            case tables.DeedRow():
                policy = parse(draft.texts.authority)
                own = [d for d in own_rules(draft.texts, self.entity) if d.deed == record.deed] if self.entity else []
                foot = [panes.back_button()] if record.own else []
                central = policy.deeds[record.deed]
                return panes.deed(
                    policy, record.rule, central, self.entity, titles, called, own, self.change, self.focus_first, foot
                )
            case tables.LimitRow():
                offers = quotes.parse(draft.texts.quotes)
                return panes.limit(record.name, offers, self.entity, called, self.change, self.focus_first)
            case VersionView():
                return panes.version(record, self._base_of(record, answer), titles, called)
            case ProposalView():
                return panes.proposal(record, titles, called, enforced=answer.enforced)
            case DelegationView():
                return panes.loan(record, enforced=answer.enforced)
            case _:
                return panes.nothing("Choose a row to see more of it")

    def _base_of(self, version: VersionView, answer: PolicyAnswer) -> VersionView | None:
        wanted = version.version - 1 if self._base in (None, version.version) else self._base
        return next((v for v in answer.versions if v.version == wanted), None)

    def _wire(self) -> None:
        """The buttons of what stands beside the list do what their keys do."""
        content = self.place.content
        if content is None or content.property("wired"):
            return
        content.setProperty("wired", True)
        for button in content.findChildren(Button):
            if button.property("what"):
                button.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        sender = self.sender()
        what = str(sender.property("what")) if sender is not None else ""
        self.run_deed({"withdraw": "take_back", "end_loan": "take_back"}.get(what, what))

    def _called(self, source: str) -> str:
        return system(source)[1]

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
        self._shut = self._shut - {key} if key in self._shut else self._shut | {key}
        self._show()

    def _opened(self, _key: str) -> None:
        """To the first bound of what is current."""
        content = self.place.content
        field = next((w for w in content.findChildren(ValueField) if w.isEnabled()), None) if content is not None else None
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
        draft, answer = self.draft, self.answer
        if draft is None or answer is None:
            return None
        try:
            draft.change(edit)
        except Refused as e:
            return e
        self._keep()
        for n, grid in enumerate(self.grids):
            grid.take(self._listing(n, answer, draft))
        self._show_strip()
        QTimer.singleShot(0, self._show_pane)  # not under the hands of the field that told it
        return None

    def _keep(self) -> None:
        if self.draft is not None:
            self._console.save_view(KEPT, self.draft.keep())

    def undo(self) -> None:
        if self.draft is not None and self.draft.undo():
            self._keep()
            self._show()

    def next_entity(self) -> None:
        if self.answer is not None and self.tabs.current in (MATRIX, OFFERS):
            places = ("", *self.answer.entities)
            self.entity = places[(places.index(self.entity) + 1) % len(places)]
            self._show()

    def _is_own(self, record: object) -> bool:
        return isinstance(record, tables.DeedRow) and record.own

    def back_to_central(self) -> None:
        record = self.record()
        if isinstance(record, tables.DeedRow) and record.own:
            self.change(Edit("central", self.entity, record.deed))
            self._show()

    # ---- proposing and answering ---------------------------------------------------------------------------------------------------
    def propose(self) -> None:
        answer, draft = self.answer, self.draft
        if answer is None or draft is None or not draft.changed:
            return
        denied = next((answer.denied[d] for d in needed(draft.texts, draft.before) if answer.denied.get(d)), "")
        if denied:
            self.toast.emit("warn", "You may not propose this", denied, None)
            return
        form, id_, body = forms.reason("Propose", "What others should know"), str(uuid.uuid4()), draft.body
        version = answer.current.version
        form.committed.connect(lambda told: self._send(Propose(id_, body, version, told["reason"]), self._proposed))
        self._open_form(form, panes.proposing(answer, draft.base, body, self._called, form))

    def _proposed(self) -> None:
        if self.draft is not None:
            self.draft = Draft(self.draft.base)
            self._keep()
        self._choose(CHANGES)
        self._show()

    def _answerable(self, record: object) -> str:
        if not isinstance(record, ProposalView) or record.state != "open":
            return "Choose a change that is proposed"
        return "It changes a version that is over" if record.outdated else record.denied

    def approve(self) -> None:
        record = self.record()
        if isinstance(record, ProposalView):
            why = self._answerable(record)
            if why:
                self.toast.emit("warn", "You cannot approve it", why, None)
            else:
                self._send(Approve(record.id, record.sha256))

    def decline(self) -> None:
        record = self.record()
        if not isinstance(record, ProposalView):
            return
        if record.denied:
            self.toast.emit("warn", "You cannot decline it", record.denied, None)
            return
        form = forms.reason("Decline", "Its author reads why")
        form.committed.connect(lambda told: self._send(Decline(record.id, told["reason"])))
        self._open_form(form, panes.pane("Decline the change", [form]))

    def take_back(self) -> None:
        record = self.record()
        if isinstance(record, ProposalView) and record.mine and record.state == "open":
            self._send(Withdraw(record.id))
        elif isinstance(record, DelegationView) and record.mine:
            self._send(EndLoan(record.id))

    def _colleagues(self) -> tuple[tuple[str, str], ...]:
        return self.answer.colleagues if self.answer is not None else ()

    def lend(self) -> None:
        answer = self.answer
        if answer is None or not answer.colleagues:
            return
        self._choose(LENT)
        form, id_ = forms.lending(answer.colleagues, answer.now), str(uuid.uuid4())
        form.committed.connect(partial(self._lent, id_))
        self._open_form(form, panes.pane("Lend my right to approve", [form]))

    def _lent(self, id_: str, told: dict[str, str]) -> None:
        since, until = (datetime.fromisoformat(told[name]) for name in ("since", "until"))
        self._send(Lend(id_, told["delegate"], since, until, told["reason"]))

    def compare(self) -> None:
        record = self.record()
        if isinstance(record, VersionView):
            self._base = None if self._base == record.version else record.version
            self._show()

    def _send(self, wish: PolicyWish, then: Callable[[], None] | None = None) -> None:
        self._courier.deliver(self._console.rule(wish), partial(self._done, wish.id, then), on_error=self._refused)

    def _done(self, id_: str, then: Callable[[], None] | None, done: Any) -> None:
        self._wanted = id_
        self._close_form()
        self.toast.emit("ok", done.words, "", None)
        if then is not None:
            then()
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
        self._show_pane()
        self.focus_first()

    def _close_form(self) -> None:
        if self.form is not None:
            self.form = None
            self._show_pane()

    def _fit(self) -> None:
        """In a narrow window a role's column says less; the pane and the tool tip say all."""
        for grid in self.grids[:1]:
            for n in range(1, len(grid.table.columns)):
                grid.setColumnWidth(n, tables.NARROW_ROLE if self.window().width() < NARROW else tables.ROLE)

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
