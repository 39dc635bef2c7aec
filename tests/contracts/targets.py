"""The four servers of the suite, each behind a front that can fail: the real Tryton and its double, with and without the add-on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from app.connectors.http import Limits
from app.connectors.tryton.connector import TrytonConnector
from tests.contracts.office import Office
from tests.doubles.faults import Faults, Front, forward
from tests.doubles.tryton import FakeTryton

QUICK = Limits(connect=5.0, read=20.0, total=20.0)


@dataclass
class Target:
    """``expire``: end every session on the server. ``late``: change a customer's name in a transaction that commits seconds later."""

    name: str
    addon: bool
    url: str
    database: str
    passwords: dict[str, str]
    faults: Faults
    office: Office
    expire: Callable[[], None]
    late: Callable[[int, str, Callable[[], None]], None]
    opened: list[TrytonConnector] = field(default_factory=list)

    def connect(self, login: str = "fiona", *, limits: Limits = QUICK, password: str | None = None) -> TrytonConnector:
        """A signed-in connector of its own; closed at the end of the test."""
        found = TrytonConnector(self.url, self.database, login, password or self.passwords[login], limits=limits)
        self.opened.append(found)
        return found

    def between(self) -> None:
        """Back to no faults and no sessions of ours, between two tests."""
        self.faults.planned.clear()
        self.faults.seen.clear()
        self.faults.held.set()
        for connector in self.opened:
            connector.close()
        self.opened.clear()
        self.faults.held = threading.Event()


def double(stack: ExitStack, *, addon: bool) -> Target:
    """The fake Tryton with two customers and a quotation to copy."""
    fake = FakeTryton(addon=addon)
    stack.callback(fake.close)
    party = fake.erp.customer("Acme Fabrication")
    fake.erp.customer("Borealis Mining", "100.00")
    fake.erp.order(party, "120.50")

    def late(key: int, name: str, meanwhile: Callable[[], None]) -> None:
        stamp = fake.erp.now()  # the transaction's begin
        meanwhile()
        fake.erp.write("party.party", key, {"name": name}, stamp)

    office = Office(fake.url, fake.database, fake.erp.passwords)
    name = f"double{'+addon' if addon else ''}"
    return Target(name, addon, fake.url, fake.database, fake.erp.passwords, fake.faults, office, fake.expire_sessions, late)


def real(stack: ExitStack, *, addon: bool, url: str, database: str, postgres: str, passwords: dict[str, str]) -> Target:
    """A real Tryton at ``url``; ``postgres``: connection address of its database."""
    import psycopg  # only here: the doubles need no database

    port = int(url.rstrip("/").rpartition(":")[2])
    front = Front(forward(port))
    stack.callback(front.close)

    def expire() -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute("DELETE FROM ir_session")

    def late(key: int, name: str, meanwhile: Callable[[], None]) -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute("UPDATE party_party SET name = %s, write_date = CURRENT_TIMESTAMP WHERE id = %s", (name, key))
            meanwhile()

    office = Office(url, database, passwords)
    name = f"tryton{'+addon' if addon else ''}"
    return Target(name, addon, front.url, database, passwords, front.faults, office, expire, late)
