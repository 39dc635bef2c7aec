"""The page of the inventory: the list, below it one product, and the keys that go between them and to orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.inventory import ProductLine, ShelfAnswer, ShelfRow
from app.domain.question import Deed, Hit
from app.domain.ref import Ref
from ui.inventory.columns import VIEWS, line
from ui.inventory.product_pane import ProductPane
from ui.inventory.shelf_list import TOPICS, ShelfList
from ui.tables.column import Line
from ui.tables.export import tab_text
from ui.tables.list_head import ListHead
from ui.tables.remembered import Remembered
from ui.tables.saving import Export
from ui.theme.kit import V, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


class InventoryPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()
    title = "Inventory"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = ListHead(self.title, VIEWS, "SKU or name")
        self.list = ShelfList(console, courier)
        self.product = ProductPane(console, courier)
        self._export = Export(self)
        self.remembered = Remembered(self, console, "inventory", self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(V(self.head, (self.list, 5), rule(), (self.product, 4), ground="bg.surface"))
        self._connect()
        self.remembered.recall()
        self.list.show_asked(self.list.ask)

    def _connect(self) -> None:
        self.head.view_chosen.connect(self._choose_view)
        self.head.filter.filtered.connect(self.list.filter)
        self.head.filter.left.connect(self.focus_first)
        self.list.chosen.connect(self._chosen)
        self.list.counted.connect(self._counted)
        self.list.answered.connect(self._answered)
        self.list.changed_view.connect(self.remembered.soon)
        self.list.grid.opened.connect(self._opened)
        self.list.grid.copy_asked.connect(self.copy)
        self.product.opened.connect(self._open_line)
        self.product.shown.connect(self.hints_changed)
        self._export.toast.connect(self.toast)

    # ---- the page's side of the window's agreement -------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("J K", "move"), ("↵", "what waits, then its order"), ("/", "filter"), ("Ctrl C", "copy row"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        verdict, why = ("may", "") if self.list.current() is not None else ("denied", "No row is chosen")
        return (
            Deed("copy_row", "Copy the row", "Ctrl+C", "file-text", verdict, why),
            Deed("export_csv", "Export list as CSV", "", "file-text", "may", "all rows of the list"),
        )

    def run_deed(self, name: str) -> None:
        if name == "export_csv":
            self.list.lines(self._save)
        else:
            self.copy()

    def on_changes(self, changes: Changes) -> None:
        """Local files changed: the same questions again. What is on screen does not move by that."""
        if changes.topics & TOPICS:
            self.list.read_again()
            self.product.news()

    def focus_first(self) -> None:
        self.list.focus()

    def panes(self) -> list[QWidget]:
        """The stops of F6: the list, the figures, what comes and who waits."""
        return [self.list, self.product.figures, self.product.place]

    def subject(self) -> str:
        row = self.list.current()
        return f"{row.sku}, {row.name}" if row is not None else ""

    def open(self, argument: object) -> None:
        """A product that the palette found; the address of an order, or a case id: only their products."""
        if isinstance(argument, Hit):
            self.head.filter.show_text(argument.title)
            self._show_only(None, argument.title)
        elif isinstance(argument, Ref | str):
            self.head.filter.show_text("")
            self._show_only(argument, "")

    def _show_only(self, argument: object, text: str) -> None:
        self.list.only(argument)
        if text:
            self.list.filter(text)
        self.list.place.foot.show_span("Only what the order is about" if argument is not None else "")

    # ---- between list and product ------------------------------------------------------------------------------------------
    def _chosen(self, row: ShelfRow | None) -> None:
        if row is not None:
            self.product.show_product(row.sku)
            self.hints_changed.emit()
        elif self.list.answer is not None and not self.list.answer.ids:
            self.product.show_product("")

    def _answered(self, answer: ShelfAnswer) -> None:
        """What was not read is said below the list, for what is not there cannot say it."""
        self.list.place.foot.show_reading(answer.lacking[:1].upper() + answer.lacking[1:])

    def _opened(self, _key: str) -> None:
        """Enter: the keyboard goes to what comes and who waits."""
        self.product.focus()

    def _open_line(self, of: ProductLine) -> None:
        if of.page:
            self.goto.emit(of.page, of.opens)
        else:
            self.toast.emit("none", f"{of.number} has no page of its own", "All that is known of it stands in its row", None)

    def _choose_view(self, name: str) -> None:
        self.list.view(name)
        self.focus_first()

    def _counted(self, counts: dict[str, int]) -> None:
        self.head.show_counts(counts, self.list.ask.view)

    def copy(self) -> None:
        """The row with its heads, for another program."""
        row = self.list.current()
        if row is not None:
            QGuiApplication.clipboard().setText(tab_text(self.list.grid.table.columns, [line(row)]))
            self.toast.emit("ok", f"Copied {row.sku}", f"{row.name}, {row.place}", None)

    def _save(self, lines: list[Line]) -> None:
        self._export.ask(self.title, self.list.grid.table.columns, lines)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field and no table wanted."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        grid = self.product.grid if self.product.isAncestorOf(self.focusWidget() or self.list) else self.list.grid
        if key == Qt.Key.Key_Slash:
            self.head.filter.open()
        elif plain and key == Qt.Key.Key_Period:
            self.list.show_new()
        elif plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            grid.step(1 if key == Qt.Key.Key_J else -1)
        elif key == Qt.Key.Key_Escape:
            self._escape(grid is self.product.grid)
        else:
            super().keyPressEvent(event)

    def _escape(self, in_product: bool) -> None:
        """From the product to the list; from what an order is about back to it; all of the list the next time."""
        if in_product:
            self.focus_first()
        elif self.list.ask.of is not None or self.list.ask.case_id:
            self._show_only(None, "")
            self.back.emit()
        else:
            self.focus_first()
