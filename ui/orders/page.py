"""The page of orders, or of quotes: the list and one of them side by side, and the keys that go between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.board import AskSlots
from app.domain.changes import Changes
from app.domain.orders import AskOrder, Mismatch, OrderRow, OrderView
from app.domain.question import Deed, Hit
from app.domain.ref import Ref
from app.domain.version_list import AskVersions
from ui.cases.panel import CasePane
from ui.cases.versions import show_versions
from ui.orders import mismatches, order_list
from ui.orders.lists import DRAFTS, MISMATCHES, ORDERS, OrderList
from ui.orders.mismatches import MismatchPane
from ui.orders.order_list import OrderListPane
from ui.orders.order_pane import LINES, TIMELINE, OrderPane
from ui.tables.list_head import ListHead
from ui.tables.remembered import Remembered
from ui.theme.kit import V
from ui.theme.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


_KEYS = {
    Qt.Key.Key_V: "customer_view",
    Qt.Key.Key_T: "tab",
    Qt.Key.Key_U: "show_customer",
    Qt.Key.Key_F: "edit_quote",
    Qt.Key.Key_B: "show_versions",
    Qt.Key.Key_W: "show_goods",
    Qt.Key.Key_N: "book_visit",
}


# Of a case's deeds those that are done from here: what was decided and by whom; to claim it or let it sleep, it has its queue.
_DECIDED = frozenset({"approve", "decline_approval", "take_back"})


class OrdersPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None, shown: OrderList = ORDERS) -> None:
        super().__init__(parent)
        self.title = shown.title
        self._shown = shown
        self._counts: dict[str, int] = {}
        self._view = shown.views[0][0]
        self._opening = False  # an order from elsewhere is being read; the list follows it
        self._came = False  # the list holds what was opened from elsewhere: Esc leads back there
        self.head = ListHead(shown.title, shown.views, "Number, customer, PO or e-mail")
        self.list = OrderListPane(console, courier, shown)
        self.apart = MismatchPane(console, courier)
        self.order = OrderPane(console, courier)
        self.offer = CasePane(console, courier) if shown.quotes else None  # what is decided about a quote
        self._right = QStackedWidget()
        for part in (self.offer, self.order):
            if part is not None:
                self._right.addWidget(part)
        self._console, self._courier = console, courier
        self._left = QStackedWidget()
        self._left.addWidget(self.list)
        self._left.addWidget(self.apart)
        left = V(self.head, (self._left, 1), ground="bg.surface")
        left.setMinimumWidth(420)
        self._right.setMinimumWidth(500)
        self._sides = SideBySide(left, self._right, wide=600, narrow=480)
        self.remembered = Remembered(self, console, f"orders.{shown.name}", self._sides, self.order, self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)
        self._connect()
        self.remembered.recall()
        self.list.show_asked(self.list.ask)
        if any(name == MISMATCHES for name, _, _ in shown.views):
            self.apart.read()

    def _connect(self) -> None:
        self.head.view_chosen.connect(self._choose_view)
        self.head.filter.filtered.connect(self._filter)
        self.head.filter.left.connect(self.focus_first)
        self.list.chosen.connect(self._chosen)
        self.list.counted.connect(self._counted)
        self.list.changed_view.connect(self.remembered.soon)
        self.list.grid.opened.connect(self._opened)
        self.list.grid.copy_asked.connect(self.order.copy)
        self.apart.counted.connect(self._counted_apart)
        self.apart.chosen.connect(self._chosen_apart)
        self.order.shown.connect(self._order_shown)
        self.order.changed.connect(self.remembered.soon)
        self.order.toast.connect(self.toast)
        if self.offer is not None:
            self.offer.toast.connect(self.toast)
            self.offer.goto.connect(self.goto)
            self.offer.leave.connect(self.focus_first)
            self.offer.changed.connect(self.hints_changed)
            self.offer.go_on.connect(self._go_on)
        self._sides.changed.connect(self.remembered.soon)
        self._sides.narrowed.connect(self.list.set_narrow)

    # ---- the page's side of the window's agreement -------------------------------------------------------------------------
    @property
    def shows_offer(self) -> bool:
        """What can be decided about the quote stands on the right, not what happened to it."""
        return self.offer is not None and self._right.currentWidget() is self.offer

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.offer is not None and self.offer.sheet.isVisible():
            return (("Ctrl ↵", "commit"), ("Esc", "close"), ("F6", "next pane"), ("?", "all keys"))
        if self.offer is not None:
            return (("J K", "move"), ("1–9", "act"), ("B", "versions"), ("T", "offer, timeline, lines"), ("?", "all keys"))
        return (("J K", "move"), ("V", "customer view"), ("T", "timeline, lines"), ("/", "filter"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        verdict, why = ("may", "") if self.order.view is not None else ("denied", "No order is chosen")
        mine = "As we see it" if self.order.customer else "As the customer sees it"
        return (
            *self._decisions(),
            Deed("customer_view", mine, "V", "eye", verdict, why),
            Deed("tab", "Offer, timeline or lines" if self.offer else "Timeline or lines", "T", "route", verdict, why),
            Deed("show_customer", "Show the customer", "U", "building-2", verdict, why),
            Deed("book_visit", "New appointment", "N", "calendar-days", verdict, why),
            Deed("show_goods", "Show the goods", "W", "package", verdict, why),
            Deed("edit_quote", *self._edit_words(), "clipboard-check", *self._editable()),
            *((Deed("show_versions", "Versions", "B", "history", verdict, why),) if self.offer else ()),
            Deed("copy_order", "Copy the order", "Ctrl+C", "file-text", verdict, why),
        )

    def run_deed(self, name: str) -> None:
        deed = {
            "customer_view": self.order.toggle_customer,
            "tab": self._tab,
            "show_customer": self._show_customer,
            "show_goods": self._show_goods,
            "copy_order": self.order.copy,
            "book_visit": self._book_visit,
            "edit_quote": self._edit_quote,
            "show_versions": self._show_versions,
        }.get(name)
        if deed is None and self.offer is not None:
            self._right.setCurrentWidget(self.offer)
            self.offer.run_deed(name)
            self.hints_changed.emit()
        elif deed is not None and self.order.view is not None:
            if name == "customer_view":
                self._right.setCurrentWidget(self.order)
            deed()

    def on_changes(self, changes: Changes) -> None:
        """Local files changed: the same questions again. What is on screen does not move by that."""
        if changes.topics & order_list.TOPICS:
            self.list.read_again()
        if changes.topics & mismatches.TOPICS and self._view == MISMATCHES:
            self.apart.read()
        self.order.refresh()
        if self.offer is not None:
            self.offer.refresh()

    def focus_first(self) -> None:
        self.apart.focus() if self._view == MISMATCHES else self.list.focus()

    def panes(self) -> list[QWidget]:
        """The stops of F6: the list, and the order."""
        if self.offer is None or not self.shows_offer:
            return [self._left, self.order.roll]
        below = [w for w in (self.offer.sheet, self.offer.outcome) if w.isVisible()]
        return [self._left, self.offer.body, *below, self.offer.bar]

    def subject(self) -> str:
        view = self.order.view
        return f"{view.number}, {view.customer}" if view is not None else ""

    def open(self, argument: object) -> None:
        """A hit of the palette, a document's address, or a case id: its order, and the list where it stands."""
        if isinstance(argument, Hit) and argument.ref is None:
            self._choose_view(self._shown.views[0][0])
            self._came = True
            self.head.filter.show_text(argument.title)
            self._look_for(argument.title)
            return
        ref = argument.ref if isinstance(argument, Hit) else argument if isinstance(argument, Ref) else None
        ask = AskOrder(ref) if ref is not None else AskOrder(case_id=str(argument))
        self._opening = self._came = True
        self.order.show_order(ask)

    # ---- between list and order --------------------------------------------------------------------------------------------
    def _chosen(self, row: OrderRow | None) -> None:
        if row is not None and not self._opening and self._view != MISMATCHES:
            self.order.show_order(AskOrder(row.ref))
            self._show_offer(row.ref)
            self.hints_changed.emit()
        elif self.list.answer is not None and not self.list.answer.ids and not self._opening:
            self.order.show_nothing("Nothing to show", "No order of the list is chosen.")
            self._show_offer(None)

    def _order_shown(self, view: OrderView) -> None:
        """An order that was opened from elsewhere is looked up in the list by its number."""
        self.hints_changed.emit()
        if not self._opening:
            return
        self._opening = False
        self.order.ask = AskOrder(view.ref)
        self._show_offer(view.ref)
        self._view = self._shown.views[0][0]
        self._left.setCurrentWidget(self.list)
        self.head.filter.show_text(view.number)
        self.list.look_up(view.ref, view.number)
        self.focus_first()

    def _show_offer(self, ref: Ref | None) -> None:
        if self.offer is not None:
            self.offer.show_quote(ref) if ref is not None else self.offer.show_case(None)

    def _decisions(self) -> tuple[Deed, ...]:
        """What can be decided about the quote: the numbered deeds, and what was asked or done already."""
        found = self.offer.deeds() if self.offer is not None else ()
        return tuple(d for d in found if d.key.isdigit() or d.name in _DECIDED)

    def _tab(self) -> None:
        """T: from the offer to its timeline, to its lines, and round again."""
        if self.offer is None:
            self.order.toggle_tab()
        elif self.shows_offer:
            self.order.choose(TIMELINE)
            self._right.setCurrentWidget(self.order)
        elif self.order.tab == TIMELINE:
            self.order.choose(LINES)
        else:
            self._right.setCurrentWidget(self.offer)
        self.hints_changed.emit()

    def _go_on(self, _case: str) -> None:
        """The quote that is decided stays where it is until it leaves the list: what becomes of it is told beside it."""
        self.focus_first()

    def _show_versions(self) -> None:
        """B: all that was offered of it, before and after."""
        view = self.order.view
        if view is not None:
            sheet = show_versions(self, self._console, self._courier, AskVersions(view.ref))
            sheet.toast.connect(self.toast)

    def _chosen_apart(self, row: Mismatch | None) -> None:
        if self._view == MISMATCHES and row is not None:
            self.order.show_mismatch(row)

    def _opened(self, _key: str) -> None:
        """Enter: the keyboard goes to the order."""
        if self.offer is not None and self.shows_offer:
            self.offer.focus_evidence()
        else:
            self.order.focus_evidence()

    def _show_customer(self) -> None:
        """U: all that the customer of this order has."""
        if self.order.view is not None:
            self.goto.emit("customers", self.order.view.ref)

    def _book_visit(self) -> None:
        """N: a new appointment for this order."""
        if self.order.view is not None:
            self.goto.emit("appointments", AskSlots(self.order.view.number, source=self.order.view.ref.source))

    def _show_goods(self) -> None:
        """W: what of this order lies where."""
        if self.order.view is not None:
            self.goto.emit("inventory", self.order.view.ref)

    def _editable(self) -> tuple[str, str]:
        """Whether the quote on screen can be opened for writing."""
        view = self.order.view
        if view is None or not self._shown.quotes:
            return "denied", "No quotation is chosen"
        return "may", ""

    def _edit_words(self) -> tuple[str, str]:
        view = self.order.view
        request = view is not None and self._shown.quotes and view.ref.model == "web_order"
        return "Answer the request" if request else "Edit the quote", "F"

    def _edit_quote(self) -> None:
        """F: writes on at this quotation, or an answer to the shop's request."""
        if self.order.view is not None and self._editable()[0] == "may":
            self.goto.emit("drafts", self.order.view.ref)

    def _choose_view(self, name: str) -> None:
        self._came = False
        if name == DRAFTS:
            self.head.show_counts(self._counts, self._view)
            self.goto.emit(DRAFTS, None)
            return
        self._view = name
        self._left.setCurrentWidget(self.apart if name == MISMATCHES else self.list)
        if name == MISMATCHES:
            self.apart.read()
        else:
            self.list.view(name)
            self._chosen(self.list.current())
        self.head.show_counts(self._counts, name)
        self.focus_first()

    def _filter(self, text: str) -> None:
        self._came = False
        self._look_for(text)

    def _look_for(self, text: str) -> None:
        self.apart.filter(text) if self._view == MISMATCHES else self.list.filter(text)

    def _counted(self, counts: dict[str, int]) -> None:
        self._counts |= counts
        self.head.show_counts(self._counts, self._view)

    def _counted_apart(self, count: int) -> None:
        self._counted({MISMATCHES: count})

    def _escape(self) -> None:
        """The top layer first, then from the order to the list, then to where it was opened from, with all of the list the next time."""
        if self.offer is not None and (self.offer.close_sheet() or self.offer.dismiss_error()):
            return
        if not self._came or self._right.isAncestorOf(self.focusWidget()):
            self.focus_first()
            return
        self.head.filter.show_text("")
        self._filter("")
        self.back.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field and no table wanted."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        deed = _KEYS.get(Qt.Key(key)) if plain else None
        if key == Qt.Key.Key_Slash:
            self.head.filter.open()
        elif deed is not None:
            self.run_deed(deed)
        elif plain and key == Qt.Key.Key_Period:
            (self.apart.live if self._view == MISMATCHES else self.list).show_new()
        elif plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            (self.apart if self._view == MISMATCHES else self.list).grid.step(1 if key == Qt.Key.Key_J else -1)
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.order.copy()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)
