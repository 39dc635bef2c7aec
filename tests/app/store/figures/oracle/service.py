"""What cases, decisions and messages add up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd

from tests.app.store.figures.oracle.facts import COLUMNS, Answer, Answers, Oracle, local, made, mask


def ended(num: Callable[[Oracle, Any], Any], type_: str = "", outcome: str = "") -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        t = o.stretches[o.stretches.until.notna()]
        t = t[mask([(not type_ or x.type == type_) and (not outcome or x.outcome == outcome) for x in t.itertuples()])]
        return made(t, "key", [local(u) for u in t.until], [num(o, x) for x in t.itertuples()])

    return of


def again(days: int) -> Callable[[Oracle, Any], bool]:
    def of(o: Oracle, x: Any) -> bool:
        n = o.stretches[(o.stretches.case == x.case) & (o.stretches.spell == x.spell + 1)]
        return any(s <= x.until + timedelta(days=days) for s in n.since)

    return of


def standing(num: Callable[[Oracle, Any], Any], den: int, type_: str = "", key: str = "key") -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        t = o.stretches[o.stretches.until.isna()]
        t = t[mask([not type_ or x.type == type_ for x in t.itertuples()])]
        return made(t, key, o.today, [num(o, x) for x in t.itertuples()], den)

    return of


def begun(o: Oracle) -> pd.DataFrame:
    t = o.stretches
    return made(t, "key", [local(x) for x in t.since], 1, 0)


def exceptions(o: Oracle) -> pd.DataFrame:
    return pd.concat([begun(o), made(o.placed, "key", o.placed.day, 0)], ignore_index=True)


def decided(num: Callable[[Oracle, Any], Any], which: Callable[[Any], bool]) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        rows = [["team", d.id, local(d.at), num(o, d), 1, True] for d in o.h.decisions if which(d)]
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def approvals(o: Oracle) -> pd.DataFrame:
    rows = [["team", d.id, o.today, 1, 0, True] for d in o.h.decisions if d.state == "open" and d.approvers_needed > 0]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def corrected(o: Oracle) -> pd.DataFrame:
    kinds = {c.id: c.fingerprint.split("|") for c in o.h.cases}
    done = {tuple(kinds[d.case_id][1:4]) for d in o.h.decisions if d.state == "applied" and kinds[d.case_id][0] == "price"}
    p = o.placed
    return made(p, "key", p.day, [(s, m, k) in done for s, m, k in zip(p.source, p.model, p.key, strict=True)])


def told(o: Oracle) -> pd.DataFrame:
    kinds = {c.id: c.fingerprint.split("|") for c in o.h.cases}
    said = [
        (kinds[d.case_id][1], kinds[d.case_id][3], local(d.at))
        for d in o.h.decisions
        if d.state == "applied" and "true" in d.payload
    ]
    f = o.by_order[mask([x is False for x in o.by_order.on_time])]
    return made(
        f,
        "sale",
        f.due,
        [any((s, k) == (a, b) and at <= d for a, b, at in said) for s, k, d in zip(f.source, f.sale, f.due, strict=True)],
    )


ANSWERS: Answers = {
    "service.backlog": standing(lambda *_: 1, 0),
    "service.backlog_age": standing(lambda o, x: int((o.now - x.since) / timedelta(seconds=1)), 1),
    "service.arrivals": begun,
    "service.closures": lambda o: ended(lambda *_: 1)(o).assign(den=0),
    "service.reopen_rate": ended(again(30)),
    "service.exceptions_per_100": exceptions,
    "service.corrected_orders": corrected,
    "service.undo_rate": decided(
        lambda o, d: any(b.slot == f"back:{d.id}" and b.state == "applied" for b in o.h.decisions),
        lambda d: d.state == "applied" and not d.slot.startswith("back:"),
    ),
    "service.rejection_rate": decided(
        lambda _, d: d.state != "applied", lambda d: d.approvers_needed > 0 and d.state in ("applied", "refused", "superseded")
    ),
    "service.conflict_rate": decided(
        lambda _, d: d.state == "superseded", lambda d: d.state in ("applied", "refused", "superseded")
    ),
    "service.approval_backlog": approvals,
    "service.notified_in_time": told,
}
