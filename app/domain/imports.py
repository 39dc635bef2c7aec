"""Files of figures that no connected system tells: what is asked of them, what was read, what was kept of them and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

SALES, SCORES, SATISFACTION, SESSIONS, COSTS = "sales", "scores", "satisfaction", "sessions", "costs"
SOURCE = "import: "  # before the name of what is imported: no connected system is called so


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that was taken in. ``sha256``: of the file's bytes; ``name``: what it adds to ("UCI Online Retail"), ``source`` of its rows.

    rows, rejected: lines taken and left out. blocks: in how many pieces its rows are kept. currency: ISO 4217, "" where the kind has
    none. first, last: days it speaks of. told: how it was read: names of roles and options of its
    kind, each with the head of its column or what was answered. undone_by: who took it back; "" while it counts.
    """

    id: str
    kind: str
    name: str
    file: str
    sha256: str
    author: str
    at: datetime
    rows: int
    rejected: int
    blocks: int
    currency: str
    first: date
    last: date
    told: tuple[tuple[str, str], ...] = ()
    undone_by: str = ""
    undone_at: datetime | None = None

    @property
    def counts(self) -> bool:
        return not self.undone_by

    @property
    def source(self) -> str:
        return SOURCE + self.name


@dataclass(frozen=True, slots=True)
class Held:
    """A batch and how much of it this machine has: ``loaded`` of its blocks. ``who``: its author's name; ``back``: of who took it
    back, "" while it counts."""

    batch: Batch
    loaded: int
    who: str
    back: str = ""

    @property
    def whole(self) -> bool:
        return self.loaded >= self.batch.blocks


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was left out. ``line``: in the file, from 1; ``text``: its cells; ``why``: in words."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is to be read. ``at``: role -> index of its column. ``options``: name -> what was answered, "" where nothing yet."""

    kind: str
    at: Mapping[str, int]
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Looked:
    """A file looked into. ``sheets``: of a workbook, ``sheet`` the one that is shown; ``heads``: of its columns; ``first``: rows below it
    with the number of their line; ``read_as``: encoding and delimiter in words. ``forms``: proposed, by kind, the likeliest first.
    ``head``: the line of its heads; ``could``: the rows that could be that, this one among them."""

    path: str
    file: str
    size: int
    sha256: str
    sheets: tuple[str, ...]
    sheet: str
    heads: tuple[str, ...]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    read_as: str
    forms: tuple[Form, ...]
    before: tuple[Batch, ...] = ()  # of the same bytes
    head: int = 1
    could: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the file does not say by itself: ``option`` of the form, in words, with the answers there are (none: free text)."""

    option: str
    words: str
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole file read once. ``taken``, ``rejected``: lines; ``why``: reasons with how many, the most frequent first; ``left``: the
    first of the lines left out. ``read``: the first rows as they will be kept, ``columns`` their heads. ``questions``: to be answered
    first; then nothing else is told. notes: what a careful person wants to know before. seconds: what it took."""

    taken: int
    rejected: int
    why: tuple[tuple[str, int], ...]
    left: tuple[Rejected, ...]
    columns: tuple[str, ...]
    read: tuple[tuple[str, ...], ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    first: date | None
    last: date | None
    seconds: float = 0.0

    @property
    def may_go(self) -> bool:
        return self.taken > 0 and not self.questions


@dataclass(frozen=True, slots=True)
class Progress:
    """``doing``: read, keep or fetch; ``done`` of ``whole``: bytes, lines or blocks. ``whole`` 0: not known."""

    doing: str
    done: int
    whole: int
