"""Files on this machine that a command names: what each is called, how large it is and what is in it, by its hash."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = re.compile(r"([0-9a-f]{64}) (\d{1,9}) (.+)")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """``size`` in bytes."""

    sha256: str
    size: int
    name: str


def written(files: Iterable[KeptFile]) -> str:
    """As a field holds them: one a line."""
    return "\n".join(f"{f.sha256} {f.size} {f.name}" for f in files)


def listed(text: str) -> tuple[KeptFile, ...]:
    """What ``written`` wrote. ValueError where it is something else."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(line)
        found.append(KeptFile(match[1], int(match[2]), match[3]))
    return tuple(found)
