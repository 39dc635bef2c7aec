"""A check box: 16 px, ticked by click, Space or its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme.button import draw_focus
from ui.theme.fonts import width
from ui.theme.paint import draw_text
from ui.theme.tokens import c


class CheckBox(QAbstractButton):
    """``toggled`` carries the new state."""

    def __init__(self, text: str, on: bool = False) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setChecked(on)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(32 + width(self.text(), 12), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(4.5, 4.5, 15, 15)
        p.setPen(Qt.PenStyle.NoPen if self.isChecked() else QPen(c("line.3"), 1))
        p.setBrush(c("accent.fill" if self.isChecked() else "bg.surface"))
        p.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            p.setPen(QPen(c("accent.on"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            p.drawPolyline(QPolygonF([QPointF(8, 12.2), QPointF(10.6, 14.8), QPointF(15.8, 9.2)]))
        draw_text(p, QRectF(27, 0, self.width() - 27, self.height()), self.text(), "text.2", 12, elide=False)
        if self.hasFocus():
            draw_focus(p, QRectF(self.rect()))
