"""Buttons: the key is printed on them, and one that is off says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme.fonts import width
from ui.theme.paint import cap_width, draw_cap, draw_icon, draw_text
from ui.theme.text import tip
from ui.theme.tokens import c

_TONES = {"primary": "accent.on", "off": "text.off", "danger": "bad", "quiet": "text.2"}


class Button(QAbstractButton):
    """``kind``: primary (one per page), plain (outline), quiet (text), danger (red text), off. ``cap``: the key, drawn only; the
    page binds it. ``why``: what the tool tip says; for one that is off, the reason. ``name``: spoken name where there is no text."""

    def __init__(
        self,
        text: str = "",
        cap: str | None = None,
        kind: str = "plain",
        icon: str | None = None,
        why: str | None = None,
        h: int = 28,
        name: str = "",
    ) -> None:
        super().__init__()
        self._cap, self._icon, self._high = cap, icon, h
        self._kind = "plain" if kind == "off" else kind
        self._off = kind == "off"
        self._size = 13 if h > 24 else 12
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self._named = bool(name)
        self.setAccessibleName(name or text)
        self.setEnabled(not self._off)
        tip(self, why or (name if name and not text else ""))

    @property
    def kind(self) -> str:
        return "off" if self._off else self._kind

    @property
    def cap(self) -> str | None:
        return self._cap

    @property
    def why(self) -> str:
        """The reason it is off, or the words of its tool tip."""
        return self.accessibleDescription()

    def set_off(self, why: str) -> None:
        """Not allowed now; ``why`` in words. The page also writes it beside the button where there is room."""
        self._off = True
        self.setEnabled(False)
        tip(self, why)
        self._fit()

    def set_on(self, why: str = "") -> None:
        self._off = False
        self.setEnabled(True)
        tip(self, why)
        self._fit()

    def show_text(self, text: str, cap: str | None = None, kind: str | None = None) -> None:
        self._cap = cap if cap is not None else self._cap
        self._kind = kind or self._kind
        self.setText(text)
        if not self._named:
            self.setAccessibleName(text)
        self._fit()

    def _fit(self) -> None:
        self.updateGeometry()
        self.update()

    def _shown_icon(self) -> str | None:
        return "lock" if self._off and self._icon else self._icon

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        wide = 20 + (width(self.text(), self._size, 500) if self.text() else -4) + (20 if self._icon else 0)
        return QSize(wide + (cap_width(self._cap) + 4 if self._cap else 0), self._high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.EnabledChange, QEvent.Type.StyleChange):
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect())
        kind = self.kind if self.isEnabled() else "off"
        self._paint_ground(p, r, kind)
        tone = _TONES.get(kind, "text.1")
        x = 10.0
        icon = self._shown_icon()
        if icon:
            draw_icon(p, icon, tone if kind != "plain" else "text.2", x - 1, (r.height() - 16) / 2)
            x += 20
        draw_text(p, QRectF(x, 0, r.width(), r.height()), self.text(), tone, self._size, 500, elide=False)
        if self._cap:
            wide = cap_width(self._cap)
            cap = QRectF(r.width() - wide - 6, (r.height() - 18) / 2, wide, 18)
            draw_cap(p, cap, self._cap, on_accent=kind == "primary", off=kind == "off")

    def _paint_ground(self, p: QPainter, r: QRectF, kind: str) -> None:
        warm = self.isEnabled() and (self.underMouse() or self.isDown())
        p.setPen(Qt.PenStyle.NoPen)
        if kind == "primary":
            p.setBrush(c("accent.fill"))
            p.drawRoundedRect(r, 5, 5)
        elif kind == "quiet":
            p.setBrush(c("bg.active" if self.isDown() else "bg.hover") if warm else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(r, 5, 5)
        else:
            pen = QPen(c("line.2"), 1)
            if kind == "off":
                pen.setDashPattern([3, 2])
            p.setPen(pen)
            ground = "bg.active" if self.isDown() else "bg.hover" if warm else "bg.surface"
            p.setBrush(c(ground) if kind != "off" else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if kind == "primary" and warm:
            p.setBrush(c("shadow", 0.22 if self.isDown() else 0.1))
            p.drawRoundedRect(r, 5, 5)
        if self.hasFocus():
            draw_focus(p, r, "accent.on" if kind == "primary" else "accent", 2 if kind == "primary" else 0)


def draw_focus(p: QPainter, r: QRectF, tone: str = "accent", inset: float = 0) -> None:
    """The 2 px ring of the one widget that has the keyboard."""
    p.setPen(QPen(c(tone), 2))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRoundedRect(r.adjusted(1 + inset, 1 + inset, -1 - inset, -1 - inset), 5, 5)
