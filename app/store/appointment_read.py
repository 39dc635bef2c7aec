"""Gathers appointments from the mirror: one with all that is planned around it, and which of them hang together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from app.domain.appointment import MODEL, Appointment
from app.domain.board import BoardParts, Planned
from app.domain.booking import SlotParts
from app.domain.dossier import AppointmentDossier
from app.domain.goods import CustomerAddress
from app.domain.order import Sale
from app.domain.ref import Ref
from app.store import goods_read
from app.store.fetch import copies, records
from app.store.mirror_schema import APPOINTMENT, RESOURCE, quoted
from app.store.queues import Queues

_LIVE = "state IN ('proposed', 'confirmed')"
_PLANNED = f"""
    SELECT {", ".join(f"a.{quoted(n)}" for n in APPOINTMENT.names)}, coalesce(c.name, ''), r.case_id, coalesce(r.grp, '')
    FROM appointment a LEFT JOIN customer c ON c.source = a.source AND c.key = a.customer
    LEFT JOIN case_row r ON r.source = a.source AND r.model = 'appointment' AND r.key = a.id AND r.live
    WHERE a.state <> 'cancelled' ORDER BY a.starts, a.number
"""
_FROM_SHOP = (
    "web_origin = (SELECT shared FROM web_order WHERE lower(number) = lower(?) LIMIT 1) ORDER BY state = 'cancelled', key LIMIT 1"
)
_AROUND = f"""
    SELECT source, id FROM appointment WHERE id IN (SELECT value FROM json_each(?1)) UNION
    SELECT source, id FROM appointment WHERE {_LIVE} AND (after IN (SELECT value FROM json_each(?1)) OR resource IN (
        SELECT value FROM json_each(?2) UNION SELECT resource FROM appointment WHERE id IN (SELECT value FROM json_each(?1))))
"""


def gather(db: sqlite3.Connection, ref: Ref, complete: frozenset[str], queues: Queues) -> AppointmentDossier:
    """``ref``: source of the order's ERP, key of the appointment; ``complete``: feeds of that ERP that were read to their end;
    ``queues``: of that ERP.
    """
    found = copies(db, "appointment", APPOINTMENT, "id = ?", ref.key)
    sale = Ref(ref.source, "sale", found[0].sale if found else "")
    return AppointmentDossier(
        ref=ref,
        appointment=found[0] if found else None,
        around=all_live(db),
        resources=copies(db, "resource", RESOURCE, "1 ORDER BY name, id"),
        goods=goods_read.gather(db, sale, complete, queues),
    )


def all_live(db: sqlite3.Connection) -> tuple[Appointment, ...]:
    """Neither done nor cancelled, in the order in which they begin."""
    return copies(db, "appointment", APPOINTMENT, f"{_LIVE} ORDER BY starts, number")


def live(db: sqlite3.Connection, source: str) -> frozenset[Ref]:
    rows = db.execute(f"SELECT id FROM appointment WHERE source = ? AND {_LIVE}", (source,))
    return frozenset(Ref(source, MODEL, id_) for (id_,) in rows)


def board(db: sqlite3.Connection) -> BoardParts:
    """All that is not cancelled, with its customer and its open case."""
    rows = db.execute(_PLANNED)
    return BoardParts(
        copies(db, "resource", RESOURCE, "1 ORDER BY name, id"),
        tuple(Planned(APPOINTMENT.decode(row), *row[-3:]) for row in rows),
    )


def slot_parts(db: sqlite3.Connection, number: str) -> SlotParts:
    """``number``: of an order in an ERP or in a shop, however it is written."""
    found = records(db, Sale, "lower(number) = lower(?) ORDER BY source, key LIMIT 1", number.strip())
    sale = next(iter(found or records(db, Sale, _FROM_SHOP, number.strip())), None)
    resources = copies(db, "resource", RESOURCE, "1 ORDER BY name, id")
    if sale is None:
        return SlotParts(None, None, (), resources, None)
    source = sale.ref.source
    known = frozenset(row[0] for row in db.execute("SELECT name FROM feed WHERE source = ? AND complete AND readable", (source,)))
    where = "source = ? AND customer = ? AND active ORDER BY key <> ?, NOT delivery, key LIMIT 1"
    address = records(db, CustomerAddress, where, source, sale.customer, sale.ship_to or "")
    return SlotParts(
        sale, next(iter(address), None), all_live(db), resources, goods_read.gather(db, sale.ref, known, Queues(db, source))
    )


def around(db: sqlite3.Connection, appointments: Iterable[str], resources: Iterable[str]) -> frozenset[Ref]:
    """These appointments, and those that wait for one of them or share its resource, or use one of these resources."""
    asked = (json.dumps(sorted(appointments)), json.dumps(sorted(resources)))
    return frozenset(Ref(source, MODEL, id_) for source, id_ in db.execute(_AROUND, asked))
