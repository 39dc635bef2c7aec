"""``./dev campaign c16 [--url URL] [--processes N] [--items N] [--longest SECONDS]``: full figures, one JSON line."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.campaigns.c16.campaign import Size, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="c16")
    parser.add_argument("--url", help="an empty team store of the campaign's own; without it a file")
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--lease", type=float, default=2.0)
    parser.add_argument("--longest", type=float, default=10.0, help="of a stop, in seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutant", default="none")
    args = parser.parse_args()
    size = Size(args.processes, args.items, args.lease, args.longest, patience=48 * 3600)
    with tempfile.TemporaryDirectory() as folder:
        url = args.url or f"sqlite:///{Path(folder) / 'team.db'}"
        outcome = run(url, Path(folder), size, seed=args.seed, mutant=args.mutant)
    print(json.dumps(outcome.table()))
    return 0 if outcome.findings.clean and outcome.sound and outcome.closed == args.items else 1


if __name__ == "__main__":
    raise SystemExit(main())
