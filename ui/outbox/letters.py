"""Letters as rows: gathered by what they want of the person, with state, age and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain.letter import LetterState
from app.domain.question import LetterRow, OutboxAnswer
from ui.cases.words import LETTER, system
from ui.tables.column import Cell, Column, Group, Line
from ui.tables.formats import age
from ui.tables.listing import Listing, listing
from ui.tables.live import Leaving

COLUMNS = (
    Column("state", "State", 136, "status"), Column("title", "Letter"), Column("document", "For", 108, "id"), Column("to", "To", 64),
    Column("by", "", 36, "who"), Column("age", "Age", 64, "age"), Column("next", "Next", 148, wide=True),
)  # fmt: skip
_S = LetterState
# title, what belongs there, words after the count
GROUPS: tuple[tuple[str, frozenset[LetterState], str], ...] = (
    ("Needs you", frozenset({_S.REFUSED}), ""),
    ("On the way", frozenset({_S.QUEUED, _S.SENDING, _S.DRAFT}), ""),
    ("Unknown outcome", frozenset({_S.UNKNOWN}), ", never sent twice without a check"),
    ("Parked", frozenset({_S.PARKED}), ", nobody knows yet whether they were taken"),
    ("Delivered today", frozenset({_S.APPLIED}), ", none twice"),
    ("Not needed any more", frozenset({_S.SUPERSEDED}), ""),
)
FOLDED = frozenset({"group:Delivered today", "group:Not needed any more"})
VIEWS = (("now", "Now"), ("waiting", "Outbox"), ("parked", "Parked"), ("history", "History"))
_OF_VIEW = {
    "now": frozenset(LetterState),
    "waiting": frozenset({_S.QUEUED, _S.SENDING, _S.UNKNOWN}),
    "parked": frozenset({_S.PARKED}),
    "history": frozenset({_S.APPLIED, _S.REFUSED, _S.SUPERSEDED}),
}
OLD = 600  # seconds on the way after which an age is worth a look


def line(record: object) -> Line:
    """Also of a letter that has just gone into a folded group and stands there for a moment."""
    record = record.record if isinstance(record, Leaving) else record
    assert isinstance(record, LetterRow)
    now = datetime.now(UTC)
    mark, word = LETTER[record.state]
    old = age(record.age_from, now)
    late = (now - record.age_from).total_seconds() > OLD and record.state in _OF_VIEW["waiting"]
    cells = (
        Cell(word, mark=mark), Cell(record.title), Cell(record.document), Cell(system(record.source)[1]), Cell(record.actor_initials),
        Cell(old, "warn" if late else ""), Cell(record.next_words),
    )  # fmt: skip
    spoken = f"{word}, {record.title}, {record.document}, to the {system(record.source)[1]}, {old} old, {record.next_words}"
    return Line(record.id, cells, spoken)


def _recent(row: LetterRow, now: datetime) -> bool:
    """What is over is news for a day; then it is history."""
    return row.state not in _OF_VIEW["history"] or now - row.age_from < timedelta(days=1)


def vector(answer: OutboxAnswer, view: str, closed: frozenset[str]) -> Listing:
    """Group rows with their letters; a group that holds nothing is left out."""
    now = datetime.now(UTC)
    entries: list[tuple[str, object]] = []
    for title, states, words in GROUPS:
        shown = states & _OF_VIEW[view]
        letters = [row for row in answer.letters if row.state in shown and (view != "now" or _recent(row, now))]
        count = max(len(letters), answer.delivered_today) if _S.APPLIED in states and view != "history" else len(letters)
        if not letters and not (count and view == "now"):
            continue
        key = f"group:{title}"
        shut = key in closed and view == "now"
        entries.append((key, Group(key, title, f"{count:,}{words}", tuple(row.id for row in letters), shut)))
        if not shut:
            entries += [(row.id, row) for row in letters]
    return listing(entries)


def tab_counts(letters: Sequence[LetterRow]) -> list[tuple[str, int | None]]:
    """The views with what they hold; nothing is said where there is nothing."""
    counts = {name: sum(row.state in _OF_VIEW[name] for row in letters) for name, _ in VIEWS}
    return [(title, (counts[name] or None) if name in ("waiting", "parked") else None) for name, title in VIEWS]


def support_text(row: LetterRow, now: datetime) -> str:
    """A letter in plain text for whoever helps: no figures of the customer, only what happened to it."""
    return "\n".join(
        (
            f"Letter {row.id}", f"{row.title}, {row.document}", f"To {system(row.source)[1]} ({row.source})",
            f"State {row.state}, attempt {row.attempt}", f"Made {row.age_from.isoformat()}", f"Receipt: {row.receipt or 'none'}",
            f"Next: {row.next_words or 'nothing'}", f"Copied {now.isoformat()}",
        )
    )  # fmt: skip
