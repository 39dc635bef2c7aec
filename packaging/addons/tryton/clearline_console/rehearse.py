# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dry run: the same calls in a transaction that nothing can commit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from trytond import backend, config
from trytond.exceptions import UserWarning
from trytond.transaction import Transaction

from .order import Order
from .perform import Answer, perform
from .scope import scope

WARNINGS = 20  # one dry run goes on past; then the next one is the answer


def rehearse(order: Order) -> Answer:
    """What `perform` would answer, plus ``warnings`` [[name, message]] met on the way; see `Command.dry_run`."""
    met: dict[str, str] = {}
    busy = 0
    while True:
        try:
            with undone(), scope(order.accept | met.keys(), rehearsal=True):
                answer = perform(order, lock=False)
            return {**answer, "warnings": [[name, message] for name, message in met.items()]}
        except UserWarning as warning:
            # The calls cannot be taken up where they stopped: begin again, this warning accepted.
            if warning.name in met or len(met) == WARNINGS:
                raise
            met[warning.name] = warning.message
        except backend.DatabaseOperationalError:
            busy += 1
            if busy > config.getint("database", "retry"):
                raise
            time.sleep(0.02 * busy)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction of its own, as the same user in the same context, that always ends in a rollback.

    With its rollback go its log rows, warnings, mails and caches; the tasks it queued are forgotten. Locks that Tryton
    would take on whole tables (a credit check locks all accounting lines) are not taken: what is only looked at must
    not stop the others' work. Rows it writes stay locked until the rollback.
    """
    tasks = Transaction().tasks
    queued = list(tasks)
    transaction = Transaction().new_transaction()
    transaction.lock_table = transaction.lock_records = _no_lock
    try:
        yield
    finally:
        tasks[:] = queued
        transaction.stop(commit=False)


def _no_lock(*_: object) -> None:
    pass
