"""The only file that knows pyqtgraph: a drawing on screen in the theme's colours, with a crosshair on one of its marks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QGraphicsPolygonItem, QVBoxLayout, QWidget

from ui.charts.drawing import EMPTY, Across, Between, Block, Dot, Drawing, Gap, Ground, Line, Pin, Spot, Words
from ui.theme.kit import c, font

pg.setConfigOptions(antialias=True)  # before the first curve is made, or lines stay jagged

LEFT, RIGHT, BOTTOM, NAMED = 72, 52, 22, 38  # px for the labels of the axes; of a bottom that says what it counts
NAMES = 150  # px at most for the names of a heat map's lines
_STYLES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}


def labels_only(where: str) -> Any:
    """An axis without line and tick marks. ``where``: left, right or bottom."""
    axis = pg.AxisItem(where, pen=pg.mkPen(None), textPen=pg.mkPen(c("text.3")))
    axis.setStyle(
        tickLength=0,
        tickFont=font(11),
        tickTextOffset=6,
        autoExpandTextSpace=False,
        autoReduceTextSpace=False,
        hideOverlappingLabels=False,
        maxTextLevel=1,
    )
    axis.setTickPen(pg.mkPen(None))
    return axis


class Plot(QWidget):
    """``picked``: index of the spot nearest to a click; ``hovered``: of the one under the pointer, -1 where it left. Scrolling and dragging
    are off: the span is chosen, not lost."""

    picked = Signal(int)
    hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.drawing: Drawing = EMPTY
        self.marked = -1
        self._marker: list[Any] = []
        self._plot: Any = pg.PlotWidget(self, axisItems={where: labels_only(where) for where in ("left", "right", "bottom")})
        plot = self._plot
        plot.setBackground(None)
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setMouseEnabled(False, False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setStyleSheet("background:transparent")
        plot.getPlotItem().layout.setContentsMargins(0, 4, 12, 0)
        plot.getPlotItem().showAxis("right", False)
        plot.scene().sigMouseClicked.connect(self._clicked)
        plot.scene().sigMouseMoved.connect(self._moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(plot)

    # ---- showing -------------------------------------------------------------------------------------------------------------
    def show_drawing(self, drawing: Drawing) -> None:
        """The mark of the same number keeps its crosshair."""
        self.drawing = drawing
        self._marker = []
        plot = self._plot
        plot.clear()
        if drawing.grid:
            for at, _ in drawing.left:
                self._add(pg.InfiniteLine(at, 0, pen=pg.mkPen(c("line.1"), width=1)), -10)
        for layer in drawing.layers:
            self._draw(layer)
        plot.setAspectLocked(drawing.square)
        plot.setXRange(*drawing.across, padding=0)
        plot.setYRange(*drawing.up, padding=0)
        plot.getAxis("left").setWidth(self._left)
        plot.getPlotItem().showAxis("right", bool(drawing.right))
        if drawing.right:
            plot.getAxis("right").setWidth(RIGHT)
        self._name_bottom(drawing)
        for where in ("left", "right", "bottom"):
            plot.getAxis(where).setTextPen(pg.mkPen(c("text.3")))
        self._fit_ticks()
        self.mark(self.marked if 0 <= self.marked < len(drawing.spots) else -1)

    def _name_bottom(self, drawing: Drawing) -> None:
        axis = self._plot.getAxis("bottom")
        axis.showLabel(bool(drawing.below))
        if drawing.below:
            axis.setLabel(drawing.below, color=c("text.3").name(), **{"font-size": "11px"})
        axis.setHeight(NAMED if drawing.below else BOTTOM if drawing.bottom else 4)

    def _add(self, item: Any, z: float = 0) -> None:
        item.setZValue(z)
        self._plot.addItem(item, ignoreBounds=True)

    def _draw(self, layer: object) -> None:
        match layer:
            case Line():
                self._line(layer)
            case Between():
                nothing = pg.mkPen(None)
                edges = [pg.PlotDataItem(layer.x, y, pen=nothing, connect="finite") for y in (layer.low, layer.high)]
                self._add(pg.FillBetweenItem(*edges, brush=QBrush(c(layer.tone, layer.alpha))), -5)
            case Block():
                self._block(layer)
            case Dot():
                hollow = layer.shape == "s"
                edge = pg.mkPen(c(layer.tone if hollow else "bg.surface"), width=1.5)
                brush = QBrush() if hollow else QBrush(c(layer.tone))
                dot = pg.ScatterPlotItem([layer.x], [layer.y], symbol=layer.shape, size=layer.size, brush=brush, pen=edge)
                self._add(dot, 5)
            case Across():
                pen = pg.mkPen(c(layer.tone), width=1, style=Qt.PenStyle.DashLine)
                self._add(pg.InfiniteLine(layer.y, 0, pen=pen), 1)
                self._words(layer.words, self.drawing.across[0], layer.y, (0, 1), layer.tone)
            case Gap():
                ground = pg.LinearRegionItem(
                    (layer.left, layer.right), movable=False, brush=QBrush(c("bg.sunken")), pen=pg.mkPen(None)
                )
                self._add(ground, -20)
                self._words(layer.words, (layer.left + layer.right) / 2, self.drawing.up[1], (0.5, 0), "text.3")
            case Ground():
                self._ground(layer)
            case Words():
                self._words(layer.words, layer.x, layer.y, (0.5, 0.5), layer.tone, size=layer.size)
            case Pin():
                self._add(pg.InfiniteLine(layer.x, 90, pen=pg.mkPen(c("accent", 0.5), width=1, style=Qt.PenStyle.DotLine)), -1)
                low, high = self.drawing.up
                top = high - (high - low) * 0.03
                self._add(
                    pg.ScatterPlotItem([layer.x], [top], symbol="t", size=12, brush=QBrush(c("accent")), pen=pg.mkPen(None)), 6
                )

    def _line(self, line: Line) -> None:
        x, y = np.array(line.x, dtype=float), np.array(line.y, dtype=float)
        if line.fill and len(x) > 1:
            base = pg.PlotDataItem(
                x, np.where(np.isnan(y), np.nan, max(0.0, self.drawing.up[0])), pen=pg.mkPen(None), connect="finite"
            )
            curve = pg.PlotDataItem(x, y, pen=pg.mkPen(None), connect="finite")
            self._add(pg.FillBetweenItem(base, curve, brush=QBrush(c(line.tone, 0.10))), -6)
        pale = np.isin(np.arange(len(x)), line.paler)
        pen = pg.mkPen(c(line.tone), width=2 if line.style == "solid" else 1.5, style=_STYLES[line.style])
        if len(x) > 1:
            self._add(pg.PlotDataItem(x, np.where(pale, np.nan, y), pen=pen, connect="finite"), 2)
        faint = pg.mkPen(c(line.tone, 0.45), width=2, style=_STYLES["dot"])
        ways = np.flatnonzero(pale[:-1] | pale[1:])  # by the point where each begins
        for run in np.split(ways, np.flatnonzero(np.diff(ways) > 1) + 1):
            if len(run):
                part = slice(run[0], run[-1] + 2)
                self._add(pg.PlotDataItem(x[part], y[part], pen=faint, connect="finite"), 2)
        if line.dots:
            known = [i for i in range(len(x)) if not np.isnan(y[i])]
            open_ = pale[known]
            brushes = [QBrush(c("bg.surface") if hollow else c(line.tone)) for hollow in open_]
            pens = [pg.mkPen(c(line.tone) if hollow else c("bg.surface"), width=1.5) for hollow in open_]
            self._add(pg.ScatterPlotItem(x[known], y[known], size=7, brush=brushes, pen=pens), 3)

    def _block(self, block: Block) -> None:
        tone = QColor(c(block.tone))
        tone.setAlphaF(block.alpha)
        brush = QBrush(c("text.3") if block.tone == "bg.active" else tone, _HATCH) if block.hatched else QBrush(tone)
        edge = pg.mkPen(tone, width=1) if block.hatched else pg.mkPen(None)
        self._add(pg.BarGraphItem(x=[block.x], y0=[block.low], y1=[block.high], width=block.width, brush=brush, pen=edge), 0)
        if block.text:
            dark = not block.above and not block.hatched and block.alpha > 0.55
            at = block.high if block.above else (block.low + block.high) / 2
            self._words(block.text, block.x, at, (0.5, 1 if block.above else 0.5), "accent.on" if dark else "text.1", block.width)

    def _ground(self, ground: Ground) -> None:
        item = QGraphicsPolygonItem(QPolygonF([QPointF(x, y) for x, y in zip(ground.x, ground.y, strict=True)]))
        tone = c(ground.tone)
        edge = pg.mkPen(tone, width=1.5)
        brush = QBrush(tone if ground.hatched else c(ground.tone, ground.alpha))
        if ground.hatched:  # the pattern is of the screen, not of the axes
            brush.setStyle(_HATCH)
            brush.setTransform(self._plot.getPlotItem().vb.childTransform().inverted()[0])
        item.setBrush(brush)
        item.setPen(edge)
        self._add(item, 0)

    def _words(
        self, words: str, x: float, y: float, anchor: tuple[float, float], tone: str, room: float = 0.0, size: int = 11
    ) -> None:
        """``room``: of the axis; where the words are wider they are left out."""
        if not words:
            return
        if room and QFontMetrics(font(11)).horizontalAdvance(words) > room * self._per_unit() + 12:
            return
        item = pg.TextItem(words, color=c(tone), anchor=anchor)
        item.setFont(font(size))
        item.setPos(x, y)
        self._add(item, 4)

    @property
    def _left(self) -> int:
        """px beside the left axis: names of lines take what they need."""
        if not self.drawing.cells:
            return LEFT
        metrics = QFontMetrics(font(11))
        return min(NAMES, max(metrics.horizontalAdvance(words) for _, words in self.drawing.left) + 16)

    def _per_unit(self) -> float:
        """Pixels of one step along the bottom."""
        first, last = self.drawing.across
        sides = self._left + (RIGHT if self.drawing.right else 0) + 12
        return max(1.0, self.width() - sides) / max(1e-9, last - first)

    def _fit_ticks(self) -> None:
        """Words that are too long for their column are shortened; those of a course were chosen so that they fit."""
        drawing, metrics = self.drawing, QFontMetrics(font(11))
        left = [(at, metrics.elidedText(words, Qt.TextElideMode.ElideRight, NAMES - 12)) for at, words in drawing.left]
        bottom = list(drawing.bottom)
        if not drawing.crowded:
            room = int(self._per_unit()) - 6
            bottom = [(at, metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)) for at, words in bottom]
        self._plot.getAxis("left").setTicks([left])
        self._plot.getAxis("right").setTicks([list(drawing.right)])
        self._plot.getAxis("bottom").setTicks([bottom])

    # ---- the crosshair -------------------------------------------------------------------------------------------------------
    def mark(self, index: int) -> None:
        """A cross through the spot, or a ring round its bar or cell; -1 takes it away."""
        for item in self._marker:
            self._plot.removeItem(item)
        self._marker, self.marked = [], index
        if not 0 <= index < len(self.drawing.spots):
            return
        spot = self.drawing.spots[index]
        block = self._block_at(spot)
        if self.drawing.square:
            ring = pg.mkPen(c("text.1"), width=2.5)
            self._marker = [pg.ScatterPlotItem([spot.x], [spot.y], size=52, brush=None, pen=ring)]
        elif block is not None:
            ring = pg.mkPen(c("text.1"), width=2.5)
            cell = pg.BarGraphItem(x=[block.x], y0=[block.low], y1=[block.high], width=block.width, brush=None, pen=ring)
            self._marker = [cell]
        else:
            dot = pg.ScatterPlotItem(
                [spot.x], [spot.y], size=10, brush=QBrush(c("accent")), pen=pg.mkPen(c("bg.surface"), width=2)
            )
            thin = pg.mkPen(c("accent", 0.55), width=1, style=Qt.PenStyle.DashLine)
            self._marker = [
                pg.InfiniteLine(spot.x, 90, pen=pg.mkPen(c("accent"), width=1)),
                pg.InfiniteLine(spot.y, 0, pen=thin),
                dot,
            ]
        for item in self._marker:
            self._add(item, 10)

    def _block_at(self, spot: Spot) -> Block | None:
        for layer in self.drawing.layers:
            if isinstance(layer, Block) and layer.x == spot.x and layer.low <= spot.y <= layer.high:
                return layer
        return None

    def nearest(self, x: float, y: float) -> int:
        """Index of the spot nearest to a place on the axes; -1 without any."""
        wide, high = (b - a or 1.0 for a, b in (self.drawing.across, self.drawing.up))
        across, up = {"both": (1.0, 1.0), "along": (1.0, 1e-4), "up": (1e-4, 1.0)}[self.drawing.near]

        def far(spot: Spot) -> float:
            return across * ((spot.x - x) / wide) ** 2 + up * (spot.above(y) / high) ** 2

        return min(range(len(self.drawing.spots)), key=lambda i: far(self.drawing.spots[i]), default=-1)

    def _at(self, place: QPointF) -> int:
        view = self._plot.getPlotItem().vb
        if not view.sceneBoundingRect().contains(place):
            return -1
        there = view.mapSceneToView(place)
        return self.nearest(there.x(), there.y())

    def _clicked(self, event: Any) -> None:
        index = self._at(QPointF(event.scenePos()))
        if index >= 0:
            self.picked.emit(index)

    def _moved(self, place: QPointF) -> None:
        self.hovered.emit(self._at(place))

    def place_of(self, index: int) -> QPointF:
        """Where a spot is, in this widget's coordinates."""
        spot, plot = self.drawing.spots[index], self._plot
        view = plot.getPlotItem().vb.mapViewToScene(QPointF(spot.x, spot.y))
        return QPointF(self.mapFromGlobal(plot.viewport().mapToGlobal(plot.mapFromScene(view))))

    @property
    def ground(self) -> QRectF:
        """Where the marks are drawn, without the axes, in the scene's coordinates."""
        return QRectF(self._plot.getPlotItem().vb.sceneBoundingRect())

    # ---- Qt --------------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.drawing is not EMPTY:
            self.show_drawing(self.drawing)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(-1)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self.drawing is not EMPTY:
            self.show_drawing(self.drawing)
        super().changeEvent(event)


_HATCH = Qt.BrushStyle.BDiagPattern
