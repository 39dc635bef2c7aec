"""The servers' own Python environment: pinned packages with hashes, and this repository's Tryton add-on."""

from __future__ import annotations

import hashlib
import shutil
import sys
import venv
from pathlib import Path

from demo import processes
from demo.place import REPOSITORY, Place
from demo.progress import step
from demo.state import State

LOCK = REPOSITORY / "demo" / "requirements.lock"
WANTED = REPOSITORY / "demo" / "requirements.in"
ADDON = REPOSITORY / "packaging" / "addons" / "tryton"
ADDON_MODULE = "clearline_console"


def modules() -> tuple[str, ...]:
    """The Tryton modules of the demo company, as their names stand in requirements.in."""
    names = (line.split("~=")[0].strip() for line in WANTED.read_text(encoding="utf-8").splitlines())
    return tuple(n.removeprefix("trytond-").replace("-", "_") for n in names if n.startswith("trytond-"))


def digest(*parts: bytes) -> str:
    """A short key of some inputs."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def addon_key() -> str:
    """A key of the add-on's content; "none" while this repository has no installable add-on."""
    if not (ADDON / "pyproject.toml").is_file():
        return "none"
    files = sorted(f for f in ADDON.rglob("*") if f.is_file() and _is_source(f))
    return digest(*(part for f in files for part in (str(f.relative_to(ADDON)).encode(), f.read_bytes())))


def _is_source(file: Path) -> bool:
    inside = file.relative_to(ADDON).parts
    return not any(p in {"tests", "build", "__pycache__"} or p.endswith(".egg-info") for p in inside)


def make(place: Place, state: State) -> None:
    """Install what is missing or out of date. Half an environment is never used: it is made again."""
    packages = digest(LOCK.read_bytes(), sys.version.encode(), str(place.environment).encode())
    if not state.is_done("environment", packages):
        state.undo("environment", "addon")
        with step("Installing Tryton and PostgreSQL (once)"):
            shutil.rmtree(place.environment, ignore_errors=True)
            venv.create(place.environment)
            _python(place, "-m", "ensurepip", "--default-pip")
            _pip(place, "install", "--quiet", "--require-hashes", "-r", LOCK)
        state.done("environment", packages)
    key = addon_key()
    if key != "none" and not state.is_done("addon", key):
        state.undo("addon")
        with step("Installing the console's add-on for Tryton"):
            _install_addon(place)
        state.done("addon", key)


def _install_addon(place: Place) -> None:
    """Build from a copy, because setuptools writes into the folder it builds from."""
    copy = place.home / "addon"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ADDON, copy, ignore=shutil.ignore_patterns("tests", "build", "*.egg-info", "__pycache__"))
    _pip(place, "install", "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", copy)
    shutil.rmtree(copy)


def _pip(place: Place, *arguments: str | Path) -> None:
    _python(place, "-m", "pip", "--disable-pip-version-check", *arguments)


def _python(place: Place, *arguments: str | Path) -> None:
    processes.run("Installing packages", [place.python, *arguments], place.logs / "pip.log")


def versions(place: Place) -> str:
    """Installed Tryton packages and their versions, one a line, without the add-on."""
    site = next((place.environment / "lib").glob("python3*/site-packages"))
    return "\n".join(sorted(f.name for f in site.glob("trytond*.dist-info")))
