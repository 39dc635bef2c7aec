"""One product: what can be promised by which day and what each system counts, beside what comes, who waits and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.inventory import AskProduct, ProductLine, ProductView
from app.errors import ClearlineError
from ui.cases.places import Places
from ui.tables.asking import Asking
from ui.tables.column import Cell, Column, Group, Line
from ui.tables.grid import Grid
from ui.tables.listing import Listing, listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import H, Rule, Text, V, rule
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

COLUMNS = (
    Column("number", "Document", 100, "id"),
    Column("about", "About"),
    Column("quantity", "Pieces", 64, "num"),
    Column("place", "Place", 96, "soft"),
    Column("when", "When", 164, "num"),
)
_INDENT = "   "


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    assert isinstance(record, ProductLine)
    cells = (
        Cell(_INDENT * record.depth + record.number),
        Cell(record.about, "text.2"),
        Cell(record.quantity),
        Cell(record.place, "text.2"),
        Cell(record.when, record.tone or "text.2"),
    )
    told = (record.number, record.about, f"{record.quantity} pieces" if record.quantity else "", record.place, record.when)
    return Line(record.key, cells, ", ".join(x for x in told if x))


def vector(view: ProductView, closed: frozenset[str]) -> Listing:
    """``closed``: names of sections of which only the heading is shown."""
    pairs: list[tuple[str, object]] = []
    for section in view.sections:
        key = f"group:{section.name}"
        pairs.append((key, Group(key, section.title, section.note, closed=section.name in closed)))
        if section.name not in closed:
            pairs += [(x.key, x) for x in section.lines]
    return listing(pairs)


class ProductPane(QFrame):
    opened = Signal(object)  # a ProductLine
    shown = Signal()

    def __init__(self, console: Console, courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console, self._asking = console, Asking(courier, self)
        self.view: ProductView | None = None
        self._sku = ""
        self._closed: frozenset[str] = frozenset()
        self._head, self._places, self._below = Swap(), Places(), QHBoxLayout()
        self.figures = QScrollArea()
        self.grid = Grid(COLUMNS, line, edge=16, name="What comes and who waits")
        self.live, self.place = LiveList(self.grid), ListPlace(self.grid)
        self._build()

    def _build(self) -> None:
        self.figures.setFrameShape(QFrame.Shape.NoFrame)
        self.figures.setWidgetResizable(True)
        self.figures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.figures.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.figures.setAccessibleName("Figures by day and by system")
        self.figures.setWidget(V(self._places, None, pad=(16, 8, 16, 8), ground="bg.surface"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(rule())
        column.addLayout(self._below, 1)
        for part, stretch in ((self.figures, 1), (Rule(vertical=True), 0), (self.place, 1)):
            self._below.addWidget(part, stretch)
        self.grid.opened.connect(self._opened)
        self.grid.group_toggled.connect(self._toggle)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self.place.state.retry.connect(self.refresh)
        self._asking.due.connect(self.refresh)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._failed)
        self.show_product("")

    def show_product(self, sku: str) -> None:
        """Nothing of a product that is shown already is drawn again; an empty one says that none is chosen."""
        if sku == self._sku and sku:
            return
        self._sku = sku
        self._asking.anew()
        if sku:
            self.refresh()
        else:
            self._show_nothing("No product is chosen", "J and K go through the list; / filters it.")

    def news(self) -> None:
        if self._sku:
            self._asking.news()

    def refresh(self) -> None:
        self._asking.ask(self._console.read(AskProduct(self._sku)))

    def focus(self) -> None:
        """The first order or purchase, else the figures."""
        (self.grid if self.place.isVisible() and self.grid.table.rowCount() else self.figures).setFocus()

    def _arrived(self, view: ProductView | None) -> None:
        if view is None:
            self._show_nothing("The product is gone", "No system counts anything of it any more.")
            return
        other = self.view is None or self.view.sku != view.sku
        self.view = view
        self._show_head(view.sku, " · ".join(x for x in (view.name, f"counted in {view.unit}" if view.unit else "") if x))
        self._places.show_blocks(view.sku, view.blocks, None, wide=False)
        self.figures.show()
        new = vector(view, self._closed)
        self.live.replace(new) if other else self.live.answer(new)
        self.place.show_rows()
        if other:
            self.figures.verticalScrollBar().setValue(0)
            self.grid.go(next((key for key in new.keys if not key.startswith("group:")), ""))
            self.grid.scrollToTop()
        self.shown.emit()

    def _failed(self, error: ClearlineError) -> None:
        self.view = None
        self.figures.hide()
        self.place.show_error(error)

    def _show_nothing(self, title: str, words: str) -> None:
        self.view = None
        self._show_head("", "")
        self.figures.hide()
        self.place.show_empty(title, words)
        self.shown.emit()

    def _show_head(self, sku: str, about: str) -> None:
        def build() -> QWidget:
            return H(Text(sku, size=15, weight=600), (Text(about, "text.3", 12, elide=True), 1), gap=8, pad=(16, 0, 16, 0), h=39)

        self._head.put((sku, about), build)

    def _opened(self, key: str) -> None:
        record = self.grid.table.listing.record(key)
        if isinstance(record, ProductLine):
            self.opened.emit(record)

    def _toggle(self, key: str) -> None:
        if self.view is not None:
            self._closed = self._closed ^ {key.removeprefix("group:")}
            self.live.replace(vector(self.view, self._closed))
