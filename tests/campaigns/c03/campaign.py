"""Kills the window again and again while a person decides in it, lets it come to rest, and judges what is left."""

from __future__ import annotations

import json
import queue
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.campaigns.c03.world import World

REPOSITORY = Path(__file__).parents[3]
UP = 90.0  # seconds in which a window must be up
CALM = 180.0  # seconds in which everything must have ended by itself
STARTING = 0.12  # share of the kills that hit the start
AIMED = 0.6  # share that follow close on a decision; the others come at any moment


@dataclass
class Tally:
    """What was done, and what is wrong."""

    kills: int = 0
    said: Counter[str] = field(default_factory=Counter)  # lines of the robot by kind
    deeds: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, str] = field(default_factory=dict)
    letters: int = 0
    interrupted: int = 0  # starts that found unfinished letters
    found: int = 0  # the letters they found
    seconds: float = 0.0
    calm: float = 0.0
    faults: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many faults begin with this word."""
        return sum(f.startswith(f"{kind}:") for f in self.faults)

    def table(self) -> str:
        rows = {
            "kills of the window": self.kills,
            "decisions pressed": sum(self.deeds.values()),
            **{f"  {deed}": n for deed, n in self.deeds.most_common()},
            "acknowledged on screen": len(self.acknowledged),
            "refused on screen, or no answer": self.said["nak"],
            "letters in the outbox": self.letters,
            "taken down, killed before it was shown": self.letters - len(self.acknowledged),
            "starts with unfinished letters": self.interrupted,
            "  letters they recovered": self.found,
            "lost": self.count("lost"),
            "double": self.count("double"),
            "lies": self.count("lie"),
            "other faults": sum(not f.startswith(("lost:", "double:", "lie:")) for f in self.faults),
            "seconds to rest after the last start": round(self.calm, 1),
            "kills a minute": round(60 * self.kills / self.seconds, 1) if self.seconds else 0,
        }
        return "\n".join(f"{name:42}{value:>8}" for name, value in rows.items())


class Window:
    """One life of the robot's process."""

    def __init__(self, world: World, seed: int, mutant: str | None, *, rest: bool = False) -> None:
        argv = [sys.executable, "-m", "tests.campaigns.c03.robot", "--profile", str(world.profile), "--seed", str(seed)]
        argv += ["--mutant", mutant] if mutant else []
        self._errors = (world.folder / "robot.log").open("ab")
        self.process = subprocess.Popen(
            argv + (["--rest"] if rest else []), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            cwd=REPOSITORY, env=world.env,
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

    def until(self, kind: str, seconds: float) -> bool:
        """Listen until a line of this kind comes; False when the time is over or the process has ended."""
        end = time.monotonic() + seconds
        while not self.ended:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return False
            if line is None:
                self.ended = True
            else:
                self.heard.append(line)
                if line["is"] == kind:
                    return True
        return False

    def kill(self) -> None:
        """kill -9; what it had said by then is still heard."""
        self.process.send_signal(signal.SIGKILL)
        self._drain()

    def leave(self) -> int:
        """Close the window as a person does; the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"leave\n")
        self.process.stdin.flush()
        self._drain()
        return self.process.returncode

    def _drain(self) -> None:
        while not self.ended:
            self.until("", 60)
        self.process.wait()
        self._reader.join()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        for pipe in (self.process.stdin, self.process.stdout, self._errors):
            pipe.close()


class Campaign:
    """``seed`` decides the moments and the deeds; with ``mutant`` a planted bug is in the window's process."""

    def __init__(self, world: World, seed: int, mutant: str | None = None) -> None:
        self._world, self._mutant = world, mutant
        self._seed, self._lives, self._random = seed, 0, random.Random(seed)
        self.tally = Tally()

    def kill(self, times: int) -> None:
        begin = time.monotonic()
        for _ in range(times):
            self._one_kill()
            if self.tally.said["bug"] or self.tally.said["dead"]:
                break
        self.tally.seconds += time.monotonic() - begin

    def settle(self, patience: float = CALM) -> None:
        """Heal, come to rest with nobody clicking, close the window in order, judge."""
        begin = time.monotonic()
        window = self._open(rest=True)
        window.until("up", UP)
        while self._world.oracle.unfinished(frozen=False) and time.monotonic() < begin + patience and not window.ended:
            window.until("", 0.2)
        self.tally.calm = time.monotonic() - begin
        code = window.leave()
        if code:
            self.tally.faults.append(f"the window ended with {code} when it was closed")
        self._note(window)
        self.tally.letters = len(self._world.oracle.letters())
        self.tally.faults += self._world.oracle.at_the_end(self.tally.acknowledged)

    def _one_kill(self) -> None:
        window = self._open()
        if self._random.random() < STARTING:
            window.until("up", self._random.uniform(0.05, 1.5))
        elif not window.until("up", UP):
            self._dead(window)
        elif self._random.random() < AIMED:
            for _ in range(self._random.randint(1, 3)):
                window.until("asks", 10)
            window.until("", self._random.uniform(0.0, 0.6))
        else:
            window.until("", self._random.uniform(0.0, 2.5))
        if window.process.poll() is not None:
            self._dead(window)
        window.kill()
        self.tally.kills += 1
        self._note(window)
        self.tally.faults += self._world.oracle.after_kill()

    def _open(self, *, rest: bool = False) -> Window:
        unfinished = self._world.oracle.unfinished(frozen=True)
        self.tally.interrupted += unfinished > 0
        self.tally.found += unfinished
        self._expected = unfinished
        self._lives += 1
        return Window(self._world, self._seed * 10_000 + self._lives, self._mutant, rest=rest)

    def _dead(self, window: Window) -> None:
        """It ended by itself, or never came up: that is a fault of the window, with its own words."""
        log = (self._world.folder / "robot.log").read_text(errors="replace").strip().splitlines()
        self.tally.said["dead"] += 1
        self.tally.faults.append(f"the window did not come up or ended by itself: {' | '.join(log[-3:])}")

    def _note(self, window: Window) -> None:
        for line in window.heard:
            self.tally.said[line["is"]] += 1
            match line["is"]:
                case "asks":
                    self.tally.deeds[line["deed"]] += 1
                case "ack":
                    self.tally.acknowledged |= dict.fromkeys(line["ids"], line["mark"])
                case "bug":
                    self.tally.faults.append(f"a bug on screen: {line['words']}")
                case "looked":
                    self._heard_of_recovery(line["texts"])

    def _heard_of_recovery(self, texts: list[str]) -> None:
        numbers = {int(n) for text in texts for n in re.findall(r"\d+", text)}
        if self._expected and self._expected not in numbers:
            self.tally.faults.append(f"silence: {self._expected} letters were recovered, on screen was {texts}")
        if not self._expected and texts:
            self.tally.faults.append(f"false alarm: nothing was recovered, on screen was {texts}")
