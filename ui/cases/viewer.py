"""One file of a case, large: its picture, or what it is where it has none; left and right go through all of them."""

from __future__ import annotations

import hashlib
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from app.domain.block import Shot
from app.errors import ClearlineError
from ui.cases.gallery import LOADING, Gallery, decoded, why
from ui.theme.kit import AC, Button, H, Text, V, announce, draw_icon, draw_text, rule
from ui.theme.layer import Layer

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._- ()")


class _Sight(QWidget):
    """The picture as large as fits, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self.found: QImage | str = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(self.rect())
        if isinstance(self.found, QImage):
            size = self.found.size()
            fits = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio) if not _within(size, self.size()) else size
            at = QRectF((room.width() - fits.width()) / 2, (room.height() - fits.height()) / 2, fits.width(), fits.height())
            p.drawImage(at, self.found)
        else:
            draw_icon(p, "file-text", "text.3", room.center().x() - 14, room.center().y() - 34, 28)
            draw_text(p, QRectF(0, room.center().y() + 4, room.width(), 20), self.found, "text.2", 13, 400, AC)
        p.end()


def _within(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


class Viewer(Layer):
    """Above the whole window. Copy takes the picture, Save as and Open the file's own bytes."""

    toast = Signal(str, str, str, object)

    def __init__(self, window: QWidget, gallery: Gallery, shots: tuple[Shot, ...], at: int) -> None:
        self._gallery, self._shots, self._at = gallery, shots, at
        self._sight = _Sight()
        self._name, self._words, self._count = Text("", size=13, weight=600), Text("", "text.3", 12), Text("", "text.3", 12)
        self._hash = Text("", "text.3", 11)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._copy, self._save = Button("Copy", "Ctrl C", "quiet"), Button("Save as", "Ctrl S", "quiet")
        self._open_it, close = Button("Open", "Ctrl O", "quiet"), Button("Close", "Esc", "quiet")
        for button, call in ((self._copy, self.copy), (self._save, self.ask_where), (self._open_it, self.open_outside)):
            button.clicked.connect(call)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = H(self._name, self._words, None, self._count, gap=8, h=36)
        foot = H(self._copy, self._save, self._open_it, None, self._hash, close, gap=8, h=40)
        content = V(head, rule(), (self._sight, 1), rule(), foot, gap=4, pad=(16, 4, 16, 4))
        super().__init__(window, content, 1120, 780)
        close.clicked.connect(self.leave)
        self.setAccessibleName("File")

    def open(self) -> None:
        super().open()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show()

    @property
    def shot(self) -> Shot:
        return self._shots[self._at]

    def step(self, by: int) -> None:
        at = max(0, min(self._at + by, len(self._shots) - 1))
        if at != self._at:
            self._at = at
            self._show()

    # ---- showing -----------------------------------------------------------------------------------------------------------
    def _show(self) -> None:
        shot, picture = self.shot, self.shot.kind == "photo"
        self._name.setText(shot.name)
        self._words.setText(shot.words)
        self._hash.setText("")
        self._count.setText(f"{self._at + 1} of {len(self._shots)}")
        self._copy.setVisible(picture)
        self._open_it.setVisible(shot.name.lower().endswith(".pdf"))
        self._sight.found = LOADING if picture else "A document: open it, or save it"
        self._sight.update()
        announce(self, f"{shot.name}, {shot.words}")
        self._gallery.open(shot, partial(_seen, picture=picture), partial(self._arrived, shot), partial(self._failed, shot))

    def _arrived(self, shot: Shot, found: tuple[QImage | None, str]) -> None:
        if shot != self.shot:
            return
        image, digest = found
        self._hash.setText(f"SHA-256 {digest[:16]}")
        if image is not None:
            self._sight.found = image
            self._sight.update()

    def _failed(self, shot: Shot, error: ClearlineError) -> None:
        if shot == self.shot:
            self._sight.found = why(error)
            self._sight.update()

    # ---- doing -------------------------------------------------------------------------------------------------------------
    def copy(self) -> None:
        if isinstance(self._sight.found, QImage):
            QGuiApplication.clipboard().setImage(self._sight.found)
            self.toast.emit("ok", "Picture copied", self.shot.name, None)

    def ask_where(self) -> None:
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(self, "Save as", str(folder / plain_name(self.shot.name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, file: str) -> None:
        """The bytes as the ERP keeps them, written off the screen's thread."""
        self._gallery.open(self.shot, partial(_written, Path(file)), self._saved, self._not_saved)

    def _saved(self, file: Path) -> None:
        self.toast.emit("ok", "Saved", str(file), None)

    def _not_saved(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    def open_outside(self) -> None:
        """With the system's own program, from a private folder that goes with this view. Only PDF: other kinds could run."""
        if self.shot.name.lower().endswith(".pdf"):
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="clearline-")
            where = Path(self._folder.name) / plain_name(self.shot.name)
            self._gallery.open(self.shot, partial(_written, where), self._open_now, self._not_saved)

    def _open_now(self, file: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """While it is open, no key is a deed's."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        deeds = {Qt.Key.Key_C: self.copy, Qt.Key.Key_S: self.ask_where, Qt.Key.Key_O: self.open_outside}
        if key in steps:
            self.step(steps[key])
            event.accept()
        elif ctrl and key in deeds:
            deeds[key]()
            event.accept()
        else:
            super().keyPressEvent(event)


def _seen(data: bytes, *, picture: bool) -> tuple[QImage | None, str]:
    return decoded(data) if picture else None, hashlib.sha256(data).hexdigest()


def _written(where: Path, data: bytes) -> Path:
    try:
        where.write_bytes(data)
    except OSError as e:
        raise ClearlineError("Could not write the file", f"{e.strerror}: {where}") from e
    return where


def plain_name(name: str) -> str:
    """A file's name as it may be used on this machine: no path, no signs that hide what it is."""
    kept = "".join(c if c in _PLAIN else "_" for c in name.rpartition("/")[2].rpartition("\\")[2]).lstrip(".")
    return kept[-120:] or "file"
