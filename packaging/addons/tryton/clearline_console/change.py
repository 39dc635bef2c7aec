# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed of deletions: what a client that polls by modification time never sees.

Tryton's own log (`ir.model.log`) does not hold them all: a record that goes with its parent, or that the server deletes
on its own account, leaves no row there. A deletion made past Tryton, in SQL, is not seen here either.
"""

from __future__ import annotations

from typing import Any

from sql import Cast
from sql.functions import CurrentTimestamp, Function
from trytond import backend
from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .exceptions import CommandError

ROWS = 1_000  # per page, unless one transaction deleted more

_PAGE = """
SELECT page.id, page.position, page.model, page.record, COALESCE(res_user.login, ''),
    to_char(page.create_date, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
FROM (
    SELECT * FROM console_change
    WHERE position > %(after)s AND position < %(end)s AND (%(models)s::varchar[] IS NULL OR model = ANY(%(models)s))
    ORDER BY position
    FETCH FIRST %(limit)s ROWS WITH TIES
) AS page
LEFT JOIN res_user ON res_user.id = page.create_uid
ORDER BY page.position, page.id
"""


class _CurrentXactId(Function):
    __slots__ = ()
    _function = "pg_current_xact_id"


class _BigInteger(fields.Integer):
    _sql_type = "BIGINT"


class Change(ModelSQL):  # not a ModelView: only `since` reaches it by RPC
    __name__ = "console.change"

    model = fields.Char("Model", required=True, readonly=True)
    record = fields.Integer("Record", required=True, readonly=True)
    position = _BigInteger(
        "Position", required=True, readonly=True, help="The deleting transaction's number; ids are not in commit order."
    )

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._sql_indexes.add(Index(table, (table.position, Index.Range()), (table.id, Index.Range())))
        cls.__rpc__["since"] = RPC()

    @classmethod
    def note_deleted(cls, model: str, ids: list[int]) -> None:
        """Record in the current transaction that these records are being deleted."""
        transaction = Transaction()
        table = cls.__table__()
        columns = [table.create_uid, table.create_date, table.model, table.record, table.position]
        position = Cast(Cast(_CurrentXactId(), "text"), "bigint") if backend.name == "postgresql" else 0
        cursor = transaction.connection.cursor()
        for some in grouped_slice(ids):
            rows = [[transaction.user, CurrentTimestamp(), model, number, position] for number in some]
            cursor.execute(*table.insert(columns, rows))

    @classmethod
    def since(cls, after: int, limit: int, models: list[str] | None) -> dict[str, Any]:
        """The deletions that were committed after position ``after`` (0: all there are), oldest first.

        Returns ``rows`` [[id, "delete", model, record id, login, time in ISO 8601 UTC], ...] and ``high``, the position
        to ask after next; ``high`` is not a row's id. ``limit`` is from 0 (only the position) to 1,000; the rows of one
        transaction are never parted, so a page may hold more. ``models`` null means all.

        Nothing is skipped: a row appears when every transaction that wrote to this cluster before it has ended, so a
        long transaction delays the feed. Positions are comparable only while `Command.hello` answers the same epoch.
        """
        Pool().get("ir.model.access").check(cls.__name__, "read")
        cls._check_question(after, limit, models)
        cursor = Transaction().connection.cursor()
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (end,) = cursor.fetchone()
        if limit == 0:
            return {"rows": [], "high": end - 1}
        cursor.execute(_PAGE, {"after": after, "end": end, "models": models, "limit": limit})
        found = cursor.fetchall()
        high = found[-1][1] if len(found) >= limit else max(after, end - 1)
        rows = [[number, "delete", model, record, login, at] for number, _, model, record, login, at in found]
        return {"rows": rows, "high": high}

    @classmethod
    def _check_question(cls, after: Any, limit: Any, models: Any) -> None:
        def whole(value: Any, most: int) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most

        names = models is None or (isinstance(models, list) and len(models) <= 100 and all(isinstance(m, str) for m in models))
        for name, fits in (("after", whole(after, 2**63 - 1)), ("limit", whole(limit, ROWS)), ("models", names)):
            if not fits:
                raise CommandError(gettext("clearline_console.msg_malformed", name=name))
        if backend.name != "postgresql":
            raise CommandError(gettext("clearline_console.msg_postgresql"))


class _Followed:
    __slots__ = ()

    @classmethod
    def on_modification(cls, mode: str, records: list, field_names: set[str] | None = None) -> None:
        super().on_modification(mode, records, field_names=field_names)
        if mode == "delete" and records:
            Pool().get("console.change").note_deleted(cls.__name__, [record.id for record in records])


class Sale(_Followed, metaclass=PoolMeta):
    __name__ = "sale.sale"


class SaleLine(_Followed, metaclass=PoolMeta):
    __name__ = "sale.line"


class Move(_Followed, metaclass=PoolMeta):
    __name__ = "stock.move"


class ShipmentOut(_Followed, metaclass=PoolMeta):
    __name__ = "stock.shipment.out"


class Invoice(_Followed, metaclass=PoolMeta):
    __name__ = "account.invoice"


class MoveLine(_Followed, metaclass=PoolMeta):
    __name__ = "account.move.line"


class Party(_Followed, metaclass=PoolMeta):
    __name__ = "party.party"


class InvoiceLine(_Followed, metaclass=PoolMeta):
    __name__ = "account.invoice.line"


class ReturnShipment(_Followed, metaclass=PoolMeta):
    __name__ = "stock.shipment.out.return"


class Location(_Followed, metaclass=PoolMeta):
    __name__ = "stock.location"


class Address(_Followed, metaclass=PoolMeta):
    __name__ = "party.address"


class Attachment(_Followed, metaclass=PoolMeta):
    __name__ = "ir.attachment"


class Purchase(_Followed, metaclass=PoolMeta):
    __name__ = "purchase.purchase"


class Production(_Followed, metaclass=PoolMeta):
    __name__ = "production"


class Complaint(_Followed, metaclass=PoolMeta):
    __name__ = "sale.complaint"


class ComplaintAction(_Followed, metaclass=PoolMeta):
    __name__ = "sale.complaint.action"


class Payment(_Followed, metaclass=PoolMeta):
    __name__ = "account.payment"
