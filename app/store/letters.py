"""The outbox page's answer: this person's letters in words, and how much is known of each source."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from app.domain.letter import Letter, LetterState
from app.domain.offer import OFFER
from app.domain.person import Person
from app.domain.question import LetterRow, OutboxAnswer, SourceRow
from app.domain.wording import Wording
from app.queues import QUEUES
from app.store.find import QUEUE_OF
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import KINDS
from app.store.outbox import letter_columns, letter_of
from app.store.times import to_micros

_MOST = 500  # newest letters shown
_NEXT = {
    LetterState.DRAFT: "a draft, not sent",
    LetterState.QUEUED: "goes out next",
    LetterState.SENDING: "on its way",
    LetterState.UNKNOWN: "being verified",
    LetterState.PARKED: "needs your decision",
    LetterState.APPLIED: "",
    LetterState.REFUSED: "",
    LetterState.SUPERSEDED: "",
}


def outbox_answer(db: sqlite3.Connection, wording: Wording, now: datetime) -> OutboxAnswer:
    """Letters newest first. ``delivered_today``: applied within the last 24 hours. Sources say only what the mirror knows."""
    people = {p.id: p for p in MirrorRead(db).persons()}
    waiting = {row[0] for row in db.execute("SELECT case_id FROM case_row WHERE live AND approval = 1")}
    rows = db.execute(f"SELECT {letter_columns()} FROM outbox.letter ORDER BY created_at DESC, id LIMIT {_MOST}")
    types = dict(db.execute("SELECT case_id, type FROM case_row WHERE case_id IN (SELECT case_id FROM outbox.letter)").fetchall())
    letters = tuple(_row(letter_of(row), wording, people, waiting, types) for row in rows)
    (delivered,) = db.execute(
        "SELECT count(*) FROM outbox.letter WHERE state = 'applied' AND ended_at > ?", (to_micros(now - timedelta(days=1)),)
    ).fetchone()
    sources = [row[0] for row in db.execute("SELECT DISTINCT source FROM feed ORDER BY 1")]
    return OutboxAnswer(letters, tuple(_source(db, s) for s in sources), delivered, 0)


def _title(letter: Letter, wording: Wording) -> str:
    """What this letter does; with its place among those of the same decision, where there are several."""
    title = wording.letter(letter.deed)
    count = len(letter.plan.steps)
    if letter.plan.undoes(letter.number):
        return f"{title}, takes step {2 * count + 1 - letter.number} of {count} back"
    return title if count == 1 else f"{title}, step {letter.number} of {count}"


def _row(letter: Letter, wording: Wording, people: dict[str, Person], waiting: set[str], types: dict[str, str]) -> LetterRow:
    actor = people.get(letter.actor)
    waits = letter.state is LetterState.QUEUED and letter.case_id in waiting
    return LetterRow(
        id=letter.id,
        state=letter.state,
        title=_title(letter, wording),
        document=letter.document,
        source=letter.source,
        actor_initials=actor.initials if actor else "",
        age_from=letter.sent_at or letter.created_at,
        next_words="waits for approval" if waits else _NEXT[letter.state],
        receipt=letter.receipt or "",
        case_id=letter.case_id,
        attempt=letter.attempt,
        tells=letter.plan.tells(letter.number),
        queue=_page(letter, types),
    )


def _page(letter: Letter, types: dict[str, str]) -> str:
    if letter.plan.deed == OFFER:
        return "drafts"
    return QUEUE_OF[types[letter.case_id]] if letter.case_id in types else QUEUES[0].name


def _source(db: sqlite3.Connection, source: str) -> SourceRow:
    counts = [db.execute(f"SELECT count(*) FROM {k.noun} WHERE source = ?", (source,)).fetchone()[0] for k in KINDS]
    (aside,) = db.execute("SELECT count(*) FROM quarantine WHERE source = ?", (source,)).fetchone()
    return SourceRow(source, "", "", "", None, None, sum(counts), aside)
