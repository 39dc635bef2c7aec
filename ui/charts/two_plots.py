"""Two courses over one time axis, one above the other: how many holds, and what they are worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.charts.drawing import Drawing, Gap, Line, Spot, Ticks
from ui.charts.plot import Plot
from ui.charts.series import Series, ticks, time_ticks
from ui.theme.kit import Text

_WORDS = 0.06  # of the span, that a gap must have for its words


def drawn(series: Series, values: Sequence[float], tone: str, bottom: Ticks, *, says: bool) -> Drawing:
    """One of the two. ``says``: its gaps name themselves."""
    known = [v for v in values if not math.isnan(v)]
    marks = ticks(max(known, default=0.0))
    across = (-0.5, max(1.0, series.x[-1] + 0.5 if series.x else 1.0))
    wide = (across[1] - across[0]) * _WORDS
    gaps = tuple(Gap(a, b, "no figures" if says and b - a > wide else "") for a, b in series.gaps)
    line = Line(series.x, tuple(values), tone, fill=True, paler=(len(values) - 1,))
    spots = tuple(Spot(0, i, series.x[at], values[at]) for i, at in enumerate(series.at))
    left = tuple((value, f"{value:,.0f}") for value in marks)
    return Drawing((*gaps, line), spots, left, bottom, across, (0.0, marks[-1] * 1.04))


class TwoPlots(QWidget):
    """``picked``: index of the point nearest to a click."""

    picked = Signal(int)

    def __init__(self, upper: str, lower: str) -> None:
        super().__init__()
        self._labels = Text(upper, "text.3", 11, 500), Text(lower, "text.3", 11, 500)
        self._plots = Plot(), Plot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label, plot, share in zip(self._labels, self._plots, (3, 2), strict=True):
            if plot is self._plots[1]:
                column.addSpacing(8)
            column.addWidget(label)
            column.addWidget(plot, share)
            plot.picked.connect(self.picked)

    def show_series(self, series: Series, labels: tuple[str, str]) -> None:
        for label, words in zip(self._labels, labels, strict=True):
            label.setText(words)
        upper, lower = self._plots
        upper.show_drawing(drawn(series, series.holds, "data.1", (), says=True))
        lower.show_drawing(drawn(series, series.values, "data.3", tuple(time_ticks(series.points)), says=False))

    def mark(self, index: int) -> None:
        for plot in self._plots:
            plot.mark(index)

    def place_of(self, index: int) -> QPointF:
        """Where a point of the upper plot is, in this widget's coordinates."""
        upper = self._plots[0]
        return QPointF(self.mapFromGlobal(upper.mapToGlobal(upper.place_of(index))))
