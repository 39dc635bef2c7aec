"""One life of a process that a campaign starts, hears, kills, or closes in order; it says one JSON a line on standard output."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
CLOSING = 90.0  # seconds within which a process must end in order


class Life:
    """``words``: the module and what it is given; ``log``: where its errors go. Lines are kept in ``heard`` as they come."""

    def __init__(self, *words: str, log: Path, env: Mapping[str, str] = os.environ) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, cwd=REPOSITORY, env=env,
        )  # fmt: skip
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.heard: list[dict[str, Any]] = []
        self.ended = False

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(json.loads(line))
        self._lines.put(None)

    def tell(self, wish: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(wish).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return  # it is dead already, which ``listen`` will hear

    def listen(self, seconds: float, *kinds: str) -> dict[str, Any] | None:
        """The next line of one of these kinds; None where it ended or the time is over."""
        end = time.monotonic() + seconds
        while not self.ended:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return None
            if line is None:
                self.ended = True
            else:
                self.heard.append(line)
                if line["is"] in kinds:
                    return line
        return None

    def kill(self) -> None:
        """kill -9; what it had said by then is still heard."""
        self.process.send_signal(signal.SIGKILL)
        self.bury()

    def close(self) -> int:
        """Closed in order, as by a person; the exit code. What does not end within ``CLOSING`` is killed, which its code says."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it may have died with a wish that was not yet written to it
            self.process.stdin.close()
        self.listen(CLOSING)
        if not self.ended:
            self.process.kill()
        self.bury()
        return self.process.returncode

    def bury(self) -> None:
        """Wait for its end."""
        while not self.ended:
            self.listen(60)
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout, self._log):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
