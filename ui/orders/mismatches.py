"""Master data that shop and ERP do not agree on, as a list by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.orders import AskMismatches, Mismatch, MismatchesAnswer
from ui.tables.asking import Asking
from ui.tables.column import Cell, Column, Group, Line
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.listing import Listing, listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

TOPICS = frozenset({"products", "prices", "customers", "variants", "web_prices", "buyers"})
COLUMNS = (
    Column("subject", "Master data", 132, "id"),
    Column("about", "About"),
    Column("shop", "Shop", 128, "num"),
    Column("erp", "ERP", 112, "num"),
)
_KINDS = {
    "product": ("Products", "on sale in the shop, and the ERP cannot book them"),
    "price": ("Prices", "the shop's is not the ERP's"),
    "customer": ("Customers", "buyers whose ERP number is not known"),
}


class MismatchPane(QFrame):
    counted = Signal(int)
    chosen = Signal(object)  # Mismatch or None

    def __init__(self, console: Console, courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console, self._asking = console, Asking(courier, self)
        self._text = ""
        self.answer: MismatchesAnswer | None = None
        self._closed: frozenset[str] = frozenset()
        self.grid = Grid(COLUMNS, line, edge=16, name="Master data that differs")
        self.live = LiveList(self.grid)
        self._place = ListPlace(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)
        self.grid.group_toggled.connect(self._toggle)
        self.grid.copy_asked.connect(self.copy)
        self.grid.moved.connect(self._tell)
        self._place.state.retry.connect(self.read)
        self.live.held_changed.connect(self._place.foot.show_held)
        self._place.foot.show_new.connect(self.live.show_new)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._place.show_error)

    def filter(self, text: str) -> None:
        if text != self._text:
            self._text, self.answer = text, None
            self.read()

    def read(self) -> None:
        self._asking.anew()
        self._asking.ask(self._console.read(AskMismatches(self._text)))

    def _arrived(self, answer: MismatchesAnswer) -> None:
        fresh, self.answer = self.answer is None, answer
        new = vector(answer, self._closed)
        self.live.replace(new) if fresh else self.live.answer(new)
        self.counted.emit(sum(count for _, count in answer.counts))
        if new.keys:
            self._place.show_rows()
        else:
            words = "The filter leaves no row of this list." if self._text else _agreed(answer)
            self._place.show_empty("Nothing matches" if self._text else "Shop and ERP agree", words)
        if self.grid.current_row < 0:
            self.grid.step(1)
        self._tell()

    def _toggle(self, key: str) -> None:
        self._closed = self._closed ^ {key}
        if self.answer is not None:
            self.live.replace(vector(self.answer, self._closed))

    def _tell(self, _key: str = "") -> None:
        record = self.grid.table.listing.record(self.grid.current_key)
        self.chosen.emit(record if isinstance(record, Mismatch) else None)

    def copy(self) -> None:
        """All rows, as tab-separated text with a head row."""
        rows = self.answer.rows if self.answer is not None else ()
        QGuiApplication.clipboard().setText(tab_text(COLUMNS, [line(row) for row in rows]))

    def focus(self) -> None:
        self._place.focus()


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    assert isinstance(record, Mismatch)
    tone = "bad" if record.severe else "warn"
    cells = (Cell(record.subject), Cell(record.about, "text.2"), Cell(record.shop), Cell(record.erp, tone))
    return Line(record.key, cells, f"{record.subject}, {record.about}, shop {record.shop}, ERP {record.erp}")


def vector(answer: MismatchesAnswer, closed: frozenset[str]) -> Listing:
    """By kind; a closed group keeps its heading."""
    counts = dict(answer.counts)
    pairs: list[tuple[str, object]] = []
    for kind, (title, words) in _KINDS.items():
        rows = [row for row in answer.rows if row.kind == kind]
        if rows:
            key = f"group:{kind}"
            pairs.append((key, Group(key, title, f"{counts.get(kind, len(rows)):,} · {words}", closed=key in closed)))
            pairs += [] if key in closed else [(row.key, row) for row in rows]
    return listing(pairs)


def _agreed(answer: MismatchesAnswer) -> str:
    if answer.asof is None:
        return "Prices, products and customers have not been read completely yet."
    return f"Prices, products and customers are the same in both. As of {answer.asof.astimezone():%H:%M}."
