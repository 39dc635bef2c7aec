"""``./dev campaign c03 [--kills N] [--xcb] [--seed N] [--mutant NAME] [--no-mutants]``: the figures of C3, then the planted bugs."""

from __future__ import annotations

import argparse
import random
import sys

from demo.place import place
from demo.servers import ensure, halt
from tests.campaigns.c03.mutants import MUTANTS
from tests.campaigns.c03.runner import clean, planted


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev campaign c03")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1, 100_000))
    parser.add_argument("--xcb", action="store_true", help="a real X screen (Xvfb) instead of none")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="only this planted bug")
    parser.add_argument("--no-mutants", action="store_true")
    args = parser.parse_args()
    home = place().home.with_name("clearline-test-company")
    servers = ensure(home)
    good = True
    try:
        if not args.mutant:
            tally = clean(servers, args.kills, args.seed, xcb=args.xcb)
            print(f"C3, seed {args.seed}, {'xcb under Xvfb' if args.xcb else 'offscreen'}\n{tally.table()}", flush=True)
            print("\n".join(sorted(set(tally.faults))), flush=True)
            good = not tally.faults
        for name in [args.mutant] if args.mutant else () if args.no_mutants else sorted(MUTANTS):
            kills, said = planted(servers, name, args.seed)
            print(f"planted: {name:16}{kills:>4} kills  {said or 'NOT CAUGHT'}", flush=True)
            good = good and bool(said)
    finally:
        halt(home)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
