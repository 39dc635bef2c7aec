"""Toasts: what just happened, over the rows, with the way back while there is one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimeLine, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from ui.theme.kit import Button, Floating, H, Mark, Meter, Text, V, announce

LIFE = {"bad": 12_000, "warn": 9_000}  # ms; others 6 s
UNDO_LIFE = 10_000
MOST = 3
_GAP = 8


class Toast(Floating):
    """One line, and under it a fuse while ``undo`` can still be called. Stays while the pointer is in it."""

    ended = Signal()

    def __init__(self, parent: QWidget, kind: str, title: str, note: str, undo: Callable[[], object] | None, life: int) -> None:
        self.kind, self.title, self._undo = kind, title, undo
        line: list[QWidget | tuple[QWidget, int]] = [Mark(kind, 12), Text(title, size=13, weight=600)]
        line.append((Text(note, "text.2", 12, elide=True), 1))
        self._fuse = Meter(1.0, "wait.fill", 4)
        if undo is not None:
            button = Button("Undo", "Ctrl Z")
            button.clicked.connect(self.take_back)
            line.append(button)
            self._left = Text("", "text.3", 11)
            body = V(H(*line, gap=10), 4, H((self._fuse, 1), self._left, gap=10), pad=(16, 8, 12, 10))
        else:
            body = V(H(*line, gap=10), pad=(16, 0, 16, 0))
        super().__init__(parent, body, (0, 0, 560, 68 if undo else 48), 8)
        self.setAccessibleName(f"{title}. {note}".strip())
        self._time = QTimeLine(life, self)
        self._time.setUpdateInterval(100 if undo is not None else 1000)
        self._time.valueChanged.connect(self._burn)
        self._time.finished.connect(self.ended)
        self._burn(0.0)

    @property
    def undoable(self) -> bool:
        return self._undo is not None

    @property
    def high(self) -> int:
        return 68 if self._undo is not None else 48

    def light(self) -> None:
        self._time.start()

    def take_back(self) -> None:
        """Undo once; the toast goes."""
        undo, self._undo = self._undo, None
        if undo is not None:
            self._time.stop()
            self.ended.emit()
            undo()

    def _burn(self, spent: float) -> None:
        if self._undo is not None:
            self._fuse.set_done(1.0 - spent)
            seconds = -(-self._time.duration() * (1.0 - spent) // 1000)
            self._left.setText(f"{seconds:.0f} s to take it back")

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def enterEvent(self, event: QEnterEvent) -> None:
        self._time.setPaused(self._time.state() == QTimeLine.State.Running)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self._time.state() == QTimeLine.State.Paused:
            self._time.setPaused(False)
        super().leaveEvent(event)


class Toasts(QObject):
    """The pile at the lower left of ``area()`` (in the window's coordinates), newest lowest."""

    def __init__(self, window: QWidget, area: Callable[[], QRect]) -> None:
        super().__init__(window)
        self._window, self._area = window, area
        self._pile: list[Toast] = []

    @property
    def pile(self) -> tuple[Toast, ...]:
        return tuple(self._pile)

    def show(
        self, kind: str, title: str, note: str = "", undo: Callable[[], object] | None = None, life: int | None = None
    ) -> None:
        """``kind`` bad, warn, ok or wait; ``life`` in ms, by default longer for what is worse and for what can be undone."""
        lasts = life if life is not None else UNDO_LIFE if undo is not None else LIFE.get(kind, 6_000)
        toast = Toast(self._window, kind, title, note, undo, lasts)
        toast.ended.connect(self._ended)
        self._pile.append(toast)
        while len(self._pile) > MOST:
            self._drop(self._pile[0])
        self.arrange()
        toast.show()
        toast.arrive(QPoint(0, 8))
        toast.light()
        announce(self._window, f"{title}. {note}".strip(), assertive=kind == "bad")

    def undo_newest(self) -> bool:
        """Ctrl+Z: take back the newest thing that can be; False where there is none."""
        for toast in reversed(self._pile):
            if toast.undoable:
                toast.take_back()
                return True
        return False

    def arrange(self) -> None:
        """After a resize, or when one came or went."""
        area = self._area()
        wide = min(560, area.width() - 48)
        bottom = area.bottom() - 19
        for toast in reversed(self._pile):
            toast.place(QRect(area.left() + 24, bottom - toast.high, wide, toast.high))
            toast.raise_()
            bottom -= toast.high + _GAP

    def clear(self) -> None:
        for toast in tuple(self._pile):
            self._drop(toast)

    def _ended(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            self._drop(toast)
            self.arrange()

    def _drop(self, toast: Toast) -> None:
        if toast in self._pile:
            self._pile.remove(toast)
            toast.hide()
            toast.deleteLater()
