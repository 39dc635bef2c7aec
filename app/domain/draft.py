"""A quote that a person is writing: what it says now, and the quotation of the ERP that it began from."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal

from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line. ``key``: of the ERP's line that it began as, else one made for it; it is never another line's, also not a removed one's.

    product: key of the ERP's product that ``sku`` names, "" where it names none. quantity: in the unit that the product is sold in; None
    while nobody said how many. price: of one, by hand, without tax, in the quote's currency; discount: by hand, percent off what the
    ERP asks of this customer for this quantity; of both at most one is there, and where there is none the ERP prices the line.
    reason: of what was set by hand.
    """

    key: str
    sku: str = ""
    name: str = ""
    product: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    reason: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Nothing was written into it yet."""
        return self == DraftLine(self.key)

    @property
    def by_hand(self) -> bool:
        return self.price is not None or self.discount is not None


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What holds for the whole quote. delivery, payment: terms in words, as the ERP calls them. valid_until: its last day.

    inside: for colleagues only; outside: printed on the quote.
    """

    delivery: str = ""
    payment: str = ""
    valid_until: date | None = None
    inside: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a person can change of a quote. Keys of lines are unique."""

    head: DraftHead = field(default_factory=DraftHead)
    lines: tuple[DraftLine, ...] = ()

    def line(self, key: str) -> DraftLine | None:
        return next((x for x in self.lines if x.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(x.key for x in self.lines)


@dataclass(frozen=True, slots=True)
class Base:
    """The quotation as it was read: its address and number, and ``revs``, the ERP's token of it and of each of its lines.

    revs: (model, key, token), in the order in which they were read.
    """

    sale: Ref
    number: str
    revs: tuple[tuple[str, str, str], ...]
    content: Content


@dataclass(frozen=True, slots=True)
class Typing:
    """What stands in a cell that is being written and was not left yet. ``line``: "" for a field of the head."""

    line: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A person's own draft. ``customer``: whose quote it is; ``currency``: ISO 4217, of every price in it; changed_at: aware UTC.

    offered: id of the letter that takes it to the ERP, "" while it is not on its way; said: why the last one did not arrive.
    answers: the shop's request that it answers.
    """

    id: str
    customer: Ref
    customer_name: str
    currency: str
    content: Content
    changed_at: datetime
    base: Base | None = None
    typing: Typing | None = None
    offered: str = ""
    said: str = ""
    answers: Ref | None = None

    @property
    def number(self) -> str:
        return self.base.number if self.base is not None else "New quote"

    @property
    def changed(self) -> bool:
        """Something stands in it that the ERP's quotation does not say; lines without a word do not count."""
        before = self.base.content if self.base is not None else Content()
        return written(self.content) != before


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft to write on at. ``kept``: it is on the disk already, so that also what takes its last change back has to be written."""

    draft: Draft
    kept: bool


def written(content: Content) -> Content:
    """Without the lines in which nothing stands."""
    return Content(content.head, tuple(x for x in content.lines if not x.empty))


HEAD_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(DraftHead))
LINE_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(DraftLine) if f.name != "key")
AGREED: tuple[str, ...] = ("quantity", "price", "discount", "reason", "note")  # of a line, whatever product it is of
# What may merge by itself where only one side changed it; all else is money, or decides what is delivered for it.
WORDS: frozenset[str] = frozenset({"inside", "outside", "note", "reason"})
