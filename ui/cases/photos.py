"""Photos and packets of a case as a row of small pictures; arrows move between them, Enter opens one large."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain import block
from ui.cases.gallery import Gallery, named
from ui.theme.kit import AC, RADIUS, Text, c, draw_focus, draw_icon, draw_text

WIDE, TALL, GAP = 148, 132, 8
_PICTURE = 92  # px of height above the words


class Thumb(QAbstractButton):
    """One file: its picture, name and words. What keeps it from being drawn stands where the picture would."""

    def __init__(self, shot: block.Shot) -> None:
        super().__init__()
        self.shot = shot
        self.gallery: Gallery | None = None
        self.setObjectName(f"shot:{named(shot)}")
        self.setFixedSize(WIDE, TALL)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(shot.name)
        self.setAccessibleName(f"{shot.name}, {shot.words}")
        self.setAccessibleDescription("opens it large" if shot.kind == "photo" else "opens or saves it")

    def picture(self) -> QImage | str:
        """What can be drawn now, else in words why not; empty for what is no picture."""
        return "" if self.shot.kind != "photo" or self.gallery is None else self.gallery.picture(self.shot)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(WIDE, TALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(0.5, 0.5, WIDE - 1, _PICTURE - 1)
        p.setPen(QPen(c("line.2"), 1))
        p.setBrush(c("bg.hover" if self.underMouse() else "bg.raised"))
        p.drawRoundedRect(frame, RADIUS["control"], RADIUS["control"])
        self._draw_picture(p, frame)
        draw_text(p, QRectF(2, _PICTURE + 4, WIDE - 4, 16), self.shot.name, "text.1", 12, 500)
        draw_text(p, QRectF(2, _PICTURE + 21, WIDE - 4, 15), self.shot.words, "text.3", 11)
        if self.hasFocus():
            draw_focus(p, frame)
        p.end()

    def _draw_picture(self, p: QPainter, frame: QRectF) -> None:
        found = self.picture()
        if isinstance(found, QImage):
            shown = QRectF(0, 0, found.width(), found.height())
            scale = max(frame.width() / shown.width(), frame.height() / shown.height())  # fills the frame, its middle is seen
            wide, tall = shown.width() * scale, shown.height() * scale
            path = QPainterPath()
            path.addRoundedRect(frame, RADIUS["control"], RADIUS["control"])
            p.save()
            p.setClipPath(path)
            p.drawImage(QRectF(frame.center().x() - wide / 2, frame.center().y() - tall / 2, wide, tall), found, shown)
            p.restore()
            return
        icon = "camera" if self.shot.kind == "photo" else "file-text"
        draw_icon(p, icon, "text.3", frame.center().x() - 10, frame.center().y() - (18 if found else 10), 20)
        draw_text(p, QRectF(4, frame.center().y() + 8, WIDE - 8, 16), found, "text.3", 11, 400, AC)


class Photos(QWidget):
    """Wraps by its width. ``opened``: the place of one in ``shown.shots``."""

    opened = Signal(object, int)  # the block, and which of its shots

    def __init__(self, shown: block.Photos) -> None:
        super().__init__()
        self.shown = shown
        self.setAccessibleName(shown.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.thumbs = [Thumb(shot) for shot in shown.shots]
        self._gallery: Gallery | None = None
        for i, thumb in enumerate(self.thumbs):
            thumb.setParent(self)
            thumb.clicked.connect(lambda _checked=False, at=i: self.opened.emit(self.shown, at))
        if not self.thumbs:
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(Text(shown.none, "text.3", 12, wrap=True))
            return
        self._arrange()

    def show_from(self, gallery: Gallery) -> bool:
        """Where the pictures come from; asked when they are drawn. False: it knew already."""
        if self._gallery is gallery:
            return False
        self._gallery = gallery
        gallery.arrived.connect(self._arrived)
        for thumb in self.thumbs:
            thumb.gallery = gallery
            thumb.update()
        return True

    def _arrived(self, name: str) -> None:
        for thumb in self.thumbs:
            if named(thumb.shot) == name:
                thumb.update()

    def _across(self) -> int:
        return max(1, (self.width() + GAP) // (WIDE + GAP))

    def _arrange(self) -> None:
        across = self._across()
        for i, thumb in enumerate(self.thumbs):
            thumb.move(i % across * (WIDE + GAP), i // across * (TALL + GAP))
        rows = -(-len(self.thumbs) // across)
        self.setFixedHeight(rows * (TALL + GAP) - GAP)

    def _step(self, by: int) -> None:
        at = next((i for i, thumb in enumerate(self.thumbs) if thumb.hasFocus()), 0)
        self.thumbs[max(0, min(at + by, len(self.thumbs) - 1))].setFocus(Qt.FocusReason.TabFocusReason)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(2 * (WIDE + GAP), self.height() if self.thumbs else 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.thumbs:
            self._arrange()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._across()
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        step = by.get(Qt.Key(event.key()), 0)
        if step and self.thumbs:
            self._step(step)
        else:
            super().keyPressEvent(event)
