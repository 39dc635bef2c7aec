"""Rules for every test: only loopback sockets, nothing left behind, and the real servers for those that ask."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from demo import processes
from demo.place import place
from demo.servers import Servers, ensure, halt
from tests.patience import PATIENCE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples at every run, whatever this machine has seen before and however slow it is. Who hunts for new ones asks for another
# profile by name (tests/app/domain/conftest.py).
settings.register_profile("steady", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

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
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"thread {thread.name} is still running"
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        open_ = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
        for widget in open_:
            widget.close()
        assert not open_, f"windows left open: {open_}"


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, which gives up after five seconds; a busy machine may need longer for what comes in the end."""
    for name in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=int(PATIENCE * 1000)))
    return qtbot


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The demo company's real servers, in a home of their own beside the person's; seeded today, stopped at the end."""
    home = place().home.with_name("clearline-test-company")
    yield ensure(home)
    halt(home)
    processes.reap()
