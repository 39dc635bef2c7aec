"""A file shaped like the UCI Online Retail set: its columns, its dirt and its size, made up, the same every time."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.retail.workbook import write_workbook

HEADS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
FULL = 541_909  # lines below the heads
DOCUMENTS = 25_900
Goods = tuple[str | int, str, float]
Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]
_COUNTRIES = ("United Kingdom", "Germany", "France", "EIRE", "Spain", "Netherlands", "Unspecified", "RSA")
_DIRT = (
    None,
    "?",
    "damages",
    "check",
    "wrongly coded 20713",
    "amazon",
    "Dotcom sales",
    "thrown away",
    "lost??",
    "=SUM(A1)",
    "20713",
)
_FEES = ("POST", "D", "M", "BANK CHARGES", "DOT", "C2", "AMAZONFEE")
_WORDS = "WHITE HANGING HEART T-LIGHT RED RETROSPOT LUNCH BAG VINTAGE SET OF CAKE STAND JUMBO HOLDER".split()  # noqa: SIM905
_ADJUSTED = "Adjust bad debt"


@dataclass(frozen=True)
class Shape:
    lines: int = FULL
    documents: int = DOCUMENTS
    seed: int = 352  # the set's number at UCI


WHOLE = Shape()


def rows(shape: Shape = WHOLE) -> Iterator[Row]:
    """Without the heads. Numbers of documents are whole but for cancellations (C...) and adjustments (A...)."""
    rng = random.Random(shape.seed)
    goods = [(_code(rng), _name(rng), round(rng.lognormvariate(0.6, 0.9), 2) or 0.42) for _ in range(max(60, shape.lines // 140))]
    customers = list(range(12346, 12346 + max(20, shape.documents // 6)))
    home = {c: _COUNTRIES[0] if rng.random() < 0.9 else rng.choice(_COUNTRIES) for c in customers}
    sizes, kinds = _sizes(rng, shape)
    at, number = datetime(2010, 12, 1, 8, 26), 536365  # noqa: DTZ001 (the set knows no zone)
    step = timedelta(days=373) / len(sizes)
    left = shape.lines
    for n, size in enumerate(sizes):
        size = min(size, left) if n < len(sizes) - 1 else left
        left -= size
        kind, number = kinds[n], number + 1 + (rng.random() < 0.1)
        known = rng.random() < (0.86 if size < 60 else 0.62)
        customer = rng.choice(customers) if known else None
        country = home[customer] if customer else _COUNTRIES[0]
        moment = (at + step * n + timedelta(minutes=rng.randrange(300))).replace(second=0, microsecond=0)
        if kind == "debt":
            yield from _adjustment(number, moment, size)
        elif kind == "back":
            yield from _back(rng, goods, number, moment, size, customer, country)
        elif kind == "off":
            for _ in range(size):
                yield number, rng.choice(goods)[0], rng.choice(_DIRT), -rng.randrange(1, 400), moment, 0.0, None, _COUNTRIES[0]
        else:
            yield from _sold(rng, goods, number, moment, size, customer, country)


def _sizes(rng: random.Random, shape: Shape) -> tuple[list[int], list[str]]:
    """Lines of each document, as skewed as a shop's: many of one, some of hundreds; together what is wanted. And what each is."""
    kinds = ["back" if (drawn := rng.random()) < 0.148 else "off" if drawn < 0.2 else "sold" for _ in range(shape.documents)]
    for third in (3, 2, 1.5):
        kinds[int(len(kinds) / third) - 1] = "debt"
    weights = [rng.lognormvariate(2.1, 1.25) if kind == "sold" else 0.0 for kind in kinds]
    few = [rng.choice((0, 0, 1, 1, 2, 5)) if kind == "back" else 0 for kind in kinds]
    scale = (shape.lines - shape.documents - sum(few)) / sum(weights)
    return [1 + int(w * scale) + f for w, f in zip(weights, few, strict=True)], kinds


def _sold(
    rng: random.Random, goods: list[Goods], number: int, moment: datetime, size: int, customer: int | None, country: str
) -> Iterator[Row]:
    before: Row | None = None
    for _ in range(size):
        code, name, price = rng.choice(goods)
        quantity = rng.choice((1, 1, 2, 3, 4, 6, 6, 12, 12, 24, 48)) if rng.random() < 0.999 else rng.randrange(1000, 80996)
        if rng.random() < 0.012:
            code, name, price = rng.choice(_FEES), "POSTAGE", round(rng.uniform(1, 40), 2)
        if rng.random() < 0.004:
            price = 0.0
            name = rng.choice(_DIRT) or name
        elif rng.random() < 0.03:
            name = f" {name.lower()}  \u00a3 caf\u00e9, \u201c{rng.randrange(9)}\u201d"
        if rng.random() < 0.002:
            quantity = -1  # taken back on the very document that sells others
        row: Row = (number, code, name, quantity, moment, price, customer, country)
        if before is not None and rng.random() < 0.0098:
            row = before
        yield row
        before = row


def _back(
    rng: random.Random, goods: list[Goods], number: int, moment: datetime, size: int, customer: int | None, country: str
) -> Iterator[Row]:
    for _ in range(size):
        code, name, price = rng.choice(goods)
        yield f"C{number}", code, name, -rng.choice((1, 1, 2, 4, 12)), moment, price or 0.42, customer, country


def _adjustment(number: int, moment: datetime, size: int) -> Iterator[Row]:
    """The set has three: 11,062.06 once and twice as much taken off again."""
    for _ in range(size):
        yield f"A{number}", "B", _ADJUSTED, 1, moment, 11062.06 if number % 2 else -11062.06, None, _COUNTRIES[0]


def _code(rng: random.Random) -> str | int:
    number = rng.randrange(10002, 90214)
    return number if rng.random() < 0.7 else f"{number}{rng.choice('ABCDGL')}"


def _name(rng: random.Random) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(4))


def csv_text(row: Row, *, float_customers: bool = False) -> tuple[str, ...]:
    """As the set's CSV has it: 12/1/2010 8:26, empty for what is not known."""
    made = []
    for i, cell in enumerate(row):
        if isinstance(cell, datetime):
            made.append(f"{cell.month}/{cell.day}/{cell.year} {cell.hour}:{cell.minute:02}")
        elif i == 6 and float_customers and cell is not None:
            made.append(f"{cell}.0")
        else:
            made.append("" if cell is None else str(cell))
    return tuple(made)


def write_csv(path: Path, shape: Shape = WHOLE, *, encoding: str = "cp1252", float_customers: bool = False) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADS)
        out.writerows(csv_text(row, float_customers=float_customers) for row in rows(shape))
    return path


def write_xlsx(path: Path, shape: Shape = WHOLE) -> Path:
    write_workbook(path, {"Online Retail": [HEADS, *rows(shape)]})
    return path
