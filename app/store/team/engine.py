"""Transactions on the team store: one writer at a time by the head row, the store's own clock, errors in plain sentences."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from app.errors import Refused, StoreTrouble
from app.lanes.lane import assert_not_gui_thread
from app.store.engine import make_private, reachable, refuse_network, set_pragmas, trouble
from app.store.team.schema import head
from app.store.times import from_micros, to_micros
from app.version import COMMAND

WHAT = "the team store"
OUR_REFUSAL = "CL001"  # sqlstate of our own triggers
_TIMEOUTS = "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=5s"


class Away(StoreTrouble):
    """The store's server does not answer, or not now."""


class OtherTeam(StoreTrouble):
    """The store at this address is not the one that this console works with."""


@dataclass(slots=True)
class Tx:
    """One write transaction holding the head row. ``now``: team time, microseconds; ``seq``, ``hash``: the log's end so far."""

    conn: Connection
    now: int
    seq: int
    hash: str

    @property
    def moment(self) -> datetime:
        return from_micros(self.now)


class TeamEngine:
    """Opens ``sqlite:///FILE`` or ``postgresql://...``. ``clock`` replaces the store's own clock in tests."""

    def __init__(self, url: str, clock: Callable[[], datetime] | None = None) -> None:
        self.url = make_url(url)
        self._clock = clock
        self._check: Callable[[], None] | None = None
        self._checking = threading.RLock()
        if self.url.get_backend_name() == "sqlite":
            self.file: Path | None = Path(self.url.database or "")
            self.engine = _sqlite(self.url.database or "")
        elif self.url.get_backend_name() == "postgresql":
            self.file = None
            self.engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                pool_size=3,
                connect_args={"connect_timeout": 5, "options": _TIMEOUTS, "keepalives_idle": 10},
            )
        else:
            raise StoreTrouble(
                f"Could not use {WHAT}: {url.split(':')[0]} is not known", "Use sqlite:///FILE or postgresql://..."
            )

    @property
    def postgres(self) -> bool:
        return self.file is None

    def check_first(self, check: Callable[[], None]) -> None:
        """``check`` is called before anything else is done with the store, until it succeeded once."""
        self._check = check

    @property
    def met(self) -> bool:
        """The store has answered and is what was expected."""
        with self._checking:
            return self._check is None

    def _checked(self) -> None:
        """Other lanes wait for a check that runs; the check itself may use the store."""
        with self._checking:
            check, self._check = self._check, None
            if check is not None:
                try:
                    check()
                except BaseException:  # whatever it was, the store is not what was expected: the next call checks again
                    self._check = check
                    raise

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """All or nothing, and nobody else writes meanwhile."""
        assert_not_gui_thread()
        self._checked()
        with translated(), self.engine.begin() as conn:
            row = conn.execute(select(head.c.seq, head.c.hash).where(head.c.id == 1).with_for_update()).one()
            yield Tx(conn, self.now(conn), row.seq, row.hash)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent, short read."""
        assert_not_gui_thread()
        self._checked()
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if self.postgres else {"clearline_reads": True}
        with translated(), self.engine.connect().execution_options(**options) as conn, conn.begin():
            yield conn

    def now(self, conn: Connection) -> int:
        """Team time in microseconds: PostgreSQL's clock, or this machine's for a file."""
        if self._clock is not None:
            return to_micros(self._clock())
        if self.postgres:
            return int(conn.execute(text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")).scalar_one())
        return to_micros(datetime.now(UTC))

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(database: str) -> Engine:
    path = Path(database)
    with reachable(WHAT):
        make_private(path)
        refuse_network(path, WHAT)
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def _connect(db: sqlite3.Connection, _record: object) -> None:
        db.isolation_level = None
        set_pragmas(db, "FULL")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get("clearline_reads") else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Errors of either database on the way out: StoreTrouble, or Refused where a trigger of ours said no."""
    try:
        yield
    except DBAPIError as e:
        said = _said(e)
        if said is None:
            raise
        raise said from e
    except sqlite3.Error as e:
        known = trouble(e, WHAT)
        if known is None:
            raise
        raise known from e


def _said(error: DBAPIError) -> StoreTrouble | Refused | None:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return trouble(origin, WHAT)
    state = getattr(origin, "sqlstate", None) or ""
    if state == OUR_REFUSAL:
        diagnosis = getattr(origin, "diag", None)
        return Refused(getattr(diagnosis, "message_primary", None) or str(origin), about=WHAT)
    if state == "42501":
        return StoreTrouble(f"Could not use {WHAT}: your sign-in may not do this", "Ask the operator for the rights.", about=WHAT)
    if state in ("42P01", "3F000"):
        return StoreTrouble(
            f"Could not use {WHAT}: it was never set up", f"The operator runs: {COMMAND} migrate --team URL", about=WHAT
        )
    if state.startswith("53"):
        return StoreTrouble(f"Could not use {WHAT}: its server is out of space or connections", "Tell the operator.", about=WHAT)
    if state in ("55P03", "40001", "40P01", "57014", "25P03"):
        return Away(f"Could not use {WHAT}: it is busy", "It is tried again.", about=WHAT)
    if state.startswith("28") or "authentication failed" in str(origin):  # refused while connecting: no state, only words
        return StoreTrouble(
            f"Could not use {WHAT}: the sign-in was refused", "Check name and password of the team store.", about=WHAT
        )
    if isinstance(error, OperationalError | InterfaceError) or state.startswith(("08", "57P")):
        return Away(f"Could not reach {WHAT}", "Decisions wait here until it answers again.", about=WHAT)
    return None
