"""The program as a folder, and the proof that it asks nothing of the machine but what is declared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from release import elf
from release.contents import ROOT
from release.stamp import Stamp
from release.system import LIBRARIES

DIST, WORK = ROOT / "dist", ROOT / "build" / "pyinstaller"
Entry = tuple[str, str, str]  # PyInstaller's: place in the package, file, kind


def build(stamp: Stamp) -> Path:
    """dist/clearline, made anew."""
    WORK.mkdir(parents=True, exist_ok=True)
    environ = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'packaging'}{os.pathsep}{ROOT}",
        "PYTHONHASHSEED": "0",  # the order of sets is in compiled code: the same for everybody
        "SOURCE_DATE_EPOCH": str(stamp.seconds),
        "CLEARLINE_NOTICES": str(WORK / "third-party-notices.txt"),
    }
    arguments = ["--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", str(DIST), "--workpath", str(WORK)]
    spec = ROOT / "packaging" / "clearline.spec"
    subprocess.run([sys.executable, "-m", "PyInstaller", *arguments, str(spec)], cwd=ROOT, env=environ, check=True)
    made = DIST / "clearline"
    if sys.platform.startswith("linux"):
        _strip(made)
        asked(made)
    return made


def reachable(entries: Sequence[Entry]) -> list[Entry]:
    """Without libraries that nothing that stays asks for, directly or through another: PyInstaller looked at more than is wanted."""
    files: dict[str, list[Path]] = {}
    for place, from_, kind in entries:
        if kind != "SYMLINK":
            files.setdefault(Path(place).name, []).append(Path(from_))
    kept = {Path(entry[0]).name for entry in entries if _is_root(entry)}
    ahead = list(kept)
    while ahead:
        for file in files.get(ahead.pop(), ()):
            new = (elf.asks(file).libraries & files.keys()) - kept if elf.is_elf(file) else frozenset()
            kept |= new
            ahead += new
    return [entry for entry in entries if Path(entry[0]).name in kept]


def _is_root(entry: Entry) -> bool:
    """Loaded by Python or Qt themselves, not because another library asks for it."""
    place, _file, kind = entry
    tagged = tuple(suffix for suffix in EXTENSION_SUFFIXES if suffix != ".so")
    name = Path(place).name
    return kind == "EXTENSION" or "/plugins/" in place or name.startswith("libpython") or name.endswith(tagged)


def _strip(made: Path) -> None:
    """Of the interpreter alone, which may come with its debugging symbols; wheels are stripped already, or must not be."""
    own = [file for file in made.rglob("*.so*") if file.name.startswith("libpython") or "lib-dynload" in file.parts]
    subprocess.run(["strip", "--strip-unneeded", *map(str, own)], check=True)


def asked(made: Path) -> tuple[set[str], str]:
    """(sonames that the folder asks of the system, the newest version of glibc among them). Fails for one that is not declared."""
    files = [file for file in made.rglob("*") if file.is_file() and not file.is_symlink() and elf.is_elf(file)]
    inside = {file.name for file in made.rglob("*")}
    wanted: set[str] = set()
    glibc: tuple[int, ...] = ()
    for file in files:
        asks = elf.asks(file)
        wanted |= asks.libraries - inside
        glibc = max(glibc, asks.glibc)
    strange = wanted - set(LIBRARIES)
    if strange:
        raise SystemExit(f"Neither bundled nor declared in packaging/release/system.py: {', '.join(sorted(strange))}")
    return wanted, ".".join(map(str, glibc))


def megabytes(made: Path) -> int:
    return round(sum(file.lstat().st_size for file in made.rglob("*") if not file.is_dir()) / 1e6)
