"""``./dev campaign c02 [--commands N] [--kills N] [--seed N] [--mutant NAME] [--no-mutants] [--no-steps] [--only-steps] [--saga S]``."""

from __future__ import annotations

import argparse
import random
import sys

from demo.place import place
from demo.servers import Servers, ensure, halt
from tests.campaigns.c02.campaign import Campaign, Figures
from tests.campaigns.c02.mutants import MUTANTS
from tests.campaigns.c02.oracle import table
from tests.campaigns.c02.runner import planted
from tests.campaigns.c02.steps import SAGAS, kill_at_each
from tests.campaigns.c02.world import world
from tests.campaigns.seams import points


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev campaign c02")
    parser.add_argument("--commands", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--outages", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.randrange(1, 100_000))
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="only this planted bug")
    parser.add_argument("--no-mutants", action="store_true")
    parser.add_argument("--no-steps", action="store_true", help="not the kill at every step")
    parser.add_argument("--only-steps", action="store_true")
    parser.add_argument("--saga", choices=SAGAS, action="append", help="kill at the steps of this one only")
    parser.add_argument("--every", type=int, default=1, help="at every n-th place to die at only")
    args = parser.parse_args()
    home = place().home.with_name("clearline-test-company")
    servers = ensure(home)
    try:
        good = bool(args.mutant or args.no_steps) or _steps(servers, args.saga or list(SAGAS), args.every)
        if not args.mutant and not args.only_steps:
            good = _crowd(servers, args) and good
        names = [args.mutant] if args.mutant else [] if args.no_mutants or args.only_steps else sorted(MUTANTS)
        for name in names:
            said = planted(servers, name, args.seed)
            print(f"planted: {name:16}{said or 'NOT CAUGHT'}", flush=True)
            good = good and bool(said)
    finally:
        halt(home)
    return 0 if good else 1


def _steps(servers: Servers, names: list[str], every: int) -> bool:
    good = True
    with world(servers, "c02_steps") as where:
        for name in names:
            tally = kill_at_each(where, SAGAS[name], points(SAGAS[name].letters)[::every])
            print(
                f"{name}: killed at {tally.kills} steps, {len(tally.faults)} faults, at rest after {tally.calm:.1f} s", flush=True
            )
            print("\n".join(tally.faults), flush=True)
            good = good and not tally.faults
    return good


def _crowd(servers: Servers, args: argparse.Namespace) -> bool:
    with world(servers, f"c02_{args.seed}") as where:
        tally = Campaign(where, args.seed, Figures(args.commands, args.kills, args.outages)).run()
    print(f"C2, seed {args.seed}\n{table(tally.rows())}\n" + "\n".join(tally.faults), flush=True)
    return not tally.faults


if __name__ == "__main__":
    sys.exit(main())
