"""The servers of the suite, each behind a front that can fail: Tryton, Medusa and their doubles, with and without our add-ons."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.connectors.http import Limits
from app.connectors.medusa.connector import MedusaConnector
from app.connectors.tryton.connector import TrytonConnector
from tests.contracts.office import Office
from tests.contracts.shop_office import ShopOffice
from tests.contracts.trade import Trade
from tests.doubles.faults import Answer, Faults, Front, forward
from tests.doubles.medusa import FakeMedusa
from tests.doubles.tryton import FakeTryton

CLASSES: dict[str, Callable[..., Any]] = {"tryton": TrytonConnector, "medusa": MedusaConnector}
QUICK = Limits(connect=5.0, read=20.0, total=20.0)


@dataclass
class Target:
    """``expire``: end every session on the server. ``late``: change a customer's name in a transaction that commits seconds later.

    ``idle``: as if nobody had used any session for an hour. ``authorise``: a shop's customer's bank promises what the order's open
    payment request asks for. ``kind``: of the connector. ``office``: an ``Office`` or a ``ShopOffice``; ``logins``: how colleagues
    sign in here.
    """

    name: str
    kind: str
    addon: bool
    url: str
    database: str
    passwords: dict[str, str]
    faults: Faults
    office: Any
    expire: Callable[[], None]
    late: Callable[[str, str, Callable[[], None]], None]
    logins: dict[str, str] = field(default_factory=dict)
    authorise: Callable[[str], None] = field(default=lambda order: None)
    idle: Callable[[], None] = field(default=lambda: None)
    opened: list[Any] = field(default_factory=list)

    @property
    def trade(self) -> Trade:
        from tests.contracts.erp_trade import ERP
        from tests.contracts.shop_trade import SHOP

        return {"tryton": ERP, "medusa": SHOP}[self.kind]

    def connect(self, login: str = "fiona", *, limits: Limits = QUICK, password: str | None = None, **more: Any) -> Any:
        """A signed-in connector of its own; closed at the end of the test."""
        found = CLASSES[self.kind](
            self.url, self.database, self.logins.get(login, login), password or self.passwords[login], limits=limits, **more
        )
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
        self.faults.held, self.faults.executed = threading.Event(), threading.Event()


def double(stack: ExitStack, kind: str, *, addon: bool) -> Target:
    return _fake_tryton(stack, addon=addon) if kind == "tryton" else _fake_medusa(stack, addon=addon)


def _fake_medusa(stack: ExitStack, *, addon: bool) -> Target:
    """The fake Medusa with a company, two variants and an order to take after."""
    fake = FakeMedusa(addon=addon)
    stack.callback(fake.close)
    office = ShopOffice(fake.url, fake.logins["omar"], fake.passwords["omar"])
    name = f"shop double{'+addon' if addon else ''}"
    return Target(
        name,
        "medusa",
        addon,
        fake.url,
        "",
        fake.passwords,
        fake.faults,
        office,
        fake.expire,
        fake.late,
        fake.logins,
        fake.authorise,
    )


def _fake_tryton(stack: ExitStack, *, addon: bool) -> Target:
    """The fake Tryton with two customers and a quotation to copy."""
    fake = FakeTryton(addon=addon)
    stack.callback(fake.close)
    party = fake.erp.customer("Acme Fabrication")
    fake.erp.customer("Borealis Mining", "100.00")
    fake.erp.order(party, "120.50")
    for _ in range(400):
        fake.erp.deliver(party, 8.0)

    supplier = fake.erp.customer("Torino Trasmissioni")
    fake.erp.buy(supplier, 2, 50.0, (date(2031, 5, 1), date(2031, 5, 9)))

    def late(key: str, name: str, meanwhile: Callable[[], None]) -> None:
        stamp = fake.erp.now()  # the transaction's begin
        meanwhile()
        fake.erp.write("party.party", int(key), {"name": name}, stamp)

    office = Office(fake.url, fake.database, fake.erp.passwords)
    name = f"double{'+addon' if addon else ''}"
    made = Target(
        name, "tryton", addon, fake.url, fake.database, fake.erp.passwords, fake.faults, office, fake.expire_sessions, late
    )
    made.idle = fake.let_sessions_idle
    return made


def real(stack: ExitStack, *, addon: bool, url: str, database: str, postgres: str, passwords: dict[str, str]) -> Target:
    """A real Tryton at ``url``; ``postgres``: connection address of its database."""
    import psycopg  # only here: the doubles need no database

    port = int(url.rstrip("/").rpartition(":")[2])
    front = Front(forward(port))
    stack.callback(front.close)

    def expire() -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute("DELETE FROM ir_session")

    def late(key: str, name: str, meanwhile: Callable[[], None]) -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute("UPDATE party_party SET name = %s, write_date = CURRENT_TIMESTAMP WHERE id = %s", (name, int(key)))
            meanwhile()

    def idle() -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute(_IDLE)

    office = Office(url, database, passwords)
    name = f"tryton{'+addon' if addon else ''}"
    return Target(name, "tryton", addon, front.url, database, passwords, front.faults, office, expire, late, idle=idle)


def real_shop(
    stack: ExitStack, *, addon: bool, url: str, postgres: str, passwords: dict[str, str], logins: dict[str, str]
) -> Target:
    """A real Medusa at ``url``; ``postgres``: connection address of its database."""
    import psycopg  # only here: the doubles need no database

    port = int(url.rstrip("/").rpartition(":")[2])
    over = Expiring(forward(port))
    front = Front(over)
    stack.callback(front.close)

    def late(key: str, name: str, meanwhile: Callable[[], None]) -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute("UPDATE customer SET first_name = %s, updated_at = CURRENT_TIMESTAMP WHERE id = %s", (name, key))
            meanwhile()

    def authorise(order: str) -> None:
        with psycopg.connect(postgres) as connection:
            connection.execute(_AUTHORISE, {"order": order})

    office = ShopOffice(url, logins["omar"], passwords["omar"])
    name = f"medusa{'+addon' if addon else ''}"
    return Target(name, "medusa", addon, front.url, "", passwords, front.faults, office, over.expire, late, logins, authorise)


_IDLE = "UPDATE ir_session SET create_date = create_date - interval '1 hour', write_date = write_date - interval '1 hour'"

# What a cart's completion leaves: no call for colleagues brings it about.
_AUTHORISE = """
with request as (
    update payment_collection c set status = 'authorized', updated_at = now() from order_payment_collection l
    where l.payment_collection_id = c.id and l.order_id = %(order)s and c.status = 'not_paid' returning c.*
), session as (
    insert into payment_session (id, currency_code, amount, raw_amount, provider_id, data, status, payment_collection_id)
    select 'payses_' || upper(substr(md5(id), 1, 26)), currency_code, amount, raw_amount, 'pp_system_default', '{}', 'authorized', id
    from request returning *
)
insert into payment (id, amount, raw_amount, currency_code, provider_id, data, payment_collection_id, payment_session_id)
select 'pay_' || upper(substr(md5(id), 1, 26)), amount, raw_amount, currency_code, provider_id, '{}', payment_collection_id, id
from session
"""


class Expiring:
    """A token cannot be ended on a Medusa; so those that were seen here are garbled on their way to it, and it says what it says.

    Two sign-ins within one second get the same token: the second of them brings it back to life.
    """

    def __init__(self, behind: Callable[[str, str, dict[str, str], bytes], Answer]) -> None:
        self._behind = behind
        self._seen: set[str] = set()
        self._over: set[str] = set()

    def expire(self) -> None:
        self._over |= self._seen

    def __call__(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        token = headers.get("Authorization", "")
        self._seen.add(token)
        garbled = {**headers, "Authorization": "Bearer over"}
        status, told, said = self._behind(verb, path, garbled if token in self._over else headers, body)
        if path.startswith("/auth/") and status == 200:
            self._over.discard(f"Bearer {json.loads(said).get('token')}")
        return status, told, said
