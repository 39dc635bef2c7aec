"""Our figures of a quote beside the ERP's own, for the suite and for the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.pricing import AskedLine, AskPrices, Priced
from app.domain.ref import Ref
from app.lanes.stop import Stop
from tests.outside.quotes import Books, Quote


@dataclass
class Compared:
    quotes: int
    lines: int
    differences: list[str]


def compared(connector: Any, books: Books, seeds: range) -> Compared:
    """Each invented quote priced by us and saved there: every price, every line, every total to the last digit."""
    found = Compared(0, 0, [])
    for seed in seeds:
        quote = books.invented(seed)
        ours, theirs = connector.price(_ask(quote), lambda done, of: None, Stop()), books.saved(quote)
        assert isinstance(ours, Priced)
        pairs = [("untaxed", ours.untaxed.amount, theirs.untaxed), ("tax", ours.tax.amount, theirs.tax)]
        pairs.append(("total", ours.total.amount, theirs.total))
        pairs += [(f"price of {x.key}", x.price, y) for x, y in zip(ours.lines, theirs.each, strict=True)]
        pairs += [(f"net of {x.key}", x.net.amount, y) for x, y in zip(ours.lines, theirs.net, strict=True)]
        found.quotes, found.lines = found.quotes + 1, found.lines + len(quote.lines)
        found.differences += [
            f"quote {seed}, {quote.currency}, {what}: {a}, there {b}" for what, a, b in pairs if Decimal(a) != b
        ]
    return found


def _ask(quote: Quote) -> AskPrices:
    lines = tuple(AskedLine(str(i), str(x.product), Decimal(x.quantity), x.price, x.discount) for i, x in enumerate(quote.lines))
    return AskPrices(Ref("tryton", "customer", str(quote.party)), quote.currency, lines)
