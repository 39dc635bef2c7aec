"""Which Clearline this is. The version stands here and nowhere else; a package's build adds from what and when it was made."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VERSION = "1.0.0"
STAMP = Path(__file__).parents[1] / "resources" / "stamp.json"  # {"commit", "date"}: only a package has it
PACKAGED = bool(getattr(sys, "frozen", False))
COMMAND = "clearline" if PACKAGED else "main.py"  # what a person types to start this program


@dataclass(frozen=True, slots=True)
class Build:
    """``commit``: short hash, with + where files were changed since; ``date``: (ISO) of that commit. Both "" where run from its source."""

    version: str
    commit: str = ""
    date: str = ""

    @property
    def words(self) -> str:
        """One line, as ``--version``, the log and the About sheet say it."""
        made = f"commit {self.commit} of {self.date}" if self.commit else "from its source"
        return f"Clearline {self.version} ({made})"


@lru_cache(1)
def this_build() -> Build:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Build(VERSION)
    return Build(VERSION, stamp["commit"], stamp["date"])
