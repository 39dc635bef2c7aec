"""Two versions of a quotation side by side, as tables and as text for another program's clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.domain.block import Cell, CompareRow, Comparison
from app.domain.draft import DraftLine
from app.domain.money import Money, each
from app.domain.sheet import harmless
from app.domain.version_diff import Diff, LineRow
from ui.tables.formats import MINUS, NONE, exact

_TO = " \N{RIGHTWARDS ARROW} "


def tables(found: Diff, names: tuple[str, str], currency: str, *, only: bool) -> tuple[Comparison, ...]:
    """Head and lines. ``only``: what differs."""
    both = (terms(found, names, only=only), lines(found, names, currency, only=only))
    return tuple(t for t in both if t is not None)


def terms(found: Diff, names: tuple[str, str], *, only: bool) -> Comparison | None:
    """The head. ``only``: what differs; None where nothing is left."""
    rows = tuple(
        CompareRow(
            "~" if x.changed else "", (Cell(x.label), Cell(x.before or NONE), Cell(x.after or NONE, "warn" if x.changed else ""))
        )
        for x in found.head
        if x.changed or not only
    )
    return Comparison("Terms and notes", (("What", "text"), *((n, "text") for n in names)), rows) if rows else None


def lines(found: Diff, names: tuple[str, str], currency: str, *, only: bool) -> Comparison | None:
    shown = [x for x in found.lines if x.mark or not only]
    rows = tuple(row for x in shown for row in _line(x, currency))
    same = len(found.lines) - sum(1 for x in found.lines if x.mark)
    note = f"{same} more {'is' if same == 1 else 'are'} the same" if only and same else ""
    heads = (
        *(("Product", "text"), ("Quantity", "num"), ("Price", "num"), ("Discount", "num")),
        *((f"Net, {n[:1].lower()}{n[1:]}", "num") for n in names),
    )
    return Comparison(f"Lines, {currency}", heads, rows, note) if rows else None


def _line(x: LineRow, currency: str) -> tuple[CompareRow, ...]:
    a, b = x.before, x.after
    cells = [
        Cell(x.line.sku or x.line.name, "" if x.mark else "text.2"),
        _change(_quantity(a), _quantity(b)),
        _change(_price(a, currency), _price(b, currency)),
        _change(_discount(a), _discount(b)),
        *(Cell(exact(m)) for m in x.worth),
    ]
    empty = (Cell(""),) * 5
    told = [CompareRow(x.mark, (Cell(f"{label}: {_change(was, now).text}"), *empty)) for label, was, now in x.words]
    return (CompareRow(x.mark, tuple(cells)), *told)


def _change(before: str, after: str) -> Cell:
    """One figure where it is the same or only one side has it."""
    if before == after or not before or not after:
        return Cell(before or after or NONE)
    return Cell(f"{before}{_TO}{after}", "warn")


def _quantity(x: DraftLine | None) -> str:
    return "" if x is None or x.quantity is None else f"{x.quantity.normalize():f}"


def _price(x: DraftLine | None, currency: str) -> str:
    return "" if x is None or x.price is None else f"{Decimal(each(x.price, currency)):,}"


def _discount(x: DraftLine | None) -> str:
    return "" if x is None else f"{(x.discount or Decimal(0)).normalize():f} %" if x.discount else NONE


def net(found: Diff) -> str:
    """ "Net 570.00 to 736.00 EUR, 166.00 more"."""
    before, after = found.net
    if before is None or after is None or before.currency != after.currency:
        return ""
    by = after - before
    more = "the same" if not by else f"{_plain(by)} {'less' if by.minor < 0 else 'more'}"
    return f"Net {before.text()}{_TO}{after.text()} {after.currency}, {more}"


def _plain(by: Money) -> str:
    return (-by if by.minor < 0 else by).text()


def count(found: Diff) -> str:
    return (
        "Nothing differs"
        if not found.count
        else f"{found.count} thing{'' if found.count == 1 else 's'} differ{'s' if found.count == 1 else ''}"
    )


def text(title: str, found: Diff, tables: Sequence[Comparison]) -> str:
    """Tab-separated, with cells that a spreadsheet would run made harmless."""
    told = [title, count(found), *([net(found)] if net(found) else [])]
    for table in tables:
        heads = "\t".join(head for head, _ in table.heads)
        rows = ["\t".join(harmless(x) for x in (*[c.text for c in row.cells], _mark(row.mark))).rstrip() for row in table.rows]
        told += ["", table.title, heads, *rows]
    return "\n".join(told)


def _mark(mark: str) -> str:
    return {"+": "added", "~": "changed", MINUS: "taken out"}.get(mark, "")
