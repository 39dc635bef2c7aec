"""The team's log as a feed: what changed after a place in it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from app.store.team import appointments, delegations, imports, quote_versions, rows, rulings
from app.store.team.answers import TeamPage
from app.store.team.audit import GENESIS
from app.store.team.schema import audit, head
from app.store.times import from_micros


def changes(conn: Connection, after: int, limit: int, now: int) -> TeamPage:
    """At most ``limit`` log rows after ``after``, told as the things they touched, as those are now."""
    end = conn.execute(select(head.c.seq).where(head.c.id == 1)).scalar_one()
    reset = after > end
    start = 0 if reset else after
    log = conn.execute(
        select(audit.c.seq, audit.c.hash, audit.c.body).where(audit.c.seq > start).order_by(audit.c.seq).limit(limit)
    ).all()
    kinds = (
        "case",
        "decision",
        "note",
        "person",
        "appointment",
        "resource",
        "version",
        "proposal",
        "delegation",
        "observation",
        "import",
    )
    touched: dict[str, set[Any]] = {kind: set() for kind in kinds}
    for row in log:
        body = json.loads(row.body)
        for kind, ids in touched.items():
            if kind in body:
                ids.add(body[kind])
    seq, digest = (log[-1].seq, log[-1].hash) if log else (start, "" if start else GENESIS)
    return TeamPage(
        seq=seq,
        hash=digest,
        cases=rows.cases(conn, touched["case"]),
        spells=rows.spells(conn, touched["case"]),
        decisions=rows.decisions(conn, touched["decision"], now),
        notes=rows.notes(conn, touched["note"]),
        persons=rows.persons(conn, now, touched["person"]) if touched["person"] else (),
        appointments=appointments.some(conn, touched["appointment"]),
        resources=appointments.resources(conn, touched["resource"]),
        kept=rows.kept(conn, touched["observation"]),
        imports=imports.some(conn, touched["import"]),
        versions=rulings.versions(conn, touched["version"]),
        proposals=rulings.proposals(conn, touched["proposal"]),
        delegations=delegations.some(conn, touched["delegation"]),
        offered=quote_versions.some(conn, touched["observation"]),
        complete=seq >= end,
        asof=from_micros(now),
        reset=reset,
    )
