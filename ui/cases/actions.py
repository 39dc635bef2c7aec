"""The action bar: the numbered deeds in a fixed order, those not allowed with a lock and the reason in words beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCursor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.domain.question import Deed
from ui.theme.kit import Button, Text, tip, width


class ActionBar(QWidget):
    """Shows the deeds with a digit as key as buttons, as many as fit, one that is allowed among them; "…" holds every deed."""

    deed_asked = Signal(str)

    def __init__(self, named: frozenset[str] = frozenset()) -> None:
        """``named``: the deeds that have a button here, instead of those with a digit."""
        super().__init__()
        self._names = named
        self.setFixedHeight(47)
        self.setAccessibleName("Actions")
        self._deeds: tuple[Deed, ...] = ()
        self._said = ""
        self._shape: tuple[tuple[str, bool], ...] = ()
        self._buttons: dict[str, Button] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 12, 0)
        self._row.setSpacing(8)
        self._why = Text("", "text.3", 12, elide=True)
        self._more = Button("", None, "quiet", "ellipsis", name="All actions")
        self._more.clicked.connect(self.open_menu)
        self._row.addWidget(self._why, 100)
        self._row.addStretch(1)
        self._row.addWidget(self._more)

    def show_deeds(self, deeds: Sequence[Deed], why: str = "") -> None:
        """``why``: said beside the buttons instead of the first forbidden deed's own reason ("when the account is read")."""
        deeds = tuple(deeds)
        if deeds != self._deeds:
            self._deeds = deeds
            self._rebuild(self._numbered())
        self._said = why
        self._fit()

    def _numbered(self) -> list[Deed]:
        return [d for d in self._deeds if (d.name in self._names if self._names else d.key.isdigit())]

    def _rebuild(self, deeds: Sequence[Deed]) -> None:
        shape = tuple((d.name, d.verdict == "denied") for d in deeds)
        if shape != self._shape:
            for old in self._buttons.values():
                self._row.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._shape, self._buttons = shape, {d.name: self._button(i, d) for i, d in enumerate(deeds)}
        for deed in deeds:
            off = deed.verdict == "denied"
            self._buttons[deed.name].show_text(deed.title, "" if off else deed.key)
            tip(self._buttons[deed.name], deed.words)

    def _button(self, place: int, deed: Deed) -> Button:
        off = deed.verdict == "denied"
        button = Button(deed.title, None if off else deed.key, "off", "lock") if off else Button(deed.title, deed.key)
        button.setProperty("deed", deed.name)
        button.clicked.connect(self._clicked)
        self._row.insertWidget(place, button)
        return button

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.deed_asked.emit(str(sender.property("deed")))

    def _fit(self) -> None:
        """As many buttons as there is room for beside menu and words; the last ones go into the menu, but never all that can be done.

        The reason of a forbidden deed is said where its button stands: one that is in the menu has it there.
        """
        denied = next((d for d in self._numbered() if d.verdict == "denied" and d.words), None)
        words = self._said or (denied.words if denied else "")
        shown = self._shown(words)
        if denied is not None and not self._said and denied.name not in shown:
            words, shown = "", self._shown("")
        for name, button in self._buttons.items():
            button.setVisible(name in shown)
        self._why.show_text(words)
        self._why.setVisible(bool(words))

    def _shown(self, words: str) -> set[str]:
        """The deeds whose buttons fit beside these words."""
        room = self.width() - 20 - 12 - self._more.sizeHint().width() - (min(160, width(words, 12)) + 8 if words else 0)
        numbered, shown = self._numbered(), set[str]()
        kept = next((d for d in numbered if d.verdict != "denied"), None)
        for deed in sorted(numbered, key=lambda d: d is not kept):
            room -= self._buttons[deed.name].sizeHint().width() + 8
            if room < 0:
                break
            shown.add(deed.name)
        return shown

    def open_menu(self) -> None:
        """Every deed there is, at the pointer or the button; the forbidden with their reason."""
        menu = QMenu(self)
        for deed in self._deeds:
            off = deed.verdict == "denied"
            text = f"{deed.title}: {deed.words}" if off and deed.words else deed.title
            action = QAction(f"{text}\t{deed.key}", menu)
            action.setEnabled(not off)
            action.setData(deed.name)
            menu.addAction(action)
        menu.triggered.connect(self._chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos() if self._more.underMouse() else self._more.mapToGlobal(self._more.rect().topLeft()))

    def _chosen(self, action: QAction) -> None:
        self.deed_asked.emit(str(action.data()))

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
