"""Brings a team store to this program's schema: the operator's deed on PostgreSQL, done at opening for a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import ProgrammingError

from app.errors import StoreTrouble
from app.store.engine import make_private, reachable
from app.store.migrate import FOLDER, found_revision, number, too_new, upgrade
from app.store.team import people as people_room
from app.store.team import plan_file, postgres, rulings
from app.store.team.audit import GENESIS
from app.store.team.engine import WHAT, TeamEngine, Tx, translated
from app.store.team.schema import INSERT_ONLY, SCHEMA, head, meta
from app.version import COMMAND

REVISIONS = FOLDER / "team"
# As ``cl_decision`` does on PostgreSQL.
_STEP_BY_STEP = """
CREATE TRIGGER IF NOT EXISTS decision_step_by_step BEFORE UPDATE OF step ON decision WHEN NEW.step <> OLD.step AND (
    NEW.step < OLD.step OR NEW.permit_until IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM step_end WHERE decision_id = OLD.id AND number = OLD.step))
BEGIN SELECT RAISE(ABORT, 'The next step begins when the end of the former is written down'); END
"""


def check_or_migrate(store: TeamEngine) -> None:
    """A file is brought up to date; PostgreSQL is only looked at. StoreTrouble where versions do not fit."""
    found, least = _versions(store)
    if least > SCHEMA or (store.file is not None and found > SCHEMA):
        raise too_new(WHAT, found, SCHEMA)
    if found >= SCHEMA:
        return
    if store.postgres:
        raise StoreTrouble(
            f"Could not use {WHAT}: it was not set up for this version (schema {found}, needed {SCHEMA})",
            f"The operator runs: {COMMAND} migrate --team URL --people FILE",
            about=WHAT,
        )
    _migrate(store)


def migrate_team(
    url: str,
    people: Iterable[people_room.Entry] = (),
    plan: Mapping[str, Any] | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
) -> str:
    """Create or upgrade the store, bring people and grants up to date; on PostgreSQL also login roles, rights and triggers.

    ``people``: {"id", "name", "roles", "logins": {source: login}, "db_role", "db_password" (optional)}.
    ``plan``: resources and appointments, see ``plan_file``.
    ``clock`` replaces the store's own in tests. What was done, in words.
    """
    listed = list(people)
    store = TeamEngine(url, clock)
    try:
        found, least = _versions(store)
        if least > SCHEMA or found > SCHEMA:
            raise too_new(WHAT, found, SCHEMA)
        if found < SCHEMA:
            _migrate(store)
        with store.writing() as tx:
            changed = people_room.upsert(tx, listed)
            planned = f"; {plan_file.take_in(tx, plan)}" if plan else ""
        if store.postgres:
            with translated(), store.engine.begin() as conn:
                postgres.harden(conn)
                postgres.admit(conn, listed)
        return f"The team store is at schema {SCHEMA} (was {found}); {changed} of {len(listed)} people changed{planned}"
    finally:
        store.close()


def _versions(store: TeamEngine) -> tuple[int, int]:
    """(schema, least schema a program must know), (0, 0) for an empty database."""
    with store.reading() as conn:
        tables = inspect(conn).get_table_names()
        if "alembic_version" not in tables or "meta" not in tables:
            return 0, 0
        revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        return number(revision), int(conn.execute(select(meta.c.min_client)).scalar_one())


def _migrate(store: TeamEngine) -> None:
    """One transaction: all of it or nothing. A file is shared by several consoles, so it is changed in place, after a copy of it."""
    if store.file is not None:
        with translated(), reachable(WHAT):
            _keep_copy(store.file)
    try:
        with translated(), store.engine.begin() as conn:
            upgrade(conn, REVISIONS)
            if conn.execute(select(meta.c.id)).first() is None:
                conn.execute(insert(meta).values(id=1, tenant=str(uuid4()), min_client=SCHEMA))
                conn.execute(insert(head).values(id=1, seq=0, hash=GENESIS))
            end = conn.execute(select(head.c.seq, head.c.hash).where(head.c.id == 1).with_for_update()).one()
            rulings.begin(Tx(conn, store.now(conn), end.seq, end.hash))
            if store.file is not None:
                for table in INSERT_ONLY:
                    for deed in ("UPDATE", "DELETE"):
                        conn.exec_driver_sql(
                            f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{deed.lower()} BEFORE {deed} ON {table.name} "
                            f"BEGIN SELECT RAISE(ABORT, '{table.name} is never changed'); END"
                        )
                conn.exec_driver_sql(_STEP_BY_STEP)
    except ProgrammingError as e:
        raise StoreTrouble(f"Could not set up {WHAT}: the sign-in may not create tables", "Use the operator's sign-in.") from e


def _keep_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        if found_revision(old) is None:
            return
        copy = path.with_name(f"{path.name}.before")
        copy.unlink(missing_ok=True)
        make_private(copy)
        with closing(sqlite3.connect(copy)) as new:
            old.backup(new)
