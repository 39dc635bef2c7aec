"""Putting parts side by side: rows, columns, titled blocks, label and value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QWidget

from ui.theme.marks import Rule
from ui.theme.text import Text

Item: TypeAlias = QWidget | tuple[QWidget, int] | int | bool | None
Pad: TypeAlias = int | tuple[int, int, int, int]
Value: TypeAlias = QWidget | str | tuple[str, str]


def fill(layout: QBoxLayout, items: Iterable[Item], gap: int, pad: Pad) -> None:
    """Add ``items``: a widget; (widget, stretch); a number = that many pixels; None = stretch; False = nothing."""
    layout.setSpacing(gap)
    layout.setContentsMargins(*(pad if isinstance(pad, tuple) else (pad,) * 4))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, bool):
            continue
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, tuple):
            layout.addWidget(item[0], item[1])
        else:
            layout.addWidget(item)


def _box(
    direction: QBoxLayout.Direction,
    items: Iterable[Item],
    gap: int,
    pad: Pad,
    ground: str | None,
    name: str | None,
    w: int | None,
    h: int | None,
) -> QFrame:
    frame = QFrame()
    if ground:
        frame.setProperty("ground", ground)
    if name:
        frame.setObjectName(name)
    if w:
        frame.setFixedWidth(w)
    if h:
        frame.setFixedHeight(h)
    fill(QBoxLayout(direction, frame), items, gap, pad)
    return frame


def H(
    *items: Item,
    gap: int = 8,
    pad: Pad = 0,
    ground: str | None = None,
    name: str | None = None,
    w: int | None = None,
    h: int | None = None,
) -> QFrame:
    """A row."""
    return _box(QBoxLayout.Direction.LeftToRight, items, gap, pad, ground, name, w, h)


def V(
    *items: Item,
    gap: int = 0,
    pad: Pad = 0,
    ground: str | None = None,
    name: str | None = None,
    w: int | None = None,
    h: int | None = None,
) -> QFrame:
    """A column."""
    return _box(QBoxLayout.Direction.TopToBottom, items, gap, pad, ground, name, w, h)


def rule(tone: str = "line.2", vertical: bool = False) -> Rule:
    return Rule(tone, vertical)


class Section(QFrame):
    """A titled block without a box: the title, a hairline of air, the content. ``right``: an age or a total in the title line."""

    def __init__(self, title: str, *body: Item, right: QWidget | None = None, gap: int = 4) -> None:
        super().__init__()
        self.title = Text(title, "text.3", 11, 500)
        head: list[Item] = [self.title, None]
        if right is not None:
            head.append(right)
        self.setAccessibleName(title)
        fill(QBoxLayout(QBoxLayout.Direction.TopToBottom, self), [H(*head, h=20), *body], gap, 0)


class KeyValues(QWidget):
    """Label and value pairs on a 22 px rhythm. A value is a widget, a text, or (text, tone)."""

    def __init__(self, rows: Sequence[tuple[str, Value]] = (), label: int = 112, h: int = 22) -> None:
        super().__init__()
        self._high = h
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnMinimumWidth(0, label)
        self._grid.setColumnStretch(1, 1)
        self._cells: list[tuple[Text, QWidget]] = []
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[tuple[str, Value]]) -> None:
        """Show other pairs; where only words changed, the same labels stay."""
        if len(rows) == len(self._cells) and all(map(_same_shape, self._cells, rows)):
            for (name, cell), (key, value) in zip(self._cells, rows, strict=True):
                if isinstance(cell, Text) and not isinstance(value, QWidget):
                    name.setText(key)
                    cell.show_text(*(value if isinstance(value, tuple) else (value, "text.1")))
            return
        for name, cell in self._cells:
            for old in (name, cell):
                self._grid.removeWidget(old)
                old.deleteLater()
        self._cells = [self._add(i, key, value) for i, (key, value) in enumerate(rows)]

    def _add(self, row: int, key: str, value: Value) -> tuple[Text, QWidget]:
        name = Text(key, "text.3", 12)
        name.setContentsMargins(0, 0, 8, 0)
        if isinstance(value, QWidget):
            cell = value
        else:
            words, tone = value if isinstance(value, tuple) else (value, "text.1")
            cell = Text(words, tone, 12, 500 if tone in ("bad", "warn") else 400, elide=True)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(cell, row, 1)
        self._grid.setRowMinimumHeight(row, self._high)
        return name, cell


def _same_shape(cell: tuple[Text, QWidget], row: tuple[str, Value]) -> bool:
    return isinstance(cell[1], Text) and not isinstance(row[1], QWidget)
