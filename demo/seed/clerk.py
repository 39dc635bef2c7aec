"""The accounting clerk: a second process that posts invoices and books payments while sales are still being keyed.

Started by history.py as ``python -m demo.seed.clerk CONFIG DATABASE``. Standard input: one JSON line that says for whom it works, then one
for each pile of invoices, oldest first: [[sale id, invoice date, payment date or null], ...]. It ends when its input ends.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.seed.world import World


@dataclass(frozen=True, slots=True)
class Bill:
    """The invoice of one sale: dated ``posted``, paid in full on ``paid`` if ever."""

    sale: int
    posted: dt.date
    paid: dt.date | None


class Clerk:
    """The launching side. Bills must come oldest first over all piles, because invoice numbers follow dates."""

    def __init__(self, world: World) -> None:
        argv = [sys.executable, "-O", "-W", "ignore", "-m", "demo.seed.clerk", world.config, world.database]
        self._child = subprocess.Popen(argv, stdin=subprocess.PIPE, text=True)
        self._say({"today": world.today.isoformat(), "company": world.company, "actor": world.actor})

    def hand(self, bills: Sequence[Bill]) -> None:
        """Give the clerk a pile; returns at once."""
        if bills:
            self._say([[b.sale, b.posted.isoformat(), b.paid and b.paid.isoformat()] for b in bills])

    def _say(self, message: object) -> None:
        assert self._child.stdin
        self._child.stdin.write(json.dumps(message) + "\n")
        self._child.stdin.flush()

    def wait(self) -> None:
        """Until every pile is done. RuntimeError if the clerk failed: its words are in the log above."""
        assert self._child.stdin
        self._child.stdin.close()
        if code := self._child.wait():
            raise RuntimeError(f"posting invoices failed ({code})")


def _main(config: str, database: str) -> None:
    from trytond import config as settings

    settings.update_etc(config)
    from demo.seed.world import World, spare

    order = json.loads(sys.stdin.readline())
    world = World(config, database, dt.date.fromisoformat(order["today"]))
    world.company, world.actor = order["company"], order["actor"]
    spare(world)
    posted = paid = 0
    for line in sys.stdin:
        bills = [Bill(s, dt.date.fromisoformat(d), dt.date.fromisoformat(p) if p else None) for s, d, p in json.loads(line)]
        world.tx(_post, world, bills)
        settled = [b for b in bills if b.paid]
        world.tx(_pay, world, settled)
        posted, paid = posted + len(bills), paid + len(settled)
    world.report(f"{posted} invoices posted, {paid} of them paid")


def _post(world: World, bills: Sequence[Bill]) -> None:
    invoice = world.model("account.invoice")
    dates = {b.sale: b.posted for b in bills}
    drafts = invoice.search([("state", "=", "draft"), ("type", "=", "out"), ("sales", "in", list(dates))])
    for one in drafts:
        one.invoice_date = dates[one.sales[0].id]
    drafts.sort(key=lambda i: i.invoice_date)
    invoice.save(drafts)
    invoice.post(drafts)


def _pay(world: World, bills: Sequence[Bill]) -> None:
    invoice = world.model("account.invoice")
    method = world.one("account.invoice.payment.method")
    dates = {b.sale: b.paid or world.today for b in bills}
    closed = []
    for one in invoice.search([("state", "=", "posted"), ("sales", "in", list(dates))]):
        open_lines = [line for line in one.lines_to_pay if not line.reconciliation]
        closed.append(open_lines + one.pay_invoice(one.amount_to_pay, method, max(one.invoice_date, dates[one.sales[0].id])))
    if closed:
        world.model("account.move.line").reconcile(*closed)


if __name__ == "__main__":
    _main(*sys.argv[1:])
