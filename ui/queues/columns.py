"""How a queue's declared columns look, and how a case becomes a row of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from app.commands import COMMANDS
from app.domain.money import Money
from app.domain.question import CaseRow
from app.queues import Queue, QueueColumn
from ui.tables.column import Cell, Column, Line
from ui.tables.formats import due, ship, spoken, spoken_span, whole
from ui.tables.live import Leaving

_LOOK = {"date": ("text", 64), "money": ("money", 76), "over": ("money", 68), "due": ("due", 84), "owner": ("who", 36)}
_OVERLAY = {"refused": "bad", "checking": "warn", "parked": "bad"}
_STAGED = frozenset({"queued", "sending", "checking"}) | {spec.doing for spec in COMMANDS if spec.doing}
_CLOSED = frozenset({"resolved", "declined", "cleared", "duplicate"})
_LEFT = {"approval": "decided"} | {spec.doing: spec.outcome for spec in COMMANDS if spec.doing and spec.outcome}
WIDE = frozenset({"amount"})  # left out in a narrow window


def columns(queue: Queue, currency: str) -> tuple[Column, ...]:
    """The gutter, then the queue's own columns; money says its currency in the head."""
    return (Column("lead", "", 24, "lead"), *[_column(c, i, currency) for i, c in enumerate(queue.columns)])


def _column(declared: QueueColumn, place: int, currency: str) -> Column:
    kind, width = _LOOK.get(declared.kind, ("id", 84) if place == 0 else ("text", 0))
    title = f"{declared.title} {currency}".strip() if kind == "money" else declared.title
    return Column(declared.key, title, width, kind, declared.sort, declared.key in WIDE)


def main_currency(rows: Sequence[CaseRow]) -> str:
    """The currency most rows are in; it stands in the heads, and the others say theirs in the cell."""
    counted = Counter(row.amount.currency for row in rows)
    return counted.most_common(1)[0][0] if counted else ""


class CaseLines:
    """Formats a case (or one that is leaving) as a row of the queue's columns.

    ``staged``: case id -> word for what this person decided a moment ago; drawn until the mirror says it itself.
    ``currency``: the one in the heads.
    """

    def __init__(self, queue: Queue, me: str) -> None:
        self._declared, self._me = queue.columns, me
        self.staged: dict[str, str] = {}
        self.currency = ""
        self.looked_at: set[str] = set()  # opened at this console since it started

    def __call__(self, record: object) -> Line:
        gone = isinstance(record, Leaving)
        row = record.record if isinstance(record, Leaving) else record
        assert isinstance(row, CaseRow)
        now = datetime.now(UTC)
        pending = self.staged.get(row.case_id, row.pending)
        clock = Cell(_LEFT.get(pending or "", "cleared"), mark="ok") if gone else _due_cell(row, pending, now)
        cells = [clock if c.kind == "due" else _cell(c, row, now, self.currency) for c in self._declared]
        return Line(
            key=row.case_id,
            cells=(Cell(""), *cells),
            spoken=_spoken(row, clock, self._me, now),
            off="Not in the team's list yet: it can be decided in a moment" if row.provisional else "",
            unread=row.unread and not gone and row.case_id not in self.looked_at,
            claimed=row.owner is not None and row.owner != self._me,
            staged=pending in _STAGED and not gone,
        )


def _due_cell(row: CaseRow, pending: str | None, now: datetime) -> Cell:
    if pending is not None:
        return Cell(pending, mark=_OVERLAY.get(pending, "wait"))
    if row.state in _CLOSED:
        return Cell(row.outcome or row.state, mark="ok")
    mark, text = due(row.due_at, row.started_at, now)
    return Cell(text, mark=mark)


def _money(money: Money | None, currency: str) -> str:
    return whole(money) if money is None or money.currency == currency else f"{money.currency} {whole(money)}"


def _cell(column: QueueColumn, row: CaseRow, now: datetime, currency: str) -> Cell:
    match column.kind:
        case "date":
            tone, text = ship(row.ship_date, now.astimezone().date())
            return Cell(text, tone)
        case "money":
            return Cell(_money(row.amount, currency))
        case "over":
            return Cell(_money(row.over, currency), "text.3" if row.over is None else "", stale=row.stale)
        case "owner":
            return Cell(row.owner_initials if row.owner else "")
        case _:
            text = str(getattr(row, column.key))
            return Cell(text, "text.2", tip=f"Key {row.key}") if column.key == "number" and row.key else Cell(text)


def _spoken(row: CaseRow, clock: Cell, me: str, now: datetime) -> str:
    """ "SO-10482, Halvorsen Marine AS, over 8,420 euro, due in 1 hour 42, near deadline, claimed by you"."""
    parts = [f"{row.number}, key {row.key}" if row.key else row.number, row.customer]
    if row.over is not None:
        parts.append(f"over {spoken(row.over)}")
    if clock.mark in ("wait", "ok") or row.pending is not None:
        parts.append(clock.text)
    elif row.due_at < now:
        parts.append(f"overdue by {spoken_span(row.due_at - now)}")
    else:
        parts.append(f"due in {spoken_span(row.due_at - now)}")
        if clock.mark == "warn":
            parts.append("near deadline")
    if row.owner is not None:
        parts.append("claimed by you" if row.owner == me else f"claimed by {row.owner_name}")
    if row.stale:
        parts.append("figures are old")
    return ", ".join(parts)
