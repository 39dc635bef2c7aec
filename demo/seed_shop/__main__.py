"""Seed the shop: python -m demo.seed_shop URL EMAIL OUT, the password in SHOP_PASSWORD; OUT gets the description as JSON."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from demo.seed_shop.build import build
from demo.seed_shop.client import Client


def main() -> None:
    """Progress is printed for the launcher; any refusal of Medusa ends the program."""
    parser = argparse.ArgumentParser(prog="demo.seed_shop")
    for name in ("url", "email", "out"):
        parser.add_argument(name)
    given = parser.parse_args()
    client = Client(given.url)
    client.sign_in(given.email, os.environ["SHOP_PASSWORD"])
    Path(given.out).write_text(json.dumps(build(client), indent=1), encoding="utf-8")


main()
