"""What the package is made of is declared: whatever the program reads or imports late is in a list, and the lists name nothing more."""

from __future__ import annotations

import ast
import configparser
import re
import sys
import tomllib
from pathlib import Path

import pytest

from app.connectors import CONNECTORS
from app.version import VERSION
from release import contents, system
from release.deb import control

ROOT = Path(__file__).parents[2]
PROGRAM = [ROOT / "main.py", *sorted((ROOT / "app").rglob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
OURS = {"app", "ui"}


def imports(tree: ast.AST) -> set[str]:
    """Whole names of the modules that the statements below ``tree`` import."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def late(file: Path) -> set[str]:
    """Libraries that are imported inside functions of ``file``."""
    functions = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef)]
    tops = {name.split(".")[0] for function in functions for name in imports(function)}
    return tops - sys.stdlib_module_names - OURS


def test_every_late_import_is_named() -> None:
    named = {*contents.LAZY, "PySide6"}  # Qt is followed from everywhere
    assert {(file.name, top) for file in PROGRAM for top in late(file) if top not in named} == set()


def test_nothing_is_named_for_nothing() -> None:
    everything = set[str]()
    for file in PROGRAM:
        everything |= {name.split(".")[0] for name in imports(ast.parse(file.read_text()))}
    assert set(contents.LAZY) - everything - {"pandas"} == set()  # pandas reads imports and is in the pins


def test_every_library_of_a_migration_comes_along() -> None:
    """Migrations are files, not modules: nothing follows their imports."""
    tops = {
        name.split(".")[0]
        for file in (ROOT / "app/store/migrations").rglob("*.py")
        for name in imports(ast.parse(file.read_text()))
    }
    assert tops - sys.stdlib_module_names - OURS <= {"alembic", "sqlalchemy"}
    assert "alembic.op" in contents.BY_NAME


def test_every_folder_that_is_read_comes_along() -> None:
    """Files are found from where a module lies, and by no other way."""
    asked = set()
    for file in PROGRAM:
        for up, rest in re.findall(
            r"__file__\)(?:\.resolve\(\))?((?:\.parents?(?:\[\d+\])?)+)((?: / \"[^\"]+\")*)", file.read_text()
        ):
            level = int(found[1]) + 1 if (found := re.search(r"parents\[(\d+)\]", up)) else 1
            base = file
            for _ in range(level):
                base = base.parent
            parts = re.findall(r"\"([^\"]+)\"", rest)
            asked.add((base.joinpath(*parts)).relative_to(ROOT).as_posix())
    qt = {place for place in asked if "Qt" in place}  # ui/run.py looks at a plugin of Qt, where Qt is
    assert asked - qt, "the pattern finds nothing"
    for place in asked - qt:
        assert any(f"{place}/".startswith(f"{folder}/") for folder in contents.DATA), place
    for folder in contents.DATA:
        assert (ROOT / folder).is_dir(), folder


def test_every_module_of_ours_comes_along() -> None:
    named = set(contents.modules())
    for offer in CONNECTORS:
        assert f"app.connectors.{offer.kind}" in named
    for file in PROGRAM[1:]:
        for name in imports(ast.parse(file.read_text())):
            if name.split(".")[0] in OURS and (ROOT / name.replace(".", "/")).with_suffix(".py").is_file():
                assert name in named, name


def test_of_qt_what_is_used_and_nothing_else() -> None:
    used = set()
    for file in PROGRAM:
        used |= set(re.findall(r"from PySide6\.(Qt\w+) import", file.read_text()))
    assert used <= set(contents.QT_MODULES)
    assert not contents.is_wanted("PySide6/QtQml.abi3.so")
    assert not contents.is_wanted("PySide6/Qt/plugins/sqldrivers/libqsqlite.so")
    assert not contents.is_wanted("PySide6/Qt/translations/qtbase_de.qm")
    assert contents.is_wanted("PySide6/Qt/plugins/platforms/libqxcb.so")
    assert contents.is_wanted("PySide6/QtWidgets.abi3.so")


@pytest.mark.parametrize("language", contents.languages())
def test_days_and_amounts_of_every_language_come_along(language: str) -> None:
    assert contents.is_wanted(f"babel/locale-data/{language}.dat")
    assert contents.is_wanted("babel/locale-data/root.dat")
    assert not contents.is_wanted("babel/locale-data/zu.dat")


def test_the_control_file_can_be_read() -> None:
    text = control(VERSION, "amd64", system.depends({"libc.so.6", "libxcb-cursor.so.0"}, "2.35"), 1234)
    assert text.endswith("\n")
    fields = dict(re.findall(r"^([A-Z][A-Za-z-]+): (.+(?:\n .+)*)$", text, re.MULTILINE))
    assert "".join(f"{name}: {value}\n" for name, value in fields.items()) == text, "nothing but fields and their next lines"
    assert {"Package", "Version", "Architecture", "Maintainer", "Depends", "Description"} <= fields.keys()
    assert re.fullmatch(r"\d[A-Za-z0-9.+~]*", fields["Version"])
    assert fields["Depends"] == "libc6 (>= 2.35), libxcb-cursor0, tzdata, xkb-data"
    assert re.fullmatch(r".+ <.+@.+>", fields["Maintainer"])
    assert len(fields["Description"].splitlines()[0]) <= 80


def test_the_menu_entry_names_what_is_installed() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ROOT / "packaging/debian/clearline.desktop")
    fields = entry["Desktop Entry"]
    assert (fields["Exec"], fields["Icon"], fields["StartupWMClass"]) == ("clearline", "clearline", "clearline")
    assert 'setDesktopFileName("clearline")' in (ROOT / "ui/run.py").read_text()
    manual = (ROOT / "packaging/debian/clearline.1").read_text()
    commands = re.findall(r'add_parser\("(\w+)"', (ROOT / "main.py").read_text())
    assert commands
    for command in commands:
        assert f".B {command}" in manual, "the manual tells of every command"


def test_what_is_left_to_debian_has_a_package() -> None:
    for package in {*system.LIBRARIES.values(), *system.FILES}:
        assert re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", package)


def test_the_version_has_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "app.version.VERSION"}
    places = [file for file in PROGRAM if f'"{VERSION}"' in file.read_text()]
    assert places == [ROOT / "app/version.py"]
    newest = re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == VERSION, "what changed is told for this version"


def test_the_package_is_built_of_the_same_pins() -> None:
    """The lock of the build has the console's own, to the version, and what builds besides."""
    console, build = (pins(ROOT / place) for place in ("requirements.lock", "packaging/requirements.lock"))
    assert "pyinstaller" in build
    assert "pyinstaller" not in console
    assert {name: build[name] for name in build if name in console and build[name] != console[name]} == {}
    wanted = {
        re.split(r"[\[<>=~!]", line)[0].lower()
        for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    assert wanted <= build.keys()


def pins(lock: Path) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\]+)", lock.read_text(), re.MULTILINE):
        found[name.lower()] = found.get(name.lower(), frozenset()) | {version}
    return found
