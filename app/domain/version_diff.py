"""Two versions of a quotation side by side: what of the head, of each line and of the money is another; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.draft import Content, DraftLine
from app.domain.money import Money

ADDED, REMOVED, CHANGED, SAME = "+", "\N{MINUS SIGN}", "~", ""
HEAD: tuple[tuple[str, str], ...] = (
    ("valid_until", "Valid until"),
    ("payment", "Payment terms"),
    ("delivery", "Delivery terms"),
    ("outside", "Note on the quote"),
    ("inside", "Note for colleagues"),
)


@dataclass(frozen=True, slots=True)
class HeadRow:
    """``before``, ``after``: in words, "" for nothing."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before.strip() != self.after.strip()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line in both; None where it is not there. worth: what it comes to in each, in the quote's currency."""

    mark: str
    before: DraftLine | None
    after: DraftLine | None
    worth: tuple[Money | None, Money | None]

    @property
    def line(self) -> DraftLine:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def words(self) -> tuple[tuple[str, str, str], ...]:
        """What of its words is another: (what, before, after)."""
        if self.before is None or self.after is None:
            return ()
        named = (("Note", "note"), ("Reason", "reason"))
        found = ((label, getattr(self.before, name), getattr(self.after, name)) for label, name in named)
        return tuple((label, a, b) for label, a, b in found if a.strip() != b.strip())


@dataclass(frozen=True, slots=True)
class Diff:
    """head: all of it that stands in either; lines: of the later, then those taken out of the earlier. net: of both."""

    head: tuple[HeadRow, ...]
    lines: tuple[LineRow, ...]
    net: tuple[Money | None, Money | None]

    @property
    def count(self) -> int:
        """Things that differ."""
        return sum(1 for x in self.head if x.changed) + sum(1 for x in self.lines if x.mark)


def diff(a: Content, b: Content, currency: str, net: tuple[Money | None, Money | None]) -> Diff:
    """From ``a`` to ``b``. ``net``: as the ERP told it; where it did not, the lines' own worth is added up."""
    head = tuple(HeadRow(label, *(_word(getattr(c.head, name)) for c in (a, b))) for name, label in HEAD)
    lines = tuple(_rows(a, b, currency))
    sums = tuple(told if told is not None else _sum([x.worth[i] for x in lines], currency) for i, told in enumerate(net))
    return Diff(tuple(x for x in head if x.before or x.after), lines, (sums[0], sums[1]))


def _rows(a: Content, b: Content, currency: str) -> list[LineRow]:
    pairs, gone = _pairs(a, b)
    rows = [_row(before, after, currency) for before, after in pairs]
    return [*rows, *(_row(x, None, currency) for x in gone)]


def _pairs(a: Content, b: Content) -> tuple[list[tuple[DraftLine | None, DraftLine]], list[DraftLine]]:
    """Each later line with the earlier one that it was: the very line, else one that says the same, else the first of its product."""
    left = [x for x in a.lines if not x.empty]
    after = [x for x in b.lines if not x.empty]
    found: dict[int, DraftLine] = {}
    for alike in (_is_line, _says_the_same, _of_product):
        for i, new in enumerate(after):
            old = None if i in found else next((x for x in left if alike(x, new)), None)
            if old is not None:
                found[i] = old
                left.remove(old)
    return [(found.get(i), new) for i, new in enumerate(after)], left


def _is_line(old: DraftLine, new: DraftLine) -> bool:
    return old.key == new.key and _of_product(old, new)


def _says_the_same(old: DraftLine, new: DraftLine) -> bool:
    return _of_product(old, new) and _figures(old) == _figures(new)


def _of_product(old: DraftLine, new: DraftLine) -> bool:
    return (old.product or old.sku) == (new.product or new.sku)


def _figures(x: DraftLine) -> tuple[object, ...]:
    return x.quantity or Decimal(0), x.price or Decimal(0), x.discount, x.note.strip(), x.reason.strip()


def _row(before: DraftLine | None, after: DraftLine | None, currency: str) -> LineRow:
    if before is None or after is None:
        mark = ADDED if before is None else REMOVED
    else:
        mark = SAME if _figures(before) == _figures(after) else CHANGED
    return LineRow(mark, before, after, (_worth(before, currency), _worth(after, currency)))


def _worth(x: DraftLine | None, currency: str) -> Money | None:
    """As the ERP rounds a line."""
    if x is None or x.price is None or x.quantity is None:
        return None
    return Money.of(x.quantity * x.price, currency)


def _sum(found: list[Money | None], currency: str) -> Money:
    return Money(sum(x.minor for x in found if x is not None), currency)


def _word(value: object) -> str:
    return "" if value is None else str(value)
