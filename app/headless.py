"""The program without a window: one round printed, or rounds for ever as the always-on member of a team."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from app.console import Console
from app.domain.figure import AskFigures, Figure, FiguresAnswer, Point
from app.domain.question import AskQueue, QueueAnswer
from app.errors import Trouble
from app.kpis import BY_ID
from app.kpis.rounding import shown
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


def figures(console: Console, days: int = 90) -> dict[str, Any]:
    """Every KPI of the catalogue, as ``kpis --json`` prints it; stocks as of now, all else over the ``days`` that end today."""
    console.imports.fetch().result()
    answer = console.read(AskFigures(days)).result()
    assert isinstance(answer, FiguresAnswer)
    return {"kpis": printed(answer)}


def printed(answer: FiguresAnswer) -> list[dict[str, Any]]:
    """Each figure, with the days or weeks of its course that are told differently now than they were."""
    series = dict(answer.series)
    return [_figure(one, series.get(one.kpi, ())) for one in answer.figures]


def _figure(one: Figure, points: Sequence[Point]) -> dict[str, Any]:
    return {
        "id": one.kpi,
        "title": BY_ID[one.kpi].title,
        "value": _number(one.value),
        "unit": one.unit,
        "numerator": _number(one.numerator),
        "denominator": _number(one.denominator),
        "n": one.n,
        "period": str(one.period),
        "grain": one.period.grain,
        "as_of": one.as_of.isoformat(),
        "coverage": _number(one.coverage),
        "status": one.status.value,
        "reason": one.reason,
        "low_n": one.low_n,
        "interval": None if one.interval is None else [_number(x) for x in one.interval],
        "maturing": one.maturing,
        "sources": {age.source: age.asof.isoformat() if age.asof else None for age in one.source_ages},
        "restated": [
            {
                "period": str(p.period),
                "value": None if p.value is None else _number(shown(p.value, one.unit)),
                "former": [
                    {"value": _number(f.value), "unit": f.unit, "until": f.at.isoformat(), "why": f.why.value} for f in p.former
                ],
            }
            for p in points
            if p.former
        ],
    }


def _number(value: Decimal | None) -> int | float | None:
    """Of at most six digits after the point, so that JSON's number is the very same up to a thousand million."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def figure_words(found: dict[str, Any]) -> str:
    """The figures for a person at a terminal."""
    lines = []
    for one in found["kpis"]:
        value = "–" if one["value"] is None else f"{shown(Decimal(str(one['value'])), one['unit']):,} {one['unit']}"
        lines.append(f"{one['status']:10} {one['title']:42} {value:>22}  {one['reason']}".rstrip())
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
