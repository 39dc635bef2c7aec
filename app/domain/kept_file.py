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


def size_words(count: int) -> str:
    """Of so many bytes, in words: "640 kB", "1.2 MB"."""
    return f"{max(1, round(count / 1000)):,} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


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
