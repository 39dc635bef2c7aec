"""The evidence of a case: name, chips, verdict and blocks, in two columns or, in a narrow panel, one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.domain.question import CasePanel
from ui.cases import blocks
from ui.cases.conflict import Conflict
from ui.cases.gallery import Gallery
from ui.cases.photos import Photos
from ui.cases.places import Age, Places
from ui.cases.units import Units
from ui.theme.kit import Chip, H, Text
from ui.theme.swap import Swap
from ui.theme.tokens import STATUS

STACK_BELOW = 560  # px of panel width under which the two columns become one
SIDE = 232


class CaseBody(QScrollArea):
    """``opened``: a block of files and the place of the one that somebody wants to see large. policy_asked: a version of the policy."""

    opened = Signal(object, int)
    policy_asked = Signal(int)

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
        self._gallery = gallery
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Evidence")
        self._panel: CasePanel | None = None
        self._choice: tuple[str, Mapping[str, str]] = ("", {})
        self._who = Swap()
        self._verdict = Text("", size=13, wrap=True)
        self._verdict.setMinimumHeight(36)
        self._places = {name: Places() for name in ("across", "main", "beside")}
        self._places["across"].setContentsMargins(0, 0, 0, 12)
        self._rule, self._history, self._messages, self._notes = Swap(), Swap(), Swap(), Swap()
        self._build()

    def _build(self) -> None:
        left, right = QWidget(), QWidget()
        self._left, self._right = left, right
        for column, parts in (
            (left, (self._places["main"],)),
            (right, (self._places["beside"], self._rule, self._history, self._messages, self._notes)),
        ):
            box = QVBoxLayout(column)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(8)
            for part in parts:
                box.addWidget(part)
            box.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(20)
        self._columns.addWidget(left, 1)
        self._columns.addWidget(right)
        inner = QFrame()
        inner.setProperty("ground", "bg.surface")
        page = QVBoxLayout(inner)
        page.setContentsMargins(20, 8, 20, 12)
        page.setSpacing(0)
        page.addWidget(self._who)
        page.addSpacing(4)
        page.addWidget(self._verdict)
        page.addSpacing(8)
        page.addWidget(self._places["across"])
        page.addLayout(self._columns)
        page.addStretch(1)
        self.setWidget(inner)

    @property
    def stacked(self) -> bool:
        return self.width() < STACK_BELOW

    def show_panel(self, panel: CasePanel) -> None:
        """Another case begins at its top; the same one keeps its scroll and rebuilds only the blocks that changed."""
        if self._panel is None or self._panel.row.case_id != panel.row.case_id:
            self.verticalScrollBar().setValue(0)
        self._panel = panel
        now = datetime.now(UTC)
        today = now.date()
        self._show_who()
        self._verdict.setText(panel.verdict)
        self._show_blocks()
        self._rule.put(panel.rule, lambda: blocks.fired(panel.rule))
        self._history.put((panel.history, today), lambda: blocks.history(panel.history, now, self.policy_asked.emit))
        self._messages.setVisible(bool(panel.messages))
        self._messages.put((panel.messages, today), lambda: blocks.messages(panel.messages, now))
        self._notes.setVisible(bool(panel.notes))
        self._notes.put((panel.notes, today), lambda: blocks.notes(panel.notes, now))

    def show_choice(self, deed: str, values: Mapping[str, str]) -> None:
        """What the deed whose preview is open would take, marked in the evidence; ("", {}) when none is."""
        self._choice = (deed, values)
        for conflict in self.findChildren(Conflict):
            conflict.show_choice(deed, values)
        for units in self.findChildren(Units):
            units.show_choice(deed, values)

    def _show_blocks(self) -> None:
        """The first block says how old the figures are."""
        panel = self._panel
        if panel is None:
            return
        age: Age | None = (panel.source_words, "warn" if panel.row.stale else "text.3")
        for name, places in self._places.items():
            shown = [b for b in panel.blocks if blocks.column(b) == name]
            places.show_blocks(panel.row.case_id, shown, age, wide=self.stacked)
            age = None if shown else age
        for photos in self.findChildren(Photos):
            if photos.show_from(self._gallery):
                photos.opened.connect(self.opened)
        self.show_choice(*self._choice)

    def _show_who(self) -> None:
        panel = self._panel
        if panel is None:
            return
        chips = panel.chips[:1] + panel.chips[-1:] if self.stacked and len(panel.chips) > 2 else panel.chips[:3]

        def who() -> QWidget:
            name = Text(panel.row.customer, size=13, weight=600, elide=True)
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            place = Text(panel.place, "text.3", 12)
            return H(name, place, None, *[Chip(text, kind if kind in STATUS else None) for text, kind in chips], gap=8, h=24)

        self._who.put((panel.row.customer, panel.place, chips), who)

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        stack = QBoxLayout.Direction.TopToBottom if self.stacked else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != stack or event.oldSize().width() < 0:
            self._columns.setDirection(stack)
            self._columns.setSpacing(10 if self.stacked else 20)
            self._right.setFixedWidth(SIDE) if not self.stacked else self._right.setMaximumWidth(16777215)
            if self.stacked:
                self._right.setMinimumWidth(0)
            self._show_who()
            self._show_blocks()
        super().resizeEvent(event)
