"""The console on the demo company: its window, or one round without a screen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from demo.place import REPOSITORY
from demo.progress import say
from demo.pulse import Pulse
from demo.servers import Servers
from demo.trouble import DemoTrouble


def need_display() -> None:
    """DemoTrouble where no window can open."""
    env = os.environ
    if sys.platform == "linux" and not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise DemoTrouble(
            "There is no display here, so no window can open.", "Use ./dev demo --headless for one round without a screen."
        )


def headless(servers: Servers, what: str, *, as_json: bool) -> int:
    """One round of the console as the connector, who sees everything and decides nothing; its output is ours. ``what``: round or kpis."""
    say("One round of the console ...")
    command = [what, "--profile", str(_profile(servers, "connector")), *(["--json"] if as_json else [])]
    return _console(command)


def show(servers: Servers, login: str, *, still: bool) -> int:
    """The window, until it is closed; meanwhile, unless ``still``, new business comes in."""
    say(f"Opening the window as {login}.")
    pulse = None if still else Pulse(servers.erp_url, servers.password("pulse"), servers.describe())
    if pulse:
        pulse.start()
    try:
        return _console(["--profile", str(_profile(servers, login))])
    finally:
        if pulse:
            pulse.stop()


def _profile(servers: Servers, login: str) -> Path:
    return servers.place.profiles / login


def _console(arguments: list[str]) -> int:
    """Run the console in the foreground; Ctrl+C reaches it too, and it is given time to end by itself."""
    child = subprocess.Popen([sys.executable, str(REPOSITORY / "main.py"), *arguments])
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGTERM)
        child.wait()
        raise
