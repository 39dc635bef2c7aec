"""Whether what a KPI needs is told by anybody: by a connected system, or by a file that somebody imported."""

from __future__ import annotations

import sqlite3

from app.kpis.kpi import Kpi


def missing(db: sqlite3.Connection, kpi: Kpi) -> str:
    """Why there can be no figure: what no system tells, as long as nobody imported it; "" where there can be one."""
    if not kpi.missing or not kpi.imports:
        return kpi.missing
    asked = """SELECT count(*) FROM import_batch b JOIN import_load l ON l.batch = b.id
        WHERE b.kind = ? AND b.undone_by = '' AND l.loaded >= b.blocks"""
    return "" if all(db.execute(asked, (kind,)).fetchone()[0] for kind in kpi.imports) else kpi.missing
