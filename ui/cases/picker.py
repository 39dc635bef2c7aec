"""Files of this machine that a deed takes along: chosen by key or dropped, each with its size, taken out again by Delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from app.domain.kept_file import KeptFile, listed, size_words, written
from app.errors import ClearlineError
from ui.theme.kit import RADIUS, announce, c, draw_icon, draw_text

_ROW = 24
_KINDS = "Photos (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG)"
Keep = Callable[[Path, Callable[[KeptFile], None], Callable[[ClearlineError], None]], None]


class Picker(QWidget):
    """It holds text, as a field does: a line per file. ``keep_with``: who takes a file over, and tells when that is done."""

    textEdited = Signal(str)
    textChanged = Signal(str)

    def __init__(self, value: str, name: str) -> None:
        super().__init__()
        self._files = listed(value)
        self._keep: Keep | None = None
        self._name, self._words, self.bad = name, "", False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAcceptDrops(True)
        self._say()

    def keep_with(self, keep: Keep) -> None:
        self._keep = keep

    def text(self) -> str:
        return written(self._files)

    def setText(self, value: str) -> None:
        self._files = listed(value)
        self._say()
        self.textEdited.emit(self.text())
        self.textChanged.emit(self.text())

    def set_bad(self, bad: bool) -> None:
        self.bad = bad
        self.update()

    def choose(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, "Add photos", folder, _KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add(self, paths: Sequence[str]) -> None:
        """Each is read elsewhere; it is listed once it is taken over."""
        for path in paths:
            if self._keep is not None:
                self._keep(Path(path), self._took, self._refused)

    def _took(self, file: KeptFile) -> None:
        self._words = ""
        if file not in self._files:
            self.setText(written((*self._files, file)))
            announce(self, f"{file.name} added")

    def _refused(self, error: ClearlineError) -> None:
        self._words = error.words
        announce(self, self._words, assertive=True)
        self._say()

    def _say(self) -> None:
        names = ", ".join(f.name for f in self._files) or "nothing chosen"
        self.setAccessibleName(f"{self._name}, {names}")
        self.setFixedHeight(_ROW * (len(self._files) + 1 + bool(self._words)) + 6)
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._files:
            self.setText(written(self._files[:-1]))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.choose()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add(dropped(event.mimeData()))
        event.acceptProposedAction()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = 2 if self.hasFocus() else 1
        p.setPen(QPen(c("accent" if self.hasFocus() else "bad" if self.bad else "line.2"), wide))
        p.setBrush(c("bg.surface"))
        p.drawRoundedRect(
            QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2), RADIUS["control"], RADIUS["control"]
        )
        rows = [(f.name, size_words(f.size), "text.1", "camera") for f in self._files]
        rows += [(self._words, "", "bad", "octagon-alert")] if self._words else []
        rows.append(
            ("Space chooses files, or drop them here" if not self._files else "Space adds, Delete takes out", "", "text.3", "")
        )
        for i, (words, size, tone, icon) in enumerate(rows):
            line = QRectF(10, 3 + i * _ROW, self.width() - 20, _ROW)
            if icon:
                draw_icon(p, icon, tone if tone == "bad" else "text.3", line.left(), line.center().y() - 7, 14)
            draw_text(p, line.adjusted(22 if icon else 0, 0, -72, 0), words, tone, 12)
            draw_text(p, QRectF(line.right() - 70, line.top(), 70, _ROW), size, "text.3", 12)
        p.end()


def dropped(data: QMimeData) -> list[str]:
    """The files of this machine that somebody drags here."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
