"""The licences of what is bundled, from each part's own metadata, as one text for people to read."""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

_LINE = "-" * 100
_COMMON = Path("/usr/share/common-licenses")
_QT_HOLDER = "PySide6_Essentials"
_QT = (
    "Qt and its Python binding are used under the GNU Lesser General Public License, version 3. They are files of their own in this "
    "package (PySide6/, shiboken6/) and may be replaced there by other builds of the same version. Their source is at the project's home."
)


def text(modules: Iterable[str], libraries: Iterable[Path]) -> str:
    """``modules``: names of all that was bundled; ``libraries``: system libraries that were."""
    owners = packages_distributions()
    names = sorted({owner for top in {m.split(".")[0] for m in modules} for owner in owners.get(top, ())}, key=str.casefold)
    parts = [_part(distribution(name)) for name in names]
    parts.append(_section("Python", "PSF-2.0", [_read(Path(sysconfig.get_paths()["stdlib"]) / "LICENSE.txt")]))
    parts.append(
        _section(
            "PyInstaller's bootloader (the program's first few steps)",
            "GPL-2.0-or-later with an exception that lets programs under any licence be bundled with it",
            [],
        )
    )
    parts += [_of_debian(package) for package in sorted(_owners(libraries))]
    head = "Clearline is made of the following parts, each under its own licence. Fonts and icons have theirs beside them, in\nresources."
    return "\n".join([head, "", *parts])


def _part(found: Distribution) -> str:
    meta = found.metadata
    told = [value for name in ("License-Expression", "License") for value in meta.get_all(name) or []]
    licence = told[0] if told else _classified(meta.get_all("Classifier") or [])
    if found.name == "shiboken6":
        return _section(f"{found.name} {found.version}", licence, [f"As {_QT_HOLDER}, above.\n"])
    if found.name == _QT_HOLDER:
        return _section(f"{found.name} {found.version}", licence, [_QT, _read(_COMMON / "LGPL-3"), _read(_COMMON / "GPL-3")])
    files = [file for file in found.files or () if _is_licence(str(file))]
    return _section(f"{found.name} {found.version}", licence.splitlines()[0], [_read(Path(str(file.locate()))) for file in files])


def _is_licence(place: str) -> bool:
    name = place.rpartition("/")[2].casefold()
    return ".dist-info/" in place and name.startswith(("licen", "copying", "notice", "copyright"))


def _classified(classifiers: Iterable[str]) -> str:
    return ", ".join(c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License ::")) or "see its text"


def _section(title: str, licence: str, texts: Iterable[str]) -> str:
    return "\n".join([_LINE, f"{title}: {licence}", _LINE, *(one for one in texts if one), ""])


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").strip() + "\n" if file.is_file() else ""


def _owners(libraries: Iterable[Path]) -> set[str]:
    """The Debian packages that installed them; nothing where a library came from elsewhere."""
    found = set()
    for library in libraries:
        for place in (library, library.resolve(), Path(str(library.resolve()).removeprefix("/usr"))):
            told = subprocess.run(["dpkg", "-S", str(place)], capture_output=True, text=True, check=False)
            if told.returncode == 0:
                found.add(told.stdout.split(":")[0])
                break
    return found


def _of_debian(package: str) -> str:
    return _section(package, "as Debian's copyright file says", [_read(Path("/usr/share/doc") / package / "copyright")])
