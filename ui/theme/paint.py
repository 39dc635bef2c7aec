"""Painting on any surface: icons, text, status shapes, key caps, shadows."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from ui.theme.fonts import RESOURCES, font, metrics, metrics_f
from ui.theme.tokens import c, is_dark, t

AL, AR, AC = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
VC = Qt.AlignmentFlag.AlignVCenter


@lru_cache(128)
def _svg(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace('stroke-width="2"', 'stroke-width="1.75"')


@lru_cache(512)
def _rendered(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode())).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def pixmap(name: str, tone: str, size: int = 16, ratio: float = 2.0) -> QPixmap:
    """An icon of resources/icons in the colour of a role, rasterised for a screen of ``ratio`` and cached."""
    return _rendered(name, t(tone), size, max(2.0, ratio))


def draw_icon(p: QPainter, name: str, tone: str, x: float, y: float, size: int = 16) -> None:
    """An icon with its upper left corner at (x, y)."""
    device = p.device()
    ratio = device.devicePixelRatioF() if device is not None else QGuiApplication.primaryScreen().devicePixelRatio()
    p.drawPixmap(QPointF(x, y), pixmap(name, tone, size, ratio))


def draw_text(
    p: QPainter,
    rect: QRectF,
    text: str,
    tone: str = "text.1",
    size: int = 13,
    weight: int = 400,
    align: Qt.AlignmentFlag = AL,
    elide: bool = True,
) -> None:
    """One line of plain text, centred vertically in ``rect``; shortened with an ellipsis where it does not fit."""
    p.setFont(font(size, weight))
    p.setPen(c(tone))
    if elide and metrics(size, weight).horizontalAdvance(text) > rect.width() + 1:
        text = metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
    p.drawText(rect, int(align | VC | Qt.TextFlag.TextSingleLine), text)


def draw_cap(p: QPainter, rect: QRectF, text: str, *, on_accent: bool = False, off: bool = False) -> None:
    """A key cap filling ``rect`` (18 px high)."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c("accent.cap") if on_accent else c("bg.active", 0.5 if off else 1.0))
    p.drawRoundedRect(rect, 3, 3)
    draw_text(p, rect, text, "accent.on" if on_accent else "text.off" if off else "text.2", 11, 500, AC, elide=False)


def cap_width(text: str) -> int:
    return max(18, metrics(11, 500).horizontalAdvance(text) + 10)


def draw_status(p: QPainter, kind: str, x: float, y: float, size: float = 10) -> None:
    """One shape per meaning, so that colour is never alone: bad diamond, warn triangle, ok disc with tick, wait dashed ring,
    new dot, anything else a plain ring (not yet)."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    _SHAPES.get(kind, _ring)(p, QRectF(x, y, size, size))
    p.restore()


def _diamond(p: QPainter, r: QRectF) -> None:
    m, h = r.center(), r.width() / 2 + 0.5
    p.setBrush(c("bad.fill"))
    p.drawPolygon(QPolygonF([m + QPointF(0, -h), m + QPointF(h, 0), m + QPointF(0, h), m + QPointF(-h, 0)]))


def _triangle(p: QPainter, r: QRectF) -> None:
    p.setBrush(c("warn.fill"))
    path = QPainterPath(QPointF(r.center().x(), r.top()))
    path.lineTo(r.right() + 0.5, r.bottom())
    path.lineTo(r.left() - 0.5, r.bottom())
    path.closeSubpath()
    p.drawPath(path)


def _tick(p: QPainter, r: QRectF) -> None:
    x, y, k = r.left(), r.top(), r.width() / 10
    p.setBrush(c("ok.fill"))
    p.drawEllipse(r)
    p.setPen(QPen(c("bg.surface"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    points = ((2.9, 5.2), (4.5, 6.8), (7.2, 3.4))
    p.drawPolyline(QPolygonF([QPointF(x + a * k, y + b * k) for a, b in points]))


def _dashes(p: QPainter, r: QRectF) -> None:
    pen = QPen(c("wait.fill"), 1.6)
    pen.setDashPattern([1.9, 1.35])
    p.setPen(pen)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawEllipse(r.adjusted(0.8, 0.8, -0.8, -0.8))


def _dot(p: QPainter, r: QRectF) -> None:
    p.setBrush(c("accent"))
    p.drawEllipse(r.adjusted(2, 2, -2, -2))


def _ring(p: QPainter, r: QRectF) -> None:
    p.setPen(QPen(c("text.3"), 1.4))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawEllipse(r.adjusted(0.8, 0.8, -0.8, -0.8))


_SHAPES = {"bad": _diamond, "warn": _triangle, "ok": _tick, "wait": _dashes, "new": _dot}
SHAPE_WORDS = {"bad": "breached", "warn": "needs attention", "ok": "in order", "wait": "on its way", "new": "unread"}


def draw_logo(p: QPainter, x: float, y: float, size: float) -> None:
    """The mark of the program: three lines, cleared one by one."""
    k = size / 24
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c("text.1"))
    p.drawRoundedRect(QRectF(x, y, size, size), 6 * k, 6 * k)
    p.setPen(QPen(c("bg.surface"), 2 * k, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for line, end in ((7.5, 13), (12, 18), (16.5, 15)):
        p.drawLine(QPointF(x + 6 * k, y + line * k), QPointF(x + end * k, y + line * k))


def draw_shadow(p: QPainter, r: QRectF, radius: float = 10) -> None:
    """A soft shadow of stacked rounded rects, 24 px wide: no QGraphicsEffect, so nothing is rendered twice."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c("shadow", 0.03 if is_dark() else 0.006))
    for i in range(16, 0, -1):
        p.drawRoundedRect(r.adjusted(-i, -i + 6, i, i + 6), radius + i, radius + i)


def text_width(text: str, size: int = 13, weight: int = 400) -> float:
    """Exact width in pixels, for painting something right behind a text."""
    return metrics_f(size, weight).horizontalAdvance(text)
