"""Writes quantities into a quote, key by key, in a window of its own, until it is killed. usage: python -m ... FILE"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.drafting import Drafting
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.store.draft_book import DraftBook
from app.store.outbox import Outbox
from tests.ui.quote_stage import CUSTOMER, QuoteStage, done
from ui.courier import Courier
from ui.quotes.page import DraftsPage
from ui.theme import style


class Real(QuoteStage):
    """Drafts go to a real outbox; all else is on the stage."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        staged: Any = self.drafts
        reads: Any = None
        real: Any = Drafting(DraftBook(Outbox(path)), reads, Lane("reader"), Clock(), lambda changes: None)
        real.begin, real.catalogue = staged.begin, lambda source: done(staged.catalogue(source).result())
        real.head_names, real.account, real.beside = staged.head_names, staged.account, staged.beside
        self.drafts = real


def main(path: Path) -> None:
    app = QApplication([])
    style.apply(app, "light")
    page = DraftsPage(Real(path), Courier())  # type: ignore[arg-type]
    page.show()
    page.activateWindow()
    page.open(CUSTOMER)
    until = time.monotonic() + 30
    while not page.is_writing:
        assert time.monotonic() < until, "the draft never opened"
        app.processEvents()
    grid = page.editor.grid
    print("ready", flush=True)
    for n in range(1, 100_000):
        grid.go(n - 1, 0)
        for text, column in (("HYD-PMP-18", 0), (str(n), 2)):
            grid.go(n - 1, column)
            grid.edit_cell("")
            QTest.keyClicks(grid.editor, text)
            grid.take()
            app.processEvents()
        print(f"{time.monotonic()} {n}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
