"""A window on the small company: the real frame with the real pages, worked with keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.world import World
from ui.charts.page import ChartPage
from ui.courier import Courier
from ui.outbox.page import OutboxPage
from ui.queues.page import QueuePage
from ui.shell.keys import deed_keys
from ui.shell.page import Page
from ui.shell.window import MainWindow

PAGES = (
    Page("credit", "Q", "Credit holds", "wallet", "Queues", lambda console, courier: QueuePage(console, courier), "credit"),
    Page("holds", "H", "Holds over time", "chart-column", "Look up", lambda console, courier: ChartPage(console, courier)),
    Page("outbox", "S", "Sync", "refresh-cw", "Look up", lambda console, courier: OutboxPage(console, courier)),
)
K, M = Qt.Key, Qt.KeyboardModifier


class Desk:
    """``press`` sends keys to what has the keyboard; ``settle`` lets everything that was asked arrive."""

    def __init__(
        self,
        qtbot: QtBot,
        courier: Courier,
        world: World,
        page: str = "credit",
        size: tuple[int, int] = (1440, 900),
        pages: tuple[Page, ...] = PAGES,
    ) -> None:
        self._bot, self.world = qtbot, world
        console: Any = world
        self.window = MainWindow(console, courier, pages, deed_keys(), list)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.go(page)
        self.settle()

    @property
    def page(self) -> Any:
        return self.window.page

    @property
    def grid(self) -> Any:
        return self.page.list.grid

    @property
    def case(self) -> Any:
        return self.page.case

    @property
    def number(self) -> str:
        """The order that is current in the list."""
        row = self.page.list.current()
        return row.number if row is not None else ""

    def settle(self) -> None:
        """All posted calls and layouts; nothing here waits for a clock."""
        for _ in range(12):
            QApplication.processEvents()

    def press(self, *keys: str | tuple[Qt.Key, Qt.KeyboardModifier] | Qt.Key) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                self._bot.keyClicks(target, key)
            elif isinstance(key, tuple):
                self._bot.keyClick(target, *key)
            else:
                self._bot.keyClick(target, key)
            self.settle()

    def hear(self) -> None:
        """The window's throttle over the notices of the world, without waiting for it."""
        self.settle()
        if self.window._soon.isActive():
            self.window._soon.stop()
            self.window._refresh()
        self.settle()

    def toasts(self) -> list[str]:
        return [toast.title for toast in self.window.toasts.pile]
