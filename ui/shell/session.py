"""From start to end of a window: sign in where nobody is, open the main window, remember its layout, stop in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.lanes.lane import forbid_main_thread
from ui.courier import Courier
from ui.dialogs.entry import SignIn
from ui.dialogs.signin import SignInWindow
from ui.shell.garbage import Garbage
from ui.shell.keys import deed_keys
from ui.shell.page import Page
from ui.shell.tell import Crashes
from ui.shell.themes import Themes
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from app.console import Console

VIEW = "window"  # the remembered layout: geometry, page, theme


class Session(QObject):
    """One run of the program with a screen. ``close`` is called once, after the event loop ended."""

    def __init__(self, app: QApplication, pages: Sequence[Page], log_file: Path) -> None:
        super().__init__()
        self._pages = pages
        self._console: Console | None = None
        self._sign_in: SignIn | None = None
        self._layout: dict[str, str] = {}
        self.window: QWidget | None = None
        self.courier = Courier(self)
        self._garbage = Garbage(self)
        self.themes = Themes(app, self._keep_theme)
        self.crashes = Crashes(self.courier, log_file, lambda: self.window)
        self.crashes.install()

    def begin(self, start: Console | SignIn) -> None:
        """Show the first window: the console's, or the page that signs a person in."""
        if isinstance(start, SignIn):
            self._sign_in = start
            self.themes.apply("system")
            page = SignInWindow(start, self.courier)
            page.opened.connect(self._own)
            page.entered.connect(self.enter)
            self._show(page)
        else:
            self._console = start
            self.enter(start)
            start.start()

    def _own(self, console: Console) -> None:
        """Somebody signed in: the console runs while they read what they may do, and is closed at the end whatever happens."""
        self._console = console
        console.start()

    def enter(self, console: Console) -> None:
        """Open the main window of a signed-in person, as they left it."""
        self._layout = _read(console.view(VIEW))
        self.themes.apply(self._layout.get("theme", "system"))
        window = MainWindow(console, self.courier, self._pages, deed_keys(), self.themes.entries)
        window.closing.connect(self._keep_layout)
        if not window.restoreGeometry(QByteArray.fromBase64(self._layout.get("geometry", "").encode())):
            window.resize(1440, 900)
        known = [page.name for page in self._pages]
        page = self._layout.get("page", "")
        first = next((page.name for page in self._pages if page.queue), known[0])
        window.go(page if page in known else first)
        self._show(window)
        window.say_recovered()
        forbid_main_thread(True)

    def close(self) -> None:
        """Stop rounds, close lanes and stores; what is on its way to a remote may take its deadline."""
        forbid_main_thread(False)
        if self._sign_in is not None:
            self._sign_in.close()
        if self._console is not None:
            self._console.close()
        self._garbage.stop()
        self.crashes.uninstall()

    def _show(self, window: QWidget) -> None:
        old, self.window = self.window, window
        window.show()
        window.activateWindow()
        if old is not None:
            old.close()
            old.deleteLater()

    def _keep_theme(self, mode: str) -> None:
        self._layout["theme"] = mode
        self._save()

    def _keep_layout(self) -> None:
        if isinstance(self.window, MainWindow):
            self._layout["geometry"] = bytes(self.window.saveGeometry().toBase64().data()).decode()
            self._layout["page"] = self.window.page_name
            self._save()

    def _save(self) -> None:
        if self._console is not None:
            self._console.save_view(VIEW, json.dumps(self._layout))


def _read(text: str | None) -> dict[str, str]:
    """A layout that cannot be read is forgotten: it is convenience, not data."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
