"""What the campaign plays in: a clone of the seeded company with a Tryton on it, a team store, one colleague's profile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.servers import Servers
from tests.campaigns.c03.oracle import Oracle

WHO = "maja"  # a credit manager: releases most holds alone


@dataclass(frozen=True)
class World:
    """``env``: of the robot's process; its log stays in ``folder``."""

    folder: Path
    profile: Path
    oracle: Oracle
    env: dict[str, str]


@contextmanager
def world(servers: Servers, name: str, env: dict[str, str]) -> Iterator[World]:
    """A world that nobody else uses and nothing is left of; ``name``: of its databases."""
    folder = Path(tempfile.mkdtemp(prefix="clearline-c03-"))
    team = f"{name}_team"
    try:
        servers.clone(name)
        servers.start_trytond(name)
        servers.new_team(team)
        profile = servers.write_profile(folder / WHO, WHO, name, team)
        oracle = Oracle(servers.dsn(name), servers.dsn(team), profile / "outbox.db")
        yield World(folder, profile, oracle, {**os.environ, "XDG_STATE_HOME": str(folder), **env})
    finally:
        servers.drop(name)
        servers.drop(team)
        shutil.rmtree(folder)


@contextmanager
def screen(*, xcb: bool) -> Iterator[dict[str, str]]:
    """The variables of a process that shows a window: on a virtual X screen, or on none."""
    if not xcb:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    out, into = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(into), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[into], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(into)
    try:
        with os.fdopen(out) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
