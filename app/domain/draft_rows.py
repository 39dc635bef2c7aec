"""What a quote says line by line and in all: figures of the ERP's last answer beside what a person has written since; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.catalogue import Catalogue
from app.domain.draft import Content, DraftLine
from app.domain.money import Money, each
from app.domain.pricing import AskedLine, Priced, PricedLine

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Row:
    """One line with what is known of it. Prices as in ``PricedLine``, in the quote's currency; None: not known (yet).

    current: the ERP's answer is about just this line as it stands; else its figures are of the line as it was. off, margin: shares, None
    where list price or cost are of another currency or not known. free: place by place, as in the catalogue.
    """

    line: DraftLine
    list_price: Decimal | None = None
    own: Decimal | None = None
    price: Decimal | None = None
    net: Money | None = None
    off: Decimal | None = None
    margin: Decimal | None = None
    current: bool = False
    refused: str = ""
    free: tuple[tuple[str, Decimal], ...] = ()
    unit: str = ""

    @property
    def short(self) -> bool:
        """Less is free of it, at all places together, than is wanted."""
        return self.line.quantity is not None and bool(self.free) and sum(n for _, n in self.free) < self.line.quantity


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the ERP's last answer. current: it is about the quote as it stands. margin: share of the lines whose cost is known; ``unknown``:
    how many lines that leaves out."""

    untaxed: Money
    tax: Money
    total: Money
    current: bool
    margin: Decimal | None
    unknown: int


def rows(lines: Iterable[DraftLine], priced: Priced | None, catalogue: Catalogue) -> tuple[Row, ...]:
    """In their order; many lines cost no more each than few."""
    answer = _Answer(priced) if priced is not None else None
    return tuple(_row(x, answer, catalogue) for x in lines)


def row(line: DraftLine, priced: Priced | None, catalogue: Catalogue) -> Row:
    return rows((line,), priced, catalogue)[0]


class _Answer:
    """The ERP's answer by the keys of the lines."""

    def __init__(self, priced: Priced) -> None:
        self.home = priced.company_currency
        self.asked = {x.key: x for x in priced.asked.lines}
        self.lines = {x.key: x for x in priced.lines}
        self.refused = dict(priced.refused)


def _row(line: DraftLine, answer: _Answer | None, catalogue: Catalogue) -> Row:
    sold = catalogue.product(line.product)
    free, unit = (sold.free, sold.unit) if sold is not None else ((), "")
    was = answer.asked.get(line.key) if answer is not None else None
    if answer is None or was is None or was.product != line.product:
        return Row(line, free=free, unit=unit)
    known = answer.lines.get(line.key)
    if known is None:
        return Row(line, current=_same(was, line), refused=answer.refused.get(line.key, ""), free=free, unit=unit)
    home = answer.home == known.net.currency
    return Row(
        line,
        known.list_price if home else None,
        known.own,
        known.price,
        known.net,
        _ONE - known.price / known.list_price if home and known.list_price else None,
        _margin(known) if home else None,
        _same(was, line),
        "",
        free,
        unit,
    )


def _same(was: AskedLine, line: DraftLine) -> bool:
    return (was.product, was.quantity, was.price, was.discount) == (line.product, line.quantity, line.price, line.discount)


def _margin(known: PricedLine) -> Decimal | None:
    return None if known.cost is None or not known.price else _ONE - known.cost / known.price


def totals(content: Content, priced: Priced | None) -> Totals | None:
    """None before the first answer."""
    if priced is None:
        return None
    asked = {x.key: x for x in priced.asked.lines}
    askable = [x for x in content.lines if x.product and x.quantity]
    current = len(askable) == len(asked) and all(x.key in asked and _same(asked[x.key], x) for x in askable)
    margin, unknown = _whole_margin(priced)
    return Totals(priced.untaxed, priced.tax, priced.total, current, margin, unknown)


def _whole_margin(priced: Priced) -> tuple[Decimal | None, int]:
    if priced.company_currency != priced.untaxed.currency:
        return None, len(priced.lines)
    quantity = {x.key: x.quantity for x in priced.asked.lines}
    known = [x for x in priced.lines if x.cost is not None]
    sold = sum((x.net.amount for x in known), Decimal(0))
    cost = sum(((x.cost or 0) * quantity[x.key] for x in known), Decimal(0))
    return (_ONE - cost / sold if sold else None), len(priced.lines) - len(known)


def percent(share: Decimal | None) -> str:
    """ "24.6 %"; a dash where nobody knows."""
    return "–" if share is None else f"{share * 100:.1f} %".replace("-", "\N{MINUS SIGN}")


def grouped(price: Decimal, currency: str) -> str:
    """What one costs, with every digit that says something: 16,605.00, 25.1345."""
    return f"{Decimal(each(price, currency)):,f}".replace("-", "\N{MINUS SIGN}")


def counted(quantity: Decimal) -> str:
    """4,000; 2.5."""
    return f"{quantity.normalize():,f}"
