"""What a team keeps beside its cases: boards that somebody shared, and notes at a day of a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

BOARD, NOTE = "shared_board", "figure_note"  # kinds of observations; the newest of a subject holds, an empty one takes it back
KINDS = (BOARD, NOTE)


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest that was kept under ``kind`` and ``subject``. ``body``: JSON, "null" where it was taken back. ``by``: a person's id.

    ``seq``: when it was written, microseconds; an older one never replaces a newer one.
    """

    kind: str
    subject: str
    body: str
    by: str
    seq: int


@dataclass(frozen=True, slots=True)
class SharedBoard:
    """``id``: of the board; ``by``, ``name``: who shares it. ``kpis``: as they were told, also those this program does not know."""

    id: str
    title: str
    kpis: tuple[str, ...]
    by: str
    name: str


@dataclass(frozen=True, slots=True)
class FigureNote:
    """What happened at a day, as somebody saw it. ``by``, ``name``: who; ``at``: when it was written, aware UTC."""

    id: str
    kpi: str
    day: date
    text: str
    by: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskShared:
    """All shared boards and all notes: there are few."""


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """``boards`` by title; ``notes`` by day."""

    boards: tuple[SharedBoard, ...] = ()
    notes: tuple[FigureNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareBoard:
    """Show a board of one's own to the team, as it is now; the same id again shows it anew."""

    id: str
    title: str
    kpis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnshareBoard:
    id: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """``id`` is new: told twice it is kept once."""

    id: str
    kpi: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class TakeNote:
    """Take a note of one's own back."""

    id: str


TeamWish = ShareBoard | UnshareBoard | WriteNote | TakeNote
