"""The .deb of a built folder: /usr/lib/clearline, a command, a menu entry, an icon, a page of the manual."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from release import folder
from release.contents import ROOT
from release.stamp import Stamp
from release.system import RECOMMENDED, depends

OURS = ROOT / "packaging" / "debian"
MAINTAINER = "Clearline contributors <clearline@localhost>"
ADDONS = "usr/share/clearline/addons"
OTHERS = f"""\
The add-on in /{ADDONS}/tryton is under the GPL, version 3 or later; see its LICENSE. What Clearline is made of
has its own licences: /usr/lib/clearline/_internal/resources/third-party-notices.txt
"""
SUMMARY = "back-office console: exceptions cleared on a live copy of ERP and shop"
DESCRIPTION = """\
Customer service, order management and finance clear exceptions in it: credit
holds, splits, backorders, delays, damaged goods, returns, appointments and
quotes. It works from a local copy of Tryton and Medusa, stays useful offline,
and every decision reaches them exactly once.
.
It needs a running Tryton to sign in to; it brings no server of its own."""


def build(made: Path, stamp: Stamp) -> Path:
    """dist/clearline_VERSION_ARCHITECTURE.deb from the folder ``made``."""
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    _lay_out(tree, made, stamp)
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    libraries, glibc = folder.asked(made)
    _control(tree, control(stamp.version, architecture, depends(libraries, glibc), _kibibytes(tree)))
    for path in (*tree.rglob("*"), tree):
        os.utime(path, (stamp.seconds, stamp.seconds), follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    file = folder.DIST / f"clearline_{stamp.version}_{architecture}.deb"
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(stamp.seconds)}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(file)],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return file


def control(version: str, architecture: str, depends_: list[str], kibibytes: int) -> str:
    """The control file (deb-control(5))."""
    described = "\n".join(f" {line}" for line in DESCRIPTION.splitlines())
    fields = {
        "Package": "clearline",
        "Version": version,
        "Section": "misc",
        "Priority": "optional",
        "Architecture": architecture,
        "Installed-Size": str(kibibytes),
        "Maintainer": MAINTAINER,
        "Depends": ", ".join(depends_),
        "Recommends": ", ".join(RECOMMENDED),
        "Description": f"{SUMMARY}\n{described}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _lay_out(tree: Path, made: Path, stamp: Stamp) -> None:
    shutil.copytree(made, tree / "usr/lib/clearline", symlinks=True)
    command = tree / "usr/bin/clearline"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/clearline/clearline")
    shutil.copytree(
        ROOT / "packaging/addons",
        tree / ADDONS,
        ignore=shutil.ignore_patterns("tests", "build", "node_modules", "*.egg-info", ".medusa", "__pycache__"),
    )
    places = {
        OURS / "clearline.desktop": "usr/share/applications/clearline.desktop",
        ROOT / "resources/clearline.svg": "usr/share/icons/hicolor/scalable/apps/clearline.svg",
        ROOT / "docs/operator-guide.md": "usr/share/doc/clearline/operator-guide.md",
    }
    for source, place in places.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, tree / place)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    (tree / "usr/share/doc/clearline/copyright").write_text(f"{licence}\n{OTHERS}", encoding="utf-8")
    _zipped(tree / "usr/share/doc/clearline/changelog.gz", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    manual = (OURS / "clearline.1").read_text(encoding="utf-8")
    _zipped(tree / "usr/share/man/man1/clearline.1.gz", manual.replace("@VERSION@", stamp.version).replace("@DATE@", stamp.date))


def _zipped(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _control(tree: Path, text: str) -> None:
    """DEBIAN/ with the sums of all files, so that ``dpkg --verify`` can say what was changed."""
    meta = tree / "DEBIAN"
    files = sorted(f for f in tree.rglob("*") if f.is_file() and not f.is_symlink())
    sums = "".join(f"{hashlib.md5(f.read_bytes()).hexdigest()}  {f.relative_to(tree)}\n" for f in files)
    meta.mkdir()
    (meta / "control").write_text(text, encoding="utf-8")
    (meta / "md5sums").write_text(sums, encoding="utf-8")


def _kibibytes(tree: Path) -> int:
    return sum((f.lstat().st_size + 1023) // 1024 for f in tree.rglob("*") if not f.is_dir())
