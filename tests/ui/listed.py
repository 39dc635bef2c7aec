"""How the small company answers what is listed of it: a queue, filtered, sorted and grouped, and its holds over time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.question import AskHolds, AskQueue, CaseRow, HoldPoint, HoldsAnswer, QueueAnswer, QueueGroup
from tests.ui.samples import eur


def queue(
    ask: AskQueue, viewed: Sequence[CaseRow], all_: Sequence[CaseRow], views: tuple[tuple[str, int], ...], asof: datetime | None
) -> QueueAnswer:
    """``viewed``: rows of the view that is asked for; ``views``: how many are in each."""
    text = ask.text.casefold()
    rows = [r for r in viewed if text in r.number.casefold() or text in r.customer.casefold()]
    keys: Mapping[str, Callable[[CaseRow], Any]] = {
        "number": lambda r: r.number, "customer": lambda r: r.customer, "amount": lambda r: r.amount.minor,
        "over": lambda r: r.over.minor if r.over else 0, "due": lambda r: r.due_at,
    }  # fmt: skip
    if ask.sort in keys:
        rows.sort(key=keys[ask.sort], reverse=ask.descending)
    groups: list[QueueGroup] = []
    if ask.group:
        order = {title: i for i, title in enumerate(dict.fromkeys(r.group for r in all_))}
        rows.sort(key=lambda r: order[r.group])
        for title in order:
            members = [r for r in rows if r.group == title]
            if members:
                total = eur(0)
                for r in members:
                    total += r.amount
                groups.append(QueueGroup(title, len(members), (total,), rows.index(members[0])))
    return QueueAnswer(ask, tuple(rows), tuple(groups), views, asof)


def holds(ask: AskHolds, now: datetime) -> HoldsAnswer:
    points = []
    at = ask.since.replace(minute=0, second=0, microsecond=0)
    i = 0
    while at <= now:
        if not 60 <= i <= 74:  # nobody was pulling: no figures for these hours
            wave = round(9 + 8 * math.sin(i / 3.8) + 5 * math.sin(i / 27) + i % 5)
            points.append(HoldPoint(at, 30 + wave, eur(600_000 + wave * 21_000)))
        at, i = at + timedelta(hours=1), i + 1
    return HoldsAnswer(tuple(points), "EUR", now)
