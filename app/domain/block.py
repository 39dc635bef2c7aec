"""The kinds of evidence that a case's page is made of: frozen, ready to draw; a screen knows kinds, never exception types."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of the case panel. ``state``: "known"; "none" (known to be empty); "unreadable" (no right); "not_connected"."""

    label: str
    text: str
    tone: str = "text.1"
    state: str = "known"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A part of the exposure. ``key``: not_due, overdue, delivered, orders, this, cash. ``documents``: (number, date text, amount)."""

    key: str
    label: str
    count: int | None
    amount: Money | None  # None: this sign-in cannot know
    documents: tuple[tuple[str, str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class LineRow:
    sku: str
    product: str
    quantity: str
    net: Money


@dataclass(frozen=True, slots=True)
class Exposure:
    """An account's exposure against its limit, in one currency."""

    title: str
    amount: Money | None
    limit: Money | None
    currency: str
    used_percent: str
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class Aging:
    """Open amounts by days past due; None where this sign-in may not read them."""

    title: str
    parts: tuple[tuple[str, Money | None], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """An order's lines in one currency; ``note`` stands at the right of the title."""

    title: str
    rows: tuple[LineRow, ...]
    currency: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values; ``note`` stands at the right of the title. ``beside``: they support the main evidence."""

    title: str
    facts: tuple[Fact, ...]
    note: str = ""
    beside: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """``tone`` colours what differs: "" for nothing, else bad, warn, ok or wait."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class CompareRow:
    """``mark`` in the gutter: "+" added, "~" changed, "−" removed, "" unchanged. One cell per column."""

    mark: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same thing in several versions, side by side: placed, booked, agreed. ``heads``: (title, kind): "text" or "num"."""

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[CompareRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at something, the newest first. ``kind``: ok, bad, warn, wait or none."""

    when: str
    what: str
    kind: str
    words: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Attempts:
    title: str
    rows: tuple[Attempt, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a conflict. ``deed``: takes it in every field, by ``key``; empty where none does. who, when: empty if not known."""

    name: str  # what a field's choice is called: "erp", "shop"
    title: str
    who: str = ""
    when: str = ""
    deed: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """A field of a conflict. ``name``: of the choice between its versions; one text per version, "" where it is not known."""

    name: str
    label: str
    note: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same record as it was (base) and as each side has it now; one of them is to be taken, for each field."""

    title: str
    versions: tuple[Version, ...]
    fields: tuple[Differing, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One of a line's pieces. ``tone``: "" while nothing was done for it, else ok or wait."""

    number: int
    state: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """The pieces of a delivered line; those that the open remedy would take are ticked by the screen."""

    title: str
    pieces: tuple[Piece, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A file of the record. ``file``, ``rev``: what it is asked for by. ``words``: size, age and who; ``kind``: photo, packet or paper."""

    file: Ref
    rev: str
    name: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos as small pictures, opened large by Enter; ``none``: what is said where there are none."""

    title: str
    shots: tuple[Shot, ...]
    note: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: what is left in words, why it holds, how much of it is used in per cent; ``tone``: ok, warn or bad."""

    label: str
    left: str
    source: str
    used: int
    tone: str


@dataclass(frozen=True, slots=True)
class Clocks:
    title: str
    rows: tuple[Clock, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is, in a whole sentence."""

    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Reasons:
    title: str
    rows: tuple[Reason, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that takes a stretch of a day, in minutes from midnight. ``key``: of what it stands for.

    kind: "visit"; "clash", where something speaks against it; "this", what the page is about; "done"; "free": proposed. note: what is
    said of it beside its text.
    """

    key: str
    begins: int
    ends: int
    text: str
    kind: str = "visit"
    note: str = ""


@dataclass(frozen=True, slots=True)
class StripRow:
    """``open``: stretches of the day, in minutes from midnight, in which it is to be had; ``note``: stands small below its name."""

    key: str
    name: str
    note: str
    open: tuple[tuple[int, int], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One day, a row for each resource, from the hour ``begins`` to the hour ``ends``."""

    title: str
    begins: int
    ends: int
    rows: tuple[StripRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A bar of how a price comes about, from ``begins`` to ``ends`` in major units; they are drawn to scale and read as ``text``.

    kind: "list", "less" or "more" (a step off or on), "hand" (one that somebody took), "net", "cost".
    """

    label: str
    note: str
    begins: Decimal
    ends: Decimal
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PricedRow:
    """One cell per head; ``tone`` tints the row. ``name``: what its steps are told under; floor: the least price, None: not known."""

    tone: str
    cells: tuple[Cell, ...]
    name: str
    steps: tuple[PriceStep, ...]
    floor: Decimal | None = None
    floor_text: str = ""


@dataclass(frozen=True, slots=True)
class Prices:
    """Lines with their prices, one of them chosen: how its price comes about stands below.

    heads: (title, "text" or "num", rank): where there is no room, those of the highest rank go first; 0 always stays. chosen: a place.
    """

    title: str
    heads: tuple[tuple[str, str, int], ...]
    rows: tuple[PricedRow, ...]
    chosen: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A share in per cent between its bounds. ``marks``: (label, where); text: what it reads; tone: ok, warn or bad."""

    title: str
    value: Decimal | None
    text: str
    marks: tuple[tuple[str, Decimal], ...]
    tone: str
    note: str = ""


Block = (
    Prices
    | Gauge
    | Strip
    | Exposure
    | Aging
    | Lines
    | Comparison
    | Conflict
    | Attempts
    | Units
    | Photos
    | Clocks
    | Facts
    | Reasons
)
