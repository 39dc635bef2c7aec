"""Files that records are kept with: read when somebody looks, from the disk where they were read before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from app.domain.ref import Ref
from app.errors import StoreTrouble, Unreachable
from app.lanes.lane import Lane
from app.store.files import Files
from app.sync.rounds import Rounds

T = TypeVar("T")
MOST_KEPT = 128 * 1024 * 1024  # bytes on this machine, of all files that were looked at


class Filing:
    """One file after another, on a lane of its own; the systems are asked on theirs, between two polls."""

    def __init__(self, folder: Path, rounds: Rounds) -> None:
        self._kept = Files(folder / "files", most=MOST_KEPT)
        self._rounds = rounds
        self._lane = Lane("files")

    def open(self, file: Ref, rev: str, use: Callable[[bytes], T]) -> Future[T]:
        """What ``use``, called on another thread, makes of the bytes. ``rev``: of the record, so that a changed file is read again.

        Unreachable, NotAuthorized, RefusedByRemote: it is not on this machine, and its system does not give it.
        """
        return self._lane.submit(self._open, file, rev, use)

    def _open(self, file: Ref, rev: str, use: Callable[[bytes], T]) -> T:
        name = f"{file.source}/{file.model}/{file.key}/{rev}"
        data = self._known(name)
        if data is None:
            data = self._fetch(file)
            self._keep(name, data)
        return use(data)

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
