"""How long orders took."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.app.store.figures.oracle.facts import DAY, Answers, Oracle, local, made
from tests.app.store.figures.oracle.reliability import shipped


def took(day: str) -> Callable[[pd.DataFrame], list[int]]:
    return lambda f: [(d - s).days * DAY for d, s in zip(f[day], f.day, strict=True)]


def entry(o: Oracle) -> pd.DataFrame:
    s = o.sales[o.sales.web_origin.notna()][["web_origin", "created_at"]]
    w = o.web[o.web.state != "draft"].merge(s, left_on="shared", right_on="web_origin")
    late = [(b - a).total_seconds() for a, b in zip(w.placed_at, w.created_at, strict=True)]
    return made(w, "key", [local(b) for b in w.created_at], [max(0, int(x // 1)) for x in late], 1, [x >= 0 for x in late])


ANSWERS: Answers = {
    "speed.order_cycle": shipped("last_day", took("last_day"), whole=True),
    "speed.order_cycle_p90": shipped("last_day", took("last_day"), whole=True),
    "speed.order_cycle_mean": shipped("last_day", took("last_day"), whole=True),
    "speed.confirm_to_ship": shipped("first_day", took("first_day")),
    "speed.entry_to_booked": entry,
}
