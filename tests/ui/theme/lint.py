"""Accidents in a drawn window: text cut off, labels without room, widgets on top of each other, parts outside their parent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QStackedWidget, QWidget

from ui.theme import paint
from ui.theme.kit import Floating, Scrim, Text
from ui.theme.marks import Painted


class _Watched:
    """Font metrics that write down what had to be shortened."""

    def __init__(self, inner: QFontMetrics, cut: list[str]) -> None:
        self._inner, self._cut = inner, cut

    def elidedText(self, text: str, *rest: Any) -> str:
        self._cut.append(text)
        return self._inner.elidedText(text, *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def is_clean(window: QWidget) -> Callable[[], None]:
    """For `qtbot.waitUntil`: new words ask for room, and get it when the event loop turns."""

    def check() -> None:
        assert problems(window) == []

    return check


def problems(window: QWidget) -> list[str]:
    """Draw ``window`` (shown, laid out) and say what is wrong with it; empty is good."""
    cut: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        real = paint.metrics
        patch.setattr(paint, "metrics", lambda size, weight: _Watched(real(size, weight), cut))
        window.grab()
    may_shorten = {label.text() for label in window.findChildren(Text) if label.elides}
    found = [f"painted text {text!r} is cut" for text in cut if text not in may_shorten]
    return [*found, *_labels(window), *_buttons(window), *_overlaps(window)]


def _labels(window: QWidget) -> Iterator[str]:
    for label in window.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, Painted) or (isinstance(label, Text) and label.elides):
            continue
        if label.wordWrap():
            needed = label.heightForWidth(label.width())
            if needed > label.height() + 2:
                yield f"label {label.text()[:40]!r} needs {needed} px of height, has {label.height()}"
        elif label.sizeHint().width() > label.width() + 1:
            yield f"label {label.text()!r} needs {label.sizeHint().width()} px, has {label.width()}"


def _buttons(window: QWidget) -> Iterator[str]:
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.sizeHint().width() > button.width() + 1:
            yield f"button {button.text()!r} needs {button.sizeHint().width()} px, has {button.width()}"
        if button.isVisible() and not (button.text() or button.accessibleName()):
            yield f"button {type(button).__name__} has no name"


def _overlaps(window: QWidget) -> Iterator[str]:
    for box in [window, *window.findChildren(QWidget)]:
        if box.layout() is None or isinstance(box, QAbstractScrollArea | QStackedWidget):
            continue
        parts = [k for k in box.children() if isinstance(k, QWidget) and k.isVisible() and not isinstance(k, Floating | Scrim)]
        for i, one in enumerate(parts):
            if not box.rect().adjusted(-1, -1, 1, 1).contains(one.geometry()):
                yield f"{_name(one)} is outside {_name(box)}"
            for other in parts[i + 1 :]:
                over = one.geometry().intersected(other.geometry())
                if over.width() > 1 and over.height() > 1:
                    yield f"overlap {over.width()}x{over.height()}: {_name(one)} and {_name(other)}"


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QLabel) else "") or type(widget).__name__
