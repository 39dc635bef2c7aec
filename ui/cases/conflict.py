"""A conflict: each field in its versions as boxes side by side, the one that would be taken with ring and tick."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import block
from ui.theme.kit import RADIUS, H, Painted, Text, c, draw_cap, draw_icon, draw_text, text_width

_GAP = 8
_HEAD, _LABEL, _BOX = 40, 20, 30  # px high; a row is its label and its boxes


class Conflict(QWidget):
    """Reads as a list to a screen reader: field, its versions, which one is taken; then who changed what."""

    def __init__(self, shown: block.Conflict) -> None:
        super().__init__()
        self.shown = shown
        self._deed, self._values = "", dict[str, str]()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        heads = ", ".join(f"{v.title} {v.when}".strip() for v in shown.versions)
        column.addWidget(Painted(self._draw_heads, _HEAD, None, heads))
        self._rows = [Painted(partial(self._draw_row, field), _LABEL + _BOX + _GAP, None, "") for field in shown.fields]
        for row in self._rows:
            column.addWidget(row)
        for version in shown.versions:
            if version.who:
                column.addWidget(
                    H(Text(version.title, "text.3", 12, w=40), (Text(version.who, "text.2", 12, elide=True), 1), gap=8, h=20)
                )
        self._say()

    def show_choice(self, deed: str, values: Mapping[str, str]) -> None:
        """``deed``: the one whose preview is open; ``values``: its fields, where each field of the conflict is chosen by itself."""
        if (deed, values) != (self._deed, self._values):
            self._deed, self._values = deed, dict(values)
            self._say()

    def taken(self, field: block.Differing) -> int | None:
        """Which version of this field would be taken."""
        versions = self.shown.versions
        chosen = self._values.get(field.name)
        return next(
            (i for i, v in enumerate(versions) if (v.name == chosen if chosen else v.deed and v.deed == self._deed)), None
        )

    def _say(self) -> None:
        for field, row in zip(self.shown.fields, self._rows, strict=True):
            row.setAccessibleName(self._spoken(field))
            row.update()

    def _spoken(self, field: block.Differing) -> str:
        told = [f"{v.title} {text or 'not known'}" for v, text in zip(self.shown.versions, field.texts, strict=True)]
        taken = self.taken(field)
        return ", ".join([field.label, *told, *([f"{self.shown.versions[taken].title} taken"] if taken is not None else [])])

    # ---- painting ----------------------------------------------------------------------------------------------------------
    def _boxes(self, r: QRectF) -> list[QRectF]:
        count = len(self.shown.versions)
        wide = (r.width() - _GAP * (count - 1)) / count
        return [QRectF(r.left() + i * (wide + _GAP), r.top(), wide, r.height()) for i in range(count)]

    def _draw_heads(self, p: QPainter, r: QRectF) -> None:
        for box, version in zip(self._boxes(r), self.shown.versions, strict=True):
            draw_text(p, QRectF(box.left(), 0, box.width(), 18), version.title, "text.1", 12, 600)
            if version.key:
                draw_cap(p, QRectF(box.left() + text_width(version.title, 12, 600) + 6, 0, 18, 18), version.key)
            draw_text(p, QRectF(box.left(), 18, box.width(), 16), version.when, "text.3", 11)

    def _draw_row(self, field: block.Differing, p: QPainter, r: QRectF) -> None:
        label = text_width(field.label, 12, 500)
        draw_text(p, QRectF(r.left(), r.top(), r.width(), 18), field.label, "text.1", 12, 500)
        draw_text(p, QRectF(r.left() + label + 6, r.top(), r.width() - label - 6, 18), field.note, "text.3", 11)
        taken = self.taken(field)
        for i, (box, text) in enumerate(zip(self._boxes(r), field.texts, strict=True)):
            _draw_box(p, QRectF(box.left(), r.top() + _LABEL, box.width(), _BOX), text, i == taken)


def _draw_box(p: QPainter, r: QRectF, text: str, taken: bool) -> None:
    line = r.adjusted(1, 1, -1, -1) if taken else r.adjusted(0.5, 0.5, -0.5, -0.5)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(c("accent" if taken else "line.2"), 2 if taken else 1))
    p.setBrush(c("accent.bg" if taken else "bg.surface"))
    p.drawRoundedRect(line, RADIUS["control"], RADIUS["control"])
    room = r.adjusted(7, 0, -20 if taken else -6, 0)
    draw_text(p, room, text or "\N{EN DASH}", "text.1" if text else "text.3", 12, 500 if taken else 400)
    if taken:
        draw_icon(p, "check", "accent", r.right() - 19, r.center().y() - 7, 14)
