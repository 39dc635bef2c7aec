"""What offering a quote would do, before anything is sent; the same key again does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.letter import Effect
from app.domain.offer import OfferView
from ui.theme.kit import Button, H, Icon, KeyValues, Text, V, announce, rule
from ui.theme.swap import Swap

_HIGH, _LABEL = 200, 160  # px of the list, and at least of the names in it


class OfferSheet(QFrame):
    confirmed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.raised")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("What offering the quote would do")
        self._view: OfferView | None = None
        self._going = False
        self._place = Swap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)
        self.hide()

    @property
    def view(self) -> OfferView | None:
        """What is shown; None while the ERP is asked."""
        return self._view if self.isVisible() else None

    def wait(self, number: str) -> None:
        self._view, self._going = None, False
        self._place.put(number, lambda: V(rule(), _head(f"Offer {number}", "The ERP is asked what it would do"), gap=0))
        self.show()

    def wait_for_sending(self, number: str) -> None:
        self._view, self._going = None, True
        self._place.put(("going", number), lambda: V(rule(), _head(f"Offer {number}", "It is being taken down"), gap=0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_view(self, view: OfferView) -> None:
        if not self.isVisible():
            return
        self._view = view
        self._place.put(view, lambda: self._built(view))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, view.problem or f"{len(view.effects)} things would change", assertive=bool(view.problem))

    def put_aside(self) -> None:
        """Who is writing elsewhere already stays there."""
        at = self.window().focusWidget()
        had = self.isVisible() and (at is None or at is self or self.isAncestorOf(at))
        self._view, self._going = None, False
        self.hide()
        if had:
            self.left.emit()

    def confirm(self) -> None:
        if self._view is not None and not self._view.problem:
            self.confirmed.emit()

    def _built(self, view: OfferView) -> QWidget:
        if view.problem:
            said = H(Icon("octagon-alert", "bad", 16), (Text(view.problem, "bad", 13, wrap=True), 1), gap=8, pad=(16, 0, 16, 12))
            return V(rule(), _head(f"{view.document} cannot be offered", "nothing was sent"), said, gap=0)
        foreseen = "The ERP cannot be asked now; it is sent when it answers" if view.predicted else "nothing is sent yet"
        go = Button(f"Offer {view.document}", "Ctrl ↵", "primary")
        go.clicked.connect(self.confirm)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(V(KeyValues([_row(x) for x in view.effects], label=_LABEL), None, pad=(16, 0, 16, 8), ground="bg.raised"))
        area.setFixedHeight(min(_HIGH, 22 * max(1, len(view.effects)) + 10))
        return V(rule(), _head(f"Offer {view.document}", foreseen, go), area, gap=0)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self._going:  # what is under way is not called back by putting it aside
                self.put_aside()
        else:
            super().keyPressEvent(event)


def _head(title: str, about: str, *more: QWidget) -> QWidget:
    return H(Text(title, size=13, weight=600), (Text(about, "text.3", 12, elide=True), 1), *more, gap=8, pad=(16, 0, 16, 0), h=40)


def _row(effect: Effect) -> tuple[str, str]:
    change = (
        f"{effect.before} → {effect.after}" if effect.before and effect.after else effect.after or f"{effect.before}, taken out"
    )
    return effect.field, change
