"""Shared boards and notes, from the team's copies in the mirror."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import date
from typing import Any

from app.domain.team_view import BOARD, NOTE, FigureNote, SharedAnswer, SharedBoard
from app.store.times import from_micros

_ASKED = "SELECT k.kind, k.subject, k.body, k.by, k.seq, p.name FROM team_kept k LEFT JOIN person p ON p.id = k.by ORDER BY k.seq"


def shared(db: sqlite3.Connection) -> SharedAnswer:
    """What another program wrote and this one does not understand is left out."""
    boards: list[SharedBoard] = []
    notes: list[FigureNote] = []
    for kind, subject, body, by, seq, name in db.execute(_ASKED):
        with suppress(ValueError, TypeError, KeyError):
            told: Any = json.loads(body)
            if told is None:
                continue
            if kind == BOARD:
                boards.append(SharedBoard(subject, str(told["title"]), tuple(map(str, told["kpis"])), by, name or by))
            elif kind == NOTE:
                day = date.fromisoformat(told["day"])
                notes.append(FigureNote(subject, str(told["kpi"]), day, str(told["text"]), by, name or by, from_micros(seq)))
    return SharedAnswer(
        tuple(sorted(boards, key=lambda b: (b.title.casefold(), b.id))), tuple(sorted(notes, key=lambda n: (n.day, n.at, n.id)))
    )
