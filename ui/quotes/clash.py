"""What the ERP's quotation says otherwise by now: base, mine and theirs side by side, settled one by one with the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from app.domain.draft import Content
from app.domain.draft_clashes import name_of, shown
from app.domain.draft_merge import Clash, Side, Where
from ui.cases.conflict import Conflict
from ui.theme.kit import Button, H, Icon, Text, V, rule
from ui.theme.swap import Swap

_HIGH = 240  # px of the list


class ClashSheet(QFrame):
    """``choose`` settles one. M takes mine, T theirs, for the one that is marked; up and down go between them; Esc to the lines."""

    left = Signal()

    def __init__(self, choose: Callable[[Where, Side], None]) -> None:
        super().__init__()
        self._choose = choose
        self._clashes: tuple[Clash, ...] = ()
        self._at = 0
        self._redraw: Callable[[], None] = lambda: None
        self.setProperty("ground", "bg.sunken")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Changed in the ERP meanwhile")
        self._title, self._words = Text("", size=13, weight=600), Text("", "text.3", 12, elide=True)
        mine, theirs = Button("Mine", "M", h=24), Button("In the ERP", "T", h=24)
        mine.clicked.connect(lambda: self._take("mine"))
        theirs.clicked.connect(lambda: self._take("theirs"))
        self._place = Swap()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(V(self._place, None, pad=(16, 0, 16, 8), ground="bg.sunken"))
        area.setFixedHeight(_HIGH)
        self._area = area
        head = H(Icon("octagon-alert", "warn", 16), self._title, (self._words, 1), mine, theirs, gap=8, pad=(16, 0, 16, 0), h=36)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (rule(), head, area):
            column.addWidget(part)
        self.hide()

    def show_clashes(
        self,
        number: str,
        clashes: tuple[Clash, ...],
        mine: Content,
        theirs: Content,
        currency: str,
        choices: Mapping[Where, Side],
    ) -> None:
        """The first that is not settled is the marked one."""
        if clashes != self._clashes:
            self._at = next((i for i, x in enumerate(clashes) if x.where not in choices), 0)
        self._clashes = clashes
        left = sum(1 for x in clashes if x.where not in choices)
        self._title.setText(f"{number} was changed in the ERP meanwhile")
        self._words.setText(f"{left} of {len(clashes)} to settle; nothing of yours is lost")

        def redraw() -> None:
            told = shown(clashes, mine, theirs, currency, self._at)
            self._place.put((told, tuple(choices.items())), lambda: Conflict(told))
            drawn = self._place.content
            assert isinstance(drawn, Conflict)
            drawn.show_choice("", {name_of(x): choices[x.where] for x in clashes if x.where in choices})

        self._redraw = redraw
        redraw()
        self.show()

    def _take(self, side: Side) -> None:
        if self._at < len(self._clashes):
            where = self._clashes[self._at].where
            if self._at + 1 < len(self._clashes):
                self._at += 1
            self._choose(where, side)

    def _step(self, by: int) -> None:
        self._at = max(0, min(self._at + by, len(self._clashes) - 1))
        self._redraw()
        self._area.verticalScrollBar().setValue(max(0, self._at * 58 - 58))

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_M:
                self._take("mine")
            case Qt.Key.Key_T:
                self._take("theirs")
            case Qt.Key.Key_Up | Qt.Key.Key_K:
                self._step(-1)
            case Qt.Key.Key_Down | Qt.Key.Key_J:
                self._step(1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
