"""Rights to approve that are lent: by their owner alone, from one moment until another, never lent on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.domain.ruling import Delegation, delegators
from app.errors import Refused
from app.store.team import audit
from app.store.team.engine import Tx
from app.store.team.rows import the_person
from app.store.team.schema import delegation, delegation_end
from app.store.times import from_micros, maybe_moment, to_micros


def begin(tx: Tx, wanted: Delegation) -> None:
    """Once, however often it is told. Refused: to oneself, to nobody of the team, or for a time that is over or no time."""
    if tx.conn.execute(select(delegation.c.id).where(delegation.c.id == wanted.id)).first() is not None:
        return
    why = _wrong(tx, wanted)
    if why:
        raise Refused(f"Could not lend it: {why}", about=wanted.id)
    values = {"delegator": wanted.delegator, "delegate": wanted.delegate, "reason": wanted.reason, "at": tx.now}
    span = {"since": to_micros(wanted.since), "until": to_micros(wanted.until)}
    tx.conn.execute(insert(delegation).values(id=wanted.id, **values, **span))
    audit.append(tx, "delegated", wanted.delegator, delegation=wanted.id, to=wanted.delegate, **span)


def _wrong(tx: Tx, wanted: Delegation) -> str:
    if wanted.delegate == wanted.delegator:
        return "it is yours already"
    people = [the_person(tx.conn, tx.now, id_) for id_ in (wanted.delegator, wanted.delegate)]
    if any(p is None or not p.roles for p in people):
        return "both must be in this team"
    if wanted.until <= wanted.since or to_micros(wanted.until) <= tx.now:
        return "it would be over before it begins"
    return ""


def end(tx: Tx, id_: str, by: str) -> None:
    """Before its time, by either of the two; what is over stays as it is. Refused for anybody else."""
    row = tx.conn.execute(select(delegation).where(delegation.c.id == id_)).one_or_none()
    if row is None or by not in (row.delegator, row.delegate):
        raise Refused("Could not end it: it is neither yours nor lent to you", about=id_)
    ended = tx.conn.execute(select(delegation_end.c.at).where(delegation_end.c.delegation == id_)).first()
    if ended is None and row.until > tx.now:
        tx.conn.execute(insert(delegation_end).values(delegation=id_, author=by, at=tx.now))
        audit.append(tx, "delegation ended", by, delegation=id_)


def of(conn: Connection, delegate: str, now: int) -> tuple[str, ...]:
    """Whose right to approve this person holds."""
    asked = select(delegation, delegation_end.c.at.label("ended")).outerjoin(delegation_end)
    rows = conn.execute(asked.where(delegation.c.delegate == delegate).order_by(delegation.c.at, delegation.c.id))
    return delegators((_delegation(r) for r in rows), delegate, from_micros(now))


def some(conn: Connection, ids: Iterable[str]) -> tuple[Delegation, ...]:
    asked = select(delegation, delegation_end.c.at.label("ended")).outerjoin(delegation_end)
    return tuple(_delegation(r) for r in conn.execute(asked.where(delegation.c.id.in_(list(ids))).order_by(delegation.c.at)))


def _delegation(r: Any) -> Delegation:
    ended: datetime | None = maybe_moment(r.ended)
    return Delegation(r.id, r.delegator, r.delegate, from_micros(r.since), from_micros(r.until), r.reason, ended)
