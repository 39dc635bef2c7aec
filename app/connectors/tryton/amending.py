"""Other pieces of a sale under way, or another product: Tryton's own amendment, which plans the open deliveries of the sale anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.connectors.tryton import booking, deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.plain_way import Call
from app.connectors.tryton.wire import Quantity
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

SALE, LINE, AMENDMENT, SHIPMENT = "sale.sale", "sale.line", "sale.amendment", "stock.shipment.out"
LINES = ["sale", "product", "product.code", "unit", "unit_price", "quantity", "description"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Swap:
    """A product in place of another: keys, codes, and what one costs, before and after."""

    product: tuple[int, int]
    codes: tuple[str, str]
    price: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Change:
    """``before``, ``after``: pieces."""

    line: int
    before: Decimal
    after: Decimal
    swap: Swap | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter's body. mark: the amendment's description, by which it is found again."""

    sale: int
    mark: str
    changes: tuple[Change, ...]
    reason: str

    @property
    def lines(self) -> list[int]:
        return [c.line for c in self.changes]


def asked(letter: Letter) -> Wanted:
    """RefusedByRemote where the body does not say how many are left of what."""
    body = letter.body()
    try:
        rows = body["lines"]
        if not isinstance(rows, Sequence) or not rows:
            raise TypeError("no lines")
        changes = tuple(_change(row) for row in rows)
    except (ArithmeticError, LookupError, TypeError, ValueError) as e:
        raise RefusedByRemote("The command does not say how many are left", about=letter.document) from e
    return Wanted(deeds.record_key(body, "sale"), deeds.must(body, "mark"), changes, str(body.get("reason") or "").strip())


def _change(row: Row) -> Change:
    pieces = Decimal(str(row["from"])), Decimal(str(row["to"]))
    if "product" not in row:
        return Change(int(str(row["line"])), *pieces)
    keys, codes, prices = (_pair(row, name) for name in ("product", "code", "price"))
    swap = Swap((int(keys[0]), int(keys[1])), codes, (Decimal(prices[0]), Decimal(prices[1])))
    return Change(int(str(row["line"])), *pieces, swap)


def _pair(row: Row, name: str) -> tuple[str, str]:
    """What it was and what it becomes. TypeError where that is not said."""
    found = row[name]
    if not isinstance(found, list) or len(found) != 2:
        raise TypeError(name)
    return str(found[0]), str(found[1])


@dataclass(frozen=True, slots=True)
class Line:
    """As the ERP has it. ``code``: of its product; None where that has none."""

    product: int
    code: str | None
    price: Decimal
    pieces: Decimal


@dataclass(frozen=True, slots=True)
class Seen:
    """``lines``: by key; ``stamp``: of the sale; ``assigned``: shipments whose goods lie aside; ``waiting``: those whose do not."""

    lines: Mapping[int, Row]
    stamp: str
    assigned: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()

    def as_it_is(self) -> dict[int, Line]:
        return {key: _as_it_is(row) for key, row in self.lines.items()}


def _as_it_is(row: Row) -> Line:
    product = row.get("product.")
    code = product.get("code") if isinstance(product, Mapping) else None
    price, pieces = (Decimal(str(row.get(name) or 0)) for name in ("unit_price", "quantity"))
    return Line(int(str(row.get("product") or 0)), str(code) if code else None, price, pieces)


def look(client: Client, wanted: Wanted) -> Seen:
    """RefusedByRemote where the sale is gone."""
    sales = client.rows(SALE, [["id", "=", wanted.sale]], ["shipments", "_timestamp"], 1)
    if not sales:
        raise RefusedByRemote("The sale is not in the ERP any more", about=f"{SALE},{wanted.sale}")
    keys = sales[0].get("shipments")
    found = client.rows(SHIPMENT, [["id", "in", list(keys) if isinstance(keys, list) else []]], ["state"])
    held = {state: tuple(int(str(s["id"])) for s in found if s.get("state") == state) for state in ("assigned", "waiting")}
    lines = client.rows(LINE, [["id", "in", wanted.lines], ["sale", "=", wanted.sale]], LINES)
    return Seen({int(str(r["id"])): r for r in lines}, str(sales[0].get("_timestamp")), **held)


def check(letter: Letter, wanted: Wanted, seen: Seen) -> None:
    """Conflict where it is not what was on screen."""
    stale = letter.expected_rev and letter.expected_rev != seen.stamp
    lines = seen.as_it_is()
    as_shown = lines.keys() == {*wanted.lines} and all(_is_as_shown(c, lines[c.line]) for c in wanted.changes)
    if stale or not as_shown:
        raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)


def _is_as_shown(change: Change, line: Line) -> bool:
    swap = change.swap
    return line.pieces == change.before and (swap is None or (line.product, line.price) == (swap.product[0], swap.price[0]))


# ---- the calls, in their order ----


def loosen(seen: Seen) -> list[Call]:
    """Tryton does not plan goods anew that lie aside."""
    return [[SHIPMENT, "wait", [list(seen.assigned)]]] if seen.assigned else []


def opening(wanted: Wanted, seen: Seen) -> Call:
    rows = [_line(c, seen.lines[c.line]) for c in wanted.changes]
    return [AMENDMENT, "create", [[{"sale": wanted.sale, "description": wanted.mark, "lines": [["create", rows]]}]]]


def _line(change: Change, row: Row) -> Row:
    kept = {name: row.get(name) for name in ("product", "unit", "unit_price", "description")}
    if change.swap is not None:  # what the line says may be the name of the other product
        kept |= {"product": change.swap.product[1], "unit_price": change.swap.price[1], "description": None}
    return {"action": "line", "line": change.line, "quantity": Quantity(change.after), **kept}


def validating(amendment: object) -> Call:
    return [AMENDMENT, "validate_amendment", [[amendment]]]


def noting(wanted: Wanted) -> list[Call]:
    return [[SALE, "write", [[wanted.sale], deeds.note_values(wanted.reason)]]] if wanted.reason else []


def reading(wanted: Wanted) -> Call:
    """What tells the effect at the end of the same transaction."""
    return [LINE, "search_read", [[["id", "in", wanted.lines]], 0, None, None, LINES]]


# ---- words ----


def effects(letter: Letter, wanted: Wanted, now: Mapping[int, Line]) -> tuple[Effect, ...]:
    """``now``: its lines afterwards, as the ERP has them; of one that is not there nothing is told."""
    there = [(change, now[change.line]) for change in wanted.changes if change.line in now]
    told = [e for change, line in there if change.swap for e in _swapped(letter, change.swap, line)]
    for change, line in there:
        if line.pieces != change.before:
            pieces = booking.plain(change.before), booking.plain(line.pieces)
            told.append(deeds.effect(letter, f"{line.code or 'line'} ordered", *pieces))
    return (*told, *((deeds.effect(letter, "note", "", wanted.reason),) if wanted.reason else ()))


def _swapped(letter: Letter, swap: Swap, line: Line) -> list[Effect]:
    was, before = swap.codes[0], swap.price[0]
    is_ = line.code or (swap.codes[1] if line.product == swap.product[1] else "another product")
    told = [deeds.effect(letter, f"instead of {was}", was, is_)] if line.product != swap.product[0] else []
    if before != line.price:
        told.append(deeds.effect(letter, f"{is_} each", booking.plain(before), booking.plain(line.price)))
    return told


def as_asked(wanted: Wanted, seen: Seen) -> dict[int, Line]:
    """The lines as they will be."""
    lines = seen.as_it_is()
    return {c.line: _as_asked(c, lines[c.line]) for c in wanted.changes if c.line in lines}


def _as_asked(change: Change, line: Line) -> Line:
    swap = change.swap
    if swap is None:
        return replace(line, pieces=change.after)
    return Line(swap.product[1], swap.codes[1], swap.price[1], change.after)
