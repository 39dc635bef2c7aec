"""What is so, read from the tables themselves; shares no code with the program. Every method says in words what is wrong."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

ENDS = frozenset({"applied", "refused", "superseded"})
BEFORE_SENDING = frozenset({"draft", "queued"})
REACHED = {"release_hold": ("confirmed", "processing", "done"), "reject_order": ("cancelled",)}
MARK = re.compile(r"c03-\d+-\d+")


@dataclass(frozen=True)
class Letter:
    id: str
    decision: str
    deed: str
    state: str
    sha256: str
    sale: int
    kind: str
    mark: str


def letters(outbox: Path, *, frozen: bool) -> dict[str, Letter]:
    """``frozen``: no process has the file, so a copy is read and the evidence stays as the kill left it."""
    if not outbox.exists():
        return {}
    if not frozen:
        return _letters(outbox)
    with tempfile.TemporaryDirectory() as folder:
        for file in (outbox, outbox.with_name(f"{outbox.name}-wal")):
            if file.exists():
                shutil.copy(file, folder)
        return _letters(Path(folder) / outbox.name)


def _letters(file: Path) -> dict[str, Letter]:
    sent = "json_extract(payload, '$.steps[0].body.{}')"
    asked = f"SELECT id, decision_id, deed, state, sha256, {sent.format('sale')}, {sent.format('kind')}, payload FROM letter"
    with closing(sqlite3.connect(file, timeout=20)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'letter'").fetchone():
            return {}
        rows = db.execute(asked).fetchall()
    found = {}
    for id_, decision, deed, state, sha256, sale, kind, payload in rows:
        mark = MARK.search(payload)
        found[id_] = Letter(id_, decision, deed, state, sha256, int(sale), kind or "", mark.group() if mark else "")
    return found


class Oracle:
    """``erp`` and ``team``: addresses of the two databases as their owner. Made before the first decision."""

    def __init__(self, erp: str, team: str, outbox: Path) -> None:
        self._erp, self._team, self._outbox = erp, team, outbox
        self._before = self._sales()
        self._old_notes = {row[0] for row in self._rows(erp, "SELECT id FROM ir_note")}
        self._old_keys = {row[0] for row in self._rows(erp, "SELECT key FROM console_command")}

    def letters(self) -> dict[str, Letter]:
        """All that the outbox holds, while nobody runs."""
        return letters(self._outbox, frozen=True)

    def unfinished(self, *, frozen: bool) -> int:
        return sum(x.state not in ENDS for x in letters(self._outbox, frozen=frozen).values())

    def after_kill(self) -> list[str]:
        """While nobody runs: nothing has an effect that is not written down as on its way or over."""
        effects = Counter(mark for mark, _ in self._notes())
        return [
            f"sent without being written down: {x.id} is {x.state} and has an effect"
            for x in letters(self._outbox, frozen=True).values()
            if x.state in BEFORE_SENDING and effects[x.mark]
        ]

    def at_the_end(self, acknowledged: dict[str, str]) -> list[str]:
        """All at rest. ``acknowledged``: letter id -> mark, as the screen said it."""
        mine = letters(self._outbox, frozen=True)
        decisions = {d: (state, deed) for d, state, deed in self._rows(self._team, "SELECT id, state, deed FROM decision")}
        faults = [f"lost: {x} ({m}) was acknowledged and is nowhere" for x, m in acknowledged.items() if x not in mine]
        faults += [
            f"another decision: {x} was acknowledged as {m}" for x, m in acknowledged.items() if x in mine and mine[x].mark != m
        ]
        twice = Counter(x.mark for x in mine.values())
        faults += [f"double: one press made {n} letters ({m})" for m, n in twice.items() if n > 1]
        for x in mine.values():
            faults += self._ended(x, decisions.get(x.decision))
        strangers = set(decisions) - {x.decision for x in mine.values()}
        faults += [f"decided by nobody: decision {d} has no letter" for d in strangers]
        return faults + self._effects(mine) + self._commands(mine) + self._log(mine)

    def _ended(self, x: Letter, decision: tuple[str, str] | None) -> list[str]:
        if x.state not in ENDS:
            return [f"not ended: {x.id} is {x.state}"]
        if x.state == "applied" and (decision is None or decision[0] != "applied"):
            return [f"lie: {x.id} is applied, its decision is {decision}"]
        if x.state != "applied" and decision is not None and decision[0] not in ("refused", "superseded"):
            return [f"lie: {x.id} is {x.state}, its decision is {decision}"]
        return []

    def _effects(self, mine: dict[str, Letter]) -> list[str]:
        faults = []
        notes = self._notes()
        count = Counter(mark for mark, _ in notes)
        by_mark = {x.mark: x for x in mine.values()}
        for x in mine.values():
            wanted = 1 if x.state == "applied" else 0
            if count[x.mark] != wanted:
                word = "double" if count[x.mark] > 1 else "lost" if wanted else "lie"
                faults.append(f"{word}: {x.deed} {x.id} is {x.state} with {count[x.mark]} effects ({x.mark})")
        for mark, resource in notes:
            x = by_mark.get(mark)
            if x is None:
                faults.append(f"effect without a decision: note {mark!r} on {resource}")
            elif resource != f"sale.sale,{x.sale}":
                faults.append(f"wrong document: {x.id} wrote on {resource}")
        return faults + self._states(mine)

    def _states(self, mine: dict[str, Letter]) -> list[str]:
        applied = [x for x in mine.values() if x.state == "applied" and x.deed in REACHED and x.kind != "skipped_check"]
        wanted = {x.sale: REACHED[x.deed] for x in applied}
        faults = [f"double: sale {s} was decided {n} times" for s, n in Counter(x.sale for x in applied).items() if n > 1]
        for sale, state in self._sales().items():
            if sale in wanted and state not in wanted[sale]:
                faults.append(f"lost: sale {sale} is {state}, decided was {wanted[sale][0]}")
            elif sale not in wanted and state != self._before[sale]:
                faults.append(f"effect without a decision: sale {sale} went from {self._before[sale]} to {state}")
        return faults

    def _commands(self, mine: dict[str, Letter]) -> list[str]:
        """The ERP keeps one row for each command that it carried out."""
        kept = {k: d for k, d in self._rows(self._erp, "SELECT key, sha256 FROM console_command") if k not in self._old_keys}
        applied = {x.id: x.sha256 for x in mine.values() if x.state == "applied"}
        faults = [f"effect without a decision: the ERP has command {k}" for k in kept.keys() - applied.keys()]
        faults += [f"lie: {k} is applied, the ERP has no such command" for k in applied.keys() - kept.keys()]
        return faults + [f"other payload: {k}" for k in kept.keys() & applied.keys() if kept[k] != applied[k]]

    def _log(self, mine: dict[str, Letter]) -> list[str]:
        """The team's log names each end once."""
        asked = "SELECT body::json->>'decision' FROM audit WHERE body::json->>'what' = 'applied'"
        ends = Counter(row[0] for row in self._rows(self._team, asked))
        applied = {x.decision for x in mine.values() if x.state == "applied"}
        return [f"log: {d} was applied {ends[d]} times" for d in applied | set(ends) if ends[d] != (1 if d in applied else 0)]

    def _notes(self) -> list[tuple[str, str]]:
        """(mark or the whole text, document) of every note since the beginning."""
        found = []
        for id_, message, resource in self._rows(self._erp, "SELECT id, message, resource FROM ir_note"):
            if id_ not in self._old_notes:
                mark = MARK.search(message or "")
                found.append((mark.group() if mark else str(message), resource))
        return found

    def _sales(self) -> dict[int, str]:
        return dict(self._rows(self._erp, "SELECT id, state FROM sale_sale"))

    def _rows(self, dsn: str, asked: str) -> list[tuple]:
        with psycopg.connect(dsn) as db:
            return db.execute(asked).fetchall()
