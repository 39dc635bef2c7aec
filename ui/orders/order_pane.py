"""One order across systems: head, verdict, milestones, and either its timeline or its lines and money; as we see it or the customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from app.domain.orders import AskOrder, Mismatch, OrderView
from app.errors import ClearlineError
from ui.cases.reading import reading
from ui.orders.evidence import Evidence
from ui.orders.strip import Strip
from ui.orders.text import order_text
from ui.orders.timeline import Timeline
from ui.tables.states import Centred
from ui.theme.kit import AC, Button, Chip, H, KeyValues, Mark, Tabs, Text, V, rule
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

TIMELINE, LINES = 0, 1
_INSTEAD, _ERROR, _READING, _ORDER = 0, 1, 2, 3


class OrderPane(QFrame):
    """Shows what ``ask`` names. ``customer``: the customer's view, which V turns on and off."""

    toast = Signal(str, str, str, object)
    shown = Signal(object)  # the OrderView on screen
    changed = Signal()  # another view or tab: worth remembering

    def __init__(self, console: Console, courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setAccessibleName("Order")
        self._console, self._courier = console, courier
        self.ask: AskOrder | None = None
        self.view: OrderView | None = None
        self.customer = False
        self.tab = TIMELINE
        self._generation = 0
        self._under_way = False
        self.state, self.timeline, self.strip, self.evidence = Centred(), Timeline(), Strip(), Evidence()
        self._instead = Swap()
        self._title = Text("", size=15, weight=600)
        self._who, self._verdict = Swap(), Swap()
        self.tabs = Tabs(["Timeline", "Lines"])
        self.tabs.chosen.connect(self.choose)
        self.eye = Button("As the customer sees it", "V", "quiet", "eye")
        self.eye.clicked.connect(self.toggle_customer)
        self.timeline.reached.connect(self._scroll_to)
        self.state.retry.connect(self._read)
        self._build()

    def _build(self) -> None:
        head = H(self._title, 4, self.tabs, None, self.eye, pad=(20, 0, 12, 0), h=47)
        inner = V(
            self._who, 4, self._verdict, 12, self.strip, 12, rule("line.1"), 8, self.timeline, self.evidence, None,
            pad=(20, 8, 20, 16), ground="bg.surface",
        )  # fmt: skip
        self.roll = QScrollArea()
        self.roll.setFrameShape(QFrame.Shape.NoFrame)
        self.roll.setWidgetResizable(True)
        self.roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.roll.setWidget(inner)
        self.roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        order = V(head, rule(), (self.roll, 1))
        self._stack = QStackedLayout(self)
        for part in (V(self._instead, ground="bg.surface"), self.state, V(48, (reading(), 1), ground="bg.surface"), order):
            self._stack.addWidget(part)
        self.evidence.hide()
        self.show_nothing("Choose an order", "Its lines, money and what happened to it in shop and ERP stand here.")

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def show_nothing(self, title: str, words: str) -> None:
        self._generation += 1
        self.ask = self.view = None
        self._instead.put((title, words), lambda: H(None, V(None, _centred(title, "text.2", 500), _centred(words), None), None))
        self._stack.setCurrentIndex(_INSTEAD)

    def show_mismatch(self, row: Mismatch) -> None:
        """What shop and ERP say about one piece of master data, in place of an order."""
        self.show_nothing(row.subject, "")
        self._instead.put(row, lambda: _apart(row))

    def show_order(self, ask: AskOrder) -> None:
        """The former order stays until the new one is read, so that nothing flickers while J is held down."""
        if ask == self.ask:
            return
        self.ask = ask
        self._generation += 1
        if self.view is None:
            self._stack.setCurrentIndex(_READING)
        self._read()

    def refresh(self) -> None:
        if self.ask is not None:
            self._generation += 1
            self._read()

    def _read(self) -> None:
        """One reading at a time: while J is held down, only the order it stops at is read."""
        if self.ask is None or self._under_way:
            return
        self._under_way = True
        done, failed = partial(self._arrived, self._generation), partial(self._unread, self._generation)
        self._courier.deliver(self._console.read(self.ask), done, on_error=failed)

    def _late(self, generation: int) -> bool:
        self._under_way = False
        if generation != self._generation:
            self._read()
            return True
        return False

    def _arrived(self, generation: int, view: OrderView | None) -> None:
        if self._late(generation):
            return
        if view is None:
            self.show_nothing("The order is gone", "It was deleted in its system, or its case is closed and forgotten.")
            return
        other = self.view is None or self.view.ref != view.ref
        self.view = view
        if other:
            self.roll.verticalScrollBar().setValue(0)
        self._show()
        self._stack.setCurrentIndex(_ORDER)
        self.shown.emit(view)

    def _unread(self, generation: int, error: ClearlineError) -> None:
        if not self._late(generation):
            self.view = None
            self.state.show_error(error)
            self._stack.setCurrentIndex(_ERROR)

    # ---- remembered --------------------------------------------------------------------------------------------------------
    def kept(self) -> dict[str, object]:
        return {"tab": self.tab}

    def recall(self, kept: Mapping[str, object]) -> None:
        self.choose(LINES if kept.get("tab") == LINES else TIMELINE)

    # ---- showing -----------------------------------------------------------------------------------------------------------
    def choose(self, tab: int) -> None:
        self.tab = tab
        self.tabs.choose(tab)
        self._show_tab()
        self.changed.emit()

    def toggle_tab(self) -> None:
        self.choose(LINES if self.tab == TIMELINE else TIMELINE)

    def toggle_customer(self) -> None:
        self.customer = not self.customer
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        view, mine = self.view, not self.customer
        self.eye.show_text("As we see it" if self.customer else "As the customer sees it")
        if view is None:
            return
        self._title.setText(view.title if mine else view.number)
        apart = view.differences + view.mismatches
        self.tabs.set_tabs(["Timeline", ("Lines", apart if apart and mine else None)], self.tab)
        self._who.put((view.customer, view.customer_number, view.reference, view.shared, view.valid_until, mine), self._names)
        self._verdict.put((view.verdict, view.unreadable, mine), self._sentence)
        self.strip.setVisible(mine)
        self.strip.show_steps(view.milestones)
        now = datetime.now(UTC)
        events = view.events if mine else view.customer_events
        self.timeline.show_events(events, now.astimezone().date(), customer=self.customer)
        self.evidence.show_blocks(str(view.ref), view.blocks if mine else view.customer_blocks)
        self._show_tab()

    def _show_tab(self) -> None:
        self.tabs.choose(self.tab)
        self.timeline.setVisible(self.tab == TIMELINE)
        self.evidence.setVisible(self.tab == LINES)

    def _names(self) -> QWidget:
        view = self.view
        assert view is not None
        mine = not self.customer
        marks = [f"PO {view.reference}" if view.reference else "", view.shared if mine else "", view.email if mine else ""]
        named = [view.customer_number if mine else "", *marks]
        chips = [Chip(f"Valid until {view.valid_until}")] if view.valid_until else []
        chips = [Chip("Quote"), *chips] if view.quote else chips
        about = Text(" · ".join(x for x in named if x), "text.3", 12, elide=True)
        return H(Text(view.customer, size=13, weight=600), (about, 1), *chips, gap=8, h=24)

    def _sentence(self) -> QWidget:
        view = self.view
        assert view is not None
        if self.customer:
            return Text("What the customer may read: plain words, their own figures, no names of ours.", "text.2", 12, wrap=True)
        told = H(Mark(view.verdict_kind, 10), (Text(view.verdict, size=13, wrap=True), 1), gap=8)
        return V(told, *[Text(words, "bad", 12, wrap=True) for words in view.unreadable], gap=4)

    def copy(self) -> None:
        """The order as text, in the view that is on screen."""
        if self.view is not None:
            QGuiApplication.clipboard().setText(order_text(self.view, customer=self.customer))
            self.toast.emit("ok", f"Copied {self.view.number}", "The order as it is on screen", None)

    def focus_evidence(self) -> None:
        part = self.timeline if self.tab == TIMELINE and self._stack.currentIndex() == _ORDER else self.tabs.buttons[self.tab]
        part.setFocus(Qt.FocusReason.TabFocusReason)

    def _scroll_to(self, row: QWidget) -> None:
        self.roll.ensureWidgetVisible(row, 0, 24)


def _centred(words: str, tone: str = "text.3", weight: int = 400) -> Text:
    return Text(words, tone, 13, weight, AC)


def _apart(row: Mismatch) -> QWidget:
    tone = "bad" if row.severe else "warn"
    head = H(Text(row.subject, size=15, weight=600), None, Chip(row.kind.capitalize()), pad=(20, 0, 20, 0), h=47)
    told = (
        "An order with it cannot be booked as it is."
        if row.severe
        else "Two systems, two prices: which one holds is for a person to say."
    )
    facts = KeyValues([("About", row.about or "–"), ("Shop says", row.shop), ("ERP says", (row.erp, tone))], 88)
    advice = Text("Set it right in the shop or in the ERP; the list follows with the next reading.", "text.2", 12, wrap=True)
    body = V(H(Mark(tone, 10), (Text(told, size=13, wrap=True), 1), gap=8), 12, facts, 12, advice, None, pad=(20, 12, 20, 16))
    return V(head, rule(), (body, 1), ground="bg.surface")
