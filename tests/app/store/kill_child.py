"""Writes letters and says each after its commit, until it is killed. usage: python -m tests.app.store.kill_child FILE ROUND"""

from __future__ import annotations

import sys
from pathlib import Path

from app.domain.letter import LetterState
from app.store.outbox import Outbox
from tests.app.store.plain import letter


def main(path: Path, number: str) -> None:
    box = Outbox(path)
    print("ready", flush=True)
    n = 0
    while True:
        id_ = f"{number}-{n}/1"
        box.add(letter(id_, payload="x" * (n * 37 % 5000)))
        print(f"added {id_}", flush=True)
        box.move(id_, LetterState.SENDING, among=frozenset({LetterState.QUEUED}), attempt=1)
        print(f"sending {id_}", flush=True)
        n += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
