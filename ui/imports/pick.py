"""One of many on one line: arrows step through, letters jump, Space opens the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui.theme.kit import RADIUS, announce, c, draw_icon, draw_text

_HIGH = 28


class Pick(QWidget):
    """``options``: (value, words). ``chosen``: a person picked another value."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], value: str = "") -> None:
        super().__init__()
        self._name, self._options, self._value = name, tuple(options), value
        self.bad = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)
        self._say()

    @property
    def value(self) -> str:
        return self._value

    def words(self) -> str:
        return dict(self._options).get(self._value, "")

    def show_options(self, options: Sequence[tuple[str, str]], value: str) -> None:
        self._options, self._value = tuple(options), value
        self._say()
        self.update()

    def set_bad(self, bad: bool) -> None:
        if bad != self.bad:
            self.bad = bad
            self.update()

    def pick(self, value: str) -> None:
        """As a person does."""
        if value != self._value and value in dict(self._options):
            self._value = value
            self._say()
            self.update()
            announce(self, self.words())
            self.chosen.emit(value)

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name}, {self.words() or 'nothing chosen'}")

    def _step(self, by: int) -> None:
        values = [value for value, _ in self._options]
        at = values.index(self._value) + by if self._value in values else 0
        self.pick(values[max(0, min(at, len(values) - 1))])

    def _jump(self, letter: str) -> None:
        """To the next one that begins so."""
        values = [value for value, _ in self._options]
        at = values.index(self._value) if self._value in values else -1
        turned = [*self._options[at + 1 :], *self._options[: at + 1]]
        found = next((value for value, words in turned if words.casefold().startswith(letter.casefold())), None)
        if found is not None:
            self.pick(found)

    def open_list(self) -> None:
        menu = QMenu(self)
        for value, words in self._options:
            action = QAction(words, menu)
            action.setData(value)
            menu.addAction(action)
            if value == self._value:
                menu.setActiveAction(action)
        menu.triggered.connect(self._picked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _picked(self, action: QAction) -> None:
        self.pick(str(action.data()))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(180, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, _HIGH)

    def event(self, event: QEvent) -> bool:
        """A letter jumps here; it is no deed's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _typed(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by:
            self._step(by)
        elif event.key() == Qt.Key.Key_Space or (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            self.open_list()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pick("")
        elif _typed(event):
            self._jump(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.open_list()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        wide = 2 if focus else 1
        tone = "accent" if focus else "bad" if self.bad else "line.3" if self.isEnabled() else "line.2"
        p.setPen(QPen(c(tone), wide))
        p.setBrush(c("bg.surface"))
        inset = wide / 2
        r = QRectF(self.rect())
        p.drawRoundedRect(r.adjusted(inset, inset, -inset, -inset), RADIUS["control"], RADIUS["control"])
        shown = self.words()
        ink = "text.off" if not self.isEnabled() else "text.1" if self._value else "text.3"
        draw_text(p, r.adjusted(8, 0, -28, 0), shown or "choose", ink, 13)
        draw_icon(p, "chevron-down", "text.3", r.right() - 23, r.center().y() - 8)


def _typed(event: QKeyEvent) -> bool:
    plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return plain and len(event.text()) == 1 and event.text().isprintable() and not event.text().isspace()
