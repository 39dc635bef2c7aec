"""Other pieces of a sale under way, or another product: Tryton's own amendment, which plans the open deliveries of the sale anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    keys, codes, prices = (row[name] for name in ("product", "code", "price"))
    assert isinstance(keys, Sequence)
    assert isinstance(codes, Sequence)
    assert isinstance(prices, Sequence)
    swap = Swap(
        (int(str(keys[0])), int(str(keys[1]))),
        (str(codes[0]), str(codes[1])),
        (Decimal(str(prices[0])), Decimal(str(prices[1]))),
    )
    return Change(int(str(row["line"])), *pieces, swap)


@dataclass(frozen=True, slots=True)
class Seen:
    """``lines``: by key; ``stamp``: of the sale; ``assigned``: shipments whose goods lie aside; ``waiting``: those whose do not."""

    lines: Mapping[int, Row]
    stamp: str
    assigned: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()

    def quantities(self) -> dict[int, Decimal]:
        return {key: Decimal(str(row.get("quantity"))) for key, row in self.lines.items()}

    def products(self) -> dict[int, int]:
        return {key: int(str(row.get("product") or 0)) for key, row in self.lines.items()}

    def prices(self) -> dict[int, Decimal]:
        return {key: Decimal(str(row.get("unit_price") or 0)) for key, row in self.lines.items()}


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
    products, prices = seen.products(), seen.prices()
    others = any(
        (products.get(c.line), prices.get(c.line)) != (c.swap.product[0], c.swap.price[0]) for c in wanted.changes if c.swap
    )
    if stale or others or seen.quantities() != {c.line: c.before for c in wanted.changes}:
        raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)


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


def effects(letter: Letter, wanted: Wanted, rows: Mapping[int, Row], now: Mapping[int, Decimal]) -> tuple[Effect, ...]:
    """``rows``: for the products' codes; ``now``: pieces of each line afterwards."""
    told = [e for change in wanted.changes if change.swap for e in _swapped(letter, change.swap)]
    for change in wanted.changes:
        after = now.get(change.line, change.before)
        if after != change.before:
            product = rows.get(change.line, {}).get("product.")
            code = product.get("code") if isinstance(product, Mapping) else None
            told.append(deeds.effect(letter, f"{code or 'line'} ordered", booking.plain(change.before), booking.plain(after)))
    return (*told, *((deeds.effect(letter, "note", "", wanted.reason),) if wanted.reason else ()))


def _swapped(letter: Letter, swap: Swap) -> list[Effect]:
    (was, is_), (before, after) = swap.codes, swap.price
    told = [deeds.effect(letter, f"instead of {was}", was, is_)]
    if before != after:
        told.append(deeds.effect(letter, f"{is_} each", booking.plain(before), booking.plain(after)))
    return told


def as_asked(wanted: Wanted) -> dict[int, Decimal]:
    return {c.line: c.after for c in wanted.changes}
