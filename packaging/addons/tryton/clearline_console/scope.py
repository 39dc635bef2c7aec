# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds while the calls of one command run, and ends with them: accepted warnings, rehearsal, one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from trytond.i18n import gettext
from trytond.transaction import Transaction

from .exceptions import CommandError


@dataclass(frozen=True)
class Scope:
    """``accepted``: names of the warnings the person has seen. ``rehearsal``: everything will be rolled back."""

    accepted: frozenset[str]
    rehearsal: bool


# Not in Transaction().context: a client can write to that one, and queued tasks inherit it.
_scope: ContextVar[Scope | None] = ContextVar("clearline_console_scope", default=None)


def current_scope() -> Scope | None:
    """The scope of the command whose calls run in this thread, None outside of one."""
    return _scope.get()


@contextmanager
def scope(accepted: frozenset[str], *, rehearsal: bool) -> Iterator[None]:
    """Run the calls of one command in the current transaction, which they can neither commit nor roll back."""
    transaction = Transaction()
    token = _scope.set(Scope(accepted, rehearsal))
    transaction.commit = transaction.rollback = _refuse_to_divide
    try:
        yield
    finally:
        del transaction.commit, transaction.rollback
        _scope.reset(token)


def _refuse_to_divide() -> None:
    raise CommandError(gettext("clearline_console.msg_divided"))
