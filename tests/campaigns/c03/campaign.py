"""Kills the window again and again while a person decides in it, lets it come to rest, and judges what is left."""

from __future__ import annotations

import itertools
import random
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.campaigns.c03.world import World
from tests.campaigns.life import Life
from tests.campaigns.seams import points

UP = 90.0  # seconds in which a window must be up
CALM = 180.0  # seconds in which everything must have ended by itself
HEARD = 120.0  # seconds in which it must say what is waited for
# Every other kill is inside a decision, at one of the places that its letter goes through, in turn: what these must show needs no luck.
# Of the rest:
STARTING = 0.12  # share that hit the start
AIMED = 0.6  # share that follow close on a decision; the others come at any moment
ANSWERED = 0.5  # share of those that wait until it is on screen


@dataclass
class Tally:
    """What was done, and what is wrong."""

    kills: int = 0
    inside: int = 0  # of them inside a decision, at a place of its own
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
            "  inside a decision": self.inside,
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


class Campaign:
    """``seed`` decides the moments and the deeds; with ``mutant`` a planted bug is in the window's process."""

    def __init__(self, world: World, seed: int, mutant: str | None = None) -> None:
        self._world, self._mutant = world, mutant
        self._seed, self._lives, self._random = seed, 0, random.Random(seed)
        self._places = itertools.cycle(self._random.sample(points(1), len(points(1))))
        self._log = world.folder / "robot.log"
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
        window = self._open("--rest")
        window.listen(UP, "up")
        while self._world.oracle.unfinished(frozen=False) and time.monotonic() < begin + patience and not window.ended:
            window.listen(0.2)
        self.tally.calm = time.monotonic() - begin
        code = window.close()
        if code:
            self.tally.faults.append(f"the window ended with {code} when it was closed")
        self._note(window)
        self.tally.letters = len(self._world.oracle.letters())
        self.tally.faults += self._world.oracle.at_the_end(self.tally.acknowledged)

    def _one_kill(self) -> None:
        window = self._inside() if self.tally.kills % 2 == 0 else self._at_any_moment()
        window.kill()
        self.tally.kills += 1
        self._note(window)
        self.tally.faults += self._world.oracle.after_kill()

    def _inside(self) -> Life:
        """Up until it has died at a place of one of its decisions."""
        window = self._open("--dies", str(next(self._places)))
        if window.listen(UP, "up") is not None:
            window.listen(HEARD)
        if window.ended and window.process.wait() == -signal.SIGKILL:
            self.tally.inside += 1
        else:
            self._dead(window)
        return window

    def _at_any_moment(self) -> Life:
        window = self._open()
        if self._random.random() < STARTING:
            window.listen(self._random.uniform(0.05, 1.5), "up")
        elif window.listen(UP, "up") is None:
            self._dead(window)
        elif self._random.random() < AIMED:
            for _ in range(self._random.randint(1, 3)):
                window.listen(HEARD, "asks")
            if self._random.random() < ANSWERED:
                window.listen(HEARD, "ack", "nak")
            window.listen(self._random.uniform(0.0, 0.6))
        else:
            window.listen(self._random.uniform(0.0, 2.5))
        if window.process.poll() is not None:
            self._dead(window)
        return window

    def _open(self, *rest: str) -> Life:
        unfinished = self._world.oracle.unfinished(frozen=True)
        self.tally.interrupted += unfinished > 0
        self.tally.found += unfinished
        self._expected = unfinished
        self._lives += 1
        planted = ("--mutant", self._mutant) if self._mutant else ()
        words = ("--profile", str(self._world.profile), "--seed", str(self._seed * 10_000 + self._lives), *planted, *rest)
        return Life("tests.campaigns.c03.robot", *words, log=self._log, env=self._world.env)

    def _dead(self, window: Life) -> None:
        """It ended by itself, never came up, or never came to the place where it was to die: a fault, with its own words."""
        log = self._log.read_text(errors="replace").strip().splitlines()
        self.tally.said["dead"] += 1
        self.tally.faults.append(f"the window did not come up, ended by itself or did not decide: {' | '.join(log[-3:])}")

    def _note(self, window: Life) -> None:
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
