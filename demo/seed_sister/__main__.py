"""Seed the sister company: python -m demo.seed_sister CONFIG DATABASE --today DATE --passwords FILE --out FILE"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path


def main() -> None:
    """Tryton reads its configuration before its models are imported, so imports follow the arguments."""
    parser = argparse.ArgumentParser(prog="demo.seed_sister")
    parser.add_argument("config")
    parser.add_argument("database")
    parser.add_argument("--today", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--passwords", required=True, help="JSON: login to password")
    parser.add_argument("--out", required=True, help="where the description of the company goes (JSON)")
    given = parser.parse_args()

    from trytond import config

    config.update_etc(given.config)
    from demo.seed_sister.build import build

    passwords = json.loads(Path(given.passwords).read_text(encoding="utf-8"))
    found = build(given.config, given.database, given.today, passwords)
    Path(given.out).write_text(json.dumps(found, indent=1), encoding="utf-8")


main()
