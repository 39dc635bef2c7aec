"""The message to a customer or a supplier as it was drafted: shown in full to be read before the deed is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import fonts
from ui.theme.kit import Text, V

LEAST, MOST = 48, 112  # px; longer messages scroll, so that the evidence keeps its room; least where a deed asks for much


ONE, MANY = "Message, copied when done and sent by hand", "Message for this one; of many, none is copied"


def draft(text: str, words: str = ONE) -> QWidget:
    """Read only: nothing is sent from here. ``words``: what becomes of it."""
    field = QPlainTextEdit(text)
    field.setReadOnly(True)
    field.setFont(fonts.font(12))
    field.setMinimumHeight(LEAST)
    field.setMaximumHeight(MOST)
    field.setTabChangesFocus(True)
    field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    field.setAccessibleName("Message")
    well = QFrame()
    well.setObjectName("well")
    inside = QVBoxLayout(well)
    inside.setContentsMargins(8, 4, 8, 4)
    inside.addWidget(field)
    return V(8, Text(words, "text.3", 11, 500), 4, well)
