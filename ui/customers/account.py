"""What stands beside a customer's documents: credit, account, identities, buyers and addresses, as a case's page draws them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from app.domain.customers import CustomerView
from ui.cases.places import Places
from ui.theme.kit import Text, V


class Account(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Account")
        self._unreadable, self._places = Text("", "bad", 12, wrap=True), Places()
        self._unreadable.hide()
        self.setWidget(V(self._unreadable, self._places, None, gap=8, pad=(20, 12, 20, 16), ground="bg.surface"))

    def show_view(self, view: CustomerView) -> None:
        self._unreadable.setText(view.unreadable)
        self._unreadable.setVisible(bool(view.unreadable))
        self._places.show_blocks(str(view.ref), view.blocks, None, wide=False)
