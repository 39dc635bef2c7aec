"""Lines, money per system and master data of one order: tables over the whole width, the systems' figures side by side between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.block import Block, Facts
from ui.cases.places import Places


class Evidence(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Lines, money and master data")
        self._top, self._left, self._right, self._bottom = Places(), Places(), Places(), Places()
        beside = QHBoxLayout()
        beside.setSpacing(20)
        for part in (self._left, self._right):
            beside.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._top)
        column.addLayout(beside)
        column.addWidget(self._bottom)

    def show_blocks(self, key: str, shown: Sequence[Block]) -> None:
        """``key``: of the order, so that another one's blocks are made anew."""
        facts = [b for b in shown if isinstance(b, Facts)]
        tables = [b for b in shown if not isinstance(b, Facts)]
        for place, blocks in (
            (self._top, tables[:1]),
            (self._left, facts[::2]),
            (self._right, facts[1::2]),
            (self._bottom, tables[1:]),
        ):
            place.show_blocks(key, blocks, None, wide=True)
