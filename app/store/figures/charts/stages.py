"""A waterfall of the days from an order to its cash: what each step took in the mean, and apart the orders that are not paid yet."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from app.domain.chart import Course, Drawn, Mark
from app.domain.ref import Ref
from app.store.figures import rows
from app.store.figures.charts.way import NOW, Made, Way
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

UNPAID, WHOLE = "unpaid", "whole"  # keys of a course, and of the last mark of the waterfall
_STEPS = ("Shipping", "Later parts", "Invoicing", "Payment")  # until the first shipment, the last one, the last invoice, the cash
_LACKING = ("Not sent", "Partly sent", "Not billed", "Not paid")
# Milestones of an order in days since it was ordered, e1 to e4: first shipment, last shipment once nothing is open, last invoice, cash.
# Made once for each order, and then read several times. An order without goods has no shipments to wait for.
_ORDERS = """WITH way AS MATERIALIZED (SELECT source, model, key, day, goods, CAST(julianday(first_day) - e0 AS INTEGER) AS e1,
    CAST(julianday(last_day) - e0 AS INTEGER) AS e2, CAST(julianday(billed) - e0 AS INTEGER) AS e3,
    CAST(julianday(paid_on) - e0 AS INTEGER) AS e4, CAST(julianday(:today) - e0 AS INTEGER) AS so_far
    FROM (SELECT i.source, i.model, i.key, i.day, julianday(b.day) AS e0, f.first_day, CASE WHEN f.open = 0 THEN f.last_day END AS last_day,
        (SELECT max(v.day) FROM bill_of o CROSS JOIN bill v ON v.source = o.source AND v.key = o.invoice
            WHERE o.source = i.source AND o.sale = i.key AND v.total > 0) AS billed, b.paid_on, f.sale IS NOT NULL AS goods
        FROM {} i CROSS JOIN booked b ON b.source = i.source AND b.key = i.key
        LEFT JOIN order_fact f ON f.source = i.source AND f.sale = i.key WHERE i.known))"""
_LACKS = """CASE WHEN e4 IS NOT NULL THEN NULL WHEN goods AND e1 IS NULL THEN 0 WHEN goods AND e2 IS NULL THEN 1
    WHEN e3 IS NULL THEN 2 ELSE 3 END"""


def _items(asked: Asked) -> str:
    """Known rows of the figure, with the days that each step took (s0 to s3) and the whole (so far where it is not paid), and the number
    of what an unpaid one lacks.

    A step takes the days since the step before. What came before that step took none, and neither did what came after the cash: an
    order paid in advance was not waiting for its goods until then.
    """
    found, ends = "way", ["0"]
    for n in range(1, len(_STEPS)):
        before = ends[-1]
        found = f"(SELECT *, CASE WHEN e{n} > {before} AND e{n} <= e4 THEN e{n} ELSE {before} END AS t{n} FROM {found})"
        ends.append(f"t{n}")
    took = ", ".join(f"{until} - {since} AS s{n}" for n, (since, until) in enumerate(pairwise([*ends, "e4"])))
    steps = f"SELECT source, model, key, day, {took}, coalesce(e4, so_far) AS whole, {_LACKS} AS lacks FROM {found}"
    return f"({_ORDERS.format(asked.rows)} {steps})"


def _stages(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """The steps of the paid orders and the whole of them, which is their sum; then the unpaid ones by what they lack, with the mean of
    their days so far."""
    steps = range(len(_STEPS))
    sums = ", ".join(f"sum(s{n}), sum(s{n} <> 0)" for n in steps)
    query = f"SELECT lacks, sum(whole), count(*), {sums} FROM {_items(asked)} GROUP BY lacks"
    told = {lacks: sums for lacks, *sums in found.db.execute(query, asked.parameters())}
    whole, paid, *parts = told.get(None, [0] * (2 + 2 * len(_STEPS)))
    marks = [_mean(str(n), _STEPS[n], parts[2 * n], paid, parts[2 * n + 1]) for n in steps]
    marks.append(_mean(WHOLE, "In all", whole, paid, paid))
    waiting = []
    for i, label in enumerate(_LACKING):
        days, n = told.get(i, [0, 0])[:2]
        waiting.append(_mean(str(i), label, days, n, n))
    return (Course(NOW, "Paid", tuple(marks)), Course(UNPAID, "Not paid yet", tuple(waiting))), None


def _mean(key: str, label: str, days: int, of: int, n: int) -> Mark:
    return Mark(key, label, Decimal(days) / of if of else None, n, Decimal(days), Decimal(of))


def _behind(found: Frame, asked: Asked, _drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    """Of a step the orders for which it took any time; of the whole all that are paid."""
    paid = "lacks IS NULL" if mark == WHOLE else f"lacks IS NULL AND s{int(mark)} <> 0"
    where = f"lacks = {int(mark)}" if course == UNPAID else paid
    return rows.listed(found.db, _items(asked), where, asked.parameters())


STAGES = Way(_stages, _behind)
