"""An offer as PDF: to whom, what each line costs, what all of it comes to and until when it stands; no amount is counted here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.domain.money import Money
from app.domain.paper import PaperLine, QuotePaper
from app.packet.measures import BOTTOM, LEFT, RIGHT, WIDE
from app.packet.words import Words, words

if TYPE_CHECKING:
    from app.packet.letterhead import Sheet

_SIZE, _HIGH, _PAD = 8.5, 4.3, 1.7  # pt of the table's words; mm of a line of them, and above and below a row
_KEPT = 14  # lines of a row that are never torn; longer ones go over pages
_SKU, _WORDS, _UNIT, _LESS = 30.0, 57.0, 127.0, 169.0  # mm: where columns begin; the discount ends there
_COUNT, _EACH = 121.0, 146.0  # mm: where the points of quantities and prices stand


@dataclass(frozen=True, slots=True)
class _Row:
    """What is never torn: ``high`` mm, drawn from its upper edge on."""

    high: float
    draw: Callable[[float], None]


def quote_paper(paper: QuotePaper) -> bytes:
    """The same offer gives the same bytes."""
    from app.packet.letterhead import Sheet  # imported where first needed: no queue waits for it

    said = words(paper.language)
    sheet = Sheet(
        title=_title(paper, said), author=paper.seller.name, at=paper.stamp, language=said.language, page_words=said["page"]
    )
    _Offer(sheet, paper, said).write()
    return bytes(sheet.output())


def _title(paper: QuotePaper, said: Words) -> str:
    kind = said["draft"] if paper.is_draft else said["offer"]
    return f"{kind} {paper.number}".strip()


class _Offer:
    """One paper being written."""

    def __init__(self, sheet: Sheet, paper: QuotePaper, said: Words) -> None:
        self._sheet, self._paper, self._said = sheet, paper, said
        self._less = any(x.discount for x in paper.lines)
        self._count = _COUNT if self._less else _COUNT + 14
        self._unit = _UNIT if self._less else _UNIT + 14
        self._each = _EACH if self._less else _EACH + 12

    def write(self) -> None:
        sheet, paper, said = self._sheet, self._paper, self._said
        version = f"{said['version']} {paper.version}" if paper.version else ""
        sheet.head = "  ·  ".join(filter(None, (_title(paper, said), version, paper.seller.name)))
        sheet.foot = tuple(_foot(paper, said))
        sheet.add_page()
        self._letterhead()
        self._addresses()
        self._opening()
        self._table()
        self._terms()
        if sheet.unprinted:
            sheet.gap(3)
            sheet.say(said["unprinted"], 7.5, quiet=True)

    # ---- before the table ----------------------------------------------------------------------------------------------------------

    def _letterhead(self) -> None:
        sheet, seller = self._sheet, self._paper.seller
        for n, line in enumerate(sheet.broken(seller.name, 100, 15, bold=True)[:2]):
            sheet.put(LEFT, 16 + n * 7, line, 15, bold=True)
        for n, line in enumerate((*seller.address, *seller.reach)[:6]):
            sheet.put(RIGHT, 16 + n * 4, line, 8, quiet=True, right=True)

    def _addresses(self) -> None:
        """The buyer's where a window of an envelope shows it; beside it what the offer is known by."""
        sheet, paper = self._sheet, self._paper
        sender = "  ·  ".join((paper.seller.name, *paper.seller.address[:2]))
        sheet.put(LEFT, 45, (sheet.broken(sender, 85, 6.5) or [""])[0].rstrip(" ·"), 6.5, quiet=True)
        sheet.rule(49, right=105)
        lines = [line for part in paper.to for line in sheet.broken(part, 85, 10)]
        for n, line in enumerate(lines[:8]):
            sheet.put(LEFT, 51.5 + n * 4.9, line, 10)
        y = 45.0
        for label, value in self._known():
            sheet.put(118, y, label, 8.5, quiet=True)
            for part in sheet.broken(value, 42, 8.5) or [""]:
                sheet.put(148, y, part, 8.5)
                y += 4.4
            y += 0.6
        if paper.deliver:
            y += 1.5
            sheet.put(118, y, self._said["deliver"], 8.5, quiet=True)
            for part in [line for one in paper.deliver for line in sheet.broken(one, 42, 8.5)][:7]:
                sheet.put(148, y, part, 8.5)
                y += 4.4
        sheet.set_y(max(y, 51.5 + min(8, len(lines)) * 4.9, 92.0))

    def _known(self) -> Iterator[tuple[str, str]]:
        paper, said = self._paper, self._said
        told = (
            ("version", str(paper.version) if paper.version and not paper.is_draft else ""),
            ("date", said.day(paper.quoted_on) if paper.quoted_on else ""),
            ("until", said.day(paper.valid_until) if paper.valid_until else ""),
            ("customer", paper.buyer),
            ("reference", paper.reference),
            ("contact", paper.contact),
        )
        yield from ((said[name], value) for name, value in told if value)

    def _opening(self) -> None:
        sheet = self._sheet
        sheet.gap(4)
        sheet.put(LEFT, sheet.get_y(), _title(self._paper, self._said), 17, bold=True)
        sheet.gap(10)
        sheet.put(LEFT, sheet.get_y(), self._said["opening"], 9.5)
        sheet.gap(8)

    # ---- the table -----------------------------------------------------------------------------------------------------------------

    def _table(self) -> None:
        """The totals never stand on a page without the end of what they add up."""
        self._table_head()
        rows = [row for line in self._paper.lines for row in self._rows_of(line)]
        totals = self._totals()
        for row in rows[:-1]:
            self._draw(row, row.high)
        for row in rows[-1:]:
            self._draw(row, row.high + totals.high)
        self._draw(totals, totals.high, head=False)

    def _draw(self, row: _Row, wanted: float, *, head: bool = True) -> None:
        sheet = self._sheet
        if sheet.get_y() + wanted > BOTTOM:
            sheet.add_page()
            if head:
                self._table_head()
        y = sheet.get_y()
        row.draw(y)
        sheet.set_y(y + row.high)

    def _table_head(self) -> None:
        sheet, said, y = self._sheet, self._said, self._sheet.get_y()
        sheet.rule(y, strong=True)
        y += 1.8
        at = {"position": LEFT, "article": _SKU, "description": _WORDS}
        for name, x in at.items():
            sheet.put(x, y, said[name], 8, bold=True)
        ends = {"quantity": self._unit + 6, "each": self._each + 8}
        if self._less:
            ends["discount"] = _LESS
        for name, x in ends.items():
            sheet.put(x, y, said[name], 8, bold=True, right=True)
        sheet.put(RIGHT, y, f"{said['amount']} {self._paper.currency}", 8, bold=True, right=True)
        sheet.rule(y + 5, strong=True)
        sheet.set_y(y + 5)

    def _rows_of(self, line: PaperLine) -> Iterator[_Row]:
        """One row; a longer text than a page should tear is one row a line of it."""
        bold = line.kind in ("title", "subtotal")
        wide = self._count - 14 - _WORDS if line.kind == "line" else 160 - _SKU
        text = self._sheet.broken(line.words, wide, _SIZE, bold=bold)
        sku = self._sheet.broken(line.sku, _WORDS - _SKU - 2, _SIZE)
        count = max(len(text), len(sku), 1)
        if count <= _KEPT:
            yield _Row(count * _HIGH + 2 * _PAD, partial(self._line, line, sku, text, True, True))
            return
        for n in range(count):
            first, last = n == 0, n == count - 1
            high = _HIGH + _PAD * (first + last)
            yield _Row(high, partial(self._line, line if first else None, sku[n : n + 1], text[n : n + 1], first, last))

    def _line(self, line: PaperLine | None, sku: list[str], text: list[str], first: bool, last: bool, y: float) -> None:
        """``line``: None where this is only the rest of its words."""
        sheet = self._sheet
        y += _PAD if first else 0.0
        goods = line is None or line.kind == "line"
        bold = line is not None and line.kind in ("title", "subtotal")
        for n, part in enumerate(sku):
            sheet.put(_SKU, y + n * _HIGH, part, _SIZE)
        for n, part in enumerate(text):
            sheet.put(_WORDS if goods else _SKU, y + n * _HIGH, part, _SIZE, bold=bold, quiet=not goods and not bold)
        if line is not None:
            self._figures(line, y, bold=bold)
        if last:
            sheet.rule(y + max(1, len(sku), len(text)) * _HIGH + _PAD)

    def _figures(self, line: PaperLine, y: float, *, bold: bool) -> None:
        sheet, said, currency = self._sheet, self._said, self._paper.currency
        if line.position:
            sheet.put(_SKU - 3, y, str(line.position), _SIZE, quiet=True, right=True)
        if line.quantity is not None:
            sheet.figure(self._count, y, said.quantity(line.quantity), said.point, _SIZE)
            sheet.put(self._unit, y, line.unit, _SIZE)
        if line.each is not None:
            sheet.figure(self._each, y, said.each(line.each, currency), said.point, _SIZE)
        if line.discount:
            sheet.put(_LESS, y, f"{said.quantity(line.discount)} %", _SIZE, right=True)
        if line.net is not None:
            sheet.put(RIGHT, y, said.amount(line.net), _SIZE, bold=bold, right=True)

    # ---- what it comes to ------------------------------------------------------------------------------------------------------------

    def _totals(self) -> _Row:
        paper, said = self._paper, self._said
        rows: list[tuple[str, Money]] = []
        if paper.carriage is not None and paper.goods is not None:
            rows += [(said["goods"], paper.goods), (said["carriage"], paper.carriage)]
        rows.append((said["untaxed"], paper.untaxed))
        rows += [(said["on"].format(tax=t.name, base=said.amount(t.base)), t.amount) for t in paper.taxes]
        if not paper.taxes:
            rows.append((said["tax"], paper.tax))
        high = 3 + len(rows) * 5 + 9 + (5 if self._less else 0)
        return _Row(high, partial(self._sums, rows))

    def _sums(self, rows: list[tuple[str, Money]], y: float) -> None:
        sheet, said, paper = self._sheet, self._said, self._paper
        if self._less:
            sheet.put(LEFT, y + 1.5, said["discounted"], 7.5, quiet=True)
        y += 3
        for label, money in rows:
            sheet.put(110, y, (sheet.broken(label, 52, 9) or [""])[0], 9, quiet=True)
            sheet.put(RIGHT, y, said.amount(money), 9, right=True)
            y += 5
        sheet.rule(y + 0.5, left=110, strong=True)
        sheet.put(110, y + 2.2, f"{said['total']} {paper.currency}", 11, bold=True)
        sheet.put(RIGHT, y + 2.2, said.amount(paper.total), 11, bold=True, right=True)

    # ---- after it ------------------------------------------------------------------------------------------------------------------

    def _terms(self) -> None:
        sheet, said, paper = self._sheet, self._said, self._paper
        sheet.gap(7)
        for label, text in ((said["payment"], paper.payment), (said["delivery"], paper.delivery)):
            lines = sheet.broken(text, WIDE - 32, 9)
            if lines:
                sheet.room(min(len(lines), 3) * 4.6)
                sheet.put(LEFT, sheet.get_y(), label, 9, quiet=True)
            for line in lines:
                sheet.room(4.6)
                sheet.put(LEFT + 32, sheet.get_y(), line, 9)
                sheet.gap(4.6)
        if paper.note.strip():
            sheet.gap(3)
            sheet.say(paper.note, 9)
        if paper.valid_until is not None and not paper.is_draft:
            sheet.gap(2)
            sheet.say(said["validity"].format(day=said.day(paper.valid_until)), 9)


def _foot(paper: QuotePaper, said: Words) -> Iterator[str]:
    seller = paper.seller
    tax = said["tax_number"].format(number=seller.tax) if seller.tax else ""
    yield "  ·  ".join(filter(None, (seller.name, tax)))
    if seller.accounts:
        yield "  ·  ".join(seller.accounts[:2])
