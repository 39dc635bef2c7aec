"""Passwords handed to a run without a window: from a file that only its owner can read, or from standard input; never kept."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from app.errors import Refused

STANDARD_INPUT = "-"
_SHAPE = 'It should read {"tryton": "password"}, with a system of the profile for each name.'


def read(where: str, systems: Collection[str]) -> Mapping[str, str]:
    """System of the profile -> password, from the JSON object in the file ``where``, or on standard input where it is "-".

    Refused where others may read the file, where it is no such object, and where it names a system that is not in the profile.
    """
    text = sys.stdin.read() if where == STANDARD_INPUT else _private(Path(where))
    named = "standard input" if where == STANDARD_INPUT else where
    try:
        found = json.loads(text)
    except ValueError:
        found = None  # and no word of what was read: it may be a password
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Refused(f"There are no passwords in {named}", _SHAPE, about=where)
    strange = sorted(set(found) - set(systems))
    if strange:
        raise Refused(
            f"The profile has no system called {', '.join(strange)}", f"It has {', '.join(sorted(systems))}.", about=where
        )
    return found


def _private(file: Path) -> str:
    try:
        if sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise Refused(f"Others may read the passwords in {file}", f"Make it yours alone: chmod 600 {file}", about=str(file))
        return file.read_text(encoding="utf-8")
    except OSError as e:
        raise Refused(f"The passwords in {file} cannot be read", f"{e.strerror}.", about=str(file)) from e
