"""A whole file read against a form: rows as they will be kept in blocks, and every line that is left out with its reason."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4

from app.domain.figures_read import Unreadable, looks_like, mark
from app.domain.imports import Checked, Form, Progress, Question, Rejected
from app.domain.money import Money
from app.errors import Refused
from app.kpis.imports import values
from app.kpis.imports.kinds import BY_NAME, DISCOUNT, MARGIN, PIECES, Kind, Line, Taken
from app.kpis.imports.table import Opened, Row, rows

BLOCK = 4_000  # rows kept together
SHOWN, LISTED = 100, 1_000  # rows shown as they are read; lines left out that are told at once
_TEXT = 240  # letters of a line that was left out
_EVERY = 5_000  # lines between two words of progress
_BREATH, _REST = 200, 0.0002  # lines, s: who rests gives the interpreter to the window at once, not after a switch interval
_ENOUGH = 20_000  # lines after which a column of figures has told its decimal mark
_ASKED = {
    "name": "What is it called?",
    "currency": "Which currency are the amounts in?",
    "point": "What are the answers about?",
}
Tell = Callable[[Progress], None]
_ORDERS = ((values.DAY_FIRST, "Day first: 1 February"), (values.MONTH_FIRST, "Month first: 2 January"))
_MARKS = ((".", "The point is the decimal mark"), (",", "The comma is the decimal mark"))


class Stopped(Exception):
    """The person changed their mind."""


@dataclass(slots=True)
class Spool:
    """Blocks of rows (JSON, a list of lists that begin with the line) in a file that goes with it: nothing is held in memory."""

    file: IO[bytes] = field(default_factory=TemporaryFile)
    lengths: list[int] = field(default_factory=list)

    def add(self, block: list[object]) -> None:
        text = json.dumps(block, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        self.lengths.append(len(text))
        self.file.write(text)

    def blocks(self) -> Iterator[str]:
        self.file.seek(0)
        for length in self.lengths:
            yield self.file.read(length).decode()

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True, slots=True)
class Sieved:
    """What a check found. ``kept``, ``left``: blocks of rows, and of [line, text, why]."""

    checked: Checked
    form: Form
    kept: Spool
    left: Spool
    id: str = field(default_factory=lambda: str(uuid4()))  # of the batch that it becomes, however often that is tried

    def close(self) -> None:
        self.kept.close()
        self.left.close()


def check(
    opened: Opened,
    form: Form,
    known: Mapping[str, str],
    tell: Tell = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Sieved:
    """``known``: keys of rows that count in other files of the same name, with the name of that file. Stopped where ``stop`` says so."""
    began = time.monotonic()
    kind = BY_NAME[form.kind]
    asked = _lacking(kind, form)
    order, figures_mark, options = form.options.get("day order", ""), form.options.get("mark", ""), dict(form.options)
    if not asked:
        told = _evidence(opened, kind, form, stop)
        order, figures_mark = order or told.order, figures_mark or told.mark
        asked = told.questions(order, figures_mark)
        if options.get("letters") == "auto":
            options["letters"] = "leave" if told.digits > told.letters else "keep"
    with ExitStack() as unless_whole:
        kept, left = (unless_whole.enter_context(closing(Spool())) for _ in range(2))
        sieve = _Sieve(kind, Line(form.at, options, order, figures_mark), known, kept, left)
        if not asked:
            sieve.run(opened, tell, stop)
        found = Sieved(sieve.checked(asked, time.monotonic() - began), form, kept, left)
        unless_whole.pop_all()  # from here on whoever has it closes it
    return found


def _lacking(kind: Kind, form: Form) -> tuple[Question, ...]:
    """What has to be said before a line can be read."""
    found = [
        Question(role.name, f"Which column says {role.title.lower()}?")
        for role in kind.roles
        if role.needed and role.name not in form.at
    ]
    if kind.either and not any(role in form.at for role in kind.either):
        listed = " or ".join(kind.role(role).title.lower() for role in kind.either)
        found.append(Question(kind.either[0], f"Which column says {listed}?"))
    for option in kind.options:
        answer = form.options.get(option.name, "").strip()
        if option.wanted(form.at) and not answer:
            found.append(Question(option.name, _ASKED[option.name], option.answers))
        elif option.name == "currency" and answer and not (len(answer) == 3 and answer.isalpha() and answer.isascii()):
            found.append(Question(option.name, "A currency has three letters, as EUR"))
        elif option.name in (MARGIN, DISCOUNT) and answer and share(answer) is None:
            found.append(Question(option.name, f"{option.title}: a number from 0 to 100"))
    return tuple(found)


def share(text: str) -> Decimal | None:
    """Per cent as somebody typed it, as a share of one; None for what is none."""
    try:
        found = values.number(text.strip().removesuffix("%").strip().replace(",", "."), ".")
    except Unreadable:
        return None
    return found / 100 if 0 <= found <= 100 else None


@dataclass(slots=True)
class _Evidence:
    order: str = ""
    mark: str = ""
    open_day: str = ""
    open_figure: str = ""
    digits: int = 0  # numbers of documents without a letter, and with another one than the C of a cancellation
    letters: int = 0

    def questions(self, order: str, figures_mark: str) -> tuple[Question, ...]:
        found = []
        if self.open_day and not order:
            found.append(Question("day order", f"{values.quoted(self.open_day)}: which comes first?", _ORDERS))
        if self.open_figure and not figures_mark:
            found.append(Question("mark", f"{values.quoted(self.open_figure)}: what does the mark mean?", _MARKS))
        return tuple(found)


def _evidence(opened: Opened, kind: Kind, form: Form, stop: Callable[[], bool]) -> _Evidence:
    """What the columns tell by themselves of the order of day and month and of the decimal mark; read until both are told."""
    found = _Evidence()
    days = [form.at[r.name] for r in kind.roles if r.kind in ("day", "month") and r.name in form.at]
    figures = [form.at[r.name] for r in kind.roles if r.kind == "number" and r.name in form.at]
    documents = form.at.get("document", -1)
    orders: set[str] = set()
    marks: Counter[str] = Counter()
    for n, (_, cells) in enumerate(islice(rows(opened), 1, None)):
        if n % _BREATH == 0:
            time.sleep(_REST)
        if n % _EVERY == 0 and stop():
            raise Stopped
        if 0 <= documents < len(cells):
            found.digits += cells[documents].strip().isdigit()
            found.letters += cells[documents].strip()[:1].isalpha() and cells[documents].strip()[:1] not in "Cc"
        for i in days:
            text = cells[i].strip() if i < len(cells) else ""
            if text and not _is_iso(text):
                if said := values.order_of(text):
                    orders.add(said)
                elif not found.open_day and values.is_open(text):
                    found.open_day = text
        if n < _ENOUGH or not marks:
            for i in figures:
                text = cells[i].strip() if i < len(cells) else ""
                if ("." in text or "," in text) and looks_like(text):
                    if said := mark((text,)):
                        marks[said] += 1
                    elif not found.open_figure:
                        found.open_figure = text
        if n >= _ENOUGH and (orders or not found.open_day) and (marks or not found.open_figure):
            break
    found.order = orders.pop() if len(orders) == 1 else ""
    found.mark = next(iter(marks)) if len(marks) == 1 else ""
    return found


def _is_iso(text: str) -> bool:
    return len(text) >= 8 and text[:4].isdigit()


class _Sieve:
    """Takes each line or leaves it out with a reason."""

    def __init__(self, kind: Kind, line: Line, known: Mapping[str, str], kept: Spool, left: Spool) -> None:
        self._kind, self._line, self._known, self._kept, self._left = kind, line, known, kept, left
        self._block: list[object] = []
        self._out: list[object] = []
        self._seen: dict[Taken, int] | None = {} if "repeated" in line.options else None
        self._keys: dict[str, int] | None = None if "repeated" in line.options else {}
        self._repeats = self._taken = self._rejected = 0
        self._why: Counter[str] = Counter()
        self._first_out: list[Rejected] = []
        self._read: list[Taken] = []
        self._noted = [0] * len(kind.notes)
        self._days: list[str] = []

    def run(self, opened: Opened, tell: Tell, stop: Callable[[], bool]) -> None:
        n = 0
        for n, row in enumerate(islice(rows(opened), 1, None)):
            if n % _BREATH == 0:
                time.sleep(_REST)
            if n % _EVERY == 0:
                if stop():
                    raise Stopped
                tell(Progress("read", n, 0))
            try:
                self._take(row)
            except Unreadable as e:
                self._leave(row, str(e))
        if self._block:
            self._kept.add(self._block)
        if self._out:
            self._left.add(self._out)
        tell(Progress("read", n + 1, n + 1))

    def _take(self, row: Row) -> None:
        at, self._line.cells = row
        taken = self._kind.take(self._line)
        key = self._kind.key(taken)
        if key and key in self._known:
            raise Unreadable(f"{self._kind.keyed} is in {self._known[key]} already")
        self._repeated(at, taken, key)
        for i, (_, fits) in enumerate(self._kind.notes):
            self._noted[i] += fits(taken)
        self._taken += 1
        if len(self._read) < SHOWN:
            self._read.append(taken)
        said = str(taken[0])
        if not self._days:
            self._days = [said, said]
        elif said < self._days[0]:
            self._days[0] = said
        elif said > self._days[1]:
            self._days[1] = said
        self._block.append([at, *taken])
        if len(self._block) == BLOCK:
            self._kept.add(self._block)
            self._block = []

    def _repeated(self, at: int, taken: Taken, key: str) -> None:
        """A line that says the same as another is told, or left out; where a line is a sum of its own there can be one."""
        if self._seen is not None:
            before = self._seen.setdefault(taken, at)
            if before != at:
                if self._line.options["repeated"] == "leave":
                    raise Unreadable(f"Repeats line {before:,} in every column")
                self._repeats += 1
        if self._keys is not None and key:
            before = self._keys.setdefault(key, at)
            if before != at:
                raise Unreadable(f"{self._kind.keyed} stand in line {before:,} already")

    def _leave(self, row: Row, why: str) -> None:
        at, cells = row
        text = " | ".join(" ".join(cell.split()) for cell in cells)
        text = text if len(text) <= _TEXT else text[: _TEXT - 1] + "\N{HORIZONTAL ELLIPSIS}"
        self._rejected += 1
        self._why[_sort(why)] += 1
        if len(self._first_out) < LISTED:
            self._first_out.append(Rejected(at, text, why))
        self._out.append([at, text, why])
        if len(self._out) == BLOCK:
            self._left.add(self._out)
            self._out = []

    def checked(self, asked: tuple[Question, ...], seconds: float) -> Checked:
        notes = [words.format(n=f"{n:,}") for (words, _), n in zip(self._kind.notes, self._noted, strict=True) if n]
        if self._repeats:
            notes.append(f"{self._repeats:,} × another line repeated in every column: it is kept.")
        currency = self._line.options.get("currency", "").strip().upper()
        return Checked(
            self._taken,
            self._rejected,
            tuple(self._why.most_common()),
            tuple(self._first_out),
            self._kind.columns,
            tuple(shown(self._kind, taken, currency) for taken in self._read),
            asked,
            tuple(notes),
            date.fromisoformat(self._days[0]) if self._days else None,
            date.fromisoformat(self._days[1]) if self._days else None,
            seconds,
        )


def _sort(why: str) -> str:
    """Reasons that differ by what stands in the line alone are one."""
    if "\N{LEFT DOUBLE QUOTATION MARK}" in why:
        return "A cell " + why.rpartition("\N{RIGHT DOUBLE QUOTATION MARK} ")[2]
    if why.startswith("Repeats line"):
        return "Repeats another line in every column"
    if " stand in line " in why:
        return why.partition(" stand in line ")[0] + " stand in an earlier line"
    return why


def shown(kind: Kind, taken: Taken, currency: str) -> tuple[str, ...]:
    """A kept row as a person reads it."""
    found = []
    for i, value in enumerate(taken):
        if value is None:
            found.append("")
        elif i in kind.money_at:
            found.append(Money(int(value), currency or "EUR").text())
        elif i in kind.pieces_at:
            found.append(f"{(Decimal(value) / PIECES).normalize():f}".replace("-", "\N{MINUS SIGN}"))
        else:
            found.append(f"{value:,}" if isinstance(value, int) else value)
    return tuple(found)


def first_rows(opened: Opened, most: int = 20) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Heads and the rows below them. Refused where there is nothing below a head."""
    found = list(islice(rows(opened), most + 1))
    if len(found) < 2:
        raise Refused(f"Could not read {opened.path.name}", "There are no lines below its heads.")
    return tuple(cell.strip() for cell in found[0][1]), tuple(found[1:])
