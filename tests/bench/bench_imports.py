"""541,909 lines like those of the UCI Online Retail set, as CSV and as a workbook, from the file to figures, beside the window at work."""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.app.import_desk import Desk, desk_at
from tests.app.store.build import migrate
from tests.bench.bench_ingest import BEAT, Heartbeat, quantile
from tests.retail import WHOLE, Shape, write_csv, write_xlsx
from ui.courier import Courier
from ui.imports.page import ImportsPage
from ui.theme import style

T = TypeVar("T")
IDLE = 5.0  # seconds


def told(late: list[float]) -> tuple[float, float]:
    """(95 of 100 beats are no later than, the latest), ms."""
    return (quantile(late, 0.95), max(late)) if late else (0.0, 0.0)


def wait(future: Future[T], courier: Courier) -> T:
    """As the window does: its event loop runs on."""
    loop = QEventLoop()
    future.add_done_callback(lambda _: courier.post(loop.quit))
    if not future.done():
        loop.exec()
    return future.result()


def measure(name: str, path: Path, desk: Desk, page: ImportsPage, courier: Courier, idle: tuple[float, float]) -> None:
    heart = Heartbeat()
    took: list[tuple[str, float, tuple[float, float]]] = []

    def timed(step: str, future: Future[T]) -> T:
        heart.start()
        began = time.perf_counter()
        found = wait(future, courier)
        took.append((step, time.perf_counter() - began, told(heart.stop())))
        return found

    imports = desk.importing
    looked = timed("look into it", imports.look(path))
    form = replace(looked.forms[0], options={**looked.forms[0].options, "currency": "GBP", "name": name})
    hear = courier.hear(page.sheet._heard)
    page.sheet.checking = form
    checked = timed("read and check", imports.check(looked, form, hear))
    page.sheet.checking = None
    batch = timed("keep in the team store", imports.take(hear))
    timed("the feed", imports._lane.submit(desk.catch_up))
    timed("fetch into the mirror", imports.fetch())
    timed("figures, 90 days", imports.figures(name, 90))
    timed("figures, everything", imports.figures(name, 0))
    print(f"\n{path.name}: {path.stat().st_size / 1e6:.0f} MB, {checked.taken:,} lines taken, {checked.rejected:,} left out")
    print(f"{'step':26}{'s':>8}{'late p95, ms':>15}{'to idle':>9}{'latest, ms':>12}{'to idle':>9}")
    for step, seconds, (usual, worst) in took:
        print(
            f"{step:26}{seconds:8.2f}{usual:15.1f}{usual / max(idle[0], 0.1):9.1f}{worst:12.1f}{worst / max(idle[1], 0.1):9.1f}"
        )
    assert batch.rows == checked.taken
    imports.turn(batch.id, counts=False).result()


def main(shape: Shape) -> None:
    app = QApplication(sys.argv[:1])
    style.apply(app, "light")
    courier = Courier()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        url = f"sqlite:///{folder / 'team.db'}"
        migrate(url)
        files = [("csv", write_csv(folder / "retail.csv", shape)), ("xlsx", write_xlsx(folder / "retail.xlsx", shape))]
        with desk_at(folder, url) as desk:
            page = ImportsPage(cast("Any", SimpleNamespace(imports=desk.importing)), courier)
            page.resize(1240, 820)
            page.show()
            heart = Heartbeat()
            heart.start()
            loop = QEventLoop()
            QTimer.singleShot(int(IDLE * 1000), loop.quit)
            loop.exec()
            idle = told(heart.stop())
            print(f"idle: beats every {BEAT * 1000:.0f} ms, p95 {idle[0]:.1f} ms late, the latest {idle[1]:.1f} ms")
            for name, path in files:
                measure(name, path, desk, page, courier, idle)
            page.close()


if __name__ == "__main__":
    main(WHOLE if len(sys.argv) < 2 else Shape(int(sys.argv[1]), int(sys.argv[1]) // 21))
