"""Kills a program that says what it has done while it does more, and what must outlive it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


def killed_at_work(module: str, file: Path, words: int) -> int:
    """Run ``module`` on ``file`` until so many of its words are over a second old, and end it with kill -9; the newest of those.

    After "ready" it says, a line each, when (on the monotonic clock) and which number: 0 or 1, then one more each time.
    """
    said: list[tuple[float, int]] = []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    argv = [sys.executable, "-m", module, str(file)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        while len(said) < words or said[-1][0] - said[words - 1][0] <= 1:
            at, number = child.stdout.readline().split()
            said.append((float(at), int(number)))
        child.kill()
        killed = time.monotonic()
        child.stdout.read()
    return max(number for at, number in said if at < killed - 1)
