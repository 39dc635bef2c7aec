"""Rules for every test: only loopback sockets, nothing left behind, and the real servers for those that ask."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from demo import processes
from demo.place import place
from demo.servers import Servers, ensure, halt

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0])
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise AssertionError(f"a test tried to reach {host}: tests stay on this machine")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    socket.socket.connect = _loopback_only  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A thread of ours, or a window still open after the test, is a failure of the test."""
    before = set(threading.enumerate())
    windowed = bool({"qtbot", "qapp"} & {*request.fixturenames})
    if windowed:
        gc.disable()  # as in the window: cycles with widgets in them die on the main thread, never on a lane (ui/shell/garbage.py)
    yield
    gc.collect(2 if windowed else 1)
    gc.enable()
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith("clearline") and thread.name != "clearline-keyring":
            thread.join(5)
            assert not thread.is_alive(), f"thread {thread.name} is still running"
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        open_ = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
        for widget in open_:
            widget.close()
        assert not open_, f"windows left open: {open_}"


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The demo company's real servers, in a home of their own beside the person's; seeded today, stopped at the end."""
    home = place().home.with_name("clearline-test-company")
    yield ensure(home)
    halt(home)
    processes.reap()
