"""``./dev bench [NAME ...]``: run the benchmarks one after another, each in a process of its own, and print one table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    names = sorted(p.stem.removeprefix("bench_") for p in HERE.glob("bench_*.py"))
    for name in sys.argv[1:] or names:
        if name not in names:
            sys.exit(f"usage: ./dev bench [{'|'.join(names)}]")
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.bench.bench_{name}"], check=True)
    return 0


sys.exit(main())
