"""Goods arrived damaged, the customer said so, and nothing was done about it yet.

Judged on the ERP's own complaints: whatever brings a remedy about there, from here or by hand, settles the case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.complaint import Complaint
from app.domain.dossier import ComplaintDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shipment import Move
from app.domain.units import whole
from app.rules.orders import lacking_of, pair, plain

DAMAGED = "damaged"
GROUP = "Arrived damaged"
_KIND = re.compile(r"damag|broken|besch(ä|ae)dig|endommag|danneggi|da(ñ|n)ad", re.IGNORECASE)
_ENDED = {"rejected": "the complaint was rejected", "cancelled": "the complaint was cancelled"}
_FEEDS = ("complaints", "complaint_actions", "sales", "lines")
_CARRIED_OUT = frozenset({OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE})


@dataclass(frozen=True, slots=True)
class DamageRule:
    """See the module's text."""

    type: str = "damage"
    version: int = 1
    watches: frozenset[str] = frozenset({"complaints", "complaint_actions", "sales", "lines"})

    def judge(self, dossier: ComplaintDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        complaint = dossier.complaint
        if dossier.unreadable:
            return {(dossier.ref, DAMAGED): Unknown("the complaint is unreadable")}
        if complaint is None or not _KIND.search(complaint.kind):
            return {}
        return {(dossier.ref, DAMAGED): _verdict(dossier, complaint)}


DAMAGE = DamageRule()


def _verdict(dossier: ComplaintDossier, complaint: Complaint) -> Verdict:
    if complaint.state in _ENDED:
        return Silent(_ENDED[complaint.state])
    unknown = lacking_of(dossier.erp, "ERP", _FEEDS)
    if unknown is not None:
        return unknown
    done = settled_by(dossier)
    if done:
        return Silent(done)
    if complaint.state == "done":
        return Silent("the ERP has done with it")
    if dossier.sale is None:
        return Unknown("what was delivered was not read")
    return _fires(dossier, complaint, at_stake(dossier))


def settled_by(dossier: ComplaintDossier) -> str:
    """What was done about it; empty where nothing was. A draft is nothing yet."""
    made = next((s for s in dossier.own_made if s.state in _CARRIED_OUT), None)
    if made is not None:
        return f"{made.number or 'a sale'} makes it good"
    result = next((a for a in dossier.own_actions if a.result), None)
    return f"{result.action.replace('_', ' ')} carried out" if result else ""


def at_stake(dossier: ComplaintDossier) -> Money:
    """Net price of what it is about: the line, else the whole sale. In the sale's currency."""
    line = dossier.line
    if line is not None:
        return line.net
    assert dossier.sale is not None
    return dossier.sale.untaxed


def delivered(dossier: ComplaintDossier) -> tuple[Move, ...]:
    """The moves that brought the line; none where they were not read."""
    line = dossier.line
    return tuple(m for m in dossier.moves or () if line is not None and m.sale_line == line.ref.key and m.state == "done")


def pieces(dossier: ComplaintDossier) -> int:
    """How many were delivered; ordered, where no move of them was read."""
    moved = sum((m.quantity for m in delivered(dossier)), start=Decimal(0))
    line = dossier.line
    return whole(moved if moved else line.quantity if line is not None else Decimal(0))


def _fires(dossier: ComplaintDossier, complaint: Complaint, value: Money) -> Fires:
    arrived = max((m.effective for m in delivered(dossier) if m.effective is not None), default=None)
    facts: dict[str, object] = {
        "complaint": complaint.number,
        "kind": complaint.kind,
        "words": complaint.words,
        "sale": dossier.sale.number if dossier.sale else None,
        "sku": dossier.line.sku if dossier.line else None,
        "pieces": plain(Decimal(pieces(dossier))),
        "net": pair(value),
        "delivered": arrived.isoformat() if arrived else None,
    }
    return Fires(DAMAGED, GROUP, 2, value, None, None, complaint.taken_at, facts)
