"""Starting and stopping the program with a screen, and saying in a sentence why it cannot have one."""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.version import COMMAND, PACKAGED

if TYPE_CHECKING:
    from app.console import Console
    from ui.dialogs.entry import SignIn

NO_SCREEN = 3  # exit code


def run(build: Callable[[], Console | SignIn], argv: list[str]) -> int:
    """Open the window and return the exit code when it was closed.

    ``build`` makes the console of a profile, or the object that signs a person in; it is called once a screen is known to be there.
    Its ClearlineError (a profile that cannot be read, a store that is too new) is the caller's to say.
    """
    problem = screen_problem(os.environ, sys.platform)
    if problem:
        print(problem, file=sys.stderr)
        return NO_SCREEN
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from ui.shell.logfile import start_log
    from ui.shell.pages import PAGES
    from ui.shell.session import Session
    from ui.theme.fonts import RESOURCES

    start = build()
    log_file = start_log()
    app = QApplication(argv)
    app.setApplicationName("Clearline")
    app.setDesktopFileName("clearline")
    app.setWindowIcon(QIcon(str(RESOURCES / "clearline.svg")))
    session = Session(app, PAGES, log_file)
    try:
        session.begin(start)
        return app.exec()
    finally:
        session.close()


def screen_problem(environ: Mapping[str, str], platform: str) -> str:
    """Why no window can be opened here, with what to do; empty where one can. Asked before Qt, which would abort without a word."""
    missing = _missing_library()
    if missing:
        return _without(missing)
    if not platform.startswith("linux") or environ.get("QT_QPA_PLATFORM"):
        return ""
    advice = f"Start it on a desktop, or use {COMMAND} round for the queues in a terminal (--help says how)."
    if not environ.get("DISPLAY") and not environ.get("WAYLAND_DISPLAY"):
        return f"There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). {advice}"
    if not environ.get("WAYLAND_DISPLAY"):
        unloaded = _unloadable("libqxcb.so")
        if unloaded:
            return _without(unloaded)
        if not _x_answers():
            return f"The screen {environ['DISPLAY']} does not answer. {advice}"
    return ""


def _without(library: str) -> str:
    mend = "Install the package with apt, which brings it." if PACKAGED else "./dev demo installs it, or says which line does."
    return f"A system library that the window needs is missing: {library}. {mend}"


def _missing_library() -> str:
    """The loader's own words if Qt itself cannot be loaded; empty if it can."""
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as e:
        return str(e)
    return ""


def _unloadable(plugin: str) -> str:
    """The loader's own words if a platform plugin lacks a library; empty if it loads."""
    import PySide6

    file = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / plugin
    try:
        ctypes.CDLL(str(file))
    except OSError as e:
        return str(e)
    return ""


def _x_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers
