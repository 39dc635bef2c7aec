"""The part of a sheet that rolls where the window is too low for all of it; what has the keyboard stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_LEAST = 96  # px that it keeps however low the window is


class Roll(QScrollArea):
    """As high as what is in it, and no higher; less where there is no room. Follows the cursor of whatever is worked in."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner
        self.setWidget(inner)
        inner.installEventFilter(self)
        self._settled = QTimer(self, singleShot=True, interval=0)  # once everything in it has its new place
        self._settled.timeout.connect(self.follow)
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.follow)

    def follow(self) -> None:
        """Rolls to where the cursor is, if that is in here."""
        worked_in = QApplication.focusWidget()
        if worked_in is not None and self._inner.isAncestorOf(worked_in):
            self.ensureWidgetVisible(worked_in, 0, 8)

    def _high(self) -> int:
        layout = self._inner.layout()
        wide = self.width()
        if layout is not None and layout.hasHeightForWidth() and wide > 0:
            return layout.totalHeightForWidth(wide)
        return self._inner.sizeHint().height()

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(self._inner.sizeHint().width(), self._high())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inner.minimumSizeHint().width(), min(_LEAST, self._high()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._settled.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._settled.start()
        return super().eventFilter(watched, event)
