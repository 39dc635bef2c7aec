"""The only file that knows pyqtgraph: two plots over one time axis, drawn in the theme's colours, with a marker on one point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.charts.series import Series, ticks, time_ticks
from ui.theme.kit import Text, c, font

pg.setConfigOptions(antialias=True)  # before the first curve is made, or lines stay jagged

LEFT = 72  # px for the labels of the vertical axes


def labels_only(where: str) -> Any:
    """An axis without line and tick marks. ``where``: left or bottom."""
    axis = pg.AxisItem(where, pen=pg.mkPen(None), textPen=pg.mkPen(c("text.3")))
    axis.setStyle(
        tickLength=0,
        tickFont=font(11),
        tickTextOffset=6,
        autoExpandTextSpace=False,
        autoReduceTextSpace=False,
        maxTextLevel=1,
    )
    axis.setTickPen(pg.mkPen(None))
    return axis


class TwoPlots(QWidget):
    """``picked``: index of the point nearest to a click. Scrolling and dragging are off: the span is chosen, not lost."""

    picked = Signal(int)

    def __init__(self, upper: str, lower: str) -> None:
        super().__init__()
        self._series: Series | None = None
        self._marked = -1
        self._labels = Text(upper, "text.3", 11, 500), Text(lower, "text.3", 11, 500)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._plots: tuple[Any, Any] = (self._plot(False), self._plot(True))
        for label, plot, share in zip(self._labels, self._plots, (3, 2), strict=True):
            if plot is self._plots[1]:
                self._column.addSpacing(8)
            self._column.addWidget(label)
            self._column.addWidget(plot, share)
        self._markers: list[Any] = []

    def _plot(self, with_time: bool) -> Any:
        plot = pg.PlotWidget(self, axisItems={where: labels_only(where) for where in ("left", "bottom")})
        plot.setBackground(None)
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setMouseEnabled(False, False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setStyleSheet("background:transparent")
        plot.getPlotItem().layout.setContentsMargins(0, 4, 12, 0)
        plot.getAxis("left").setWidth(LEFT)
        plot.getAxis("bottom").setHeight(22 if with_time else 4)
        plot.scene().sigMouseClicked.connect(self._clicked)
        return plot

    # ---- showing -------------------------------------------------------------------------------------------------------------
    def show_series(self, series: Series, labels: tuple[str, str]) -> None:
        self._series = series
        for label, words in zip(self._labels, labels, strict=True):
            label.setText(words)
        self._markers = []
        x = np.array(series.x, dtype=float)
        span = (-0.5, max(1.0, float(x[-1]) + 0.5 if len(x) else 1.0))
        for plot, values, tone in zip(self._plots, (series.holds, series.values), ("data.1", "data.3"), strict=True):
            self._draw(plot, series, x, np.array(values, dtype=float), tone, span)
        times = time_ticks(series.points)
        self._plots[1].getAxis("bottom").setTicks([times])
        self._plots[0].getAxis("bottom").setTicks([[]])
        self.mark(self._marked if 0 <= self._marked < len(series.at) else len(series.at) - 1)

    def _draw(self, plot: Any, series: Series, x: Any, y: Any, tone: str, span: tuple[float, float]) -> None:
        plot.clear()
        known = y[~np.isnan(y)]
        marks = ticks(float(known.max()) if len(known) else 0.0)
        for value in marks:
            line = pg.InfiniteLine(value, 0, pen=pg.mkPen(c("line.1"), width=1))
            line.setZValue(-10)
            plot.addItem(line)
        for left, right in series.gaps:
            gap = pg.LinearRegionItem((left, right), movable=False, brush=QBrush(c("bg.sunken")), pen=pg.mkPen(None))
            gap.setZValue(-20)
            plot.addItem(gap)
            if plot is self._plots[0] and right - left > (span[1] - span[0]) * 0.06:
                words = pg.TextItem("no figures", color=c("text.3"), anchor=(0.5, 0))
                words.setFont(font(11))
                words.setPos((left + right) / 2, marks[-1])
                plot.addItem(words, ignoreBounds=True)
        if len(x) > 1:
            ground = pg.PlotDataItem(x, np.where(np.isnan(y), np.nan, 0.0), pen=pg.mkPen(None), connect="finite")
            curve = pg.PlotDataItem(x, y, pen=pg.mkPen(c(tone), width=2), connect="finite")
            plot.addItem(pg.FillBetweenItem(ground, curve, brush=QBrush(c(tone, 0.10))))
            plot.addItem(curve)
            self._paler(plot, x, y, tone)
        plot.getAxis("left").setTicks([[(value, f"{value:,.0f}") for value in marks]])
        plot.getAxis("left").setTextPen(pg.mkPen(c("text.3")))
        plot.getAxis("bottom").setTextPen(pg.mkPen(c("text.3")))
        plot.setXRange(*span, padding=0)
        plot.setYRange(0, marks[-1] * 1.04, padding=0)

    def _paler(self, plot: Any, x: Any, y: Any, tone: str) -> None:
        """The hour that is not over yet."""
        if np.isnan(y[-2:]).any():
            return
        plot.addItem(pg.PlotDataItem(x[-2:], y[-2:], pen=pg.mkPen(c("bg.surface"), width=3)))
        pen = pg.mkPen(c(tone, 0.45), width=2, style=Qt.PenStyle.DotLine)
        plot.addItem(pg.PlotDataItem(x[-2:], y[-2:], pen=pen))

    def mark(self, index: int) -> None:
        """A line through both plots and a dot on each at a point; -1 takes them away."""
        for plot, item in self._markers:
            plot.removeItem(item)
        self._markers, self._marked = [], index
        series = self._series
        if series is None or not 0 <= index < len(series.at):
            return
        at = series.at[index]
        for plot, values, tone in zip(self._plots, (series.holds, series.values), ("data.1", "data.3"), strict=True):
            line = pg.InfiniteLine(series.x[at], 90, pen=pg.mkPen(c("accent"), width=1))
            dot = pg.ScatterPlotItem(
                [series.x[at]], [values[at]], size=9, brush=QBrush(c(tone)), pen=pg.mkPen(c("bg.surface"), width=1.5)
            )
            for item in (line, dot):
                plot.addItem(item, ignoreBounds=True)
                self._markers.append((plot, item))

    def _clicked(self, event: Any) -> None:
        series = self._series
        plot = (
            next((p for p in self._plots if p.scene() is event.currentItem.scene()), None)
            if event.currentItem is not None
            else None
        )
        if series is None or not series.at or plot is None:
            return
        self.pick_at(plot.getPlotItem().vb.mapSceneToView(QPointF(event.scenePos())).x())

    def pick_at(self, hours: float) -> None:
        """The point nearest to a place on the time axis."""
        series = self._series
        if series is not None and series.at:
            self.picked.emit(min(range(len(series.at)), key=lambda i: abs(series.hours(i) - hours)))

    def place_of(self, index: int) -> QPointF:
        """Where a point of the upper plot is, in this widget's coordinates."""
        series, plot = self._series, self._plots[0]
        assert series is not None
        view = plot.getPlotItem().vb.mapViewToScene(QPointF(series.hours(index), series.holds[series.at[index]]))
        return QPointF(self.mapFromGlobal(plot.viewport().mapToGlobal(plot.mapFromScene(view))))

    # ---- Qt --------------------------------------------------------------------------------------------------------------------
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._series is not None:
            self.show_series(self._series, (self._labels[0].text(), self._labels[1].text()))
        super().changeEvent(event)
