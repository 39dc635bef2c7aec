# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings inside a command: accepted by name for this command only, whatever else the user once skipped."""

from __future__ import annotations

from trytond.pool import PoolMeta
from trytond.transaction import Transaction

from .scope import current_scope


class Warning_(metaclass=PoolMeta):  # noqa: N801 - named as in trytond
    __name__ = "res.user.warning"

    @classmethod
    def check(cls, warning_name: str) -> bool:
        """Whether the warning must be raised."""
        command = current_scope()
        transaction = Transaction()
        if command is None or not transaction.user or transaction.context.get("_skip_warnings"):
            return super().check(warning_name)
        return warning_name not in command.accepted
