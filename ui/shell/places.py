"""The part of the navigation that rolls where the window is too low for all places."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme.kit import c

_HIGH = 14  # px of the mark that there is more


class _More(QWidget):
    """There are more places this way (``way`` 1: below, -1: above). A click goes there; the keyboard gets there row by row."""

    def __init__(self, places: Places, way: int) -> None:
        super().__init__(places)
        self._places, self._way = places, way
        self.setAccessibleName("More places below" if way > 0 else "More places above")
        self.hide()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), c("bg.window"))
        at, arm = QRectF(self.rect()).center(), 3.5
        p.setPen(QPen(c("text.3"), 1.5))
        tip = QPointF(at.x(), at.y() + self._way * arm / 2)
        for side in (-arm, arm):
            p.drawLine(tip, QPointF(at.x() + side, at.y() - self._way * arm / 2))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._places.roll(self._way)


class Places(QScrollArea):
    """``column`` takes the rows. The one in use is always in sight, and a mark at the edge says where there are more."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Places")
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(8, 0, 8, 0)
        self.column.setSpacing(0)
        self.setWidget(inside)
        self._wanted: QWidget | None = None
        self.above, self.below = _More(self, -1), _More(self, 1)
        self._settled = QTimer(self, singleShot=True, interval=0)  # once every row has its new place
        self._settled.timeout.connect(self._follow)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._settled.start)
        bar.valueChanged.connect(self._mark)

    def reveal(self, row: QWidget) -> None:
        """Rolls to this row, now and whenever the window changes its height."""
        self._wanted = row
        self._settled.start()

    def roll(self, way: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + way * bar.pageStep())

    def _follow(self) -> None:
        if self._wanted is not None:
            self._roll_to(self._wanted)
        self._mark()

    def _roll_to(self, row: QWidget) -> None:
        """With a neighbour, so that one sees that there are more, and the mark at the edge lies over that."""
        bar, high = self.verticalScrollBar(), row.height()
        top = row.pos().y()  # rows stand in the rolled widget itself
        value = min(max(bar.value(), top + 2 * high - self.viewport().height()), top - high)
        bar.setValue(value if value > high - _HIGH else 0)  # so little above needs no mark: the neighbour below gives way

    def _mark(self) -> None:
        bar = self.verticalScrollBar()
        self.above.setGeometry(0, 0, self.width(), _HIGH)
        self.below.setGeometry(0, self.height() - _HIGH, self.width(), _HIGH)
        self.above.setVisible(bar.value() > bar.minimum())
        self.below.setVisible(bar.value() < bar.maximum())

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 4 * _HIGH)  # the rows give way before the window grows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settled.start()
