"""Start Clearline: the window, or one of the commands without a screen. See ``main.py --help``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ClearlineError
from app.version import COMMAND, this_build

if TYPE_CHECKING:
    from app.console import Console
    from ui.dialogs.entry import SignIn


PASSWORDS = (
    'where no keyring holds them: a file that only you can read, or - for standard input, with {"tryton": "password"}; '
    "used for this run, kept nowhere"
)


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=COMMAND, description="Clearline, the back-office console. Without a command: the window."
    )
    parser.add_argument("--profile", type=Path, help="folder of the profile to use; without it the sign-in page asks")
    parser.add_argument("--version", action="version", version=this_build().words)
    commands = parser.add_subparsers(dest="command")
    one = commands.add_parser("round", help="pull, detect, deliver, print the queues")
    one.add_argument("--profile", type=Path, required=True)
    one.add_argument("--json", action="store_true", help="one JSON object on standard output")
    one.add_argument("--passwords", default="", metavar="FILE", help=PASSWORDS)
    one.add_argument("--watch", action="store_true", help="go on until stopped; opens and clears cases, sends nothing")
    kpis = commands.add_parser("kpis", help="pull, detect, deliver, print every KPI")
    kpis.add_argument("--profile", type=Path, required=True)
    kpis.add_argument("--json", action="store_true", help="one JSON object on standard output")
    kpis.add_argument("--passwords", default="", metavar="FILE", help=PASSWORDS)
    kpis.add_argument("--days", type=int, default=90, help="that end today (90)")
    migrate = commands.add_parser("migrate", help="create or upgrade a team store (an operator's deed)")
    migrate.add_argument("--team", required=True, help="sqlite:///FILE or postgresql://...")
    migrate.add_argument("--people", type=Path, help="JSON list of {id, name, roles, logins, db_role} to add or update")
    migrate.add_argument("--plan", type=Path, help="JSON of {resources, appointments} to add or update")
    audit = commands.add_parser("audit", help="check the audit chain")
    audit.add_argument("what", choices=["verify"])
    audit.add_argument("--profile", type=Path, required=True)
    return parser.parse_args(argv)


def main(argv: list[str]) -> int:
    args = arguments(argv)
    try:
        if args.command is None:
            return _window(args.profile)
        return _command(args)
    except ClearlineError as e:
        print(f"{e.title}. {e.advice}".strip(), file=sys.stderr)
        return 1


def _window(profile: Path | None) -> int:
    from ui.run import run

    def start() -> Console | SignIn:
        if profile is not None:
            from app.bootstrap import open_profile

            return open_profile(profile)
        from app.signin import Desk

        return Desk()

    return run(start, sys.argv[:1])


def _command(args: argparse.Namespace) -> int:
    if args.command == "migrate":
        from app.store.team import migrate_team

        people = json.loads(args.people.read_text(encoding="utf-8")) if args.people else []
        plan = json.loads(args.plan.read_text(encoding="utf-8")) if args.plan else None
        print(migrate_team(args.team, people, plan), file=sys.stderr)
        return 0
    from app import bootstrap, headless

    if args.command == "audit":
        words, sound = bootstrap.verify_audit(args.profile)
        print(words)
        return 0 if sound else 1
    watching = args.command == "round" and args.watch
    console = bootstrap.open_profile(args.profile, decides=not watching, passwords=args.passwords)
    try:
        if watching:
            headless.watch(console)
            return 0
        found = headless.round_once(console)
        told, in_words = found, headless.words
        if args.command == "kpis":
            told, in_words = headless.figures(console, args.days), headless.figure_words
        print(json.dumps(told, ensure_ascii=False) if args.json else in_words(told))
        return 0 if all(s["state"] == "ok" for s in found["sources"]) else 1
    finally:
        console.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
