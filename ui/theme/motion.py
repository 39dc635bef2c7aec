"""The only movement there is: a layer arrives from 8 px away in 120 ms, or at once where the desktop asked for less motion."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation
from PySide6.QtWidgets import QStyle, QWidget

IN = 120  # ms


def reduced(widget: QWidget) -> bool:
    """The desktop plays no animations."""
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0


def slide_in(widget: QWidget, by: QPoint) -> None:
    """Let ``widget`` arrive at its place from ``by`` pixels away."""
    if reduced(widget):
        return
    place = widget.pos()
    arrival = QPropertyAnimation(widget, b"pos", widget)
    arrival.setDuration(IN)
    arrival.setStartValue(place + by)
    arrival.setEndValue(place)
    arrival.setEasingCurve(QEasingCurve.Type.OutCubic)
    arrival.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
