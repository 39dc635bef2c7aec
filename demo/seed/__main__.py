"""Seed the demo company: python -m demo.seed CONFIG DATABASE --today DATE --passwords FILE --out FILE [--only-passwords]"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path


def main() -> None:
    """Tryton reads its configuration before its models are imported, so imports follow the arguments."""
    parser = argparse.ArgumentParser(prog="demo.seed")
    parser.add_argument("config")
    parser.add_argument("database")
    parser.add_argument("--today", type=dt.date.fromisoformat)
    parser.add_argument("--passwords", required=True, help="JSON: login to password")
    parser.add_argument("--out", help="where the description of the company goes (JSON)")
    parser.add_argument("--only-passwords", action="store_true", help="set the passwords of a restored company and stop")
    given = parser.parse_args()

    from trytond import config

    config.update_etc(given.config)
    passwords = json.loads(Path(given.passwords).read_text(encoding="utf-8"))
    if given.only_passwords:
        from demo.seed.passwords import set_all

        set_all(given.database, passwords)
        return
    from demo.seed.company import build

    found = build(given.config, given.database, given.today, passwords)
    Path(given.out).write_text(json.dumps(found, indent=1), encoding="utf-8")


main()
