"""Pictures for tests of photos: JPEG and PNG as a camera or a screen would make them, drawn, not found."""

from __future__ import annotations

import struct

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

CARDBOARD, SHADE, TAPE = QColor("#b98d5b"), QColor("#8a653b"), QColor("#d8c79c")


def carton(wide: int = 1200, tall: int = 900, *, kind: str = "JPG", turned: int = 0) -> bytes:
    """A carton with a crushed corner. ``turned``: the EXIF orientation that is written into a JPEG; 0: none."""
    image = QImage(wide, tall, QImage.Format.Format_RGB32)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    floor = QLinearGradient(0, 0, 0, tall)
    floor.setColorAt(0, QColor("#6d7175"))
    floor.setColorAt(1, QColor("#494c50"))
    p.fillRect(image.rect(), QBrush(floor))
    p.scale(wide / 1200, tall / 900)
    p.setPen(QPen(SHADE, 6))
    p.setBrush(CARDBOARD)
    p.drawPolygon(_polygon((190, 260), (840, 210), (905, 330), (1010, 420), (985, 760), (210, 790)))
    p.setBrush(SHADE)
    p.drawPolygon(_polygon((840, 210), (905, 330), (1010, 420), (880, 455), (800, 330)))
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(TAPE)
    p.drawRect(QRectF(480, 238, 90, 548))
    p.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, 85)
    found = bytes(data.data())
    return _with_orientation(found, turned) if turned else found


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _with_orientation(jpeg: bytes, turned: int) -> bytes:
    """An APP1 segment with the one tag (TIFF 6.0, tag 0x0112) after the start of the image."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]
