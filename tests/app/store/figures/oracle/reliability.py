"""Whether what was promised arrived whole, in time, sound and rightly papered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.app.store.figures.oracle.facts import COLUMNS, DAY, Answer, Answers, Oracle, made, mask


def part(name: str) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_order[o.by_order.settled]
        return made(f, "sale", f.due, [x is True for x in f[name]], 1, [x is not None for x in f[name]])

    return of


def in_full(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled & o.by_order.full.notna()]
    return made(f, "sale", f.due, f.full)


def sound(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled & o.by_order.sound.notna()]
    return made(f, "sale", f.due, f.sound)


def otif(o: Oracle) -> pd.DataFrame:
    f = o.by_order[o.by_order.settled]
    f = f[mask([t is False or full is not None for t, full in zip(f.on_time, f.full, strict=True)])]
    both = [
        False if t is False or full is False else None if t is None or full is None else True
        for t, full in zip(f.on_time, f.full, strict=True)
    ]
    return made(f, "sale", f.due, [b is True for b in both], 1, [b is not None for b in both])


def shipped(day: str, num: Callable[[pd.DataFrame], Any], *, whole: bool = False) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_order[o.by_order.shipped.astype(bool) & (~o.by_order.waits.astype(bool) | (not whole))]
        return made(f, "sale", f[day], num(f))

    return of


def clean(f: pd.DataFrame) -> list[bool]:
    return [a and b is not False and c is not False for a, b, c in zip(f.filled, f.docs, f.sound, strict=True)]


def deliveries(basis: str) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        rows = []
        p = o.parts[(o.parts.state != "cancelled") & o.parts[basis].notna()]
        for (source, key), g in p.groupby(["source", "shipment"]):
            day, waits = g[basis].iloc[0], bool((g.state != "done").any())
            if day < o.today or (day == o.today and not waits):
                rows.append([source, key, day, not waits and max(g.effective) <= day, 1, True])
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def due_lines(num: Callable[[pd.DataFrame], Any], known: bool) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        f = o.by_line
        f = f[mask([pd.notna(d) and (d < o.today or (d == o.today and not w)) for d, w in zip(f.due, f.open, strict=True)])]
        return made(f, "line", f.due, num(f), 1, [x is not None for x in f.late] if known else True)

    return of


def bias(o: Oracle) -> pd.DataFrame:
    f = o.by_line
    f = f[mask([w == 0 and n > 0 and pd.notna(d) and d <= o.today for w, n, d in zip(f.open, f.done, f.due, strict=True)])]
    return made(f, "line", f.due, [(a - b).days * DAY for a, b in zip(f.last_day, f.due, strict=True)])


def unit_fill(o: Oracle) -> pd.DataFrame:
    f = o.by_line[o.by_line.done > 0]
    return made(f, "line", f.first_day, [min(a, b) for a, b in zip(f.first_pieces, f.wanted, strict=True)], f.wanted)


def backorder_rate(o: Oracle) -> pd.DataFrame:
    f = o.by_line.merge(o.booked[["source", "key", "day"]].rename(columns={"key": "sale"}), on=["source", "sale"])
    short = [x or (n > 0 and a < b) for x, n, a, b in zip(f.lacks, f.done, f.first_pieces, f.wanted, strict=True)]
    return made(f, "line", f.day, short)


def backorders(older: int) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        p = o.parts[o.parts.state.isin(["draft", "staging"]) & o.parts.promised.notna()]
        p = p[mask([d < o.today - timedelta(days=older) for d in p.promised])]
        x = o.lines[["source", "key", "line_net", "s_worth", "s_net"]].rename(columns={"key": "sale_line"})
        p = p.merge(x, on=["source", "sale_line"])
        worth = [
            round(Fraction(q) * n.minor * w / (Fraction(all_) * s))
            for q, n, w, all_, s in zip(p.quantity, p.line_net, p.s_worth, p.wanted, p.s_net, strict=True)
        ]
        return made(p, "key", o.today, worth, 0)

    return of


ANSWERS: Answers = {
    "reliability.perfect_order": part("whole"),
    "reliability.in_full": in_full,
    "reliability.delivery_performance": part("on_time"),
    "reliability.documentation": part("docs"),
    "reliability.condition": sound,
    "reliability.otif": otif,
    "reliability.perfect_order_narrow": shipped("last_day", clean, whole=True),
    "reliability.promise_accuracy": due_lines(lambda f: [x is False for x in f.late], known=True),
    "reliability.promise_bias": bias,
    "reliability.on_time_requested": deliveries("s_ship_date"),
    "reliability.on_time_first": deliveries("promised"),
    "reliability.on_time_last": deliveries("last"),
    "reliability.line_fill": due_lines(
        lambda f: [x is not True and a >= b for x, a, b in zip(f.late, f.first_pieces, f.wanted, strict=True)], known=False
    ),
    "reliability.order_fill": shipped("first_day", lambda f: [a and n == 1 for a, n in zip(f.filled, f.shipments, strict=True)]),
    "reliability.unit_fill": unit_fill,
    "reliability.backorder_rate": backorder_rate,
    "reliability.backorder_open": backorders(0),
    "reliability.backorder_old": backorders(14),
    "reliability.split_rate": shipped("first_day", lambda f: [n > 1 for n in f.shipments]),
    "reliability.shipments_per_order": shipped("first_day", lambda f: f.shipments),
}
