"""The only movement there is: a layer arrives from some pixels away in 120 ms, or at once where the desktop asked for less motion."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPropertyAnimation
from PySide6.QtWidgets import QStyle, QWidget

IN = 120  # ms


def reduced(widget: QWidget) -> bool:
    """The desktop plays no animations."""
    return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0


def arrival(widget: QWidget) -> QPropertyAnimation | None:
    """An animation of ``widget``'s place, owned by it; None where nothing is to move."""
    if reduced(widget):
        return None
    made = QPropertyAnimation(widget, b"pos", widget)
    made.setDuration(IN)
    made.setEasingCurve(QEasingCurve.Type.OutCubic)
    return made
