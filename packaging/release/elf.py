"""What a program or library asks of others, as its own headers say."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asks:
    """``libraries``: sonames; ``glibc``: the newest version of a symbol of glibc, () for none."""

    libraries: frozenset[str]
    glibc: tuple[int, ...]


def is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def asks(file: Path) -> Asks:
    told = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=True).stdout
    versions = [tuple(map(int, found.split("."))) for found in re.findall(r"\bGLIBC_([0-9.]+)", told)]
    return Asks(frozenset(re.findall(r"^\s+NEEDED\s+(\S+)", told, re.MULTILINE)), max(versions, default=()))
