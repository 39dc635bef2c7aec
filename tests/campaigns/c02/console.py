"""A console without a window that decides what it is told, one JSON a line on standard input, and says on standard output what came."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.bootstrap import open_profile
from app.commands.command import Command
from app.console import Console
from app.domain.changes import Changes
from app.domain.question import AskCase, AskQueue, CasePanel, CaseRow, QueueAnswer
from app.errors import ClearlineError
from tests.campaigns.c02.mutants import MUTANTS
from tests.campaigns.seams import Point, die_at

PATIENCE = 60.0  # seconds until a case must be listed and its deed be possible
T = TypeVar("T")


def say(what: str, **facts: Any) -> None:
    """One write, so that a line is there whole or not at all when the process is killed."""
    os.write(1, json.dumps({"is": what, **facts}).encode() + b"\n")


class Desk:
    """Someone who reads a case and decides it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._news = threading.Condition()
        console.watch(self._hear)

    def _hear(self, _changes: Changes) -> None:
        with self._news:
            self._news.notify_all()

    def told(self, wish: dict[str, Any]) -> None:
        """``wish``: type, document, deed, mark and, where they are not those that the sheet begins with, fields.

        ``look``: only wait until it could be done; ``patience``: for how many seconds, if not ``PATIENCE``.
        """
        panel = self._until(lambda: self._ready(wish), wish.get("patience", PATIENCE))
        if panel is None:
            say("nak", mark=wish["mark"], words=self._why(wish))
            return
        if wish.get("look"):
            say("seen", mark=wish["mark"])
            return
        deed = next(d for d in panel.deeds if d.name == wish["deed"])
        fields = {f.name: f.value for f in deed.fields if f.value} | wish.get("fields", {})
        command = Command(wish["deed"], panel.row.case_id, panel.row.rev, fields)
        try:
            shown = self._console.preview(command).result()
            if shown.problem:
                say("nak", mark=wish["mark"], words=shown.problem)
                return
            done = self._console.do(command).result()
        except ClearlineError as e:
            say("nak", mark=wish["mark"], words=f"{e.title}. {e.advice}")
        else:
            say("ack", mark=wish["mark"], ids=done.letter_ids)

    def _ready(self, wish: dict[str, Any]) -> CasePanel | None:
        row = self._row(wish)
        panel = self._console.read(AskCase(row.case_id)).result() if row else None
        if not isinstance(panel, CasePanel):
            return None
        return panel if any(d.name == wish["deed"] and d.verdict != "denied" for d in panel.deeds) else None

    def _row(self, wish: dict[str, Any]) -> CaseRow | None:
        answer = self._console.read(AskQueue(wish["type"], group=False, sort="due")).result()
        assert isinstance(answer, QueueAnswer)
        return next((r for r in answer.rows if r.number == wish["document"] and not r.provisional), None)

    def _why(self, wish: dict[str, Any]) -> str:
        row = self._row(wish)
        panel = self._console.read(AskCase(row.case_id)).result() if row else None
        if not isinstance(panel, CasePanel):
            return "not listed"
        return next((d.words for d in panel.deeds if d.name == wish["deed"]), "no such deed")

    def _until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Look again whenever something changed, at least once a second."""
        end = time.monotonic() + seconds
        while (found := look()) is None and time.monotonic() < end:
            with self._news:
                self._news.wait(1.0)
        return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--die", help="seam:side:letter")
    parser.add_argument("--mutant", choices=sorted(MUTANTS))
    args = parser.parse_args()
    if args.mutant:
        MUTANTS[args.mutant][0]()
    if args.die:
        die_at(Point.read(args.die))
    console = open_profile(args.profile)
    desk = Desk(console)
    console.start()
    say("up", recovered=console.status().recovered)
    for line in sys.stdin:
        desk.told(json.loads(line))
    console.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
