"""``./dev check`` and ``./dev test``: which parts run, beside which others, and where the time went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Part:
    """A command in a process of its own, so that one part cannot disturb another."""

    name: str
    command: tuple[str, ...]


def _tool(name: str, *arguments: str) -> Part:
    return Part(" ".join((name, *arguments[:1])) if name == "ruff" else name, (str(BIN / name), *arguments))


def _tests(name: str, *arguments: str) -> Part:
    return Part(name, (sys.executable, "-m", "pytest", *arguments, "--durations=8", "--durations-min=2"))


CHECK = (
    _tool("ruff", "format", "--check", "-q", "."),
    _tool("ruff", "check", "-q", "."),
    _tool("mypy", "--no-error-summary"),
    _tool("lint-imports", "--no-cache"),
)

# By name (`./dev test tests/contracts/test_returns.py`): the contracts on a running Medusa and these on a running Tryton, the journeys
# over both systems, of goods and of quotes, tests/campaigns/c02 and post, and the package (tests/packaging: root, Debian's mirrors). All
# together they take hours.
_GOODS = (
    *("test_amending", "test_half_done", "test_laid_aside", "test_regroup", "test_remedies", "test_reschedule", "test_returns"),
    *("test_attachments", "test_carrier_claims"),
)
_QUICK = ("test_held", "test_release", "test_bad_days")

# Two lanes, a core each. Only the second one starts real servers: two processes may not share their home.
WITHOUT_SERVERS = (
    *CHECK,
    _tests("screens", "tests/ui"),
    _tests("house", "tests/house"),
    _tests("contracts, doubles", "tests/contracts", "-k", "not real"),
)
WITH_SERVERS = (
    _tests("units", "tests/app"),
    _tests("add-ons", "tests/addons"),
    _tests("contracts, Tryton", "tests/contracts", "-k", f"real and tryton and not ({' or '.join(_GOODS)})"),
    _tests("demo company", "tests/demo"),
    _tests("journeys", *(f"tests/journeys/{name}.py" for name in _QUICK)),
    _tests("campaigns", "tests/campaigns/c01", "tests/campaigns/c03", "tests/campaigns/c16"),
)


class Lane:
    """Parts one after another, until one fails. ``failed``: its name; ``spent``: seconds by part."""

    def __init__(self, parts: Sequence[Part], out: IO[bytes] | None = None) -> None:
        self._parts = parts
        self._out = out
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self.failed: str | None = None
        self.spent: dict[str, float] = {}

    def run(self) -> None:
        for part in self._parts:
            if self._stopped:
                return
            begin = time.monotonic()
            # A group of its own: what a part has started ends with it, also where a terminal's Ctrl+C reaches only us.
            self._running = subprocess.Popen(part.command, stdout=self._out, stderr=self._out, start_new_session=True)
            code = self._running.wait()
            self.spent[part.name] = time.monotonic() - begin
            if code:
                self.failed = part.name
                return

    def stop(self) -> None:
        self._stopped = True
        if self._running is not None and self._running.poll() is None:
            os.killpg(self._running.pid, signal.SIGTERM)

    def told(self, name: str) -> str:
        lines = [f"Where the time went{name}:", *(f"  {seconds:5.0f} s  {part}" for part, seconds in self.spent.items())]
        return "\n".join([*lines, *([f"Failed: {self.failed}"] if self.failed else [])])


@contextmanager
def _stopped_at_the_end(*lanes: Lane) -> Iterator[None]:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        yield
    finally:
        for lane in lanes:
            lane.stop()


def check() -> int:
    lane = Lane(CHECK)
    with _stopped_at_the_end(lane):
        lane.run()
    print(lane.told(""), file=sys.stderr)
    return 1 if lane.failed else 0


def test() -> int:
    """Both lanes to their ends, so that one run tells all; what the first one said is shown after the second one."""
    with tempfile.TemporaryFile() as log:
        first, second = Lane(WITHOUT_SERVERS, log), Lane(WITH_SERVERS)
        with _stopped_at_the_end(first, second):
            beside = threading.Thread(target=first.run)
            beside.start()
            second.run()
            beside.join()
            log.seek(0)
            sys.stdout.buffer.write(log.read())
            sys.stdout.flush()
    print(first.told(" without servers"), second.told(" with servers"), sep="\n", file=sys.stderr)
    return 1 if first.failed or second.failed else 0


if __name__ == "__main__":
    sys.exit({"check": check, "test": test}[sys.argv[1]]())
