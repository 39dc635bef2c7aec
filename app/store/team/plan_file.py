"""Resources, and appointments of another planning system, from an operator's file into the team store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.appointment import Appointment, Kind, Resource, State
from app.errors import StoreTrouble
from app.store.team import appointments
from app.store.team.engine import Tx

BY = "operator"


def take_in(tx: Tx, plan: Mapping[str, Any]) -> str:
    """``plan``: {"resources": [{id, name, kind, zone, skills: [[name, last day or ""]], hours: [[weekday, from, until]], closures:
    [[first day, last day, why]], active (optional)}], "appointments": [the fields of ``domain.appointment.Appointment``, starts as ISO
    with its zone, number and consent optional]}. An appointment that is known by its id stays as it is. What was done, in words.

    StoreTrouble where an entry cannot be read: then nothing is taken in.
    """
    try:
        known = [_resource(one) for one in plan.get("resources", ())]
        planned = [_appointment(one) for one in plan.get("appointments", ())]
    except (KeyError, TypeError, ValueError) as e:
        raise StoreTrouble(f"Could not take the plan in: {e} of an entry does not read", "Correct the file.") from e
    changed = sum(appointments.put_resource(tx, one, BY) for one in known)
    added = 0
    for one in planned:
        if appointments.done(tx.conn, f"import:{one.id}") is None:
            appointments.add(tx, f"import:{one.id}", one, BY)
            added += 1
    return f"{changed} of {len(known)} resources changed, {added} of {len(planned)} appointments added"


def _resource(one: Mapping[str, Any]) -> Resource:
    skills, hours, closures = (_rows(one[name]) for name in ("skills", "hours", "closures"))
    return Resource(one["id"], one["name"], one["kind"], one["zone"], skills, hours, closures, bool(one.get("active", True)))


def _appointment(one: Mapping[str, Any]) -> Appointment:
    starts = datetime.fromisoformat(one["starts"])
    if starts.tzinfo is None:
        raise ValueError("starts without a zone")
    read = {
        "number": "",
        "consent": "",
        **one,
        "kind": Kind(one["kind"]),
        "skills": tuple(one["skills"]),
        "starts": starts.astimezone(UTC),
        "window": _rows(one["window"]),
        "closures": _rows(one["closures"]),
        "state": State(one["state"]),
    }
    return Appointment(**read)


def _rows(listed: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in listed)
