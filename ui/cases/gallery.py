"""Pictures of attachments as they arrive: asked for once, decoded off the screen's thread, kept small."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.domain.block import Shot
from app.errors import ClearlineError, Refused, Unreachable

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

LOADING = "Loading"
SMALL = 320  # px of the longer side
_MOST = 60  # small pictures kept in memory
_PIXELS = 120_000_000  # a picture that claims more is not opened
_FORMATS = (b"jpeg", b"png")


class Gallery(QObject):
    """``picture``: an image, or in words why there is none yet. ``arrived``: the name of one that can be drawn now."""

    arrived = Signal(str)

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._known: dict[str, QImage | str] = {}

    def picture(self, shot: Shot) -> QImage | str:
        name = named(shot)
        if name not in self._known:
            while len(self._known) >= _MOST:
                self._known.pop(next(iter(self._known)))
            self._known[name] = LOADING
            self.open(shot, partial(decoded, side=SMALL), partial(self._keep, name), partial(self._fail, name))
        return self._known[name]

    def open(
        self,
        shot: Shot,
        use: Callable[[bytes], object],
        done: Callable[..., object],
        failed: Callable[..., object],
    ) -> None:
        """``use`` runs on another thread; ``done`` and ``failed`` are bound methods of QObjects, called here with what came of it."""
        self._courier.deliver(self._console.file(shot.file, shot.rev, use), done, on_error=failed)

    def _keep(self, name: str, image: QImage) -> None:
        self._known[name] = image
        self.arrived.emit(name)

    def _fail(self, name: str, error: ClearlineError) -> None:
        self._known[name] = why(error)
        self.arrived.emit(name)

    def forget_failures(self) -> None:
        """What could not be had is asked for again the next time it is drawn."""
        failed = [name for name, found in self._known.items() if isinstance(found, str) and found != LOADING]
        for name in failed:
            del self._known[name]
            self.arrived.emit(name)


def named(shot: Shot) -> str:
    return f"{shot.file.source}/{shot.file.key}/{shot.rev}"


def why(error: ClearlineError) -> str:
    """Short enough for beside a small picture."""
    if isinstance(error, Unreachable):
        return "Offline, not on this machine"
    return "Not a picture that can be read" if isinstance(error, Refused) else error.title


def decoded(data: bytes, *, side: int = 0) -> QImage:
    """Upright as its camera said (EXIF), at most ``side`` px long and wide; 0: as large as it is. Refused where it is no picture."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or not 0 < size.width() * size.height() <= _PIXELS:
        raise Refused("The picture cannot be read", "It is neither JPEG nor PNG, or too large.")
    if side and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise Refused("The picture cannot be read", "The file is damaged.")
    return image
