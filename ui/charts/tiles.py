"""The tiles of a board side by side: walked by arrows, moved by Ctrl and arrows or by drawing one elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.kpis import BY_ID
from ui.charts.tile import Tile
from ui.theme.kit import Text, V, announce, c

TILE = 330  # px that a tile wants at least
_GAP = 12


class _Ground(QWidget):
    """What the tiles lie on; a line shows where a drawn one would go."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.window")
        self.line = QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.line.isEmpty():
            QPainter(self).fillRect(QRectF(self.line), c("accent"))


class Tiles(QScrollArea):
    """``opened``: the KPI of a tile; ``moved``: a KPI and the number of the place that it goes to; ``entered``: which has the keyboard."""

    opened = Signal(str)
    moved = Signal(str, int)
    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, Tile] = {}
        self.current = ""
        self._cells: dict[str, tuple[int, range]] = {}  # the row of each tile and its columns
        self.may_move: Callable[[], bool] = lambda: True
        self._ground = _Ground()
        self._grid = QGridLayout(self._ground)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setSpacing(_GAP)
        self._nothing = V(Text("No tiles yet", size=15, weight=600), 4, Text("A adds the first one.", "text.2", 13))
        self._grid.addWidget(self._nothing, 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._ground)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().installEventFilter(self)

    @property
    def whole(self) -> QWidget:
        """All tiles, also those beyond the window."""
        return self._ground

    # ---- what lies where ---------------------------------------------------------------------------------------------------
    def show_board(self, kpis: Sequence[str]) -> None:
        """Tiles of these in as many columns as fit; those that stay keep their figures and the keyboard."""
        for gone in [kpi for kpi in self.tiles if kpi not in kpis]:
            tile = self.tiles.pop(gone)
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {kpi: self.tiles.get(kpi) or self._tile(kpi) for kpi in kpis}
        if self.current not in self.tiles:
            self.current = ""
        self._nothing.setVisible(not self.tiles)
        self._lay_out()

    def _lay_out(self) -> None:
        wide = self.columns()
        self._cells = _placed(self.tiles, wide)
        for kpi, tile in self.tiles.items():
            row, columns = self._cells[kpi]
            self._grid.addWidget(tile, row, columns.start, 1, len(columns))
            tile.show()  # at once, so that it can take the keyboard
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < wide else 0)
        for row in range(self._grid.rowCount() + 1):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(max((row for row, _ in self._cells.values()), default=0) + 1, 1)

    def columns(self) -> int:
        return max(1, (self.viewport().width() - 20) // TILE)

    def _tile(self, kpi: str) -> Tile:
        tile = Tile(BY_ID[kpi])
        tile.stepped.connect(self._step)
        tile.pushed.connect(self._push)
        tile.opened.connect(self.opened)
        tile.entered.connect(self._entered)
        tile.dragged.connect(self._dragged)
        tile.dropped.connect(self._dropped)
        return tile

    # ---- keyboard ----------------------------------------------------------------------------------------------------------
    def focus(self, kpi: str = "") -> None:
        """The tile of a KPI, else the one that had the keyboard last, else the first."""
        tile = self.tiles.get(kpi) or self.tiles.get(self.current) or next(iter(self.tiles.values()), None)
        if tile is not None:
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self, kpi: str) -> None:
        self.current = kpi
        self.ensureWidgetVisible(self.tiles[kpi], 0, 16)
        self.entered.emit(kpi)

    def _place_from(self, across: int, down: int) -> int:
        listed = list(self.tiles)
        if self.current not in listed:
            return -1
        to = listed.index(self.current) + across
        if down:
            row, columns = self._cells[self.current]
            there = (kpi for kpi, (r, cols) in self._cells.items() if r == row + down and columns.start in cols)
            to = next((listed.index(kpi) for kpi in there), -1)
        return to if 0 <= to < len(listed) else -1

    def _step(self, across: int, down: int) -> None:
        to = self._place_from(across, down)
        if to >= 0:
            tile = list(self.tiles.values())[to]
            tile.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(tile, f"{tile.accessibleName()}. {tile.course()}")

    def _push(self, across: int, down: int) -> None:
        to = self._place_from(across, down)
        if to >= 0:
            self.moved.emit(self.current, to)

    # ---- pointer -----------------------------------------------------------------------------------------------------------
    def _place_at(self, at: QPoint) -> int:
        """The number of the place before which a tile let go at this point of the ground would stand."""
        for i, tile in enumerate(self.tiles.values()):
            r = tile.geometry().adjusted(-_GAP // 2, -_GAP // 2, _GAP // 2, _GAP // 2)
            if r.contains(at):
                return i + (at.x() > r.center().x())
        return len(self.tiles)

    def _dragged(self, _kpi: str, at: QPoint) -> None:
        if not self.may_move():
            return
        to = self._place_at(self._ground.mapFromGlobal(at))
        listed = list(self.tiles.values())
        beside = listed[min(to, len(listed) - 1)].geometry()
        x = beside.left() - _GAP // 2 - 1 if to < len(listed) else beside.right() + _GAP // 2
        self._show_line(QRect(x, beside.top(), 3, beside.height()))

    def _dropped(self, kpi: str, at: QPoint) -> None:
        self._show_line(QRect())
        ground = self._ground.mapFromGlobal(at)
        if not self._ground.rect().contains(ground):
            return
        to, at_now = self._place_at(ground), list(self.tiles).index(kpi)
        self.moved.emit(kpi, to - (to > at_now))

    def _show_line(self, line: QRect) -> None:
        self._ground.line = line
        self._ground.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and watched is self.viewport() and self.tiles:
            self._lay_out()
        return bool(super().eventFilter(watched, event))


def _placed(tiles: Mapping[str, Tile], wide: int) -> dict[str, tuple[int, range]]:
    """One after the other, so that no hole is left: at the end of a row a broad tile takes what is there."""
    found: dict[str, tuple[int, range]] = {}
    row = column = 0
    for kpi, tile in tiles.items():
        found[kpi] = row, range(column, min(column + tile.columns, wide))
        column = found[kpi][1].stop % wide
        row += column == 0
    return found
