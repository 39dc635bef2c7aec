# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers in a dry run: shown, not drawn, for what PostgreSQL's sequences give out is never given back."""

from __future__ import annotations

from collections.abc import Iterator

from trytond.pool import PoolMeta

from .scope import current_scope


class Sequence(metaclass=PoolMeta):
    __name__ = "ir.sequence"

    def _get_many(self, n: int = 1) -> Iterator[str]:
        command = current_scope()
        if command is None or not command.rehearsal or self.type != "incremental":
            yield from super()._get_many(n=n)
            return
        first = self.number_next or 0
        for number in range(first, first + n * self.number_increment, self.number_increment):
            yield f"{number:0>{self.padding}d}"
