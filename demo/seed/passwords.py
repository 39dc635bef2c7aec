"""Passwords of a company that came out of the cache, where they are another demo's."""

from __future__ import annotations

from collections.abc import Mapping

from trytond.res.user import PASSWORD_HASH
from trytond.transaction import Transaction


def set_all(database: str, passwords: Mapping[str, str]) -> None:
    """Write Tryton's hashes directly: loading all models for this would take longer than all the rest of a restore."""
    with Transaction().start(database, 0) as transaction, transaction.connection.cursor() as cursor:
        for login, password in passwords.items():
            cursor.execute("update res_user set password_hash = %s where login = %s", (PASSWORD_HASH.hash(password), login))
