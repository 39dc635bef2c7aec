"""Signing in to one system while the window stays: the sign-in form in a layer above the page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.courier import Courier
from ui.dialogs.entry import Way
from ui.dialogs.signform import SignForm
from ui.theme.kit import V
from ui.theme.layer import Layer

WIDE, HIGH = 608, 640  # px; room for the words below each field


class SignSheet(Layer):
    """``entered``: what the program gave back; the sheet has closed by then. Esc leaves everything as it was."""

    entered = Signal(object)

    def __init__(self, window: QWidget, way: Way, courier: Courier) -> None:
        self.form = SignForm(way, courier, leave="Not now")
        super().__init__(window, V(self.form, None, pad=24), WIDE, HIGH)
        self.setAccessibleName(f"Sign in to {way.named}")
        self.form.left.connect(self.leave)
        self.form.entered.connect(self._entered)

    def open(self) -> None:
        super().open()
        self.form.focus_first()

    def leave(self) -> None:
        self.form.stop()
        super().leave()

    def _entered(self, signed_in: object) -> None:
        self.leave()
        self.entered.emit(signed_in)
