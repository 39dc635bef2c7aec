"""What is owed, how late, and what was held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from app.domain.customer import CreditStanding
from app.domain.invoice import Receivable
from tests.app.store.figures.oracle.facts import COLUMNS, Answer, Answers, Oracle, made, mask
from tests.app.store.figures.oracle.service import again, ended, standing


def owed(which: Callable[[Oracle, Any], int]) -> Answer:
    def of(o: Oracle) -> pd.DataFrame:
        pre = {(i.source, i.key) for i in o.billed.itertuples() if i.prepaid}
        rows = [
            [r.source, r.key, o.today, which(o, r), 0, True]
            for r in o.raw(Receivable).itertuples()
            if not r.reconciled and (r.source, r.invoice) not in pre
        ]
        rows += [
            [i.source, i.key, o.today, 0, i.worth or 0, i.worth is not None]
            for i in o.billed.itertuples()
            if not i.prepaid and o.first <= i.day <= o.today
        ]
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)

    return of


def late_amount(o: Oracle, r: Any) -> int:
    return int(r.amount.minor) if pd.notna(r.due) and r.due < o.today else 0


def cei(o: Oracle) -> pd.DataFrame:
    rows = []
    for r in o.raw(Receivable).itertuples():
        if r.reconciled and r.settled_on < o.first:
            continue
        begin = r.posted_on < o.first
        sold = not begin and r.posted_on <= o.today and pd.notna(r.invoice) and r.amount.minor > 0
        end = not r.reconciled
        current = end and (pd.isna(r.due) or r.due >= o.today)
        rows.append(
            [r.source, r.key, o.today, r.amount.minor * (begin + sold - end), r.amount.minor * (begin + sold - current), True]
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def overdue(o: Oracle) -> pd.DataFrame:
    r = o.raw(Receivable)
    r = r[mask([not x.reconciled and pd.notna(x.invoice) and x.amount.minor > 0 for x in r.itertuples()])]
    return made(
        r, "key", o.today, [late_amount(o, x) for x in r.itertuples()], [x.minor for x in r.amount], [pd.notna(d) for d in r.due]
    )


def utilisation(o: Oracle) -> pd.DataFrame:
    s = o.raw(CreditStanding)
    s = s[mask([x is not None and x.minor > 0 for x in s.limit])]
    return made(s, "customer", o.today, [x.minor for x in s.exposure], [x.minor for x in s.limit])


def blocked(o: Oracle) -> pd.DataFrame:
    s = o.sales
    web = {w.shared: w.state for w in o.web.itertuples()}
    live = {(c.source, c.sale) for c in o.stretches.itertuples() if c.type == "credit" and c.until is None}

    def under_way(x: Any) -> bool:
        if (
            x.state not in ("draft", "quoted", "confirmed", "processing")
            or x.shipment_state == "sent"
            or pd.notna(x.returns)
            or pd.notna(x.complaint)
        ):
            return False
        if x.web_origin in web:
            return bool(web[x.web_origin] != "draft")
        return x.state not in ("draft", "quoted") or bool(x.reference or x.web_origin)

    s = s[mask([under_way(x) for x in s.itertuples()])]
    return made(s, "key", o.today, [(a, b) in live for a, b in zip(s.source, s.key, strict=True)])


ANSWERS: Answers = {
    "credit.dso": owed(lambda _, r: r.amount.minor),
    "credit.best_dso": owed(lambda o, r: r.amount.minor - late_amount(o, r)),
    "credit.days_delinquent": owed(late_amount),
    "credit.cei": cei,
    "credit.overdue": overdue,
    "credit.utilisation": utilisation,
    "credit.orders_blocked": blocked,
    "credit.reblock_rate": ended(again(7), "credit", "released"),
    "credit.false_hold": ended(lambda _, x: x.outcome == "released", "credit"),
    "credit.open_holds": standing(lambda *_: 1, 0, "credit", key="case"),
    "credit.value_at_risk": standing(lambda _, x: x.value, 0, "credit", key="case"),
}
