"""What goes into the package and what stays out.

PyInstaller follows import statements. Whatever is asked for in another way is named here, so that nothing is in the package by luck:
tests/house/test_package.py reads the program and fails for a lazy import, a data folder or a connector that these lists do not know.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]

# Folders with files that the program reads, at the same place in the package.
DATA = ("resources", "app/store/migrations")

# Imported inside functions, so that no start waits for them.
LAZY = ("PIL", "alembic", "babel", "fpdf", "keyring", "numpy", "openpyxl", "pandas", "pyqtgraph", "python_calamine")

# Asked for by a name at run time: by an address (SQLAlchemy's dialects), by entry points (keyring), by the driver itself (psycopg).
BY_NAME = (
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg_binary._psycopg",
    "psycopg_binary.pq",
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "alembic.op",
    "logging.config",
)

# Distributions whose entry points are read at run time.
METADATA = ("keyring",)

# Never asked for: tools, tests, other screens, and what libraries offer besides what is used here.
LEFT_OUT = (
    *("tkinter", "curses", "readline", "idlelib", "lib2to3", "pydoc_data", "ensurepip", "venv", "turtle"),
    *("pip", "setuptools", "pkg_resources", "wheel", "pytest", "_pytest", "hypothesis", "mypy", "tests", "demo"),
    *("pandas.tests", "numpy.tests", "numpy.f2py", "numpy.testing.tests", "pandas.plotting._matplotlib"),
    *("matplotlib", "scipy", "IPython", "jinja2", "lxml", "pyarrow", "numba", "tables", "xlrd", "cupy"),
    *("pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.canvas", "pyqtgraph.flowchart", "pyqtgraph.dockarea"),
    *("PyQt5", "PyQt6", "PySide2", "sqlalchemy.testing", "alembic.testing", "fontTools.pens.qtPen"),
)

# Of Qt, by module. Everything else of the wheel stays out, and with it the libraries that nothing is left to ask for.
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtDBus", "QtTest")

# Qt's plugins, by folder and the beginning of the file's name behind "lib" (Linux), or as it is (Windows, macOS).
QT_PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qminimal", "qwindows", "qcocoa"),
    "platformthemes": ("qxdgdesktopportal",),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient",),
    "iconengines": ("qsvgicon",),
    "imageformats": ("qjpeg", "qsvg", "qgif", "qwebp", "qtiff", "qico", "qicns"),
    "styles": ("qmodernwindowsstyle", "qmacstyle"),
}


def modules() -> list[str]:
    """The program's own, all of them, whoever imports them and when."""
    found = []
    for room in ("app", "ui"):
        for file in sorted((ROOT / room).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def languages() -> tuple[str, ...]:
    """(ISO 639-1) in which customers are written to: of others no days and amounts need be known."""
    return tuple(sorted(folder.name for folder in (ROOT / "resources" / "messages").iterdir() if folder.is_dir()))


def is_wanted(place: str) -> bool:
    """Whether a file that PyInstaller found goes into the package. ``place``: its path there, with slashes."""
    parts = place.split("/")
    if parts[:2] == ["babel", "locale-data"]:
        language = parts[2].split(".")[0].split("_")[0]
        return language == "root" or language in languages()
    if parts[0] != "PySide6":
        return True
    if "translations" in parts or "qml" in parts:
        return False
    if "plugins" in parts:
        folder, name = parts[-2], parts[-1].removeprefix("lib")
        return name.startswith(QT_PLUGINS.get(folder, ()))
    if len(parts) == 2 and parts[1].startswith("Qt") and not parts[1].startswith("Qt6"):
        return parts[1].split(".")[0] in QT_MODULES
    return True
