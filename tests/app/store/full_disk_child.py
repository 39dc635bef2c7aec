"""Fills a small disk with letters, in a process of its own: what is left, and whether a letter on its way can still be written down.

usage: python -m tests.app.store.full_disk_child FOLDER tmpfs|limit   prints one JSON object
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

from app.domain.letter import LetterState
from app.store.engine import Full
from app.store.outbox import Outbox
from tests.app.store.plain import letter

MB = 1024 * 1024


def main(folder: Path, kind: str) -> dict[str, object]:
    if kind == "tmpfs":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=True)
    path = folder / "outbox.db"
    box = Outbox(path, min_free_mb=0)
    if kind == "limit":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MB, 2 * MB))
    written: list[str] = []
    said = ""
    while not said:
        try:
            box.add(letter(f"d{len(written)}/1", payload="x" * 20_000))
            written.append(f"d{len(written)}/1")
        except Full as e:
            said = e.title
    kept = [x.id for x in box.unfinished()]
    if kind == "tmpfs":  # not a byte more
        with (folder / "fill").open("wb", buffering=0) as fill:
            try:
                while True:
                    fill.write(b"x" * 4096)
            except OSError:
                pass
    moved: bool | str
    try:
        moved = box.move(written[0], LetterState.SENDING, among=frozenset(LetterState), attempt=1, receipt="y" * 3000)
    except Full as e:
        moved = e.title
    box.close()
    reserve = path.with_name("outbox.db.reserve").exists()
    return {
        "written": len(written),
        "kept": sorted(kept) == sorted(written),
        "said": said,
        "moved": moved,
        "reserve": reserve,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
