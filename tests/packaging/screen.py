"""A screen beside the machine's own, and fingers on its keyboard."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def until(seen: Callable[[], object], what: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.2)


class Screen:
    """Xvfb. Reached from a chroot too, for its socket is an abstract one; not begun anew whenever a tool leaves it."""

    def __init__(self) -> None:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._server.stdout is not None
        self.name = f":{self._server.stdout.readline().strip()}"

    def _tool(self, *arguments: str) -> str:
        told = subprocess.run(
            arguments, env={"DISPLAY": self.name, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
        )
        return told.stdout.strip()

    @property
    def titles(self) -> list[str]:
        return self._tool("xdotool", "search", "--onlyvisible", "--class", "clearline", "getwindowname", "%@").splitlines()

    def focus(self) -> None:
        self._tool("xdotool", "search", "--onlyvisible", "--class", "clearline", "windowfocus", "%1")

    def type(self, text: str) -> None:
        self._tool("xdotool", "type", "--delay", "15", text)

    def press(self, *keys: str) -> None:
        self._tool("xdotool", "key", *keys)

    def picture(self, file: Path) -> None:
        """For people to look at; no test reads it. Two seconds for what is being painted."""
        time.sleep(2)
        file.parent.mkdir(parents=True, exist_ok=True)
        self._tool("import", "-window", "root", str(file))

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()
        assert self._server.stdout is not None
        self._server.stdout.close()
