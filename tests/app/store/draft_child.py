"""Types in a quote and says each key after it, until it is killed. usage: python -m tests.app.store.draft_child FILE"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.draft import Typing
from app.drafting import Drafting
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.store.draft_book import DraftBook
from app.store.outbox import Outbox
from tests.app.store.test_draft_book import DRAFT


def main(path: Path) -> None:
    reads: Any = None
    drafting = Drafting(DraftBook(Outbox(path)), reads, Lane("reader"), Clock(), lambda changes: None)
    print("ready", flush=True)
    n = 0
    while True:
        drafting.keep(replace(DRAFT, typing=Typing("7", "quantity", str(n))))
        print(f"{time.monotonic()} {n}", flush=True)
        n += 1
        time.sleep(0.002)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
