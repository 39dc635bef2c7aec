"""Book again: an order that stands in the shop and whose sale was cancelled in the ERP is booked once more, as it was placed."""

from __future__ import annotations

from datetime import date

from app.commands import mending, order_case
from app.commands import two_systems as case
from app.commands.booking import Booking
from app.commands.command import Fact3, Field, Fields
from app.domain.dossier import PanelParts
from app.policy.verdict import Denied
from app.rules import sync as rule


def _stops(parts: PanelParts) -> Denied | None:
    return None if case.cause(parts) == rule.CANCELLED else Denied("Only for what is cancelled in the ERP alone")


def _told(parts: PanelParts, fields: Fields, today: date) -> tuple[Fact3, ...]:
    net = case.web_order(parts).net
    return (order_case.value_fact(net, net),)


BOOK_AGAIN = Booking("book_again", _stops, lambda parts, fields: mending.as_placed(parts), case.gate_facts, _told).spec(
    title="Book again",
    key="6",
    icon="clipboard-check",
    fields=(Field("reason", "Reason", "reason", "Why the cancelled sale is wanted after all"),),
    types=frozenset({"sync"}),
    button="Book {number} again",
)
