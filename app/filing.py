"""Files that records are kept with: read when somebody looks, from the disk where they were read before; and those to be added."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from app.domain.kept_file import KeptFile
from app.domain.ref import Ref
from app.errors import Refused, StoreTrouble, Unreachable
from app.lanes.lane import Lane
from app.store.files import Files
from app.sync.rounds import Rounds

T = TypeVar("T")
MOST_BYTES = 8_000_000  # of one photo that is added
_SIGNS = {b"\xff\xd8\xff": (".jpg", ".jpeg"), b"\x89PNG\r\n\x1a\n": (".png",)}  # how each kind of picture begins, and its endings
MOST_KEPT = 128 * 1024 * 1024  # bytes on this machine, of all files that were looked at


class Filing:
    """One file after another, on a lane of its own; the systems are asked on theirs, between two polls."""

    def __init__(self, folder: Path, unsent: Files, rounds: Rounds) -> None:
        self._kept, self._unsent = Files(folder / "files", most=MOST_KEPT), unsent
        self._rounds = rounds
        self._lane = Lane("files")

    def open(self, file: Ref, rev: str, use: Callable[[bytes], T]) -> Future[T]:
        """What ``use``, called on another thread, makes of the bytes. ``rev``: of the record, so that a changed file is read again.

        Unreachable, NotAuthorized, RefusedByRemote: it is not on this machine, and its system does not give it.
        """
        return self._lane.submit(self._open, file, rev, use)

    def enclose(self, file: Ref, rev: str, name: str) -> Future[KeptFile]:
        """Have this file ready to be sent under this name: it stays here until it is. Errors as in ``open``; Full, StoreTrouble.

        It is asked for anew even where it was read before: what goes out is what its system says now. From then on ``open`` shows these
        bytes, so what is looked at is what goes.
        """
        return self._lane.submit(self._ready, file, rev, name)

    def _ready(self, file: Ref, rev: str, name: str) -> KeptFile:
        data = self._read(file, rev)
        sha256 = hashlib.sha256(data).hexdigest()
        self._unsent.put(sha256, data)
        return KeptFile(sha256, len(data), name)

    def keep(self, path: Path) -> Future[KeptFile]:
        """Take a picture over from where it lies: it stays here until it is sent, whatever becomes of the original.

        Refused: no JPEG or PNG, too large, or it cannot be read. Full, StoreTrouble: this machine cannot keep it.
        """
        return self._lane.submit(self._keep_unsent, path)

    def _keep_unsent(self, path: Path) -> KeptFile:
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as e:
            raise Refused(f"{path.name} cannot be read", e.strerror or "", about=path.name) from e
        endings = next((ends for sign, ends in _SIGNS.items() if data.startswith(sign)), None)
        if endings is None:
            raise Refused(f"{path.name} is neither JPEG nor PNG", "Only photos are added here.", about=path.name)
        if len(data) > MOST_BYTES:
            raise Refused(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB", "Make it smaller first.", about=path.name)
        sha256 = hashlib.sha256(data).hexdigest()
        self._unsent.put(sha256, data)
        name = " ".join(path.name.split())[-100:]
        return KeptFile(sha256, len(data), name if name.lower().endswith(endings) else f"{name}{endings[0]}")

    def _open(self, file: Ref, rev: str, use: Callable[[bytes], T]) -> T:
        data = self._known(_place(file, rev))
        return use(self._read(file, rev) if data is None else data)

    def _read(self, file: Ref, rev: str) -> bytes:
        data = self._fetch(file)
        self._keep(_place(file, rev), data)
        return data

    def _known(self, name: str) -> bytes | None:
        try:
            return self._kept.get(name)
        except StoreTrouble:
            return None  # it is only a copy

    def _keep(self, name: str, data: bytes) -> None:
        try:
            self._kept.put(name, data)
        except StoreTrouble:
            return  # shown all the same; read again the next time

    def _fetch(self, file: Ref) -> bytes:
        remote = self._rounds.remotes.get(file.source)
        if remote is None:
            raise Unreachable(f"This console is not signed in to {file.source}", about=file.source)
        return remote.pull_lane.submit(remote.pulling.content, file.model, file.key).result()

    def close(self) -> None:
        """Before the systems' lanes, which it may wait for."""
        self._lane.close(drain=False)


def _place(file: Ref, rev: str) -> str:
    return f"{file.source}/{file.model}/{file.key}/{rev}"
