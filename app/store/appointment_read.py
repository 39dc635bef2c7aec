"""Gathers appointments from the mirror: one with all that is planned around it, and which of them hang together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from app.domain.appointment import MODEL, Appointment
from app.domain.board import AskSlots, BoardParts, Planned
from app.domain.booking import SlotParts
from app.domain.dossier import AppointmentDossier
from app.domain.goods import CustomerAddress
from app.domain.order import Sale
from app.domain.ref import Ref
from app.store import goods_read
from app.store.books import BOOKS
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
# Which system has an order of this number, and the sale that it is: a shop's is the one it was booked as, at best one that stands.
_NUMBERED = f"""
    SELECT source, source AS erp, key FROM sale WHERE lower(number) = lower(?1) UNION ALL
    SELECT w.source, s.source, s.key FROM web_order w JOIN sale s ON s.n = (SELECT x.n FROM sale x WHERE x.web_origin = w.shared
        AND x.web_origin <> '' AND +x.source = {BOOKS} ORDER BY x.state = 'cancelled', x.key LIMIT 1)
    WHERE lower(w.number) = lower(?1)
"""
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


def slot_parts(db: sqlite3.Connection, ask: AskSlots) -> SlotParts:
    """Of the order that an appointment is for already, else by its number, however it is written, in an ERP or in a shop."""
    resources = copies(db, "resource", RESOURCE, "1 ORDER BY name, id")
    meant = _meant(db, ask)
    sales = {sale for _, sale in meant}
    if len(sales) > 1:
        return SlotParts(None, None, (), resources, None, tuple(sorted({system for system, _ in meant})))
    sale = next((x for ref in sales for x in records(db, Sale, "source = ? AND key = ?", ref.source, ref.key)), None)
    if sale is None:
        return SlotParts(None, None, (), resources, None)
    source = sale.ref.source
    known = frozenset(row[0] for row in db.execute("SELECT name FROM feed WHERE source = ? AND complete AND readable", (source,)))
    where = "source = ? AND customer = ? AND active ORDER BY key <> ?, NOT delivery, key LIMIT 1"
    address = records(db, CustomerAddress, where, source, sale.customer, sale.ship_to or "")
    return SlotParts(
        sale, next(iter(address), None), all_live(db), resources, goods_read.gather(db, sale.ref, known, Queues(db, source))
    )


def _meant(db: sqlite3.Connection, ask: AskSlots) -> set[tuple[str, Ref]]:
    """(system that has the order, its sale)."""
    planned = copies(db, "appointment", APPOINTMENT, "id = ?", ask.moves) if ask.moves else ()
    if planned:
        return {(a.source, Ref(a.source, "sale", a.sale)) for a in planned}
    rows = db.execute(_NUMBERED, (ask.number.strip(),))
    return {(system, Ref(erp, "sale", key)) for system, erp, key in rows if ask.source in ("", system)}


def around(db: sqlite3.Connection, appointments: Iterable[str], resources: Iterable[str]) -> frozenset[Ref]:
    """These appointments, and those that wait for one of them or share its resource, or use one of these resources."""
    asked = (json.dumps(sorted(appointments)), json.dumps(sorted(resources)))
    return frozenset(Ref(source, MODEL, id_) for source, id_ in db.execute(_AROUND, asked))
