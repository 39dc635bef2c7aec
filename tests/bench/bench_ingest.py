"""The GUI's heartbeat in the real window: idle, while 20,000 records arrive, and while their cases are opened; n rounds, one table."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.console import Console
from tests.bench.supply import SOURCE, Supply, console, profile
from ui.queues.page import QueuePage
from ui.shell.logfile import start_log
from ui.shell.pages import PAGES
from ui.shell.session import Session

RECORDS, PER_ORDER = 20_000, 4
BEAT = 0.010  # seconds
IDLE = 10.0  # seconds of each idle stretch
ROUNDS = 3


class Heartbeat:
    """How late each beat of a precise 10 ms timer is, in ms, while ``listening``."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(BEAT * 1000))
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.late, self._last = [], time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.late

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - BEAT) * 1000)
        self._last = now


def wait(true: Callable[[], bool]) -> None:
    """Go on living in the event loop, which sleeps between its events, until it is so."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if true() else None)
    timer.start(20)
    loop.exec()


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        log = start_log()
        app = QApplication([])
        supply = Supply()
        supply.bring(supply.prepare(1_000))
        desk = console(profile(Path(folder)), supply)
        session = Session(app, PAGES, log)
        session.begin(desk)
        try:
            measure(session, desk, supply)
        finally:
            if session.window is not None:
                session.window.close()
            session.close()
            QCoreApplication.processEvents()


def measure(session: Session, desk: Console, supply: Supply) -> None:
    def rests() -> bool:
        return not supply.left and (desk.rounds.next_in(SOURCE) or 0.0) > 0.5

    def listed() -> int:
        page = session.window.findChild(QueuePage)
        return len(page.list.answer.rows) if page.list.answer else 0

    def opened() -> bool:
        """Every held order is in the list, and the team holds its case."""
        page = session.window.findChild(QueuePage)
        return listed() == supply.held and not any(r.provisional for r in page.list.answer.rows)

    wait(lambda: rests() and opened())
    heart = Heartbeat()
    beats: dict[str, list[list[float]]] = {"idle": [], "20,000 records arrive": [], "their cases are opened": []}
    seconds = []
    for _ in range(ROUNDS):
        heart.start()
        end = time.perf_counter() + IDLE
        wait(lambda end=end: time.perf_counter() > end)
        beats["idle"].append(heart.stop())
        load = supply.prepare(RECORDS // PER_ORDER)
        heart.start()
        begin = time.perf_counter()
        supply.bring(load)
        desk.pull_now()
        wait(rests)
        seconds.append(time.perf_counter() - begin)
        beats["20,000 records arrive"].append(heart.stop())
        heart.start()
        wait(opened)
        beats["their cases are opened"].append(heart.stop() or [0.0])
    table(beats, seconds, listed())


def table(beats: dict[str, list[list[float]]], seconds: list[float], rows: int) -> None:
    figures = {
        name: [statistics.median(quantile(run, share) for run in runs) for share in (0.5, 0.99, 1.0)]
        for name, runs in beats.items()
    }
    print(
        f"lateness of a 10 ms heartbeat of the GUI, ms; medians of {ROUNDS}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"{'':26}{'p50':>8}{'p99':>8}{'max':>8}{'p99/idle':>10}")
    for name, (p50, p99, most) in figures.items():
        ratio = p99 / figures["idle"][1] if figures["idle"][1] else float("nan")
        print(f"{name:26}{p50:8.2f}{p99:8.2f}{most:8.1f}{ratio:10.1f}")
    rate = RECORDS / statistics.median(seconds)
    print(f"{rate:,.0f} records a second into the mirror and judged; {rows:,} cases listed at the end")


if __name__ == "__main__":
    main()
