"""Version, commit and date of a build; the program reads them from one small file that only a package has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.version import STAMP, VERSION
from release.contents import ROOT


@dataclass(frozen=True, slots=True)
class Stamp:
    """``seconds``: (epoch) of the commit: the time of every file, so that the same commit makes the same package."""

    version: str
    commit: str
    seconds: int

    @property
    def date(self) -> str:
        return datetime.fromtimestamp(self.seconds, UTC).date().isoformat()

    @property
    def words(self) -> str:
        return f"{self.version}, commit {self.commit} of {self.date}"


def current() -> Stamp:
    """Of the tree as it lies here: "+" behind the commit where files were changed since."""
    commit, seconds = _git("log", "-1", "--format=%h %ct").split()
    changed = bool(_git("status", "--porcelain"))
    return Stamp(VERSION, commit + ("+" if changed else ""), int(seconds))


@contextmanager
def stamped() -> Iterator[Stamp]:
    """While the package is built the file is there, and gone afterwards whatever happens."""
    stamp = current()
    STAMP.write_text(json.dumps({"commit": stamp.commit, "date": stamp.date}) + "\n", encoding="utf-8")
    try:
        yield stamp
    finally:
        STAMP.unlink()


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
