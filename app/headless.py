"""The program without a window: one round printed, or rounds for ever as the always-on member of a team."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from app.console import Console
from app.domain.question import AskQueue, QueueAnswer
from app.errors import Trouble
from app.queues import QUEUES

_ENOUGH = 6  # rounds until figures and orders agree; two are usual, more only while the ERP is being worked in


def round_once(console: Console) -> dict[str, Any]:
    """Read what the team plans, pull, detect, deliver, and say what is open: the object that ``round --json`` prints.

    Trouble with one source is reported in ``sources`` and stops nothing else.
    """
    _with_team(console, console.rounds.team_once)
    for source in console.sources:
        try:
            for _ in range(_ENOUGH):
                if not console.rounds.pull_once(source):
                    break
        except Trouble as e:
            console.rounds.board.trouble(source, e, datetime.now(UTC), None)
    _with_team(console, partial(_team_and_letters, console))
    return report(console)


def _team_and_letters(console: Console) -> None:
    console.rounds.team_once()
    for source in console.rounds.outgoing:
        console.rounds.deliver_once(source)
    console.rounds.team_once()


def _with_team(console: Console, work: Callable[[], object]) -> None:
    try:
        work()
    except Trouble as e:
        console.rounds.board.trouble("team", e, datetime.now(UTC), None)


def report(console: Console) -> dict[str, Any]:
    """The queues as one JSON-ready object; ``document`` is the ERP's own number."""
    status = console.status()
    queues: dict[str, Any] = {}
    for queue in QUEUES:
        answer = console.read(AskQueue(queue.name, group=False)).result()
        assert isinstance(answer, QueueAnswer)
        queues[queue.name] = {
            "open": len(answer.rows),
            "cases": [
                {
                    "id": row.case_id,
                    "type": queue.type,
                    "document": row.number,
                    "customer": row.customer,
                    "severity": f"P{row.severity}",
                    "state": row.state,
                    "cause": row.group,
                    "amount": str(row.amount.amount),
                    "over": str(row.over.amount) if row.over else None,
                    "currency": row.amount.currency,
                }
                for row in answer.rows
            ],
        }
    return {
        "as_of": status.now.isoformat(),
        "company": status.company,
        "sources": [
            {
                "name": s.source,
                "state": s.state,
                "server": s.server,
                "words": s.words,
                "last_ok": s.last_ok.isoformat() if s.last_ok else None,
            }
            for s in status.sources
        ],
        "team": {"state": status.team_state, "words": status.team_words},
        "queues": queues,
    }


def words(found: dict[str, Any]) -> str:
    """The report for a person at a terminal."""
    lines = [f"{s['name']}: {s['state']} {s['words']}".rstrip() for s in found["sources"]]
    for name, queue in found["queues"].items():
        lines.append(f"{name}: {queue['open']} open")
        lines += [
            f"  {c['severity']} {c['document']:<10} {c['customer']:<32} {c['amount']:>12} {c['currency']}  {c['cause']}"
            for c in queue["cases"]
        ]
    return "\n".join(lines)


def watch(console: Console) -> None:
    """Rounds until Ctrl+C or SIGTERM. Opens, clears and re-checks; letters are not sent: it decides nothing about money."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    console.watch(
        lambda changes: print(f"{datetime.now(UTC):%H:%M:%S} {', '.join(sorted(changes.topics))}", file=sys.stderr, flush=True)
    )
    console.start()
    done.wait()
