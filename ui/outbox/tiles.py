"""One tile per system: its state with a shape, how far the mirror is behind it, its own words and the next try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.domain.question import SourceRow
from ui.cases.words import system
from ui.tables.formats import age
from ui.theme.kit import Button, H, Icon, Mark, Text, V

_STATES = {
    "ok": ("ok", "In sync"), "offline": ("bad", "No answer"), "sign_in": ("bad", "Needs your sign-in"),
    "error": ("bad", "Trouble"), "starting": ("wait", "First reading"),
}  # fmt: skip

_EDGE, _GAP, _ROOM = 16, 12, 184  # px: around all tiles, between two, and what one needs for its words


def state_words(row: SourceRow) -> tuple[str, str]:
    """(shape, words) of a system's state."""
    if row.state == "ok" and not row.reads:
        return "ok", "Signed in"
    return _STATES.get(row.state, ("warn", row.state.replace("_", " ").capitalize()))


class Tile(QWidget):
    """Its widgets stay; every second only their words change. ``sign_in`` carries the source."""

    sign_in = Signal(str)

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source
        self.button = Button("Sign in", "I", h=24)
        self.button.clicked.connect(self._clicked)
        self.button.hide()
        icon, name = system(source)
        self._mark, self._state = Mark("none", 9), Text("", "text.2", 12, 500)
        self._behind, self._unit = Text("", size=20, weight=600), Text("behind", "text.3", 12)
        self._words = Text("", "text.2", 12, elide=True)
        self._detail = Text("", "text.3", 11, elide=True)
        head = H(
            Icon(icon, "text.2"), (Text(name, size=13, weight=600, elide=True), 1), H(self._mark, self._state, gap=5), gap=8, h=20
        )
        figure = H(self._behind, self._unit, None, self.button, gap=6, h=28)
        card = V(head, 6, figure, self._words, 2, self._detail, None, name="card", pad=(16, 12, 16, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(card)

    def _clicked(self) -> None:
        self.sign_in.emit(self._source)

    def show_source(self, row: SourceRow, now: datetime) -> None:
        kind, words = state_words(row)
        self._mark.show_kind(kind)
        self._state.show_text(words, kind if kind in ("ok", "bad", "warn", "wait") else "text.2")
        self._behind.setText(age(row.last_ok, now) if row.reads or row.last_ok is None else "Ready")
        self._unit.setText(("behind" if row.reads else "to send") if row.last_ok is not None else "not read yet")
        next_try = (
            f"Next try in {age(now, row.next_try)}"
            if row.next_try is not None and row.next_try > now and row.state != "ok"
            else ""
        )
        aside = (
            f"{row.quarantined:,} could not be read and {'is' if row.quarantined == 1 else 'are'} kept aside"
            if row.quarantined
            else ""
        )
        self._words.setText(". ".join(part for part in (row.words if row.state != "ok" else "", next_try, aside) if part))
        self._words.setVisible(bool(self._words.text()))
        self.button.setVisible(row.state == "sign_in")
        self._detail.setText(f"{row.server}, {row.records:,} records" if row.records else row.server)
        self.setAccessibleName(
            f"{system(row.source)[1]}, {words}, {self._behind.text()} {self._unit.text()}, {self._words.text()}"
        )


class Tiles(QWidget):
    """Beside each other while each has room for its words; then in as many rows as it takes, as full as each other."""

    sign_in = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._places = QGridLayout(self)
        self._places.setContentsMargins(_EDGE, 16, _EDGE, 8)
        self._places.setSpacing(_GAP)
        self._tiles: dict[str, Tile] = {}
        self._abreast = 0

    def show_sources(self, sources: Sequence[SourceRow], now: datetime) -> None:
        names = [source.source for source in sources]
        if names != list(self._tiles):
            for gone in [self._tiles.pop(name) for name in list(self._tiles) if name not in names]:
                self._places.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            self._tiles = {name: self._tiles.get(name) or self._made(name) for name in names}
            self._place(self._fitting())
        for source in sources:
            self._tiles[source.source].show_source(source, now)

    def _made(self, source: str) -> Tile:
        tile = Tile(source)
        tile.sign_in.connect(self.sign_in)
        return tile

    def _fitting(self) -> int:
        """How many stand beside each other."""
        count = len(self._tiles)
        room = max(1, (self.width() - 2 * _EDGE + _GAP) // (_ROOM + _GAP))
        rows = -(-count // room)
        return -(-count // rows) if rows else 0

    def _place(self, abreast: int) -> None:
        self._abreast = abreast
        for i, tile in enumerate(self._tiles.values()):
            self._places.addWidget(tile, i // abreast, i % abreast)
        for column in range(self._places.columnCount()):
            self._places.setColumnStretch(column, int(column < abreast))

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting() != self._abreast:
            self._place(self._fitting())
