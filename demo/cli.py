"""What ``dev demo`` does: read the options, bring the company up, then a window, one round without a screen, or nothing more."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from types import FrameType

from demo import servers as servers_module
from demo import windows
from demo.joining import Joining
from demo.people import TEAM
from demo.place import Place, place
from demo.progress import say
from demo.sister import SISTER
from demo.state import State, at_work
from demo.trouble import DemoTrouble


def arguments(argv: list[str]) -> argparse.Namespace:
    """Parse the options; argparse ends the program on wrong ones."""
    parser = argparse.ArgumentParser(
        prog="dev demo",
        description="Bring up the demo company (a real Tryton and a real Medusa on one embedded PostgreSQL) and open the console on it.",
        epilog="Progress goes to standard error; standard output has JSON or nothing.",
    )
    parser.add_argument("--reset", action="store_true", help="start over with the company as seeded; decisions are lost")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--headless", action="store_true", help="no window: one round of the console, queues printed")
    what.add_argument("--servers", action="store_true", help="only start the servers and leave them running")
    what.add_argument("--status", action="store_true", help="say what runs, and how to sign in")
    what.add_argument("--stop", action="store_true", help="stop the servers")
    parser.add_argument("--json", action="store_true", help="with --headless or --status: one JSON object")
    parser.add_argument("--kpis", action="store_true", help="with --headless: every KPI instead of the queues")
    parser.add_argument(
        "--no-shop",
        action="store_true",
        help="only the first ERP, without shop and sister company: needs no Node.js and saves their memory",
    )
    parser.add_argument("--still", action="store_true", help="no new business while the window is open")
    parser.add_argument(
        "--as", dest="login", default="fiona", choices=[p.login for p in TEAM], help="who signs in to the window (fiona)"
    )
    parser.add_argument("--home", help="where the demo company lives")
    args = parser.parse_args(argv)
    if args.kpis and not args.headless:
        parser.error("--kpis goes with --headless")
    return args


def main(argv: list[str]) -> int:
    """The exit code. Trouble is one sentence and an advice, never a traceback."""
    args = arguments(argv)
    where = place(args.home)
    try:
        if args.status:
            return _status(where, as_json=args.json)
        if args.stop:
            return _stop(where)
        return _go(where, args)
    except DemoTrouble as e:
        say(f"{e} {e.advice}".strip())
        return 1
    except KeyboardInterrupt:
        say("Interrupted. Nothing is broken: the next ./dev demo goes on from here; ./dev demo --stop stops the servers.")
        return 130


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _go(where: Place, args: argparse.Namespace) -> int:
    if not args.headless and not args.servers:
        windows.need_display()
    with at_work(where) as state:
        servers = servers_module.over(where, state)
        ran = servers.running() and (state.keep or bool(state.windows()))
        if args.reset:
            say("Starting over: the company as it was seeded, without decisions.")
            servers.company.forget()
        servers.prepare()
        joining = Joining(servers, wanted=not args.no_shop)
        joining.start()
        try:
            servers.bring_up(fresh=args.reset, others=not args.no_shop)
        except BaseException:
            joining.stop()
            raise
        joining.erp_ready()
        state.keep = state.keep or args.servers
        if not args.servers:
            state.enter()
    if args.servers:
        return _keep(servers, joining)
    try:
        if args.headless:
            joining.wait()
            return windows.headless(servers, "kpis" if args.kpis else "round", as_json=args.json)
        return windows.show(servers, args.login, still=args.still)
    finally:
        joining.stop()
        _leave(where, ran)


def _keep(servers: servers_module.Servers, joining: Joining) -> int:
    try:
        joining.wait()
    finally:
        joining.stop()
    shop = f", Medusa at {servers.shop_url}" if servers.state.process("shop") else ""
    sister = f", the sister company's at {servers.erp.url(SISTER.live)}" if servers.state.process(f"erp:{SISTER.live}") else ""
    say(
        f"The servers run and stay: Tryton at {servers.erp_url}{shop}{sister}. ./dev demo --status shows sign-ins, --stop stops them."
    )
    return 0


def _leave(where: Place, ran: bool) -> None:
    """The last one out stops the servers, unless they were meant to stay."""
    with at_work(where) as state:
        others = state.leave()
        if state.keep or others:
            say("The servers go on running" + (", as before." if ran else "."))
            return
        servers_module.over(where, state).stop()
        say("The servers are stopped. Everything is kept for the next ./dev demo.")


def _stop(where: Place) -> int:
    if not where.state.exists():
        say(f"There is no demo company in {where.home}.")
        return 0
    servers_module.stop(where.home)
    say("Nothing of the demo company runs any more.")
    return 0


def _status(where: Place, *, as_json: bool) -> int:
    if not where.state.exists():
        raise DemoTrouble(f"There is no demo company in {where.home} yet.", "Start it with: ./dev demo")
    found = servers_module.over(where, State(where.state)).status()
    if as_json:
        print(json.dumps(found, indent=2))
    else:
        _print_words(found)
    return 0


def _print_words(found: dict[str, object]) -> None:
    parts = {name: value for name, value in found.items() if isinstance(value, dict)}
    say(f"{found['home']}: {found['state']}")
    for name, part in parts.items():
        say(f"  {name}: {part.get('state', '')} {part.get('url') or ''} {part.get('database', '')}".rstrip())
    people = found["sign_ins"]
    for person in people if isinstance(people, list) else ():
        say(
            f"  {person['login']:10} {person['password']:20} {person['name']}, {', '.join(person['roles']) or 'makes new business'}"
        )
    say("  In the shop everybody signs in with the same password as LOGIN@nordhafen.example.")


def run() -> None:
    """Entry of ``python -m demo``. A polite end from outside is an interruption like any other."""
    signal.signal(signal.SIGTERM, _end)
    sys.exit(main(sys.argv[1:]))
