# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the console: done once per key, in one transaction, with the rights of the person who sends them."""

from __future__ import annotations

import json

from sql import Conflict
from sql.functions import CurrentTimestamp
from trytond.i18n import gettext
from trytond.model import ModelSQL, Unique, fields
from trytond.pool import Pool
from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder
from trytond.rpc import RPC
from trytond.transaction import Transaction

from .exceptions import CommandError
from .order import Order, check_digest, check_key
from .perform import Answer, perform
from .rehearse import rehearse
from .scope import scope

VERSION = "1.3"
ANSWER = 1_000_000  # characters of an answer that can be kept


class Command(ModelSQL):  # not a ModelView: no generic create, write or delete reaches it by RPC, so no answer can be forged
    __name__ = "console.command"

    key = fields.Char("Key", required=True, readonly=True)
    sha256 = fields.Char("Digest of the Payload", required=True, readonly=True)
    answer = fields.Text("Answer", readonly=True, help="JSON as sent to the client.")

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints += [("key_unique", Unique(table, table.key), "clearline_console.msg_key_taken")]
        cls.__rpc__.update(
            hello=RPC(),
            find=RPC(),
            dry_run=RPC(),
            run=RPC(readonly=False),
        )

    @classmethod
    def hello(cls) -> dict[str, str]:
        """``version`` of this interface, and ``epoch``: another text where this is another or a restored database."""
        return {"version": VERSION, "epoch": Pool().get("console.epoch").current()}

    @classmethod
    def find(cls, key: str) -> Answer | None:
        """What `run` answered this user for this key, or None: it did not take effect, or has not yet."""
        cls._check_right()
        check_key(key)
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        mine = (table.key == key) & (table.create_uid == Transaction().user)
        cursor.execute(*table.select(table.answer, where=mine))
        row = cursor.fetchone()
        return _replayed(row[0]) if row else None

    @classmethod
    def run(cls, key: str, sha256: str, calls: list, expect: dict, accept: list, watch: dict) -> Answer:
        """Make ``calls`` once for ``key``, all or none, and answer as `perform` does plus ``replayed``.

        calls   [[model, method, [argument, ...]], ...]; methods that RPC offers, checked as if called one by one;
                {"made": 0} in an argument: the id of the record that the first call made
        expect  {"sale.sale,7": stamp}; ConcurrencyException where a record has another stamp
        accept  names of the warnings the person accepts; any other is raised, and what `res.user.warning.skip` once
                stored does not count here
        watch   {"sale.sale,7": ["state", ...]}; read before and after

        The same key and ``sha256`` again by the same user answers what was answered first, with ``replayed`` true and
        no effect; with another digest or user it is a CommandError. Whatever is raised, nothing was done and the key is
        free again. Two at once: the second waits for the first, then finds its answer, or is told that the database is
        busy (HTTP 503) and can be sent again. Tasks that the calls queue (a confirmed sale is processed so) run after
        the commit and are not in the answer.
        """
        cls._check_right()
        check_key(key)
        check_digest(sha256)
        order = Order.checked(calls, expect, accept, watch)
        known = cls._claim(key, sha256)
        if known is not None:
            return known
        with scope(order.accept, rehearsal=False):
            answer = perform(order, lock=True)
        return {"replayed": False, **cls._keep(key, answer)}

    @classmethod
    def dry_run(cls, calls: list, expect: dict, accept: list, watch: dict) -> Answer:
        """What `run` would answer now, without ``replayed``; nothing is left of it.

        ``warnings`` [[name, message], ...] lists those `run` would raise beyond ``accept``; the dry run goes on past
        them. Refusals are raised as `run` would raise them, and leave no `console.refusal`. Everything is rolled back,
        queued tasks, mails and log rows included.

        PostgreSQL sequences do not roll back, so a dry run draws nothing from an `ir.sequence`: a document that would
        be numbered, such as by `quote`, shows the number that is next now. Strict sequences (`ir.sequence.strict`, used
        for invoices) do roll back and are drawn from.
        """
        cls._check_right()
        return _as_sent(rehearse(Order.checked(calls, expect, accept, watch)))

    @classmethod
    def _check_right(cls) -> None:
        """Reading this model is the right to send commands; creating it is nobody's, for that would forge answers."""
        Pool().get("ir.model.access").check(cls.__name__, "read")

    @classmethod
    def _claim(cls, key: str, sha256: str) -> Answer | None:
        """Take the key for this transaction (None), or the answer stored under it.

        A transaction that holds the key uncommitted is waited for. If it commits, PostgreSQL raises a serialization
        error here (repeatable read), and the dispatcher runs this call again: then the answer is visible.
        """
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        user = Transaction().user
        cursor.execute(
            *table.insert(
                [table.create_uid, table.create_date, table.key, table.sha256],
                [[user, CurrentTimestamp(), key, sha256]],
                on_conflict=Conflict(table, indexed_columns=[table.key]),
                returning=[table.id],
            )
        )
        if cursor.fetchone():
            return None
        cursor.execute(*table.select(table.create_uid, table.sha256, table.answer, where=table.key == key))
        owner, digest, answer = cursor.fetchone()
        if (owner, digest) != (user, sha256):
            raise CommandError(gettext("clearline_console.msg_key_taken"))
        return _replayed(answer)

    @classmethod
    def _keep(cls, key: str, answer: Answer) -> Answer:
        try:
            text = json.dumps(answer, cls=JSONEncoder, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            raise CommandError(gettext("clearline_console.msg_answer")) from error
        if len(text) > ANSWER:
            raise CommandError(gettext("clearline_console.msg_answer"))
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.update([table.answer], [text], where=table.key == key))
        return _parsed(text)


def _parsed(text: str) -> Answer:
    return json.loads(text, object_hook=JSONDecoder())


def _replayed(text: str) -> Answer:
    return {"replayed": True, **_parsed(text)}


def _as_sent(answer: Answer) -> Answer:
    return _parsed(json.dumps(answer, cls=JSONEncoder))
