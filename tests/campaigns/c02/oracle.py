"""What is so in both systems, the team's store and the outboxes, read from their tables; shares no code with the program."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from tests.outside.erp import Sale, sales_in
from tests.outside.shop import Line

ENDS = frozenset({"applied", "refused", "superseded"})
ALIVE = frozenset({"open", "waiting"})


@dataclass(frozen=True)
class Letter:
    """``key``: what the systems know it by, from its id: the ERP as it is, the shop with a colon for the slash."""

    id: str
    decision: str
    source: str
    state: str
    sha256: str

    @property
    def key(self) -> str:
        return self.id if self.source == "tryton" else self.id.replace("/", ":")


@dataclass(frozen=True)
class Standing:
    """How an order stands in the two systems: all its sales, and of the shop the lines, the postcode, whether cancelled, the reference
    of the ERP's document that it was told of."""

    sales: tuple[Sale, ...]
    lines: dict[str, Line]
    postcode: str
    cancelled: bool
    linked: str

    def whole(self, shared: str) -> bool:
        """Booked once, as it stands in the shop, which knows of it; or cancelled in both."""
        booked = [s for s in self.sales if s.state != "cancelled"]
        if self.cancelled or not booked:
            return self.cancelled and not booked
        agree = (booked[0].lines, booked[0].postcode) == (self.lines, self.postcode)
        return len(booked) == 1 and agree and self.linked == shared


@dataclass(frozen=True)
class Order:
    """A web order that the campaign placed. ``number``: as people call it; ``deed``: what is decided on it; ``before``: how it stood."""

    key: str
    number: str
    shared: str
    deed: str
    before: Standing


def letters(outbox: Path) -> dict[str, Letter]:
    """All that an outbox holds; a copy is read, so that evidence stays as a kill left it."""
    if not outbox.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for file in (outbox, outbox.with_name(f"{outbox.name}-wal")):
            if file.exists():
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / outbox.name, timeout=20)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'letter'").fetchone():
                return {}
            rows = db.execute("SELECT id, decision_id, source, state, sha256 FROM letter").fetchall()
    return {row[0]: Letter(*row) for row in rows}


class Oracle:
    """``erp``, ``shop``, ``team``: addresses of the databases as their owner. One connection with each: it looks at every order often."""

    def __init__(self, erp: str, shop: str, team: str) -> None:
        self._erp, self._shop, self._team = (psycopg.connect(dsn, autocommit=True) for dsn in (erp, shop, team))
        self._old = {row[0] for row in self._commands()}

    def close(self) -> None:
        for db in (self._erp, self._shop, self._team):
            db.close()

    # ---- while somebody still works, or was just killed ----

    def unfinished(self, outboxes: Iterable[Path]) -> list[str]:
        """What has not ended: decisions of the team, letters of anybody."""
        rows = self._rows(self._team, "SELECT id, state FROM decision WHERE state IN ('open', 'unknown', 'parked')")
        found = [f"decision {id_} is {state}" for id_, state in rows]
        return found + [f"letter {x.id} is {x.state}" for path in outboxes for x in letters(path).values() if x.state not in ENDS]

    def ended(self, outboxes: Iterable[Path]) -> int:
        """How many letters have ended: grows as long as anything goes on, though a step that ends is followed by the next one's letter."""
        return sum(x.state in ENDS for path in outboxes for x in letters(path).values())

    def halves(self, orders: Iterable[Order]) -> list[str]:
        """No order stands different in the two systems without a case that is open, and none is booked twice."""
        alive = {d for (d,) in self._rows(self._team, "SELECT document FROM kase WHERE state IN ('open', 'waiting')")}
        faults = []
        for order in orders:
            now = self.stands(order.key, order.shared)
            if len(now.sales) > 1:
                faults.append(f"double: {order.number} has {len(now.sales)} sales")
            if not now.whole(order.shared) and now != order.before and order.number not in alive:
                faults.append(f"half: {order.number} stands as {now}, and no case is open on it")
        return faults

    # ---- when all is at rest ----

    def at_the_end(self, orders: Iterable[Order], outboxes: Iterable[Path], told: dict[str, str]) -> list[str]:
        """``told``: letter id -> mark, as somebody was told that it was taken down."""
        paths, orders = list(outboxes), list(orders)
        mine: dict[str, set[Letter]] = {}
        for path in paths:
            for id_, letter in letters(path).items():
                mine.setdefault(id_, set()).add(letter)
        faults = [f"lost: {id_} ({mark}) was taken down and is nowhere" for id_, mark in told.items() if id_ not in mine]
        faults += [f"not ended: {words}" for words in self.unfinished(paths)]
        faults += self._abandoned(mine)
        return faults + self.halves(orders) + self._decided(orders) + self._letters(mine) + self._keys(mine) + self._log()

    def _decided(self, orders: list[Order]) -> list[str]:
        """An order is settled in both systems exactly if the decision on it was applied, and else stands as it stood.

        One that is still being decided is none of both, which is told as not ended: it must not pass for a planted bug that was found.
        """
        asked = "SELECT k.document, d.deed FROM decision d JOIN kase k ON k.id = d.case_id WHERE d.state = 'applied'"
        applied = Counter(self._rows(self._team, asked))
        going = (
            """SELECT k.document FROM decision d JOIN kase k ON k.id = d.case_id WHERE d.state IN ('open', 'unknown', 'parked')"""
        )
        busy = {document for (document,) in self._rows(self._team, going)}
        faults = []
        for order in orders:
            now, times = self.stands(order.key, order.shared), applied[order.number, order.deed]
            if times > 1:
                faults.append(f"double: {order.number} was decided {times} times")
            if times and not now.whole(order.shared):
                faults.append(f"lie: {order.number} is decided, and the systems do not agree on it: {now}")
            if not times and now != order.before and order.number not in busy:
                faults.append(f"effect without a decision: {order.number} stands as {now}")
        return faults

    def _abandoned(self, mine: dict[str, set[Letter]]) -> list[str]:
        """Somebody carries each decision that goes on; what is only slow has a letter on its way."""
        carried = {x.decision for copies in mine.values() for x in copies if x.state not in ENDS}
        rows = self._rows(self._team, "SELECT id FROM decision WHERE state IN ('open', 'unknown')")
        return [f"abandoned: decision {id_} goes on, and nobody has a letter of it" for (id_,) in rows if id_ not in carried]

    def _letters(self, mine: dict[str, set[Letter]]) -> list[str]:
        """Whoever holds a letter says the same of it, and what the team says."""
        ends = {f"{d}/{n}": state for d, n, state in self._rows(self._team, "SELECT decision_id, number, state FROM step_end")}
        faults = []
        for id_, copies in mine.items():
            states = {x.state for x in copies if x.state in ENDS}
            if len(states) > 1:
                faults.append(f"lie: {id_} ended as {sorted(states)}")
            if "applied" in states and ends.get(id_) != "applied":
                faults.append(f"lie: {id_} is applied, the team says {ends.get(id_)}")
            if ends.get(id_) == "applied" and states and "applied" not in states:
                faults.append(f"lie: {id_} is {sorted(states)}, the team says applied")
        return faults + [f"lost: {id_} ended for the team, and nobody has it" for id_ in ends.keys() - mine.keys()]

    def _keys(self, mine: dict[str, set[Letter]]) -> list[str]:
        """Each system keeps one row for each command that it carried out."""
        kept = {key: sha for key, sha in self._commands() if key not in self._old}
        known = {x.key: x for copies in mine.values() for x in copies}
        applied = {x.key: x for copies in mine.values() for x in copies if x.state == "applied"}
        faults = [f"effect without a decision: command {k}" for k in kept.keys() - applied.keys() if _over(known.get(k))]
        faults += [f"lie: {k} is applied, and its system has no such command" for k in applied.keys() - kept.keys()]
        return faults + [f"other payload: {k}" for k in kept.keys() & applied.keys() if kept[k] != applied[k].sha256]

    def _log(self) -> list[str]:
        """The chain holds, and names each applied decision once."""
        faults, prev = [], "genesis"
        for seq, before, body, digest in self._rows(self._team, "SELECT seq, prev, body, hash FROM audit ORDER BY seq"):
            if before != prev or hashlib.sha256(prev.encode() + body.encode()).hexdigest() != digest:
                faults.append(f"log: the chain breaks at {seq}")
                break
            prev = digest
        asked = "SELECT body::json->>'decision' FROM audit WHERE body::json->>'what' = 'applied'"
        ends = Counter(row[0] for row in self._rows(self._team, asked))
        applied = {row[0] for row in self._rows(self._team, "SELECT id FROM decision WHERE state = 'applied'")}
        return faults + [f"log: {d} was applied {ends[d]} times" for d in applied | set(ends) if ends[d] != (d in applied)]

    # ---- one order ----

    def order(self, key: str, number: str, shared: str, deed: str) -> Order:
        """As it stands now, before ``deed`` is decided on it."""
        return Order(key, number, shared, deed, self.stands(key, shared))

    def stands(self, key: str, shared: str) -> Standing:
        asked = """SELECT o.status, o.metadata, a.postal_code
                     FROM "order" o JOIN order_address a ON a.id = o.shipping_address_id WHERE o.id = %s"""
        [(status, metadata, postcode)] = self._rows(self._shop, asked, key)
        linked = str((metadata or {}).get("erp_ref") or "")
        return Standing(tuple(sales_in(self._erp, shared)), self._lines(key), postcode or "", status == "canceled", linked)

    def _lines(self, key: str) -> dict[str, Line]:
        asked = """
            SELECT l.variant_sku, i.raw_quantity->>'value', coalesce(i.raw_unit_price, l.raw_unit_price)->>'value'
              FROM order_item i JOIN order_line_item l ON l.id = i.item_id JOIN "order" o ON o.id = i.order_id AND o.version = i.version
             WHERE o.id = %s AND i.deleted_at IS NULL
        """
        rows = ((sku, Decimal(q), Decimal(p)) for sku, q, p in self._rows(self._shop, asked, key))
        return {sku: Line(quantity, price) for sku, quantity, price in rows if quantity}

    def _commands(self) -> list[tuple[str, str]]:
        """(key, digest) of what was carried out to the end."""
        done = self._rows(self._shop, "SELECT key, sha256 FROM console_command WHERE state = 'done'")
        return done + self._rows(self._erp, "SELECT key, sha256 FROM console_command")

    def _rows(self, db: psycopg.Connection, asked: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return db.execute(asked, parameters or None).fetchall()


def _over(letter: Letter | None) -> bool:
    """Nobody's, or one that has ended: what has not ended is a fault by itself."""
    return letter is None or letter.state in ENDS


def table(rows: dict[str, object]) -> str:
    return "\n".join(f"{name:44}{value!s:>8}" for name, value in rows.items())
