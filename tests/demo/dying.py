"""The launcher, ended as by kill -9 once a step has started a program of its own. usage: python -m tests.demo.dying STEP ARGUMENT..."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from demo import cli, progress


def die_in(step: str) -> None:
    """From now on this process ends as soon as a program runs that was started in this step."""
    say, start = progress.say, subprocess.Popen.__init__
    begun = False

    def heard(words: str) -> None:
        nonlocal begun
        begun = begun or words.endswith(f"{step} ...")
        say(words)

    def started(self: Any, *arguments: Any, **more: Any) -> None:
        start(self, *arguments, **more)
        if begun:
            os.kill(os.getpid(), signal.SIGKILL)

    progress.say = heard
    subprocess.Popen.__init__ = started  # type: ignore[method-assign]


if __name__ == "__main__":
    die_in(sys.argv[1])
    sys.exit(cli.main(sys.argv[2:]))
