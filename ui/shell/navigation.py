"""The left edge: company, search, places with live counts, the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.domain.person import Person
from ui.shell.page import Page
from ui.shell.places import Places
from ui.theme.kit import (
    AR,
    Avatar,
    Button,
    H,
    Painted,
    Text,
    V,
    c,
    draw_focus,
    draw_icon,
    draw_logo,
    draw_status,
    draw_text,
    text_width,
    tip,
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and how bad the worst of them is (bad, warn or None)."""

    number: int | None = None
    kind: str | None = None


class _Row(QAbstractButton):
    """28 px with a rounded ground, 24 in a low window: current, hovered, or nothing; 32 px wide in the narrow navigation."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self.icon_name = icon
        self.narrow = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        tip(self, self.text() if narrow else "")
        self.setAccessibleDescription("")
        self.updateGeometry()
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(32, 26) if self.narrow else QSize(192, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(32 if self.narrow else 192, 24)


class NavItem(_Row):
    """A place to go to."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.icon, page.title)
        self.page = page
        self.count = Count()
        self.setCheckable(True)

    def show_count(self, count: Count) -> None:
        if count == self.count:
            return
        self.count = count
        state = {"bad": ", breached", "warn": ", needs attention"}.get(count.kind or "", "")
        number = "" if count.number is None else f", {count.number:,}"
        self.setAccessibleName(f"{self.text()}{number}{state}")
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r, on = QRectF(self.rect()), self.isChecked()
        if on or self.underMouse():
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(c("bg.active" if on else "bg.hover"))
            p.drawRoundedRect(r, 5, 5)
        draw_icon(p, self.icon_name, "text.1" if on else "text.3", 8, (r.height() - 16) / 2)
        if self.narrow:
            if self.count.kind:
                draw_status(p, self.count.kind, r.width() - 11, 3, 7)
        else:
            draw_text(p, r.adjusted(32, 0, -48, 0), self.text(), "text.1" if on else "text.2", 13, 500 if on else 400)
            self._paint_count(p, r, on)
        if self.hasFocus():
            draw_focus(p, r)

    def _paint_count(self, p: QPainter, r: QRectF, on: bool) -> None:
        if self.count.number is None:
            return
        number = f"{self.count.number:,}"
        draw_text(p, r.adjusted(0, 0, -8, 0), number, "text.1" if on else "text.3", 12, 400, AR)
        if self.count.kind:
            draw_status(p, self.count.kind, r.width() - 22 - text_width(number, 12), (r.height() - 8) / 2, 8)


class SearchBox(_Row):
    """Looks like a field, opens the palette."""

    def __init__(self) -> None:
        super().__init__("search", "Find or do")
        self.setAccessibleName("Find or do, Ctrl K")

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect())
        p.setPen(QPen(c("line.2"), 1))
        p.setBrush(c("bg.hover" if self.underMouse() else "bg.surface"))
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        draw_icon(p, "search", "text.3", 8, (r.height() - 16) / 2)
        if not self.narrow:
            draw_text(p, r.adjusted(32, 0, -50, 0), self.text(), "text.3", 13)
            draw_text(p, r.adjusted(0, 0, -8, 0), "Ctrl K", "text.3", 11, 500, AR)
        if self.hasFocus():
            draw_focus(p, r)


class Navigation(QFrame):
    """``chosen`` carries a page's name. Arrows move between the places while one of them has the keyboard."""

    chosen = Signal(str)
    search = Signal()
    help = Signal()

    def __init__(self, pages: Sequence[Page], me: Person, company: str) -> None:
        super().__init__()
        self.setProperty("ground", "bg.window")
        self.setAccessibleName("Navigation")
        self.items = {page.name: NavItem(page) for page in pages}
        self._search = SearchBox()
        self._search.clicked.connect(self.search)
        self._captions: list[QWidget] = []
        self._company = self._head(company)
        self._person = self._foot(me)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        column.addLayout(_inset(self._company, 8, self._search))
        column.addSpacing(8)
        column.addWidget(self._listed(), 1)
        column.addLayout(_inset(self._person))
        self.set_narrow(False)

    def _listed(self) -> Places:
        """The places under their headings."""
        self.places = Places()
        for group in dict.fromkeys(item.page.group for item in self.items.values()):
            self.places.column.addWidget(self._caption(group))
            for item in self.items.values():
                if item.page.group == group:
                    self.places.column.addWidget(item)
                    item.clicked.connect(self._clicked)
        self.places.column.addStretch(1)
        return self.places

    def show_company(self, company: str) -> None:
        self._name.setText(company)

    def show_roles(self, roles: Sequence[str]) -> None:
        """As the policy calls them."""
        self._roles.setText(", ".join(roles) or "No role in this team")

    def set_narrow(self, narrow: bool) -> None:
        """48 px of icons instead of 208 with words."""
        self.setFixedWidth(48 if narrow else 208)
        for row in (self._search, *self.items.values()):
            row.set_narrow(narrow)
        for wide in (*self._captions, self._name, self._who, self._help):
            wide.setVisible(not narrow)
        for frame in (self._company, self._person):
            layout = frame.layout()
            assert layout is not None
            layout.setContentsMargins(4 if narrow else 8, 0, 4 if narrow else 0, 0)

    def show_current(self, name: str) -> None:
        for item in self.items.values():
            item.setChecked(item.page.name == name)
        if name in self.items:
            self.places.reveal(self.items[name])

    def show_counts(self, counts: Mapping[str, Count]) -> None:
        """Counts by page name; a page without one shows none."""
        for name, item in self.items.items():
            item.show_count(counts.get(name, Count()))

    def focus_current(self) -> None:
        item = next((i for i in self.items.values() if i.isChecked()), next(iter(self.items.values())))
        item.setFocus(Qt.FocusReason.TabFocusReason)

    def _caption(self, group: str) -> QWidget:
        caption = Text(group, "text.3", 11, 500)
        caption.setContentsMargins(8, 8, 0, 4)
        self._captions.append(caption)
        return caption

    def _head(self, company: str) -> QFrame:
        logo = Painted(lambda p, r: draw_logo(p, 0, (r.height() - 24) / 2, 24), 24, 24, "Clearline")
        self._name = Text(company, size=12, weight=600, wrap=True)  # a registered name takes two lines rather than lose its end
        return H(logo, (self._name, 1), gap=8, pad=(8, 0, 0, 0), h=32)

    def _foot(self, me: Person) -> QFrame:
        self._roles = Text("", "text.3", 11, elide=True)
        self._who = V(Text(me.name, size=12, weight=500, elide=True), self._roles)
        self._help = Button(icon="circle-help", kind="quiet", name="All keys")
        self._help.clicked.connect(self.help)
        return H(Avatar(me.initials, 24, here=True, name=me.name), (self._who, 1), self._help, gap=8, pad=(8, 0, 0, 0), h=40)

    def _clicked(self) -> None:
        item = self.sender()
        assert isinstance(item, NavItem)
        item.setChecked(True)
        self.chosen.emit(item.page.name)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = [self._search, *self.items.values()]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()), 0)
        at = next((i for i, row in enumerate(rows) if row.hasFocus()), None)
        if step and at is not None and not event.modifiers():
            reached = rows[max(0, min(at + step, len(rows) - 1))]
            reached.setFocus(Qt.FocusReason.TabFocusReason)
            if reached is not self._search:
                self.places.reveal(reached)
        elif at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            rows[at].click()
        else:
            super().keyPressEvent(event)


def _inset(*parts: QWidget | int) -> QVBoxLayout:
    """Below each other, 8 px from both edges; a number is so much air."""
    column = QVBoxLayout()
    column.setContentsMargins(8, 0, 8, 0)
    column.setSpacing(0)
    for part in parts:
        if isinstance(part, int):
            column.addSpacing(part)
        else:
            column.addWidget(part)
    return column
