"""Pieces of a sale moved between its shipments: what a letter asks for, what the ERP has, and the calls that lead from one to the other.

Pieces that go to a shipment are written together with where they come from, so that every call keeps the number of pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.connectors.tryton import booking, deeds
from app.connectors.tryton.client import Client
from app.connectors.tryton.plain_way import Call
from app.connectors.tryton.wire import Quantity
from app.domain.letter import Effect, Letter
from app.errors import Conflict, RefusedByRemote

SHIPMENT, MOVE = "stock.shipment.out", "stock.move"
NEW = "+"
MOVES = [
    *("shipment", "origin", "quantity", "state", "product", "unit", "currency", "unit_price", "company"),
    *("from_location", "to_location", "planned_date", "_timestamp"),
]
SHIPMENTS = ["number", "state", "reference", "warehouse", "warehouse_output", "_timestamp"]
_MOVABLE = ("draft", "waiting", "assigned")
_OVER = ("done", "cancelled")
Row = dict[str, object]
Cells = dict[tuple[int, str], Decimal]  # (line, group): pieces
Now = dict[object, Decimal]  # id of a move: pieces


@dataclass(frozen=True, slots=True)
class Transfer:
    line: int
    source: str
    target: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Regrouping:
    """A letter's body. Groups are shipments by key, or NEW and a warehouse's key: made by this letter, or by the one that ``of`` names.

    before: the cells that change, as they were on screen; labels, skus: in which words they are told; revs: shipments as on screen;
    planned: days on which new shipments leave, where it is not the day of those that their pieces come from.
    """

    sale: int
    mark: str
    of: str
    moves: tuple[Transfer, ...]
    before: Cells
    labels: Mapping[str, str]
    skus: Mapping[str, str]
    revs: Mapping[str, str]
    planned: Mapping[str, date]

    @property
    def after(self) -> Cells:
        return self.filled(len(self.targets))

    def filled(self, count: int) -> Cells:
        """The cells once so many of the ``targets`` got their pieces, and nobody else moved any."""
        cells = dict(self.before)
        for one in (m for m in self.moves if m.target in self.targets[:count]):
            cells[one.line, one.source] = cells.get((one.line, one.source), Decimal(0)) - one.quantity
            cells[one.line, one.target] = cells.get((one.line, one.target), Decimal(0)) + one.quantity
        return cells

    def progress(self, now: Cells) -> int | None:
        """How many of the targets have their pieces; None where no order of ours leads to these cells."""
        return next((n for n in range(len(self.targets), -1, -1) if now == self.filled(n)), None)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(g for one in self.moves for g in (one.source, one.target)))

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.target for one in self.moves))


def asked(letter: Letter) -> Regrouping:
    """RefusedByRemote where the body does not say what is to move."""
    body = letter.body()
    try:
        moves = tuple(_transfer(row) for row in _rows(body.get("moves")))
        before = {(int(str(line)), str(group)): Decimal(str(q)) for line, group, q in _rows(body.get("before"))}
        labels, skus, revs, planned = (deeds.words(body.get(name)) for name in ("labels", "skus", "revs", "planned"))
        days = {group: date.fromisoformat(day) for group, day in planned.items()}
    except (ArithmeticError, LookupError, TypeError, ValueError) as e:
        raise RefusedByRemote("The command does not say what is to move", about=letter.document) from e
    if not moves:
        raise RefusedByRemote("The command moves nothing", about=letter.document)
    sale, of = deeds.record_key(body, "sale"), str(body.get("of") or "")
    return Regrouping(sale, deeds.must(body, "mark"), of, moves, before, labels, skus, revs, days)


def _transfer(row: object) -> Transfer:
    assert isinstance(row, Mapping)
    return Transfer(int(str(row["line"])), str(row["from"]), str(row["to"]), Decimal(str(row["quantity"])))


def _rows(value: object) -> Sequence[Sequence[object]]:
    if not isinstance(value, list | tuple):
        raise TypeError("no rows")
    return value


class Seen:
    """The open moves of a sale and their shipments as the ERP has them now."""

    def __init__(self, wanted: Regrouping, moves: Sequence[Row], shipments: Sequence[Row]) -> None:
        self._wanted = wanted
        self.shipments = {int(str(s["id"])): s for s in shipments}
        self._moves: dict[tuple[int, int], list[Row]] = {}
        for move in moves:
            line, shipment = _key(move.get("origin")), _key(move.get("shipment"))
            if move.get("state") not in _OVER and shipment:
                self._moves.setdefault((line, shipment), []).append(move)

    def shipment(self, group: str) -> Row | None:
        """The shipment that a group is; None for one that is not made yet. A cancelled one that was emptied can be filled again."""
        if not group.startswith(NEW):
            return self.shipments.get(int(group)) if group.isdecimal() else None
        marks = {m for m in (self._wanted.mark, self._wanted.of) if m}
        warehouse = group.removeprefix(NEW)
        made = (s for s in self.shipments.values() if s.get("reference") in marks and str(s.get("warehouse")) == warehouse)
        return next(made, None)

    def moves(self, line: int, group: str) -> list[Row]:
        shipment = self.shipment(group)
        return self._moves.get((line, int(str(shipment["id"]))), []) if shipment else []

    def template(self, line: int) -> Row:
        return next(rows[0] for (of, _), rows in self._moves.items() if of == line)

    def cells(self) -> Cells:
        """The cells that the letter is about, now."""
        return {(line, g): self._pieces(line, g) for line, g in self._wanted.after}

    def holds_beside(self, shipment: int, lines: Set[int]) -> bool:
        """Whether it holds something of other lines than these."""
        return any(at == shipment and line not in lines for line, at in self._moves)

    def stamps(self, transfers: Iterable[Transfer]) -> dict[str, str]:
        """Of the moves that these change: a shipment's own stamp tells nothing of its moves."""
        ends = ((one.line, group) for one in transfers for group in (one.source, one.target))
        return {f"{MOVE},{m['id']}": str(m["_timestamp"]) for line, group in ends for m in self.moves(line, group)}

    def _pieces(self, line: int, group: str) -> Decimal:
        return sum((Decimal(str(m["quantity"])) for m in self.moves(line, group)), Decimal(0))


def look(client: Client, wanted: Regrouping) -> Seen:
    """RefusedByRemote where the sale has nothing that leaves any more."""
    lines = [int(str(r["id"])) for r in client.rows("sale.line", [["sale", "=", wanted.sale]], ["sale"])]
    moves = client.rows(MOVE, [["origin", "in", [f"sale.line,{k}" for k in lines]]], MOVES)
    if not moves:
        raise RefusedByRemote("Nothing of this sale leaves by a shipment any more", about=f"sale.sale,{wanted.sale}")
    keys = {_key(m.get("shipment")) for m in moves} | {int(g) for g in wanted.groups if g.isdecimal()}
    marks = [m for m in (wanted.mark, wanted.of) if m]
    shipments = client.rows(SHIPMENT, ["OR", ["id", "in", sorted(keys - {0})], ["reference", "in", marks]], SHIPMENTS)
    return Seen(wanted, moves, shipments)


def check(letter: Letter, wanted: Regrouping, seen: Seen) -> None:
    """Conflict where it is not what was on screen; RefusedByRemote where something of it is picked."""
    check_open(letter, wanted, seen)
    stale = any(
        str((seen.shipments.get(int(k)) or {}).get("_timestamp")) != rev for k, rev in wanted.revs.items() if k.isdecimal()
    )
    if stale or seen.cells() != wanted.before:
        raise _changed(letter)


def check_open(letter: Letter, wanted: Regrouping, seen: Seen) -> None:
    """Whether its shipments are there and none of them is picked."""
    for group in wanted.groups:
        shipment = seen.shipment(group)
        if shipment is None:
            if group.startswith(NEW) and not any(one.source == group for one in wanted.moves):
                continue
            raise Conflict(f"{letter.document} is not shipped as on screen any more", "Look at it again.", about=letter.document)
        if shipment.get("state") not in (*_MOVABLE, "cancelled"):
            name, state = shipment.get("number") or f"#{shipment['id']}", shipment.get("state")
            raise RefusedByRemote(f"{name} is {state} already: nothing of it can be moved", about=letter.document)


def _changed(letter: Letter) -> Conflict:
    return Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)


def progress(letter: Letter, wanted: Regrouping, seen: Seen) -> int:
    """How many of the targets have their pieces. Conflict where no order of ours leads to what is there."""
    count = wanted.progress(seen.cells())
    if count is None:
        raise _changed(letter)
    return count


# ---- the calls, in their order ----


def loosen(wanted: Regrouping, seen: Seen) -> list[Call]:
    """Everything that is touched back to draft, where alone it can be changed."""
    there = [s for g in wanted.groups if (s := seen.shipment(g))]
    assigned = [s["id"] for s in there if s.get("state") == "assigned"]
    closed = [s["id"] for s in there if s.get("state") in ("assigned", "waiting", "cancelled")]
    return [[SHIPMENT, button, [ids]] for button, ids in (("wait", assigned), ("draft", closed)) if ids]


def opening(client: Client, wanted: Regrouping, seen: Seen, group: str) -> Call:
    """A new shipment like the one whose pieces come first, empty, in another warehouse, with the letter's mark as its reference."""
    source = seen.shipment(next(one.source for one in wanted.moves if one.target == group))
    made = _place(client, int(group.removeprefix(NEW))) | {"moves": None, "reference": wanted.mark}
    if group in wanted.planned:
        made["planned_date"] = wanted.planned[group]
    return [SHIPMENT, "copy", [[source and source["id"]], made]]


def _place(client: Client, warehouse: int) -> Row:
    names = ["storage_location", "output_location", "picking_location"]
    found = client.rows("stock.location", [["id", "=", warehouse], ["type", "=", "warehouse"]], names, 1)
    if not found:
        raise RefusedByRemote("The ERP does not have that warehouse any more")
    storage = found[0].get("picking_location") or found[0].get("storage_location")
    return {"warehouse": warehouse, "warehouse_storage": storage, "warehouse_output": found[0].get("output_location")}


def filling(client: Client, wanted: Regrouping, seen: Seen, group: str, shipment: object, now: Now) -> Call:
    """All pieces that go to one group, in one call with where they come from.

    shipment: its id, or what stands for it. now: what calls since ``seen`` left of each move; this one writes down its own.
    """
    there = seen.shipment(group)
    output = there["warehouse_output"] if there else _place(client, int(group.removeprefix(NEW)))["warehouse_output"]
    actions: list[Call] = []
    for one in (t for t in wanted.moves if t.target == group):
        actions += _taken(seen, one, now)
        actions.append(_given(seen, one, output, now, wanted.planned.get(group)))
    return [SHIPMENT, "write", [[shipment], {"moves": actions}]]


def _taken(seen: Seen, one: Transfer, now: Now) -> list[Call]:
    actions: list[Call] = []
    wanted = one.quantity
    for move in seen.moves(one.line, one.source):
        have = now.get(move["id"], Decimal(str(move["quantity"])))
        part = min(have, wanted)
        if part:
            now[move["id"]], wanted = have - part, wanted - part
            kept: Call = ["write", [move["id"]], {"quantity": Quantity(have - part)}]
            actions.append(kept if have > part else ["delete", [move["id"]]])
    if wanted:
        raise Conflict("There are fewer pieces than are to be moved", "Look at it again.", about=f"sale.line,{one.line}")
    return actions


def _given(seen: Seen, one: Transfer, output: object, now: Now, day: date | None) -> Call:
    there = next((m for m in seen.moves(one.line, one.target) if now.get(m["id"]) != 0), None)  # not one that was emptied
    if there is not None:
        move = there["id"]
        now[move] = now.get(move, Decimal(str(there["quantity"]))) + one.quantity
        return ["write", [move], {"quantity": Quantity(now[move])}]
    like = seen.template(one.line)
    kept = ("product", "unit", "currency", "unit_price", "company", "to_location", "planned_date", "origin")
    made: Row = {k: like.get(k) for k in kept} | ({"planned_date": day} if day else {})
    return ["create", [{**made, "from_location": output, "quantity": Quantity(one.quantity)}]]


def emptied(wanted: Regrouping, seen: Seen) -> tuple[str, ...]:
    """Groups of which nothing is left afterwards; ``seen``: before or after it."""
    after = wanted.after
    found = []
    for group in dict.fromkeys(one.source for one in wanted.moves):
        shipment = seen.shipment(group)
        others = shipment and seen.holds_beside(int(str(shipment["id"])), {line for line, at in after if at == group})
        if shipment and not others and not any(q for (_, g), q in after.items() if g == group):
            found.append(group)
    return tuple(found)


def settle(wanted: Regrouping, seen: Seen, ids: Mapping[str, object]) -> list[Call]:
    """Everything back to waiting, reserved where there is stock; what is empty is cancelled. ``ids``: of every group."""
    empty = emptied(wanted, seen)
    stays = [ids[g] for g in wanted.groups if g not in empty]
    gone = [ids[g] for g in empty]
    calls: list[Call] = [[SHIPMENT, "cancel", [gone]]] if gone else []
    return [*calls, [SHIPMENT, "wait", [stays]], [SHIPMENT, "assign_try", [stays]]] if stays else calls


def reading(wanted: Regrouping) -> list[Call]:
    """What tells the effect at the end of the same transaction."""
    lines = sorted({one.line for one in wanted.moves})
    keys = [int(g) for g in wanted.groups if g.isdecimal()]
    domain = ["OR", ["id", "in", keys], ["reference", "in", [m for m in (wanted.mark, wanted.of) if m]]]
    origins = [["origin", "in", [f"sale.line,{k}" for k in lines]]]
    return [
        [MOVE, "search_read", [origins, 0, None, None, MOVES]],
        [SHIPMENT, "search_read", [domain, 0, None, None, SHIPMENTS]],
    ]


# ---- words ----


def effects(letter: Letter, wanted: Regrouping, now: Cells) -> tuple[Effect, ...]:
    """Of the cells as they are afterwards."""
    told = []
    for (line, group), was in wanted.before.items():
        is_ = now.get((line, group), Decimal(0))
        if was != is_:
            field = f"{wanted.skus.get(str(line), 'line')} in {wanted.labels.get(group, group)}"
            told.append(deeds.effect(letter, field, booking.plain(was), booking.plain(is_)))
    return tuple(told)


def _key(reference: object) -> int:
    """The id in "stock.shipment.out,7"; 0 where it names none."""
    _, _, key = str(reference or "").partition(",")
    return int(key) if key.isdecimal() else 0
