"""The audit chain: every write of the team store leaves one row that follows from the row before; its number is the team feed's cursor."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.store.team.answers import AuditReport
from app.store.team.engine import Tx
from app.store.team.schema import audit, head

GENESIS = "genesis"


def row_hash(prev: str, body: str) -> str:
    """sha256 over the former row's hash and this row's canonical JSON, in hex."""
    return hashlib.sha256(prev.encode() + body.encode()).hexdigest()


def append(tx: Tx, what: str, by: str, **about: Any) -> None:
    """Write down what this transaction does, in this transaction. ``about``: ids, hashes, figures; never personal data."""
    facts = {"at": tx.now, "by": by, "what": what, **{k: v for k, v in about.items() if v is not None}}
    body = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    seq, digest = tx.seq + 1, row_hash(tx.hash, body)
    tx.conn.execute(insert(audit).values(seq=seq, prev=tx.hash, body=body, hash=digest))
    tx.conn.execute(update(head).where(head.c.id == 1).values(seq=seq, hash=digest))
    tx.seq, tx.hash = seq, digest


def verify(conn: Connection, anchor: tuple[int, str] | None) -> AuditReport:
    """Walk the whole chain. A cut or rewritten tail shows only against an ``anchor`` (seq, hash) kept elsewhere."""
    prev, seq = GENESIS, 0
    end = conn.execute(select(head.c.seq, head.c.hash).where(head.c.id == 1)).one_or_none()
    anchored = anchor is None or anchor[0] == 0
    asked = select(audit.c.seq, audit.c.prev, audit.c.body, audit.c.hash).order_by(audit.c.seq)
    with conn.execute(asked, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            if row.seq != seq + 1 or row.prev != prev or row_hash(prev, row.body) != row.hash:
                return AuditReport(False, f"The audit log is broken at row {seq + 1}", seq, (seq, prev))
            seq, prev = row.seq, row.hash
            if anchor is not None and seq == anchor[0]:
                anchored = prev == anchor[1]
    if end is None or (end.seq, end.hash) != (seq, prev):
        return AuditReport(False, f"The audit log ends at row {seq}, which is not the end that was written", seq, (seq, prev))
    if not anchored and anchor is not None:
        return AuditReport(
            False, f"The audit log was cut or rewritten: row {anchor[0]} is not the one this console saw", seq, (seq, prev)
        )
    return AuditReport(True, f"The audit log is sound: {seq} rows", seq, (seq, prev))
