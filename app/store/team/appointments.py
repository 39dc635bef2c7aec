"""Appointments in the team store: changed one command at a time, each once, and only as they were when somebody decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, Connection, cast, insert, select, update

from app.domain.appointment import LIVE, Appointment, Kind, Resource, State
from app.errors import Conflict, RefusedByRemote
from app.store.team import audit
from app.store.team.engine import Tx
from app.store.team.schema import appointment, appointment_change, resource
from app.store.times import from_micros, to_micros

AGAIN = "Look again, then decide."
_MINUTE = timedelta(minutes=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Change:
    """What one command did: the appointment before (None: there was none) and after it. ``replayed``: it was done before."""

    before: Appointment | None
    after: Appointment
    replayed: bool = False


def some(conn: Connection, ids: Iterable[str]) -> tuple[Appointment, ...]:
    listed = list(ids)
    if not listed:
        return ()
    return tuple(_appointment(r) for r in conn.execute(select(appointment).where(appointment.c.id.in_(listed))))


def resources(conn: Connection, ids: Iterable[str]) -> tuple[Resource, ...]:
    listed = list(ids)
    if not listed:
        return ()
    return tuple(_resource(r) for r in conn.execute(select(resource).where(resource.c.id.in_(listed))))


def done(conn: Connection, command: str) -> Change | None:
    """What this command did, from what was written down with it."""
    row = conn.execute(select(appointment_change).where(appointment_change.c.command == command)).one_or_none()
    if row is None:
        return None
    body = json.loads(row.body)
    now = some(conn, [row.appointment])[0]
    after = replace(now.changed(body["to"]), rev=row.rev)
    return Change(after.changed(body["from"]) if body["from"] else None, after, replayed=True)


def book(tx: Tx, command: str, wanted: Appointment, by: str) -> Change:
    """See ``Team.book``. Its number is given here."""
    again = done(tx.conn, command)
    if again is not None:
        return again
    _free(tx.conn, wanted)
    return Change(None, add(tx, command, wanted, by))


def change(
    tx: Tx, command: str, id_: str, to: Mapping[str, object], by: str, *, rev: int | None, was: Mapping[str, object] | None
) -> Change:
    """Set the fields ``to`` (JSON types). ``rev``: as it was on screen; then its resource must be free at its time, in this transaction.

    ``was``: instead, the fields as a former command left them: it is taken back, whatever its time clashed with.
    Conflict: it is not so any more, or somebody else has the time by now. RefusedByRemote: there is none. Once, whoever tells it again.
    """
    again = done(tx.conn, command)
    if again is not None:
        return again
    before = next(iter(some(tx.conn, [id_])), None)
    if before is None:
        raise RefusedByRemote("There is no such appointment in the team store", AGAIN, about=id_)
    if (rev is not None and before.rev != rev) or (was is not None and before.told(was) != dict(was)):
        raise Conflict(f"{before.number} was changed meanwhile", AGAIN, about=before.number)
    after = replace(before.changed(to), rev=before.rev + 1)
    if was is None and (after.resource, after.starts, after.live) != (before.resource, before.starts, before.live):
        _free(tx.conn, after)
    tx.conn.execute(update(appointment).where(appointment.c.id == id_, appointment.c.rev == before.rev).values(values(after)))
    _log(tx, command, after, by, {"from": before.told(to), "to": after.told(to)})
    return Change(before, after)


def _free(conn: Connection, wanted: Appointment) -> None:
    """Its resource has nothing else at that time. Conflict where it has: whoever was first keeps it."""
    if wanted.resource is None or not wanted.live:
        return
    begins, ends = to_micros(wanted.starts), to_micros(wanted.ends)
    asked = (
        select(appointment.c.number)
        .where(appointment.c.resource == wanted.resource, appointment.c.id != wanted.id)
        .where(appointment.c.state.in_([str(s) for s in LIVE]), appointment.c.starts < ends)
        .where(appointment.c.starts + cast(appointment.c.minutes, BigInteger) * _MINUTE > begins)
        .order_by(appointment.c.starts)
    )
    number = conn.execute(asked).scalars().first()
    if number is not None:
        name = conn.execute(select(resource.c.name).where(resource.c.id == wanted.resource)).scalar_one()
        raise Conflict(f"{name} was booked for that time meanwhile, by {number}", "Choose another time.", about=number)


def add(tx: Tx, command: str, wanted: Appointment, by: str) -> Appointment:
    """As it is, whatever it clashes with: what another planning system had is a fact."""
    made = wanted if wanted.number else replace(wanted, number=_next_number(tx.conn))
    tx.conn.execute(insert(appointment).values(id=made.id, number=made.number, **values(made)))
    _log(tx, command, made, by, {"from": {}, "to": {}})
    return made


def _next_number(conn: Connection) -> str:
    """The first that is free after as many as there are: a plan that was taken in may have brought numbers like ours."""
    taken = {*conn.execute(select(appointment.c.number)).scalars()}
    return next(number for n in count(len(taken) + 1) if (number := f"AP-{n:04}") not in taken)


def put_resource(tx: Tx, known: Resource, by: str) -> bool:
    """Add a resource or bring it up to date. False: it was so already."""
    told = {
        "name": known.name,
        "kind": known.kind,
        "zone": known.zone,
        "skills": _json(known.skills),
        "hours": _json(known.hours),
        "closures": _json(known.closures),
        "active": known.active,
    }
    before = next(iter(resources(tx.conn, [known.id])), None)
    if before is None:
        tx.conn.execute(insert(resource).values(id=known.id, rev=1, **told))
    elif replace(before, rev=known.rev) != known:
        tx.conn.execute(update(resource).where(resource.c.id == known.id).values(rev=before.rev + 1, **told))
    else:
        return False
    audit.append(tx, "resource", by, resource=known.id)
    return True


def _log(tx: Tx, command: str, after: Appointment, by: str, body: Mapping[str, object]) -> None:
    row = {"command": command, "appointment": after.id, "rev": after.rev, "author": by, "at": tx.now, "body": _json(body)}
    tx.conn.execute(insert(appointment_change).values(row))
    audit.append(tx, "appointment", by, appointment=after.id, command=command, rev=after.rev)


# ---- rows ------------------------------------------------------------------------------------------------------------------------


def values(of: Appointment) -> dict[str, Any]:
    """A row but for its id and number, which never change."""
    return {
        "source": of.source,
        "sale": of.sale,
        "sale_number": of.sale_number,
        "shipment": of.shipment,
        "customer": of.customer,
        "site": of.site,
        "zone": of.zone,
        "kind": str(of.kind),
        "skills": _json(of.skills),
        "minutes": of.minutes,
        "travel": of.travel,
        "resource": of.resource,
        "starts": to_micros(of.starts),
        "window": _json(of.window),
        "closures": _json(of.closures),
        "after": of.after,
        "waits_for_goods": of.waits_for_goods,
        "state": str(of.state),
        "consent": of.consent,
        "rev": of.rev,
    }


def _appointment(row: Any) -> Appointment:
    told = dict(row._mapping)
    listed = {name: _tuples(told[name]) for name in ("window", "closures")} | {"skills": tuple(json.loads(told["skills"]))}
    return Appointment(**{**told, **listed, "kind": Kind(row.kind), "state": State(row.state), "starts": from_micros(row.starts)})


def _resource(row: Any) -> Resource:
    told = dict(row._mapping)
    return Resource(**{**told, **{name: _tuples(told[name]) for name in ("skills", "hours", "closures")}})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _tuples(text: str) -> tuple[Any, ...]:
    return tuple(tuple(one) for one in json.loads(text))
