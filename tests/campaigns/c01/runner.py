"""Runs variants over seeds, in one process or several, and adds up what the oracle found."""

from __future__ import annotations

import hashlib
import multiprocessing
import time
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from app.policy.matrix import Policy
from app.policy.rulebook import shipped
from tests.campaigns.c01.mutants import BY_NAME
from tests.campaigns.c01.oracle import Findings, effects_of, judge
from tests.campaigns.c01.world import World

ROOT = Path(__file__).parents[3]
REGRESSIONS = Path(__file__).parent / "regressions.txt"
COUNTS = tuple(f.name for f in fields(Findings) if f.name != "words")


@cache
def policy() -> Policy:
    """The authority matrix that the product ships."""
    return shipped().policy


@dataclass(frozen=True)
class Tally:
    """Sums over seeds. ``first``: the first bad seed and what was wrong with it."""

    variant: str
    seeds: int = 0
    commands: int = 0
    parked: int = 0
    bad: int = 0
    counts: tuple[int, ...] = (0,) * len(COUNTS)
    first: int | None = None
    words: str = ""
    seconds: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = (self.first, self.words), (other.first, other.words)
        firsts = [x for x in (mine, theirs) if x[0] is not None]
        first, words = min(firsts, key=lambda x: x[0] or 0) if firsts else (None, "")
        return Tally(
            self.variant,
            self.seeds + other.seeds,
            self.commands + other.commands,
            self.parked + other.parked,
            self.bad + other.bad,
            tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)),
            first,
            words,
            self.seconds + other.seconds,
        )


def run_one(name: str, seed: int) -> tuple[World, Findings]:
    world = World(seed, BY_NAME[name], policy()).run()
    return world, judge(world)


def run(name: str, seeds: Iterable[int], *, until_bad: bool = False) -> Tally:
    """One after the other; with ``until_bad`` the first bad one ends it."""
    tally, began = Tally(name), time.monotonic()
    for seed in seeds:
        world, found = run_one(name, seed)
        parked = sum(letter.state == "parked" for c in world.consoles for letter in c.outbox.values())
        counts = tuple(getattr(found, c) for c in COUNTS)
        bad = found.any()
        tally += Tally(name, 1, len(world.told), parked, int(bad), counts, seed if bad else None, "; ".join(found.words[:3]))
        if bad and until_bad:
            break
    return replace(tally, seconds=time.monotonic() - began)


def run_parallel(name: str, seeds: range, processes: int) -> Tally:
    """The same over several processes; slices are taken as they come, sums do not depend on the order."""
    began = time.monotonic()
    slices = [range(a, min(a + 100, seeds.stop)) for a in range(seeds.start, seeds.stop, 100)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        parts = pool.starmap(run, [(name, s) for s in slices], chunksize=1)
    total = Tally(name)
    for part in parts:
        total += part
    return replace(total, seconds=time.monotonic() - began)


def trace_hash(name: str, seed: int) -> str:
    """Of everything that happened, in order: the same seed must give the same."""
    world, found = run_one(name, seed)
    told = [repr(x) for x in (world.trace, world.team.log, effects_of(world), world.sends, found.words)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def regressions() -> list[tuple[str, int]]:
    """(variant, seed) that were bad once: run first, for ever. Lines "variant | seed | what it was"."""
    lines = [
        line.split("|") for line in REGRESSIONS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return [(name.strip(), int(seed)) for name, seed, *_ in lines]


def remember(name: str, seed: int, words: str) -> None:
    """A seed that is bad where none may be goes on the list."""
    if (name, seed) not in regressions():
        with REGRESSIONS.open("a", encoding="utf-8") as file:
            file.write(f"{name} | {seed} | {words}\n")


def reproduce(name: str, seed: int) -> str:
    return f'python -m tests.campaigns.c01 --variant "{name}" --from {seed} --seeds 1 --trace'
