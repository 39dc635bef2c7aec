"""A lock keeps a second console off one profile; it goes with the process, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from app.errors import Refused


def lock_profile(folder: Path) -> IO[str]:
    """Hold ``folder`` until the file is closed. Refused where another console holds it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = (folder / ".lock").open("a")
    try:
        _lock(handle)
    except OSError as e:
        handle.close()
        raise Refused(
            "Clearline is already open with this profile", "Use its window, or sign in with another profile.", about=str(folder)
        ) from e
    return handle


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[str]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[str]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
