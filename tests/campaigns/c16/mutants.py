"""Bugs planted in a worker's own copy of the team store, which the oracle must find."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from app.store.team import Claim, Team, audit, decisions, rows
from app.store.team import gate as gate_room
from app.store.team.schema import kase
from app.store.times import from_micros

NONE = "none"


def _read_then_write(self: Team, case_id: str, person_id: str, lease: timedelta) -> Claim | None:
    """Looks whether the case is free, then takes it: two transactions, and nothing in the second asks again."""
    with self._store.reading() as conn:
        row = rows.find_case(conn, case_id)
        now = self._store.now(conn)
    if row is None or row.state not in rows.LIVE_CASE or (row.owner not in (None, person_id) and row.lease_until > now):
        return None
    time.sleep(0.002)
    until = now + lease // timedelta(microseconds=1)
    with self._store.writing() as tx:
        tx.conn.execute(update(kase).where(kase.c.id == case_id).values(owner=person_id, fence=row.fence + 1, lease_until=until))
        audit.append(tx, "claimed", person_id, case=case_id, fence=row.fence + 1)
    return Claim(row.fence + 1, from_micros(until))


def _any_fence(*_: object) -> bool:
    return True


def _unfenced_gate() -> None:
    original = gate_room.find_case

    class Forged:
        """The case, as if its fence and owner were whatever is asked for."""

        def __init__(self, row: Any, ask: Any) -> None:
            self._row, self.fence, self.owner = row, ask.fence, ask.person_id

        def __getattr__(self, name: str) -> Any:
            return getattr(self._row, name)

    def gate(tx: Any, ask: Any) -> Any:
        def forged(conn: Any, id_: str) -> Any:
            row = original(conn, id_)
            return None if row is None else Forged(row, ask)

        gate_room.find_case = forged
        try:
            return honest(tx, ask)
        finally:
            gate_room.find_case = original

    honest = gate_room.gate
    import app.store.team.store as store_room

    store_room.gate = gate


def plant(name: str) -> None:
    """Into this process, for good."""
    match name:
        case "read then write":
            Team.claim = _read_then_write  # type: ignore[method-assign]
        case "unfenced write":
            decisions._fence_is = _any_fence
        case "unfenced gate":
            _unfenced_gate()
        case _:
            assert name == NONE, name


PLANTED = ("read then write", "unfenced write", "unfenced gate")
