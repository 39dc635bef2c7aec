"""The window: navigation | page, status bar below, banner on top, layers above."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.changes import NOTHING, Changes
from app.domain.question import AskCounts, Counts, Hit
from app.errors import ClearlineError
from app.version import this_build
from ui.cases.words import recovered, system
from ui.courier import Courier
from ui.dialogs.entry import Way
from ui.shell import banner, entries, logfile, statusbar, tell
from ui.shell.about import AboutSheet, facts
from ui.shell.entries import Entry
from ui.shell.keys import Keys, KeySheet, KeyWord, printed
from ui.shell.navigation import Count, Navigation
from ui.shell.page import Page
from ui.shell.palette import Palette
from ui.shell.signsheet import SignSheet
from ui.shell.toast import Toasts
from ui.theme.kit import NARROW, Rule
from ui.theme.layer import Layer

if TYPE_CHECKING:
    from app.console import Console
    from app.doors import SignedIn

THROTTLE = 50  # ms between a notice and the refresh it causes; a burst of pages becomes one
EVERY = 1000  # ms; ages and countdowns


class MainWindow(QWidget):
    """``commands``: by queue (key, title) of its deeds, for the sheet and the bindings; ``extra``: more lines for the palette (theme)."""

    closing = Signal()

    def __init__(
        self,
        console: Console,
        courier: Courier,
        pages: Sequence[Page],
        commands: Mapping[str, Sequence[KeyWord]],
        extra: Callable[[], list[Entry]],
    ) -> None:
        super().__init__()
        self.setMinimumSize(1100, 700)
        self._console, self._courier, self._extra = console, courier, extra
        self._pages = {page.name: page for page in pages}
        self._commands = {queue: tuple((printed(key), title) for key, title in listed) for queue, listed in commands.items()}
        self._made: dict[str, Any] = {}
        self._missed: dict[str, Changes] = {}
        self._heard = NOTHING
        self._queue_counts: dict[str, Count] = {}
        self._trail: list[str] = []  # the pages that lead to this one, each once
        self._layer: Layer | None = None
        self._build(console)
        self._toasts = Toasts(self, self._toast_area)
        self._bind()
        self._soon = QTimer(self, interval=THROTTLE, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        self._tick = QTimer(self, interval=EVERY)
        self._tick.timeout.connect(self._show_status)
        self._tick.start()
        courier.failed.connect(self.tell)
        console.watch(courier.hear(self._gather))
        self._ask_counts()
        self._show_status()

    # ---- parts ----

    def _build(self, console: Console) -> None:
        self.banner = banner.Banner()
        self.navigation = Navigation(tuple(self._pages.values()), console.me, console.status().company)
        self.stack = QStackedWidget()
        self.status = statusbar.StatusBar()
        body = QHBoxLayout()
        for part, stretch in ((self.navigation, 0), (Rule(vertical=True), 0), (self.stack, 1)):
            body.addWidget(part, stretch)
        column = QVBoxLayout(self)
        for layout in (body, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.banner)
        column.addLayout(body, 1)
        column.addWidget(self.status)
        self.navigation.chosen.connect(self.go)
        self.navigation.search.connect(self.open_palette)
        self.navigation.help.connect(self.show_keys)
        self.banner.goto.connect(self.go)
        self.banner.sign_in.connect(self._sign_in_to)

    def _bind(self) -> None:
        self._keys = Keys(self)
        bind = self._keys.bind
        bind("Ctrl K", self.open_palette)
        bind("?", self.show_keys)
        bind("Ctrl Z", self.take_back)
        bind(banner.SIGN_IN_KEY, self._sign_in_where_needed)
        bind("F6", functools.partial(self.next_pane, 1))
        bind("Shift F6", functools.partial(self.next_pane, -1))
        for page in self._pages.values():
            bind(f"G {page.key}", functools.partial(self.go, page.name))
        for key in dict.fromkeys(key for listed in self._commands.values() for key, _title in listed):
            bind(key, functools.partial(self._deed_key, key))

    @property
    def toasts(self) -> Toasts:
        return self._toasts

    @property
    def layer(self) -> Layer | None:
        return self._layer

    @property
    def page_name(self) -> str:
        """The name of the page on screen; "" before the first."""
        current = self.stack.currentWidget()
        return next((name for name, widget in self._made.items() if widget is current), "")

    @property
    def page(self) -> Any:
        return self.stack.currentWidget()

    # ---- going ----

    def go(self, name: str, argument: object = None) -> None:
        """Show a page (made at its first visit), tell it what it missed, and give it the keyboard."""
        if name not in self._pages:
            return
        self._trail = [page for page in (*self._trail, self.page_name) if page not in ("", name)]
        self._bring(name, argument)

    def _go_back(self) -> None:
        if self._trail:
            self._bring(self._trail.pop(), None)

    def _bring(self, name: str, argument: object) -> None:
        widget = self._made.get(name) or self._make(name)
        self.stack.setCurrentWidget(widget)
        self.navigation.show_current(name)
        missed = self._missed.pop(name, NOTHING)
        if missed:
            widget.on_changes(missed)
        if argument is not None and hasattr(widget, "open"):
            widget.open(argument)
        self._show_hints()
        widget.focus_first()

    def _make(self, name: str) -> Any:
        widget: Any = self._pages[name].factory(self._console, self._courier)
        widget.toast.connect(self._toast)
        widget.goto.connect(self.go)
        widget.hints_changed.connect(self._show_hints)
        if hasattr(widget, "back"):
            widget.back.connect(self._go_back)
        if hasattr(widget, "sign_in"):
            widget.sign_in.connect(self.sign_in)
        self._made[name] = widget
        self.stack.addWidget(widget)
        return widget

    def next_pane(self, by: int) -> None:
        """F6: round the panes, navigation included."""
        panes = [self.navigation, *(self.page.panes() if hasattr(self.page, "panes") else [])]
        shown = [pane for pane in panes if pane.isVisible()]
        focus = QApplication.focusWidget()
        at = next((i for i, pane in enumerate(shown) if focus is pane or (focus and pane.isAncestorOf(focus))), 0)
        target = shown[(at + by) % len(shown)]
        if target is self.navigation:
            self.navigation.focus_current()
        elif len(shown) > 1:
            _focus_into(target)
        else:
            self.page.focus_first()

    # ---- doing ----

    def _deed_key(self, key: str) -> None:
        for deed in self.page.deeds() if self.page is not None else ():
            if printed(deed.key) == key:
                self.page.run_deed(deed.name)
                return

    def take_back(self) -> None:
        """Ctrl+Z: the newest toast's undo, else the page's own deed on that key."""
        if not self._toasts.undo_newest():
            self._deed_key("Ctrl Z")

    def sign_in(self, way: Way) -> None:
        """Ask for the sign-in to one system, above the page."""
        if self._layer is None:
            sheet = SignSheet(self, way, self._courier)
            sheet.entered.connect(self._signed_in)
            self._open(sheet)

    def _sign_in_to(self, source: str) -> None:
        self.sign_in(self._console.doors.door(source))

    def _sign_in_where_needed(self) -> None:
        needed = next((row.source for row in self._console.status().sources if row.state == "sign_in"), "")
        if needed:
            self._sign_in_to(needed)

    def _signed_in(self, signed_in: SignedIn) -> None:
        name = system(signed_in.source)[1]
        self._toasts.show("ok", f"Signed in to the {name}", f"It is being read. {signed_in.secrets_words}")

    def open_palette(self) -> None:
        if self._layer is not None:
            return
        page = self.page
        subject = str(page.subject()) if hasattr(page, "subject") else ""
        deeds = entries.deed_entries(page.deeds(), page.run_deed) if page is not None else []
        notes = {name: f"{count.number:,} open" for name, count in self._queue_counts.items() if count.number is not None}
        places = [*entries.place_entries(self._pages.values(), self.go, notes), *self._extra()]
        places += entries.new_system_entries(self._console.doors.all, self.sign_in)
        places.append(Entry("circle-help", "All keys", cap="?", run=self.show_keys))
        places.append(Entry("info", "About Clearline", this_build().version, run=self.show_about))
        if "drafts" in self._pages:
            places.append(Entry("clipboard-check", "New quote", "type the customer's name behind it", run=self._choose_customer))
        show = (self._show_hit, functools.partial(self.go, "drafts"))
        self._open(Palette(self, self._console, self._courier, subject, deeds, places, *show))

    def _choose_customer(self) -> None:
        """A new quote is for somebody: F begins one on the customer's page."""
        self.go("customers")

    def _show_hit(self, hit: Hit) -> None:
        """On the page that lists it; what no page lists shows the cases that carry its name."""
        first = next((page.name for page in self._pages.values() if page.queue), "")
        self.go(hit.queue or first, hit)

    def show_keys(self) -> None:
        if self._layer is None:
            hints = [(key, word) for key, word in (self.page.hints() if self.page is not None else ()) if key != "?"]
            places = [(f"G {page.key}", page.title) for page in self._pages.values()]
            deeds = self._commands.get(self._pages[self.page_name].queue, ())
            said = {key for key, _word in (*hints, *deeds)}
            own = [(key, d.title) for d in self.page.deeds() if (key := printed(d.key)) and key not in said]
            self._open(KeySheet(self, hints, deeds, own, places))

    def show_about(self) -> None:
        if self._layer is None:
            self._open(AboutSheet(self, facts(this_build(), logfile.place())))

    def _open(self, layer: Layer) -> None:
        self._layer = layer
        layer.closed.connect(self._layer_closed)
        self._keys.rest(True)
        layer.open()

    def _layer_closed(self) -> None:
        self._layer = None
        self._keys.rest(False)

    def tell(self, error: ClearlineError) -> None:
        said = tell.words(error)
        self._toasts.show(said.kind, said.title, said.note)

    def _toast(self, kind: str, title: str, note: str, undo: Any) -> None:
        self._toasts.show(kind, title, note, undo)

    def _toast_area(self) -> QRect:
        place = self.stack.mapTo(self, QPoint(0, 0))
        wide = min(620, self.stack.width())
        return QRect(place.x(), place.y(), wide, self.stack.height())

    def say_recovered(self) -> None:
        """What an earlier run left unfinished is said once, when the window is on screen."""
        count = self._console.status().recovered
        if count:
            self._toasts.show("wait", recovered(count), "Their state is in Sync, G S")

    # ---- what changed ----

    def _gather(self, changes: Changes) -> None:
        self._heard |= changes
        if not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        """The page on screen now; the others when they are next shown."""
        heard, self._heard = self._heard, NOTHING
        for name, widget in self._made.items():
            if widget is self.page:
                widget.on_changes(heard)
            else:
                self._missed[name] = self._missed.get(name, NOTHING) | heard
        if heard.topics & {"cases", "letters"}:
            self._ask_counts()
        self._show_status()

    def _ask_counts(self) -> None:
        self._courier.deliver(self._console.read(AskCounts()), self._counted)

    def _counted(self, counts: Counts) -> None:
        by_queue = {
            queue: Count(number, "bad" if worst == 1 else "warn" if worst == 2 else None)
            for queue, number, worst in counts.queues
        }
        self._queue_counts = {p.name: by_queue[p.queue] for p in self._pages.values() if p.queue in by_queue}
        shown = dict(self._queue_counts)
        if "approvals" in self._pages:
            mine, worst = counts.approvals
            shown["approvals"] = Count(mine or None, "bad" if worst == 1 else "warn" if mine else None)
        if "outbox" in self._pages:
            troubled = counts.letters_parked + counts.letters_unknown
            number = counts.letters_waiting + troubled
            shown["outbox"] = Count(
                number or None, "bad" if counts.letters_parked else "warn" if counts.letters_unknown else None
            )
        self.navigation.show_counts(shown)

    def _show_status(self) -> None:
        status = self._console.status()
        self.navigation.show_company(status.company)
        self.navigation.show_roles(status.roles)
        self.setWindowTitle(f"{status.company} – Clearline" if status.company else "Clearline")
        self.status.show_parts(statusbar.parts(status))
        self.banner.show_notice(banner.worst(status), status.now)

    def _show_hints(self) -> None:
        if self.page is not None:
            self.status.show_hints(self.page.hints())

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.navigation.set_narrow(self.width() < NARROW)
        super().resizeEvent(event)
        self._toasts.arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        self._soon.stop()
        self._toasts.clear()
        self.closing.emit()
        super().closeEvent(event)


def _focus_into(pane: QWidget) -> None:
    """The pane itself where it takes the keyboard, else its first part that does."""
    parts = [pane, *pane.findChildren(QWidget)]
    wanted = next((w for w in parts if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled()), None)
    if wanted is not None:
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
