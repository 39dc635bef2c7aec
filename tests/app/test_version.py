"""What the program says of itself: the version always, what it was built from only where a build left its stamp."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import version

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    version.this_build.cache_clear()
    yield
    version.this_build.cache_clear()


def test_from_its_source() -> None:
    assert version.this_build().words == f"Clearline {version.VERSION} (from its source)"


def test_from_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = tmp_path / "stamp.json"
    stamp.write_text('{"commit": "c6e6a86", "date": "2026-11-28"}')
    monkeypatch.setattr(version, "STAMP", stamp)
    assert version.this_build().words == f"Clearline {version.VERSION} (commit c6e6a86 of 2026-11-28)"


def test_the_command_says_it() -> None:
    told = subprocess.run([sys.executable, "main.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == f"Clearline {version.VERSION} (from its source)"
