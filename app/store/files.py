"""Files beside the databases, each under a name made of what it holds or is: private, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import StoreTrouble
from app.lanes.lane import assert_not_gui_thread
from app.store.engine import Full

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Files:
    """A folder of files by name. ``most``: bytes above which those that nobody looked at for longest go; None: all stay.

    StoreTrouble where the folder cannot be used, Full where the disk has no room; a name that is not there is None.
    """

    def __init__(self, folder: Path, *, most: int | None = None) -> None:
        self._folder, self._most = folder, most

    def get(self, name: str) -> bytes | None:
        assert_not_gui_thread()
        path = self._path(name)
        try:
            found = path.read_bytes()
            if self._most is not None:
                os.utime(path)  # looked at just now
        except FileNotFoundError:
            return None
        except OSError as e:
            raise _trouble(e, self._folder) from e
        return found

    def put(self, name: str, data: bytes) -> None:
        """Durable when it returns; the same name again replaces what was there."""
        assert_not_gui_thread()
        with self._usable():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=self._folder, prefix=".part-")  # 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(self._path(name))
            finally:
                Path(part).unlink(missing_ok=True)  # it has its own name by now, or was not written whole
            self._make_room()

    def drop(self, name: str) -> None:
        with self._usable():
            self._path(name).unlink(missing_ok=True)

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop all others."""
        wanted = {self._path(name) for name in names}
        with self._usable():
            for path in [p for p in self._kept() if p not in wanted]:
                path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        if self._most is None:
            return
        kept = sorted((p.stat().st_mtime_ns, p.stat().st_size, p) for p in self._kept())
        over = sum(size for _, size, _ in kept) - self._most
        for _, size, path in kept[:-1]:
            if over <= 0:
                return
            path.unlink(missing_ok=True)
            over -= size

    def _kept(self) -> Iterator[Path]:
        return (p for p in self._folder.glob("*") if not p.name.startswith(".")) if self._folder.is_dir() else iter(())

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            raise _trouble(e, self._folder) from e


def _trouble(error: OSError, folder: Path) -> StoreTrouble:
    if error.errno in _FULL:
        return Full("Could not keep the file: the disk is full", "Free some space, then try again.", about=str(folder))
    return StoreTrouble(
        f"Could not use the folder of files: {error.strerror or error}", "Check the disk and the rights.", about=str(folder)
    )
