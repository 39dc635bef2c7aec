"""What several KPIs stand on: facts as they stand today, and stretches of cases, gathered once per answer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.fiscal import CALENDAR, FiscalYear
from app.domain.money import Money
from app.store.facts.money import FREIGHT
from app.store.figures.file_tables import TABLES as OF_FILES
from app.store.portion import portion
from app.store.times import from_micros, local_days, spans, to_micros


@dataclass(frozen=True, slots=True)
class Calendar:
    """``zone``: of reporting. ``business``: opening time between two moments. ``due``: by when a case of a type whose clock counts
    from a moment must be resolved; KeyError for a type without clocks. ``year``: in which months, quarters and years are told.
    ``policy``: the version that all this is of."""

    zone: ZoneInfo
    days: frozenset[int]  # on which work is done, as in date.weekday()
    business: Callable[[datetime, datetime], timedelta]
    due: Callable[[str, datetime], datetime]
    year: FiscalYear = CALENDAR
    policy: int = 0


def prepare(db: sqlite3.Connection, calendar: Calendar) -> None:
    """The functions that the queries of this room call."""

    def worked(start: int, end: int, pauses: str) -> int:
        """Seconds of opening time from start to end, without those in which the customer was waited for."""
        since, until = from_micros(start), from_micros(end)
        total = calendar.business(since, until)
        for a, b in spans(pauses):
            total -= calendar.business(max(a, since), min(b, until)) if a < until and b > since else timedelta()
        return round(max(total, timedelta()).total_seconds())

    def due_at(type_: str, since: int) -> int | None:
        try:
            return to_micros(calendar.due(type_, from_micros(since)))
        except KeyError:
            return None

    def workday_after(first: str | None, days: int) -> str | None:
        """The ``days``-th working day after a day."""
        if first is None:
            return None
        at, left = date.fromisoformat(first), days
        while left:
            at += timedelta(days=1)
            left -= at.weekday() in calendar.days
        return at.isoformat()

    def minor(price: str, currency: str) -> int:
        return Money.of(price, currency).minor

    functions: dict[str, tuple[int, Callable[..., str | int | None]]] = {
        "local_day": (1, local_days(calendar.zone)),
        "worked": (3, worked),
        "due_at": (2, due_at),
        "workday_after": (2, workday_after),
        "minor": (2, minor),
        "portion": (3, portion),
    }
    for name, (arguments, function) in functions.items():
        db.create_function(name, arguments, function, deterministic=True)


# late: left after the first promise, or is past it; NULL where no promise is known. lacks: is past it and has no goods.
_LINE_FATE = """
CREATE TEMP VIEW line_fate AS
SELECT source, sale, line, wanted, delivered, open, moves_done, due, last_day, first_day, first_pieces,
    CASE WHEN late_done OR waits_until < today() THEN 1 WHEN unpromised THEN NULL ELSE 0 END AS late,
    coalesce(lacking < today(), 0) AS lacks
FROM line_fact;
"""
# Each part of a perfect order: 1 right, 0 wrong, NULL not known. settled: something has come of it, or its day is over.
_ORDER_FATE = """
CREATE TEMP VIEW order_fate AS
SELECT *, in_full AND on_time AND docs AND sound AS whole -- of three values: one that is wrong outweighs those not known
FROM (SELECT source, sale, day, due, open, shipped, shipments, delivered, filled, first_day, last_day, docs, back,
    late_done OR coalesce(waits_until < today(), 0) AS late, open = 0 OR due < today() AS settled,
    CASE WHEN open > 0 AND due > date(today(), '-14 days') THEN NULL ELSE filled END AS in_full,
    CASE WHEN late_done OR waits_until < today() THEN 0 WHEN unpromised OR open > 0 THEN NULL ELSE 1 END AS on_time,
    CASE WHEN spoiled THEN 0 WHEN open > 0 OR shipped = 0 THEN NULL ELSE 1 END AS sound
    FROM order_fact);
"""
# Orders of all systems, each once; worth in company currency where somebody tells it.
_PLACED = """
CREATE TEMP VIEW placed AS
SELECT source, model, key, day, who,
    CASE WHEN currency = reported() THEN worth WHEN value_currency = reported() THEN value END AS worth
FROM ordered WHERE counts;
"""
# A posted invoice or credit note in company currency: as its own receivable lines say where it is in another one; NULL where none do.
_BILLED = """
CREATE TEMP VIEW billed AS
SELECT source, key, customer, day, total, net, prepaid,
    CASE WHEN total_currency = reported() THEN total
        ELSE (SELECT sum(r.amount_minor) FROM receivable r WHERE r.source = i.source AND r.invoice = i.key
            AND r.amount_currency = reported() AND (r.amount_minor > 0) = (i.total > 0)) END AS worth
FROM bill i;
"""
# Every offer that was quoted, all its versions in one, and what became of it: accepted, declined, lapsed or open. worth: without
# carriage, in company currency; NULL where it is in another one.
_QUOTE_FATE = f"""
CREATE TEMP VIEW quote_fate AS
SELECT s.source, s.key, s.quoted_on AS day,
    CASE WHEN s.state IN ('confirmed', 'processing', 'done') THEN 'accepted' WHEN s.state = 'cancelled' THEN 'declined'
        WHEN trim(coalesce(s.reference, '')) <> '' OR coalesce(s.web_origin, '') <> ''
            OR EXISTS (SELECT 1 FROM refusal r WHERE r.source = s.source AND r.sale = s.key) THEN 'accepted'
        WHEN s.state = 'quoted' AND s.expires_on < today() THEN 'lapsed' ELSE 'open' END AS fate,
    CASE WHEN s.untaxed_company_currency = reported()
        THEN s.untaxed_company_minor - coalesce(portion({FREIGHT}, s.untaxed_company_minor, s.untaxed_minor), 0) END AS worth
FROM sale s WHERE s.valid_days IS NOT NULL AND s.quoted_on IS NOT NULL AND s.returns IS NULL AND s.complaint IS NULL;
"""
# Every stretch in which a case stood; closed_at NULL: it stands. Pauses are known of a case's latest stretch.
STRETCH = """
CREATE TEMP TABLE stretch AS
SELECT p.case_id, p.spell, k.type, k.source, k.model, k.ref_key AS key, p.started_at, p.closed_at, p.state, p.outcome,
    p.value_minor, p.value_currency, CASE WHEN k.spell = p.spell THEN k.pauses ELSE '[]' END AS pauses, NULL AS counts_from
FROM team_spell p JOIN team_case k ON k.id = p.case_id
UNION ALL
SELECT r.case_id, r.spell, r.type, r.source, r.model, r.key, r.started_at, NULL, r.state, NULL, r.value_minor, r.value_currency, '[]',
    r.counts_from FROM case_row r WHERE r.live;
CREATE INDEX temp.stretch_case ON stretch(case_id, spell);
"""
VIEWS = (_LINE_FATE, _ORDER_FATE, _PLACED, _BILLED, _QUOTE_FATE)


def prepare_views(db: sqlite3.Connection, today: date, currency: str) -> None:
    """Facts as they stand on a day, by a report's currency."""
    db.create_function("today", 0, today.isoformat, deterministic=True)
    db.create_function("reported", 0, lambda: currency, deterministic=True)
    for view in VIEWS:
        db.execute(view.strip().rstrip(";"))


def gather(db: sqlite3.Connection, parameters: dict[str, object], queries: Iterable[str]) -> None:
    """The stretches of cases, and what was imported, where these queries read them; they go with the connection."""
    read = " ".join(queries)
    for name, table in {"stretch": STRETCH, **OF_FILES}.items():
        if re.search(rf"\b{name}\b", read):
            for statement in filter(str.strip, table.split(";\n")):
                db.execute(statement.strip().rstrip(";"), parameters)
