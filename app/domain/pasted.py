"""Pasted rows as lines of a quote, and a list of what did not match and why; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.catalogue import Catalogue, Sold
from app.domain.figures_read import Unreadable, discount, mark, price, quantity
from app.domain.pasted_table import Columns, columns, table, words_of

MOST = 2000  # rows taken at once
_SHOWN = 80  # letters of a row that did not match


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A row that matched. ``row``: its line in the text, from 1. Quantity None: the text has no column that says how many."""

    row: int
    product: Sold
    quantity: Decimal | None
    price: Decimal | None
    discount: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A row that did not. ``text``: as it was pasted; ``why``: in words."""

    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """``read_as``: which columns were found, in words."""

    lines: tuple[PastedLine, ...]
    missed: tuple[Missed, ...]
    read_as: str


def read(text: str, catalogue: Catalogue) -> Pasted:
    """Every row with anything in it is in one of the two lists. A row is taken whole or not at all: no figure is guessed or left out."""
    rows = table(text, catalogue)
    found = columns(rows, catalogue)
    body = rows[1:] if found.header else rows
    figures = [found.cell(cells, role) for _, cells in body for role in ("quantity", "price", "discount")]
    used = mark(figures)
    lines: list[PastedLine] = []
    missed: list[Missed] = []
    for row, cells in body[:MOST]:
        try:
            lines.append(_line(row, cells, found, catalogue, used))
        except Unreadable as e:
            missed.append(Missed(row, _shown(cells), str(e)))
    missed += [Missed(row, _shown(cells), f"Only {MOST:,} rows are taken at once") for row, cells in body[MOST:]]
    return Pasted(tuple(lines), tuple(missed), words_of(found))


def _shown(cells: Sequence[str]) -> str:
    told = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return told if len(told) <= _SHOWN else told[: _SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _line(row: int, cells: Sequence[str], found: Columns, catalogue: Catalogue, used: str) -> PastedLine:
    product = _product(found.cell(cells, "sku"), found.cell(cells, "name"), catalogue)
    count = quantity(found.cell(cells, "quantity"), used)
    if count is None and "quantity" in found.at:
        raise Unreadable("No quantity")
    each, off = price(found.cell(cells, "price"), used), discount(found.cell(cells, "discount"), used)
    if each is not None and off is not None:
        raise Unreadable("A price and a discount: only one of them can be set by hand")
    return PastedLine(row, product, count, each, off, found.cell(cells, "note"))


def _product(sku: str, name: str, catalogue: Catalogue) -> Sold:
    """By its number; else by a name, in either column."""
    if not sku and not name:
        raise Unreadable("No SKU and no name")
    for known in (catalogue.numbered(sku), catalogue.called(sku), catalogue.numbered(name), catalogue.called(name)):
        if len(known) == 1:
            return known[0]
        if known:
            raise Unreadable(f"{len(known)} products match {sku or name}: {', '.join(p.sku for p in known[:4])}")
    raise Unreadable(f"No product {sku or name} is sold")
