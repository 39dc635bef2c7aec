"""Goods arrived damaged, the customer said so, and nothing was done about it yet; or something was, and the carrier was not told.

Judged on the ERP's own complaints: whatever brings a remedy about there, from here or by hand, settles the first; a claim's packet that
is kept with the complaint settles the second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.domain.attachment import Attachment
from app.domain.complaint import Complaint
from app.domain.dossier import ComplaintDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shipment import Move
from app.domain.units import whole
from app.rules.orders import lacking_of, pair, plain

DAMAGED, UNTOLD = "damaged", "untold"
GROUP, GROUP_UNTOLD = "Arrived damaged", "Carrier not told yet"
_KIND = re.compile(r"damag|broken|besch(ä|ae)dig|endommag|danneggi|da(ñ|n)ad", re.IGNORECASE)
_CARRIES_OUT = re.compile(r"\S+ #\d")
_ENDED = {"rejected": "the complaint was rejected", "cancelled": "the complaint was cancelled"}
_FEEDS = ("complaints", "complaint_actions", "sales", "lines")
_FEEDS_UNTOLD = (*_FEEDS, "moves", "attachments")
_CARRIED_OUT = frozenset({OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE})


def is_damage(kind: str) -> bool:
    """Whether an ERP's name for a kind of complaint says that goods arrived damaged, in whichever language."""
    return bool(_KIND.search(kind))


@dataclass(frozen=True, slots=True)
class DamageRule:
    """See the module's text."""

    type: str = "damage"
    version: int = 2
    watches: frozenset[str] = frozenset({"complaints", "complaint_actions", "sales", "lines", "moves", "attachments", "clock"})

    def judge(self, dossier: ComplaintDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        complaint = dossier.complaint
        if dossier.unreadable:
            return dict.fromkeys(((dossier.ref, DAMAGED), (dossier.ref, UNTOLD)), Unknown("the complaint is unreadable"))
        if complaint is None or not is_damage(complaint.kind):
            return {}
        if _CARRIES_OUT.match(complaint.reference or ""):
            silent = Silent("it carries out what another complaint asks for")
            return dict.fromkeys(((dossier.ref, DAMAGED), (dossier.ref, UNTOLD)), silent)
        return {
            (dossier.ref, DAMAGED): _verdict(dossier, complaint, now),
            (dossier.ref, UNTOLD): _untold(dossier, complaint, now),
        }


DAMAGE = DamageRule()


def _verdict(dossier: ComplaintDossier, complaint: Complaint, now: datetime) -> Verdict:
    if complaint.state in _ENDED:
        return Silent(_ENDED[complaint.state])
    unknown = lacking_of(dossier.erp, "ERP", _FEEDS)
    if unknown is not None:
        return unknown
    done = settled_by(dossier)
    if done:
        return Silent(done, _too_late(dossier, now))
    if complaint.state == "done":
        return Silent("the ERP has done with it")
    if dossier.sale is None:
        return Unknown("what was delivered was not read")
    return _fires(dossier, complaint, at_stake(dossier))


def _untold(dossier: ComplaintDossier, complaint: Complaint, now: datetime) -> Verdict:
    """Once the customer is served, nobody looks at it again, while the carrier's terms run out."""
    if complaint.state in _ENDED:
        return Silent(_ENDED[complaint.state])
    unknown = lacking_of(dossier.erp, "ERP", _FEEDS_UNTOLD)
    if unknown is not None:
        return unknown
    done = settled_by(dossier)
    if not done:
        return Silent("nothing was done about it yet")
    if packets(dossier):
        return Silent("the carrier was told")
    on = arrived(dossier)
    if on is None:
        return Silent("nobody can say what arrived when")
    if _too_late(dossier, now) is None:
        return Silent("it is too late to tell the carrier")
    return _fires(dossier, complaint, at_stake(dossier), UNTOLD, done)


def _too_late(dossier: ComplaintDossier, now: datetime) -> datetime | None:
    """When the carrier needs not hear of it any more; None where that is so already, or nobody knows when it arrived."""
    on = arrived(dossier)
    over = None if on is None else datetime.combine(dossier.terms.last_notice(on) + timedelta(days=1), time(), now.tzinfo)
    return over if over is not None and over > now else None


def packets(dossier: ComplaintDossier) -> tuple[Attachment, ...]:
    """Of the carrier claims for this very complaint, the oldest first."""
    return tuple(a for a in dossier.attachments or () if a.is_packet)


def arrived(dossier: ComplaintDossier) -> date | None:
    """The day on which the last of the line was delivered."""
    return max((m.effective for m in delivered(dossier) if m.effective is not None), default=None)


def settled_by(dossier: ComplaintDossier) -> str:
    """What was done about it; empty where nothing was. A draft is nothing yet, a return that was declined is nothing any more."""
    made = next((s for s in dossier.own_made if s.state in _CARRIED_OUT), None)
    if made is not None:
        return f"{made.number or 'a sale'} makes it good"
    result = next((a for a in dossier.own_actions if a.result and not dossier.declined(a)), None)
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


def _fires(dossier: ComplaintDossier, complaint: Complaint, value: Money, cause: str = DAMAGED, done: str = "") -> Fires:
    on = arrived(dossier)
    facts: dict[str, object] = {
        "complaint": complaint.number,
        "kind": complaint.kind,
        "words": complaint.words,
        "sale": dossier.sale.number if dossier.sale else None,
        "sku": dossier.line.sku if dossier.line else None,
        "pieces": plain(Decimal(pieces(dossier))),
        "net": pair(value),
        "delivered": on.isoformat() if on else None,
    }
    if cause == UNTOLD:
        return Fires(UNTOLD, GROUP_UNTOLD, 3, value, None, None, None, {**facts, "done": done})
    return Fires(DAMAGED, GROUP, 2, value, None, None, complaint.taken_at, facts)
