"""``./dev campaign kpis [--changes N] [--every N] [--from SEED]``: one JSON line; disagreements one by one on standard error.

Companies of a few hundred records change at random, 500 times each: documents come, are corrected, restated and deleted. After every few
changes each figure and each list is compared with the independent computation over the raw records.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.app.store.figures.changing import Company
from tests.app.store.figures.oracle import ANSWERS
from tests.app.store.figures.test_figures import CALENDAR

_EACH = 500  # changes of one company


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev campaign kpis")
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=10, help="changes between two comparisons")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed")
    args = parser.parse_args()
    changes = compared = wrong = 0
    seed = args.first
    while changes < args.changes:
        with tempfile.TemporaryDirectory() as folder:
            company = Company(seed, Path(folder))
            for n in range(min(_EACH, args.changes - changes)):
                said = company.change()
                changes += 1
                if (n + 1) % args.every == 0:
                    compared += 1
                    for difference in company.disagreements(CALENDAR):
                        wrong += 1
                        print(f"seed {seed}, change {n + 1} ({said}): {difference}", file=sys.stderr)
            company.close()
        seed += 1
    counts = {"changes": changes, "companies": seed - args.first, "kpis": len(ANSWERS), "comparisons": compared * len(ANSWERS)}
    print(json.dumps({**counts, "disagreements": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
