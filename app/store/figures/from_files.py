"""Values of imported figures with mathematics of their own, and what stands behind them as a person knows it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.figure import CountedRow
from app.domain.money import digits
from app.domain.ref import Ref
from app.kpis import BY_ID, nps, value
from app.kpis.imports.check import share
from app.kpis.imports.kinds import DISCOUNT, MARGIN
from app.kpis.imports.touchpoints import TOUCHPOINTS, title
from app.kpis.rounding import shown
from app.kpis.tally import Tally, divide
from app.store.figures.file_tables import taken_apart
from app.store.figures.rows import Asked

Found = tuple[Decimal | None, str]


def promoters(db: sqlite3.Connection, asked: Asked, _tally: Tally) -> Found:
    """With its margin of error, and the score in which every account weighs the same."""
    query = (
        f"SELECT coalesce(sum(num = 1), 0), coalesce(sum(num = 0), 0), coalesce(sum(num = -1), 0) FROM {asked.rows} WHERE known"
    )
    found = nps.score(*db.execute(query, asked.parameters()).fetchone())
    if found.value is None or found.margin is None:
        return None, ""
    spread = f"{shown(found.value, 'points'):f} ± {shown(found.margin, 'points'):f} of {found.n:,} answers"
    if found.suppressed:
        return None, f"{spread}: too few for a number."
    by = f"SELECT avg(mean), count(*) FROM (SELECT 100.0 * sum(i.num) / count(*) AS mean FROM {asked.rows} i JOIN surveyed s "
    by += "ON s.source = i.source AND s.key = i.key WHERE i.known AND s.account IS NOT NULL GROUP BY s.account)"
    mean, accounts = db.execute(by, asked.parameters()).fetchone()
    told = f" By account {shown(Decimal(repr(mean)), 'points'):f} of {accounts:,}." if accounts else ""
    return found.value, f"± {shown(found.margin, 'points'):f} points.{told}"


def opex(_db: sqlite3.Connection, _asked: Asked, tally: Tally) -> Found:
    if not tally.numerator:
        return None, ""
    return value.per_million(tally.numerator, tally.denominator), ""


def lifetime(db: sqlite3.Connection, asked: Asked, tally: Tally) -> Found:
    """Margin per customer who bought and period, by the margin and the discount rate that came with the newest file of this name."""
    told = _told(db)
    margin, rate = (share(told.get(name, "")) for name in (MARGIN, DISCOUNT))
    if margin is None or rate is None:
        lacks = " and no ".join(words for words, one in (("margin", margin), ("discount rate", rate)) if one is None)
        return None, f"No {lacks} came with the import."
    days = (asked.period.last - asked.period.first).days + 1
    earned = divide(tally.numerator * margin, tally.denominator)
    kept = _retention(db, asked)
    if earned is None or kept is None:
        return None, ""
    found = value.clv(earned, kept, value.per_period(rate, days))
    words = (
        f"Assumed: margin {(100 * margin).normalize():f} %, discount {(100 * rate).normalize():f} % a year. "
        f"Retention {shown(100 * kept, '%'):f} % in {days:,} days."
    )
    return (
        (None, "Everybody stays: there is no steady state.") if found is None else (found.scaleb(-digits(asked.currency)), words)
    )


def _told(db: sqlite3.Connection) -> dict[str, str]:
    asked = """SELECT told FROM import_batch WHERE 'import: ' || name = (SELECT source FROM sold LIMIT 1) AND undone_by = ''
        ORDER BY at DESC LIMIT 1"""
    return dict(json.loads(db.execute(asked).fetchone()[0]))


def _retention(db: sqlite3.Connection, asked: Asked) -> Decimal | None:
    stayed = replace(asked, kpi=BY_ID["imported.retention"])
    query = f"SELECT coalesce(sum(num), 0), count(*) FROM {stayed.rows}"
    return divide(*(Decimal(x) for x in db.execute(query, stayed.parameters()).fetchone()))


OWN = {
    **{f"nps.{point}": promoters for point, _ in TOUCHPOINTS},
    "growth.opex_per_million": opex,
    "imported.clv": lifetime,
}

# ---- what a click lists ----

_AT, _REST = taken_apart("w.key")
_LINE = f"r.batch = {_AT} AND r.line = CAST({_REST} AS INTEGER)"
# The order before an answer: the one it names, else the newest of its customer that day or before.
_ORDER = """(SELECT s.source || char(31) || s.key || char(31) || s.number FROM sale s WHERE lower(s.number) = lower(r."order") LIMIT 1)"""
_BEFORE = """(SELECT s.source || char(31) || s.key || char(31) || s.number FROM customer c
    JOIN sale s ON s.source = c.source AND s.customer = c.key
    WHERE (c.number = r.customer OR c.name = r.customer) AND s.number IS NOT NULL AND coalesce(s.order_date, '9999') <= r.day
    ORDER BY s.order_date DESC, s.key DESC LIMIT 1)"""
_CASE = """(SELECT k.type || char(31) || k.case_id || char(31) || k.number FROM customer c JOIN case_row k ON k.source = c.source
    AND k.customer_key = c.key WHERE (c.number = r.customer OR c.name = r.customer)
    AND k.started_at / 86400000000 <= julianday(r.day) - 2440587.5 ORDER BY k.started_at DESC LIMIT 1)"""
_NAMES = {
    "sold_document": "SELECT r.document, coalesce('customer ' || r.customer, 'no customer') || coalesce(', ' || r.country, ''), NULL, NULL "
    f"FROM wanted w JOIN sold_document r ON r.batch = {_AT} AND r.document = {_REST}",
    "sold_item": "SELECT CASE w.key WHEN '' THEN 'no article' ELSE w.key END, "
    "coalesce((SELECT max(about) FROM sold_line r WHERE r.item = w.key "
    "AND r.worth > 0), ''), NULL, NULL FROM wanted w",
    "survey_answer": "SELECT CASE WHEN r.score IS NULL THEN 'no answer' ELSE 'score ' || r.score END, "
    "coalesce(r.customer || ', ', r.contact || ', ', '') || r.touchpoint || coalesce(', ' || nullif(r.comment, ''), ''), "
    f"coalesce({_ORDER}, {_BEFORE}), {_CASE} FROM wanted w JOIN survey_answer r ON {_LINE}",
    "web_session": "SELECT r.day, trim(r.channel || ' ' || r.device || ' ' || r.page), NULL, NULL FROM wanted w "
    f"JOIN web_session r ON {_LINE}",
    "cost_entry": f"SELECT substr(r.month, 1, 7), trim(r.centre || ' ' || r.about), NULL, NULL FROM wanted w JOIN cost_entry r ON {_LINE}",
}


def named(db: sqlite3.Connection, refs: Sequence[Ref]) -> Mapping[Ref, CountedRow]:
    """An answer of a survey opens the order before it, where there is none the case."""
    found: dict[Ref, CountedRow] = {}
    for model in {ref.model for ref in refs} & _NAMES.keys():
        listed = [[ref.source, ref.key] for ref in refs if ref.model == model]
        asked = (
            "WITH wanted(source, key) AS (SELECT value ->> 0, value ->> 1 FROM json_each(?)) "
            f"SELECT w.source, w.key, {_NAMES[model].removeprefix('SELECT ')}"
        )
        for source, key, number, about, order, case in db.execute(asked, (json.dumps(listed),)):
            ref = Ref(source, model, key)
            found[ref] = _row(ref, number, about, order, case)
    return found


def _row(ref: Ref, number: str, about: str, order: str | None, case: str | None) -> CountedRow:
    if ref.model == "survey_answer":
        point = about.split(", ")
        about = ", ".join(title(part) for part in point)
    if order is not None:
        source, key, called = order.split("\x1f")
        return CountedRow(ref, number, f"{about}, after {called}", "orders", Ref(source, "sale", key))
    if case is not None:
        type_, case_id, called = case.split("\x1f")
        return CountedRow(ref, number, f"{about}, after {called}", type_, case_id)
    return CountedRow(ref, number, about)
