"""``./dev campaign NAME [options]``: a fault campaign at its full figures."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    names = sorted(p.name for p in HERE.iterdir() if (p / "__main__.py").is_file())
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"usage: ./dev campaign {{{'|'.join(names)}}} [options]")
    name = sys.argv.pop(1)
    runpy.run_module(f"tests.campaigns.{name}", run_name="__main__", alter_sys=True)


main()
