"""A pasted or opened text as a table, and which column of it says what."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.catalogue import Catalogue
from app.domain.figures_read import CURRENCY, Unreadable, bare, figure, looks_like, mark

ROLES = ("sku", "name", "quantity", "price", "discount", "note")  # what a column can say
_UNUSED = "pos position line no nr # total sum amount summe betrag gesamt gesamtpreis montant list liste listenpreis cost"
_IGNORED = frozenset(_UNUSED.split())
_TOLD = """
discount discount rabatt remise off nachlass rebate %
quantity quantity qty menge anzahl stück stk pcs pieces quantité quantite qté qte units count
price    price preis einzelpreis stückpreis prix net each
sku      sku article artikel artikelnr artikelnummer item itemcode part partno code material référence reference ref
name     name description bezeichnung beschreibung désignation designation product produkt title text
note     note notes comment remark bemerkung kommentar remarque
"""  # role, then the words by which a header tells it; the first role of which a word is there holds
_WORDS = tuple((line.split()[0], frozenset(line.split()[1:])) for line in _TOLD.strip().splitlines())
_MONEY = re.compile(CURRENCY)
Row = tuple[int, tuple[str, ...]]  # number of its first line in the text, from 1; cells


@dataclass(frozen=True, slots=True)
class Columns:
    """Index of the column of each role; header: the first row only names them."""

    at: dict[str, int]
    header: bool

    def cell(self, cells: Sequence[str], role: str) -> str:
        i = self.at.get(role, -1)
        return cells[i].strip() if 0 <= i < len(cells) else ""


def table(text: str, catalogue: Catalogue) -> tuple[Row, ...]:
    """Rows with anything in them, columns by tab, else semicolon, else comma; else a product and, after it or before it, how many."""
    text = text.replace("\0", "").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    said = re.match(r"sep=(.)\r?\n", text)
    lines = [x for x in text.splitlines() if x.strip()]
    delimiter = said[1] if said else next((d for d in "\t;," if 2 * sum(d in x for x in lines) > len(lines)), "")
    if not delimiter:
        parted = (_parted(line, catalogue) for line in text.splitlines())
        return tuple((n, cells) for n, cells in enumerate(parted, 1) if any(cells))
    rows = tuple(_split(text, delimiter))
    return rows[1:] if said else rows


def _split(text: str, delimiter: str) -> Iterator[Row]:
    """A mark that has no other one quotes nothing: it is an inch."""
    csv.field_size_limit(10_000_000)
    stray = text.count('"') % 2 == 1
    rows = io.StringIO(text, newline="")
    reader = csv.reader(rows, delimiter=delimiter, quoting=csv.QUOTE_NONE if stray else csv.QUOTE_MINIMAL)
    at = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield at, tuple(cells)
        at = reader.line_num + 1


def _parted(line: str, catalogue: Catalogue) -> tuple[str, ...]:
    """ "HYD-PMP-18 60", "60 x HYD-PMP-18"; a name that ends with a number is one name."""
    words = line.split()
    if len(words) < 2 or catalogue.numbered(line) or catalogue.called(line):
        return (line.strip(),)
    if looks_like(words[0]) and not catalogue.numbered(words[0]):
        return " ".join(words[2:] if words[1] in ("x", "×") else words[1:]), words[0]
    unit = len(words) > 2 and not looks_like(words[-1]) and looks_like(" ".join(words[-2:]))
    cut = -2 if unit else -1
    tail = " ".join(words[cut:])
    head = [w for w in words[:cut] if w not in ("x", "×")]
    return (" ".join(head), tail) if looks_like(tail) else (line.strip(),)


def columns(rows: Sequence[Row], catalogue: Catalogue) -> Columns:
    """By the words of a header where the first row is one; what it does not say, and without one, by what stands below."""
    if not rows:
        return Columns({}, header=False)
    named = _named(rows[0][1], catalogue)
    body = [cells for _, cells in (rows[1:] if named else rows)]
    found = {role: i for i, role in named.items() if role in ROLES} if named else {}
    width = max((len(cells) for cells in body), default=0)
    free = [i for i in range(width) if i not in named]
    if "sku" not in found and "name" not in found:
        found |= _products(body, free if named else list(range(width)), catalogue)
        free = [i for i in free if i not in found.values()]
    if not named:
        found |= _figures(body, free, found)
    return Columns(found, header=bool(named))


def _named(cells: Sequence[str], catalogue: Catalogue) -> dict[int, str]:
    """Column -> role, or "" for one that says nothing of use; empty where the row is no header."""
    if any(looks_like(x) for x in cells) or any(catalogue.numbered(x) or catalogue.called(x) for x in cells if x.strip()):
        return {}
    found: dict[int, str] = {}
    for i, cell in enumerate(cells):
        words = set(re.findall(r"[\w#]+|%", re.sub(r"\(.*?\)", "", cell.casefold())))
        role = next((role for role, told in _WORDS if words & told), "")
        if words & _IGNORED and role in ("", "price", "quantity"):
            role = ""
            found[i] = role
        elif role and role not in found.values():
            found[i] = role
    return found if any(found.values()) else {}


def _products(body: Sequence[Sequence[str]], free: list[int], catalogue: Catalogue) -> dict[str, int]:
    """The columns with the most numbers and the most names of products; else the first that is no figure."""

    def hits(i: int, known: Callable[[str], object]) -> int:
        return sum(1 for cells in body if i < len(cells) and cells[i].strip() and known(cells[i]))

    found: dict[str, int] = {}
    for role, known in (("sku", catalogue.numbered), ("name", catalogue.called)):
        best = max((i for i in free if i not in found.values()), key=lambda i: (hits(i, known), -i), default=None)
        if best is not None and hits(best, known):
            found[role] = best
    if not found:
        words = [i for i in free if 2 * hits(i, lambda x: not looks_like(x)) > hits(i, lambda _: True)]
        found = {"sku": words[0]} if words else {"sku": free[0]} if free else {}
    return found


def _figures(body: Sequence[Sequence[str]], free: list[int], found: dict[str, int]) -> dict[str, int]:
    """Which of the columns of figures is how many, which what it costs and which what is taken off: by their signs, then by their order."""

    def cells(i: int) -> list[str]:
        return [row[i].strip() for row in body if i < len(row) and row[i].strip()]

    told = {i: cells(i) for i in free}
    figures = [i for i in free if told[i] and 2 * sum(looks_like(x) for x in told[i]) >= len(told[i])]
    first = min(found.values(), default=0)
    if len(figures) > 1:
        figures = [
            i for i in figures if not (i < first and [bare(x) for x in told[i]] == [str(n + 1) for n in range(len(told[i]))])
        ]
    off = [i for i in figures if any("%" in x for x in told[i])]
    rest = [i for i in figures if i not in off]
    money = [i for i in rest if _costs(told[i])]
    counts = [i for i in rest if i not in money]
    made: dict[str, int] = {}
    if counts:
        made["quantity"] = counts.pop(0)
    elif money and not any(_MONEY.search(x) for x in told[money[0]]):
        made["quantity"] = money.pop(0)
    prices = sorted([*money, *counts])
    if prices:
        made["price"] = prices.pop(0)
    prices = [i for i in prices if not _is_total(body, made, i)]
    if not off and prices and all(_between(x) for x in told[prices[0]]):
        off = [prices[0]]
    return made | ({"discount": off[0]} if off else {})


def _costs(told: Sequence[str]) -> bool:
    """A sign of a currency, or cents throughout."""
    return any(_MONEY.search(x) for x in told) or all(re.search(r"[.,]\d{2}$", bare(x)) for x in told)


def _is_total(body: Sequence[Sequence[str]], made: dict[str, int], i: int) -> bool:
    """Quantity times price in every row in which all three can be read."""
    used = mark(x for row in body for x in row)
    seen = 0
    for row in body:
        try:
            quantity, price, total = (figure(row[at], used) for at in (made["quantity"], made["price"], i))
        except (Unreadable, IndexError, KeyError):
            continue
        if abs(quantity * price - total) > abs(quantity) / 100:
            return False
        seen += 1
    return seen > 0


def _between(text: str) -> bool:
    try:
        return 0 <= figure(text, ".") <= 100
    except Unreadable:
        return False


def words_of(found: Columns) -> str:
    """ "SKU, quantity, price": how it was read, in the order of the columns."""
    shown = {"sku": "SKU"}
    return ", ".join(shown.get(role, role) for role, _ in sorted(found.at.items(), key=lambda one: one[1]))
