"""Rule 14 (kpis.md, section 1): a figure is as old as the oldest of what it needs, and out of date beyond twice its interval."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.figure import Status
from app.store.figures import compute
from app.store.times import to_micros
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW
from tests.app.store.figures.planted import FED, Frames, notices
from tests.app.store.figures.test_figures import mirror_of

_MOMENT = timedelta(microseconds=1)


def check_age(frames: Frames) -> None:
    """Old from the first moment beyond twice the interval, and not before; what the console tells by itself is never old."""
    for found in frames:
        for kpi in FED:
            for waited in (timedelta(minutes=10), timedelta(minutes=10) + _MOMENT, timedelta(days=2)):
                later = replace(found, now=NOW + waited)
                figure = compute.figure(later, later.asked(kpi, 30))
                if figure.status is Status.NO_DATA:
                    continue
                old = bool(figure.source_ages) and waited > timedelta(minutes=10)
                assert (figure.status is Status.STALE) == old, kpi.id
                assert not (old and (figure.judged or not figure.reason)), kpi.id


def test_a_figure_is_old_beyond_twice_its_interval(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = (timedelta(minutes=10) - _MOMENT, timedelta(minutes=10) + _MOMENT, timedelta(days=3))
    notices(check_age, frames, monkeypatch, compute, "_STALE", *faults)


def test_it_is_as_old_as_the_oldest_of_what_it_needs(tmp_path: Path) -> None:
    rng = random.Random(14)
    with mirror_of(tmp_path / "m.db", history(23)) as found:
        writer = sqlite3.connect(tmp_path / "m.db")
        for _ in range(3):
            with writer:
                for feed in writer.execute("SELECT source, name FROM feed").fetchall():
                    ago = timedelta(seconds=rng.choice([0, 30, 599, 600, 601, 5000]))
                    writer.execute("UPDATE feed SET asof = ? WHERE source = ? AND name = ?", (to_micros(NOW - ago), *feed))
            asof = writer.execute("SELECT name, asof FROM feed").fetchall()
            for kpi in FED:
                figure = compute.figure(found, found.asked(kpi, 90))
                needed = [at for name, at in asof if name in kpi.feeds + kpi.also]
                if figure.status is Status.NO_DATA or not needed:
                    continue
                assert to_micros(figure.as_of) == min(needed), kpi.id
                assert (figure.status is Status.STALE) == (min(needed) < to_micros(NOW - timedelta(minutes=10))), kpi.id
        writer.close()
