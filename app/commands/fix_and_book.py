"""Fix and book: take every suggestion of the rule, in the shop and in the ERP at once."""

from __future__ import annotations

from datetime import date

from app.commands import mending, order_case, words
from app.commands.booking import Booking
from app.commands.command import Fact3, Fields
from app.domain.dossier import PanelParts
from app.policy.verdict import Denied
from app.rules.orders import pair


def _stops(parts: PanelParts) -> Denied | None:
    hopeless = mending.hopeless(parts)
    return Denied(hopeless) if hopeless else None


def _mended(parts: PanelParts, fields: Fields) -> mending.Mended:
    return mending.mend(parts, fields.get("round", ""))


def _gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """By how much the order's goods change in value, and which fixes were taken by which rule."""
    _, order = order_case.dossier_of(parts)
    mended = _mended(parts, fields)
    change = abs((mended.net - order.net).minor) if mended.fixes else 0
    return order_case.gate_facts(parts, change=[change, order.net.currency], after=pair(mended.net), fixes=list(mended.fixes))


def _told(parts: PanelParts, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    mended = _mended(parts, fields)
    wanted = words.day(mended.requested, today) if mended.requested else "No date"
    count = len(mended.fixes)
    return (
        order_case.value_fact(order.net, mended.net if count else order.net),
        ("Suggestions", f"{count} taken" if count else "None needed", "text.1"),
        ("Wanted", f"{wanted[0].upper()}{wanted[1:]}", "text.1"),
    )


FIX_AND_BOOK = Booking("fix_and_book", _stops, _mended, _gate, _told).spec(
    title="Fix and book",
    key="1",
    icon="clipboard-check",
    asks=mending.asks,
    types=frozenset({"validation"}),
    button="Book {number}",
    undo="Until the ERP confirms it: Ctrl+Z cancels the quotation and puts the shop back to what was placed",
)
