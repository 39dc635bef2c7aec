"""Transactions on the database that is being seeded, as Tryton's own dispatcher makes them."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from trytond.backend import DatabaseOperationalError
from trytond.pool import Pool
from trytond.transaction import Transaction, TransactionError
from trytond.worker import run_task

_TRIES = 10


class World:
    """One database, one business day, one source of chance (fixed, so that every demo company is alike).

    ``today`` is the day that the company lives in. ``company`` and ``actor`` are ids, known once they are created.
    """

    def __init__(self, config: str, database: str, today: dt.date) -> None:
        Pool.start()
        self.config, self.database, self.today, self.chance = config, database, today, random.Random(7)
        self.pool = Pool(database)
        self.pool.init()
        self.company: int | None = None
        self.actor = 0
        self.users: dict[str, int] = {}
        self._last = time.perf_counter()

    def model(self, name: str) -> Any:
        return self.pool.get(name)

    def report(self, words: str) -> None:
        """One line of progress, heard by the launcher, with the seconds since the last one."""
        now = time.perf_counter()
        print(f"  {words} ({now - self._last:.1f} s)", flush=True)
        self._last = now

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days)

    def ref(self, xml: str) -> int:
        """The id of a record that a module brought, by "module.name"."""
        module, name = xml.split(".", 1)
        return int(self.model("ir.model.data").get_id(module, name))

    def one(self, model: str, *domain: Any) -> Any:
        """The first record that matches."""
        return self.model(model).search(list(domain), limit=1)[0]

    def new(self, model: str, rows: Sequence[dict[str, Any]]) -> Any:
        return self.model(model).create(list(rows))

    def tx(self, work: Callable[..., Any], *arguments: Any, actor: str | None = None, warned: bool = True) -> Any:
        """Run ``work`` in one transaction, again where the backend asks for it, then the tasks it queued.

        actor: the login it runs as. warned: warnings are taken as read. Errors such as a refused credit check come through.
        """
        user = self.users[actor] if actor else self.actor
        context: dict[str, Any] = {"language": "en", "company": self.company}
        if warned:
            context["_skip_warnings"] = True
        extras: dict[str, Any] = {}
        tries = 0
        while True:
            with Transaction().start(self.database, user, context=dict(context), **extras) as transaction:
                try:
                    result = work(*arguments)
                    transaction.commit()
                except TransactionError as e:
                    transaction.rollback()
                    transaction.tasks.clear()
                    e.fix(extras)
                    continue
                except DatabaseOperationalError:  # the clerk was there first: PostgreSQL asks for another try
                    transaction.rollback()
                    transaction.tasks.clear()
                    tries += 1
                    if tries > _TRIES:
                        raise
                    continue
            while transaction.tasks:
                run_task(self.database, transaction.tasks.pop())
            return result

    def press(self, model: str, button: str, ids: Sequence[int]) -> None:
        """A workflow button on some records, inside a running transaction."""
        if ids:
            records = self.model(model)
            getattr(records, button)(records.browse(list(ids)))

    def sql(self, statement: str, *parameters: Any) -> None:
        """Plain SQL inside a running transaction, for what Tryton itself never lets one set (creation times)."""
        with Transaction().connection.cursor() as cursor:
            cursor.execute(statement, parameters)


def linked(ids: Sequence[int]) -> list[tuple[str, list[int]]]:
    """The value that links existing records to a x2many field."""
    return [("add", list(ids))]


def made(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The value that creates records in a x2many field."""
    return [("create", list(rows))]


def spare(world: World) -> None:
    """Leave out what costs most and changes nothing here: an invoice's report (made on demand anyway) and the checks of typed taxes."""
    invoice = world.model("account.invoice")
    for name in ("print_invoice", "_check_taxes", "_check_similar"):
        setattr(invoice, name, classmethod(lambda cls, invoices, *more: None))
