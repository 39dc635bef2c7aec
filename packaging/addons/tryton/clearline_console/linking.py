# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference of a web order onto a sale that was keyed without it; Tryton keeps an empty Web ID read-only."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from trytond.i18n import gettext
from trytond.pool import PoolMeta
from trytond.rpc import RPC

from .exceptions import CommandError

_FIELDS = frozenset({"web_shop", "web_id"})

# Not in Transaction().context: a client can write to that one.
_linking: ContextVar[bool] = ContextVar("clearline_console_linking", default=False)


class Sale(metaclass=PoolMeta):
    __name__ = "sale.sale"

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        cls.__rpc__["link_web_order"] = RPC(readonly=False, instantiate=0)

    @classmethod
    def link_web_order(cls, sales: list, web_shop: int, web_id: str) -> None:
        """Write both fields, as any other client's write: rights, rules, log, and that a reference is unique within its shop.

        CommandError without either: a reference without its shop would be unique nowhere.
        """
        if not (isinstance(web_shop, int) and isinstance(web_id, str) and web_shop and web_id):
            raise CommandError(gettext("clearline_console.msg_malformed", name="web_id"))
        token = _linking.set(True)
        try:
            cls.write(sales, {"web_shop": web_shop, "web_id": web_id})
        finally:
            _linking.reset(token)

    @classmethod
    def check_modification(cls, mode: str, sales: list, values: Any = None, external: bool = False) -> None:
        if mode == "write" and _linking.get() and values and values.keys() == _FIELDS:
            external = False  # which asks only whether a field may be edited by hand
        super().check_modification(mode, sales, values=values, external=external)
