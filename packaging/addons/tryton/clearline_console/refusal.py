# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record of confirmations that were refused: in Tryton such an attempt leaves no trace, for its transaction is rolled back."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from trytond import backend
from trytond.exceptions import UserError
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access

from .scope import current_scope

try:
    from trytond.modules.account_credit_limit.exceptions import CreditLimitError
except ImportError:  # not installed: no refusal is about credit
    CreditLimitError = ()

logger = logging.getLogger(__name__)


class Refusal(ModelSQL, ModelView):
    __name__ = "console.refusal"

    # Plain numbers and text: a reference would take locks on rows that the refused transaction may hold.
    sale = fields.Integer("Sale", required=True, readonly=True)
    company = fields.Integer("Company", readonly=True)
    at = fields.Timestamp("At", required=True, readonly=True, help="UTC.")
    login = fields.Char("User", readonly=True)
    message = fields.Text("Message", readonly=True)
    kind = fields.Selection([("credit", "Credit"), ("other", "Other")], "Kind", required=True, readonly=True)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._sql_indexes.add(Index(table, (table.sale, Index.Equality())))

    @classmethod
    def note_refused(cls, sales: list[int], error: UserError) -> None:
        """Write one refusal per sale once the current transaction has ended, and with it all its locks."""
        transaction = Transaction()
        values = {
            "at": datetime.now(UTC).replace(tzinfo=None),  # as Tryton keeps times
            "message": error.message,
            "kind": "credit" if isinstance(error, CreditLimitError) else "other",
        }
        transaction.atexit(_write, transaction.database.name, transaction.user, sales, values)


def _write(database: str, user: int, sales: list[int], values: dict) -> None:
    try:
        with Transaction(new=True).start(database, user) as transaction, without_check_access():
            if backend.name == "postgresql":
                transaction.connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
            pool = Pool()
            login = pool.get("res.user")(user).login if user else ""
            company = {sale.id: sale.company.id for sale in pool.get("sale.sale").search([("id", "in", sales)])}
            pool.get("console.refusal").create(
                [{**values, "sale": sale, "company": company.get(sale), "login": login} for sale in sales]
            )
    except Exception:
        # Whoever confirmed must get the refusal, not this: a full disk or a read-only server costs the record only.
        logger.exception("the refused confirmation of sales %s could not be recorded", sales)


class Sale(metaclass=PoolMeta):
    __name__ = "sale.sale"

    @classmethod
    @ModelView.button  # first, so that a confirm by someone who may not confirm, or in the wrong state, is no refusal
    def confirm(cls, sales: list) -> None:
        try:
            super().confirm(sales)
        except UserError as error:
            command = current_scope()
            if command is None or not command.rehearsal:
                pool = Pool()
                pool.get("console.refusal").note_refused([sale.id for sale in sales], error)
            raise
