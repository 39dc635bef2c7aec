"""``./dev campaign quotes [--quotes N] [--from SEED]``: full figures, one JSON line; differences one by one on standard error."""

from __future__ import annotations

import argparse
import json
import sys

from app.connectors.tryton.connector import TrytonConnector
from demo.place import place
from demo.servers import ensure, halt
from tests.contracts.office import Desk
from tests.contracts.quote_totals import compared
from tests.outside.quotes import Books, add_currencies

DATABASE = "t_quotes_campaign"


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev campaign quotes")
    parser.add_argument("--quotes", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    args = parser.parse_args()
    home = place().home.with_name("clearline-test-company")
    servers = ensure(home)
    try:
        servers.clone(DATABASE)
        add_currencies(servers.dsn(DATABASE))
        url, password = servers.start_trytond(DATABASE), servers.password("carla")
        connector = TrytonConnector(url, DATABASE, "carla", password)
        found = compared(connector, Books(Desk(url, DATABASE, "carla", password)), range(args.first, args.first + args.quotes))
        connector.close()
        servers.drop(DATABASE)
    finally:
        halt(home)
    for difference in found.differences:
        print(difference, file=sys.stderr)
    print(json.dumps({"quotes": found.quotes, "lines": found.lines, "differences": len(found.differences)}))
    return 1 if found.differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
