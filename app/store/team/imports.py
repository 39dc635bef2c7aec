"""Imported files in the team store: blocks of rows as observations, the batch that makes them count, and turns that take it back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Row, func, insert, select

from app.domain.imports import Batch
from app.errors import Refused
from app.store.team import audit
from app.store.team.engine import Tx
from app.store.team.schema import import_batch, import_turn, observation
from app.store.times import from_micros

ROWS, LEFT = "imported", "left out"  # kinds of observation
_SOURCE = "import"


def keep_block(tx: Tx, batch: str, number: int, body: str, *, left: bool = False) -> None:
    """``body``: JSON, a list of rows. Numbers count from 1, lines left out by themselves. Nothing counts before ``keep_batch``."""
    id_ = _id(batch, number, left=left)
    if tx.conn.execute(select(observation.c.id).where(observation.c.id == id_)).first() is not None:
        return
    values = {"kind": LEFT if left else ROWS, "subject": batch, "body": body, "at": tx.now, "source": _SOURCE}
    tx.conn.execute(insert(observation).values(id=id_, recorded_at=tx.now, **values))


def keep_batch(tx: Tx, batch: Batch, digest: str, beside: Collection[str]) -> Batch:
    """``digest``: sha256 of all its blocks in their order, for the log: a block that is changed later does not fit it any more.
    ``beside``: those that count under its name of which it holds nothing again; Refused where another one does."""
    if found := some(tx.conn, (batch.id,)):
        return found[0]
    twin = _twin(tx.conn, batch.sha256, batch.id)
    if twin is not None:
        raise Refused(
            f"{batch.file} was imported already", f"As {twin.name} by {twin.author}. Take that back first to import it anew."
        )
    _only(tx.conn, batch, beside)
    kept = select(func.count()).where(observation.c.kind == ROWS, observation.c.subject == batch.id)
    there = tx.conn.execute(kept).scalar_one()
    if there != batch.blocks:
        raise Refused(f"Could not import {batch.file}", f"Only {there} of {batch.blocks} parts arrived. Import it again.")
    told = {
        "rows": batch.rows, "rejected": batch.rejected, "blocks": batch.blocks, "currency": batch.currency,
        "first": batch.first.isoformat(), "last": batch.last.isoformat(), "told": batch.told,
    }  # fmt: skip
    tx.conn.execute(
        insert(import_batch).values(
            id=batch.id, kind=batch.kind, name=batch.name, file=batch.file, sha256=batch.sha256, author=batch.author, at=tx.now,
            body=json.dumps(told, ensure_ascii=False),
        )
    )  # fmt: skip
    audit.append(tx, "imported", batch.author, **{"import": batch.id, "sha256": digest, "file_sha256": batch.sha256})
    return some(tx.conn, (batch.id,))[0]


def turn(tx: Tx, batch: str, by: str, *, counts: bool, beside: Collection[str] = ()) -> Batch:
    """``beside``: as for ``keep_batch``, where it is to count again."""
    found = some(tx.conn, (batch,))
    if not found:
        raise Refused("The import is not known", "Look at the list again.")
    if found[0].counts == counts:
        return found[0]
    if counts and (twin := _twin(tx.conn, found[0].sha256, batch)) is not None:
        raise Refused(f"{found[0].file} counts already", f"It was imported again by {twin.author}. Take that back first.")
    if counts:
        _only(tx.conn, found[0], beside)
    last = tx.conn.execute(select(func.max(import_turn.c.turn)).where(import_turn.c.batch == batch)).scalar()
    tx.conn.execute(insert(import_turn).values(batch=batch, turn=(last or 0) + 1, counts=counts, author=by, at=tx.now))
    audit.append(tx, "import counts" if counts else "import taken back", by, **{"import": batch})
    return some(tx.conn, (batch,))[0]


def block(conn: Connection, batch: str, number: int, *, left: bool = False) -> str | None:
    id_ = _id(batch, number, left=left)
    return conn.execute(select(observation.c.body).where(observation.c.id == id_)).scalar_one_or_none()


def some(conn: Connection, ids: Iterable[str]) -> tuple[Batch, ...]:
    """As they stand now, the oldest first."""
    listed = sorted(set(ids))
    if not listed:
        return ()
    rows = conn.execute(
        select(import_batch).where(import_batch.c.id.in_(listed)).order_by(import_batch.c.at, import_batch.c.id)
    ).all()
    turns = conn.execute(select(import_turn).where(import_turn.c.batch.in_(listed)).order_by(import_turn.c.turn)).all()
    last = {one.batch: one for one in turns}
    return tuple(_batch(row, last.get(row.id)) for row in rows)


def _twin(conn: Connection, sha256: str, but: str) -> Batch | None:
    same = conn.execute(select(import_batch.c.id).where(import_batch.c.sha256 == sha256, import_batch.c.id != but)).scalars()
    return next((b for b in some(conn, same) if b.counts), None)


def _only(conn: Connection, batch: Batch, beside: Collection[str]) -> None:
    """What was held against these may not count beside another: a line of both would count twice."""
    same = select(import_batch.c.id).where(import_batch.c.kind == batch.kind, import_batch.c.name == batch.name)
    others = some(conn, set(conn.execute(same).scalars()) - {batch.id, *beside})
    came = next((b for b in others if b.counts), None)
    if came is not None:
        raise Refused(f"{came.file} counts since it was checked", f"Let {batch.file} be held against it too, then try again.")


def _batch(row: Row[tuple[object, ...]], turned: Row[tuple[object, ...]] | None) -> Batch:
    told = json.loads(row.body)
    back = turned is not None and not turned.counts
    return Batch(
        id=row.id, kind=row.kind, name=row.name, file=row.file, sha256=row.sha256, author=row.author, at=from_micros(row.at),
        rows=told["rows"], rejected=told["rejected"], blocks=told["blocks"], currency=told["currency"],
        first=date.fromisoformat(told["first"]), last=date.fromisoformat(told["last"]), told=tuple((a, b) for a, b in told["told"]),
        undone_by=turned.author if back and turned is not None else "",
        undone_at=from_micros(turned.at) if back and turned is not None else None,
    )  # fmt: skip


def _id(batch: str, number: int, *, left: bool) -> str:
    return str(uuid5(NAMESPACE_OID, f"{batch}/{LEFT if left else ROWS}/{number}"))
