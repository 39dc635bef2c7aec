"""A column of blocks: each place keeps its widget as long as it shows a block of the same kind and content."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.block import Block, Exposure
from ui.cases import blocks
from ui.theme.kit import Section, Text
from ui.theme.swap import Swap

Age = tuple[str, str]  # words, tone


class _Place(QWidget):
    """Title, a note at its right, and the block below them."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self.gap = gap
        self._note, self._swap = Text("", "text.2", 11), Swap()
        self._section = Section("", self._swap, right=self._note, gap=gap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)

    def show_block(self, case_id: str, shown: Block, age: Age | None, *, wide: bool) -> None:
        self._section.title.setText(shown.title)
        self._section.setAccessibleName(shown.title)
        self._note.show_text(*(age or (_note(shown), "text.2")))
        self._swap.put((case_id, shown, wide), partial(blocks.content, shown, wide=wide))


class Places(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._places: list[_Place] = []

    def show_blocks(self, case_id: str, shown: Sequence[Block], age: Age | None, *, wide: bool) -> None:
        """``age``: said in the first block's title line. A place whose block is of another make is made anew."""
        for i, block in enumerate(shown):
            if i == len(self._places) or self._places[i].gap != blocks.air(block):
                self._make(i, blocks.air(block))
            self._places[i].show_block(case_id, block, age if i == 0 else None, wide=wide)
        for i, place in enumerate(self._places):
            place.setVisible(i < len(shown))
        self.setVisible(bool(shown))

    def _make(self, at: int, gap: int) -> None:
        made = _Place(gap)
        self._column.insertWidget(at, made)
        if at == len(self._places):
            self._places.append(made)
            return
        old, self._places[at] = self._places[at], made
        self._column.removeWidget(old)
        old.hide()
        old.deleteLater()


def _note(shown: Block) -> str:
    return "" if isinstance(shown, Exposure) else getattr(shown, "note", "")
