"""``python -m tests.campaigns.c01 [--seeds 10000] [--from 0] [--processes 2] [--variant NAME] [--trace]``: the table of campaign C1."""

from __future__ import annotations

import argparse
import sys

from tests.campaigns.c01.mutants import BY_NAME, LIMITS, MUTANTS, PROPOSED
from tests.campaigns.c01.oracle import effects_of
from tests.campaigns.c01.runner import COUNTS, Tally, remember, reproduce, run, run_one, run_parallel

_HEAD = (
    f"{'variant':54} {'seeds':>6} {'commands':>8} {'parked':>6} {'bad':>5} " + " ".join(f"{c:>6}" for c in COUNTS) + "  first  s"
)


def main() -> int:
    args = _arguments()
    print(_HEAD)
    if args.variant:
        return _one(args)
    worst = 0
    for variant in PROPOSED:
        seeds = args.seeds if variant is PROPOSED[0] else max(1, args.seeds // 5)
        tally = run_parallel(variant.name, range(args.first, args.first + seeds), args.processes)
        _show(tally)
        if tally.bad:
            worst = 1
            remember(tally.variant, tally.first or 0, tally.words)
            print(f"    BAD: {tally.words}\n    {reproduce(tally.variant, tally.first or 0)}")
    for variant in MUTANTS + LIMITS:
        tally = run(variant.name, range(args.first, args.first + args.seeds), until_bad=True)
        _show(tally)
        if not tally.bad and variant not in LIMITS:
            worst = 1
            print("    NOT CAUGHT: the oracle is blind for this bug")
        elif tally.bad:
            print(f"    {tally.words[:150]}\n    {reproduce(tally.variant, tally.first or 0)}")
    return worst


def _one(args: argparse.Namespace) -> int:
    seeds = range(args.first, args.first + args.seeds)
    tally = run_parallel(args.variant, seeds, args.processes) if args.seeds > 200 else run(args.variant, seeds)
    _show(tally)
    if tally.words:
        print(f"    {tally.words}")
    if args.trace:
        world, found = run_one(args.variant, args.first)
        for line in world.trace:
            print(*line)
        for row in world.team.log:
            print(row)
        print(*effects_of(world), *found.words, sep="\n")
    return int(bool(tally.bad) and not BY_NAME[args.variant].expect_bad)


def _show(tally: Tally) -> None:
    counts = " ".join(f"{n:6}" for n in tally.counts)
    first = "-" if tally.first is None else str(tally.first)
    print(
        f"{tally.variant:54} {tally.seeds:6} {tally.commands:8} {tally.parked:6} {tally.bad:5} {counts} {first:>6} {tally.seconds:4.0f}",
        flush=True,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="for the product; the single classes get a fifth of it each")
    parser.add_argument("--from", type=int, default=0, dest="first", help="first seed")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--variant", choices=sorted(BY_NAME), help="only this one")
    parser.add_argument("--trace", action="store_true", help="tell the first seed's history")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
