# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of one command, each made as Tryton's dispatcher would make it for this user, and what they changed."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sql import For
from trytond.exceptions import ConcurrencyException
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelStorage, fields
from trytond.pool import Pool
from trytond.tools import is_instance_method
from trytond.transaction import Transaction, inactive_records, without_check_access
from werkzeug.exceptions import HTTPException

from .exceptions import CommandError
from .order import Order

Ref = tuple[str, int]
Answer = dict[str, Any]


def perform(order: Order, *, lock: bool) -> Answer:
    """Make the calls in the current transaction, with the caller's rights.

    ``{"made": n}`` anywhere in the arguments of a later call stands for the id of the first record that call ``n`` (from 0) made.

    Returns ``result`` (one per call), ``effects`` [[record, field, before, after]] of the watched fields that changed
    and ``revs`` {record: stamp} of the expected and watched records that still exist. ConcurrencyException where an
    expected record has another stamp or is gone; with ``lock`` nobody can change one until this transaction ends.
    """
    _check_expected(order.expect, lock=lock)
    before = _look(order.watch)
    result: list[Any] = []
    for model, method, arguments in order.calls:
        result.append(_call(model, method, _filled(arguments, result)))
    after = _look(order.watch)
    effects = [
        [_text(ref), name, before[ref].get(name), after[ref].get(name)]
        for ref, names in order.watch.items()
        for name in names
        if before[ref].get(name) != after[ref].get(name)
    ]
    stamps = _stamps({*order.expect, *order.watch})
    return {"result": result, "effects": effects, "revs": {_text(ref): stamp for ref, stamp in stamps.items()}}


def _text(ref: Ref) -> str:
    return f"{ref[0]},{ref[1]}"


def _filled(value: Any, result: list[Any]) -> Any:
    """The arguments with the ids of what the calls before made."""
    if isinstance(value, list):
        return [_filled(item, result) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() != {"made"}:
        return {name: _filled(item, result) for name, item in value.items()}
    number = value["made"]
    known = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(result)
    made = result[number] if known else None
    if not isinstance(made, list) or not made or not isinstance(made[0], int):
        raise CommandError(gettext("clearline_console.msg_malformed", name="made"))
    return made[0]


def _call(model: str, method: str, arguments: list[Any]) -> Any:
    """Follows `trytond.protocols.dispatcher._dispatch`; what that leaves out (sessions, retries) is the outer call's."""
    try:
        obj = Pool().get(model)
    except KeyError:
        raise CommandError(gettext("clearline_console.msg_not_offered", name=model)) from None
    rpc = obj.__rpc__.get(method)
    if rpc is None or rpc.fresh_session or model.startswith("console."):
        raise CommandError(gettext("clearline_console.msg_not_offered", name=f"{model}.{method}"))
    transaction = Transaction()
    outer = transaction.context
    sent = {name: value for name, value in outer.items() if not name.startswith("_")}
    try:
        args, kwargs, context, _ = rpc.convert(obj, *copy.deepcopy(arguments), sent)
    except HTTPException as refused:  # how trytond says that the arguments do not fit
        raise CommandError(gettext("clearline_console.msg_malformed", name=f"{model}.{method}")) from refused
    if "_request" in outer:
        context["_request"] = outer["_request"]
    with transaction.reset_context(), transaction.set_context(context):
        function = rpc.decorate(getattr(obj, method))
        if rpc.instantiate is None or not is_instance_method(obj, method):
            return rpc.result(function(*args, **kwargs))
        target = args.pop(0)
        if hasattr(target, method):
            return rpc.result(function(target, *args, **kwargs))
        return [rpc.result(function(one, *args, **kwargs)) for one in target]


def _by_model(refs: Iterable[Ref]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for model, number in refs:
        found[model].append(number)
    return found


def _stored(model: str) -> type[ModelSQL]:
    try:
        obj = Pool().get(model)
    except KeyError:
        obj = None
    if obj is None or not issubclass(obj, ModelSQL) or obj._is_table_query():
        raise CommandError(gettext("clearline_console.msg_not_offered", name=model))
    return obj


def _read(model: str, ids: list[int], names: Iterable[str]) -> dict[int, dict[str, Any]]:
    """The fields of those records that the user may see, by id."""
    obj = _stored(model)
    with inactive_records():
        seen = [record.id for record in obj.search([("id", "in", ids)])]
        return {row["id"]: row for row in obj.read(seen, ["id", *names])}


def _stamps(refs: Iterable[Ref]) -> dict[Ref, str]:
    return {
        (model, number): row["_timestamp"]
        for model, ids in _by_model(refs).items()
        for number, row in _read(model, ids, ["_timestamp"]).items()
    }


def _check_expected(expect: dict[Ref, str], *, lock: bool) -> None:
    if _stamps(expect) != expect:
        raise ConcurrencyException("Records were modified in the meanwhile")
    if lock:  # a change since this transaction began, which it cannot see, is a serialization error here: a new attempt sees it
        cursor = Transaction().connection.cursor()
        for model, ids in sorted(_by_model(expect).items()):
            table = _stored(model).__table__()
            these = fields.SQL_OPERATORS["in"](table.id, ids)
            cursor.execute(*table.select(table.id, where=these, order_by=table.id, for_=For("UPDATE")))


def _look(watch: dict[Ref, tuple[str, ...]]) -> dict[Ref, dict[str, Any]]:
    """What the user sees in the watched fields; a record that is not there has none."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for (model, _), names in watch.items():
        wanted[model].update(names)
    seen: dict[Ref, dict[str, Any]] = {ref: {} for ref in watch}
    for model, ids in _by_model(watch).items():
        declared = _stored(model)._fields
        for name in sorted(wanted[model] - declared.keys()):
            raise CommandError(gettext("clearline_console.msg_not_offered", name=f"{model}.{name}"))
        for number, row in _read(model, ids, sorted(wanted[model])).items():
            seen[model, number] = {name: _plain(declared[name], row[name]) for name in watch[model, number]}
    return seen


def _plain(field: fields.Field, value: Any) -> Any:
    """A value as a person reads it: the name of a linked record (the login of a user), the size of a file."""
    if isinstance(field, fields.Function):
        field = field._field
    if isinstance(field, fields.Binary) and value is not None:
        return value if isinstance(value, int) else len(value)
    if isinstance(field, (fields.Many2One, fields.One2One)) and value is not None:
        return _name(field.model_name, value)
    return value


@without_check_access
def _name(model: str, number: int) -> str:
    obj = Pool().get(model)
    with inactive_records():
        record = obj(number)
        if model == "res.user":
            return record.login
        return record.rec_name if issubclass(obj, ModelStorage) else str(number)
