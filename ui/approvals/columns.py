"""The columns of the inbox, and how a matter becomes a row of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from app.domain.approvals import Approval
from ui.cases.words import initials
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import age, due, spoken, spoken_span, whole
from ui.tables.live import Leaving

NEEDS = "needs"  # who has to agree: said of what waits for others
WAITS = "since"  # how long it has waited: said of what waits for me


def columns(currency: str) -> tuple[Column, ...]:
    """``currency``: the one that most values are in; the others say theirs in the cell."""
    return (
        Column("lead", "", 24, "lead"),
        Column("what", "What", 180),
        Column("number", "Number", 84, "id"),
        Column("customer", "Customer"),
        Column("worth", f"Value {currency}".strip(), 84, "money"),
        Column("asked", "By", 36, "who", wide=True),
        Column(WAITS, "Waits", 56, "age", wide=True),
        Column("due", "Due in", 84, "due"),
        Column(NEEDS, "Needs", 118, wide=True),
    )


def main_currency(rows: Sequence[Approval]) -> str:
    counted = Counter(a.worth.currency for a in rows)
    return counted.most_common(1)[0][0] if counted else ""


_ENDS = {"ok": "agreed", "bad": "no", "warn": "not known"}


def line(record: object, currency: str) -> Line:
    """Also of one that somebody decided a moment ago and that still stands there. ``currency``: the one in the head."""
    gone = isinstance(record, Leaving)
    of = record.record if isinstance(record, Leaving) else record
    assert isinstance(of, Approval)
    now = datetime.now(UTC)
    clock = _clock(of, gone, now)
    worth = whole(of.worth) if of.worth.currency == currency else f"{whole(of.worth)} {of.worth.currency}"
    needs = of.outcome or of.needs
    cells = (
        Cell(""),
        Cell(of.what, tip=of.what),
        Cell(of.row.number),
        Cell(of.row.customer, tip=of.row.customer),
        Cell(worth, stale=of.row.stale, tip=of.worth.named()),
        Cell(initials(of.asked_by) if of.asked_by else "", tip=of.asked_by),
        Cell(age(of.asked_at, now)),
        clock,
        Cell(needs, "" if not of.outcome else of.tone, tip=needs),
    )
    parts = [of.what, of.row.number, of.row.customer, spoken(of.worth)]
    parts += [f"asked by {of.asked_by}"] if of.asked_by else []
    parts.append(of.outcome or f"waits for {spoken_span(now - of.asked_at)}, needs {of.needs}")
    parts += [of.why] if of.why else []
    return Line(of.key, cells, ", ".join(parts), off="" if of.may or gone or of.outcome else of.why)


def _clock(of: Approval, gone: bool, now: datetime) -> Cell:
    if gone:
        return Cell("decided", mark="ok")
    if of.outcome:
        return Cell(_ENDS[of.tone], mark=of.tone)
    mark, text = due(of.row.due_at, of.row.started_at, now)
    return Cell(text, mark=mark)
