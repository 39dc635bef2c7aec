"""Tabs: the views of one list, each with its count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.button import draw_focus
from ui.theme.fonts import width
from ui.theme.paint import AR, draw_text
from ui.theme.tokens import c


class Tab(QAbstractButton):
    """One view: its name and how many it holds (None: not counted)."""

    def __init__(self, name: str, count: int | None = None) -> None:
        super().__init__()
        self._count: int | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_tab(name, count)

    def show_tab(self, name: str, count: int | None) -> None:
        if (name, count) == (self.text(), self._count):
            return
        self._count = count
        self.setText(name)
        self.setAccessibleName(name if count is None else f"{name}, {count:,}")
        self.updateGeometry()
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        count = 0 if self._count is None else width(f"{self._count:,}", 12) + 6
        return QSize(width(self.text(), 12, 500) + 16 + count, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(c("bg.active" if self.isChecked() else "bg.hover"))
            p.drawRoundedRect(r, 5, 5)
        draw_text(p, r.adjusted(8, 0, 0, 0), self.text(), "text.1" if self.isChecked() else "text.2", 12, 500, elide=False)
        if self._count is not None:
            draw_text(p, r.adjusted(0, 0, -8, 0), f"{self._count:,}", "text.3", 12, 400, AR, elide=False)
        if self.hasFocus():
            draw_focus(p, r)


class Tabs(QWidget):
    """A row of views; arrows move between them. ``chosen`` carries the index a person picked."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str | tuple[str, int | None]] = (), on: int = 0) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.chosen)
        self.set_tabs(names, on)

    @property
    def current(self) -> int:
        return self._group.checkedId()

    @property
    def buttons(self) -> list[Tab]:
        return [button for button in self._group.buttons() if isinstance(button, Tab)]

    def set_tabs(self, names: Sequence[str | tuple[str, int | None]], on: int | None = None) -> None:
        """Show these views; the same number of them keeps the same buttons (and the keyboard's place)."""
        wanted = [name if isinstance(name, tuple) else (name, None) for name in names]
        tabs = self.buttons
        keep = self.current if on is None else on
        for extra in tabs[len(wanted) :]:
            self._group.removeButton(extra)
            self._row.removeWidget(extra)
            extra.deleteLater()
        for i, (name, count) in enumerate(wanted):
            if i >= len(tabs):
                tab = Tab(name, count)
                self._group.addButton(tab, i)
                self._row.addWidget(tab)
            else:
                tabs[i].show_tab(name, count)
        self.choose(keep if keep < len(wanted) else 0)

    def choose(self, index: int) -> None:
        """Show the view at ``index`` as the current one without saying `chosen`."""
        button = self._group.button(max(0, index))
        if button is not None:
            button.setChecked(True)

    def show_chosen(self, index: int) -> None:
        """As ``choose``; -1: what is on screen stands in another row."""
        if index >= 0:
            self.choose(index)
            return
        self._group.setExclusive(False)
        for button in self.buttons:
            button.setChecked(False)
        self._group.setExclusive(True)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        button = self._group.button(self.current + step)
        if step and button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()
        else:
            super().keyPressEvent(event)
