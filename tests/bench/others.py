"""Two figures by pandas and by one plain query over the raw rows, without a line of the program: in full and on time, by due day."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

Counts = dict[str, tuple[int, int]]  # figure -> numerator and denominator

_PLAIN = """
WITH booked AS (SELECT s.source, s.key FROM sale s WHERE s.state IN ('confirmed', 'processing', 'done') AND s.returns IS NULL
        AND s.complaint IS NULL AND NOT EXISTS (SELECT 1 FROM line l
        WHERE l.source = s.source AND l.sale = s.key AND l.quantity LIKE '-%')),
    part AS (SELECT b.source, b.key AS sale, l.key AS line, CAST(round(l.quantity * 10000) AS INTEGER) AS wanted,
        CAST(round(m.quantity * 10000) AS INTEGER) AS moved, m.state = 'done' AS done, m.state = 'cancelled' AS off,
        coalesce(m.effective, h.effective) AS gone, h.promised
        FROM booked b JOIN line l ON l.source = b.source AND l.sale = b.key JOIN move m ON m.source = l.source AND m.sale_line = l.key
        LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment WHERE m.back IS NULL),
    by_line AS (SELECT source, sale, line, max(wanted) AS wanted, sum(moved * done) AS delivered, sum(NOT done AND NOT off) AS open,
        max(CASE WHEN NOT off THEN promised END) AS due, sum(NOT off AND promised IS NULL) > 0 AS unknown, sum(done) AS dones,
        max(CASE WHEN off THEN 0 WHEN done THEN gone > promised ELSE promised < :today END) AS late FROM part GROUP BY source, sale, line),
    by_order AS (SELECT source, sale, max(due) AS due, sum(open) AS open, min(delivered >= wanted) AS filled, max(late) AS late,
        max(unknown AND coalesce(late, 0) = 0) AS unknown FROM by_line GROUP BY source, sale),
    judged AS (SELECT CASE WHEN open AND due > :ripe THEN NULL ELSE filled END AS in_full,
        CASE WHEN late THEN 0 WHEN unknown OR open THEN NULL ELSE 1 END AS on_time FROM by_order
        WHERE due BETWEEN :first AND :today AND (NOT open OR due < :today))
SELECT sum(in_full), count(in_full), sum(on_time), count(on_time) FROM judged"""


def plain(path: Path, today: date, days: int) -> Counts:
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    parameters = {
        "today": today.isoformat(),
        "first": (today - timedelta(days=days - 1)).isoformat(),
        "ripe": (today - timedelta(days=14)).isoformat(),
    }
    a, b, c, d = db.execute(_PLAIN, parameters).fetchone()
    db.close()
    return {"in_full": (a, b), "on_time": (c, d)}


def pandas(path: Path, today: date, days: int) -> Counts:
    import pandas as pd

    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    sale = pd.read_sql("SELECT source, key AS sale, state, returns, complaint FROM sale", db)
    line = pd.read_sql("SELECT source, key AS line, sale, quantity AS wanted FROM line", db)
    move = pd.read_sql(
        "SELECT source, sale_line AS line, shipment, state AS done, quantity AS moved, effective, back FROM move", db
    )
    ship = pd.read_sql("SELECT source, key AS shipment, effective AS left_on, promised FROM shipment", db)
    db.close()
    line["wanted"] = (pd.to_numeric(line.wanted) * 10000).round().astype("int64")
    back = line[line.wanted < 0][["source", "sale"]].drop_duplicates().assign(negative=True)
    good = sale[sale.state.isin(["confirmed", "processing", "done"]) & sale.returns.isna() & sale.complaint.isna()]
    good = good.merge(back, on=["source", "sale"], how="left")
    good = good[good.negative.isna()][["source", "sale"]]
    p = move[move.back.isna()].merge(line.merge(good, on=["source", "sale"]), on=["source", "line"])
    p = p.merge(ship, on=["source", "shipment"], how="left")
    p["moved"] = (pd.to_numeric(p.moved) * 10000).round().astype("int64")
    now, first, ripe = today.isoformat(), (today - timedelta(days=days - 1)).isoformat(), (today - timedelta(days=14)).isoformat()
    done, off = p.done == "done", p.done == "cancelled"
    gone = p.effective.fillna(p.left_on).fillna("")
    promised = p.promised.fillna("")
    p["delivered"] = p.moved.where(done, 0)
    p["open"] = ~done & ~off
    p["due"] = promised.where(~off, "")
    p["unknown"] = ~off & (promised == "")
    p["late"] = ~off & (promised != "") & ((done & (gone > promised)) | (~done & (promised < now)))
    lines = p.groupby(["source", "sale", "line"], sort=False).agg(
        wanted=("wanted", "first"),
        delivered=("delivered", "sum"),
        open=("open", "max"),
        due=("due", "max"),
        unknown=("unknown", "max"),
        late=("late", "max"),
    )
    lines["filled"] = lines.delivered >= lines.wanted
    o = lines.groupby(level=["source", "sale"], sort=False).agg(
        open=("open", "max"), due=("due", "max"), unknown=("unknown", "max"), late=("late", "max"), filled=("filled", "min")
    )
    o = o[(o.due >= first) & (o.due <= now) & (~o.open | (o.due < now))]
    full = o[~(o.open & (o.due > ripe))]
    known = o[o.late | ~(o.unknown | o.open)]
    return {"in_full": (int(full.filled.sum()), len(full)), "on_time": (int((~known.late).sum()), len(known))}
