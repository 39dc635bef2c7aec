# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of this database's life, by which a console notices that it speaks to another or a restored one."""

from __future__ import annotations

import secrets
from hashlib import sha256

from trytond import backend
from trytond.model import ModelSQL, fields
from trytond.transaction import Transaction


class Epoch(ModelSQL):
    __name__ = "console.epoch"

    token = fields.Char("Token", required=True, readonly=True)

    @classmethod
    def __register__(cls, module_name: str) -> None:
        super().__register__(module_name)
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(table.id, limit=1))
        if not cursor.fetchone():
            cursor.execute(*table.insert([table.token], [[secrets.token_hex(16)]]))

    @classmethod
    def current(cls) -> str:
        """Text that stays the same for one database in one cluster: a copy, a restored dump or a new database has another.

        Positions of `console.change` are comparable only within one epoch. A physical restore in place keeps it.
        """
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(table.token, order_by=table.id, limit=1))
        (token,) = cursor.fetchone()
        return sha256(":".join((token, *cls._place(cursor))).encode()).hexdigest()[:32]

    @staticmethod
    def _place(cursor) -> tuple[str, ...]:
        if backend.name != "postgresql":
            return ()
        cursor.execute(
            "SELECT oid::text, has_function_privilege('pg_control_system()', 'execute') FROM pg_database WHERE datname = current_database()"
        )
        oid, may_ask = cursor.fetchone()
        if not may_ask:
            return (oid,)
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return (oid, *cursor.fetchone())
