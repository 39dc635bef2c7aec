"""Goods that were promised for a day and will not be there by then: nothing on hand, elsewhere or on order covers them in time.

What another warehouse could send is a matter of splitting; what was on order in time and slipped is a delay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.dossier import GoodsDossier
from app.domain.finding import Fires, Silent, Verdict
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.ref import Ref
from app.rules.clock import tomorrow
from app.rules.orders import Facts, plain
from app.rules.promises import Leaving, Promise, judged, lacking, leaving, next_look

SHORT = "short"
LATER, NEVER = "Comes later than promised", "Nothing on order covers it"
SOON = timedelta(days=2)  # features d2


@dataclass(frozen=True, slots=True)
class BackorderRule:
    """See the module's text."""

    type: str = "backorder"
    version: int = 2
    watches: frozenset[str] = frozenset(
        {"sales", "lines", "shipments", "moves", "warehouses", "stock", "incoming", "productions", "clock"}
    )

    def judge(self, dossier: GoodsDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        return self.of(leaving(dossier, now))

    def of(self, known: Leaving) -> Mapping[tuple[Ref, str], Verdict]:
        return judged(known, (SHORT,), lacking(known.dossier), lambda sale: {SHORT: _verdict(known, sale)})


BACKORDER = BackorderRule()


def lacks(known: tuple[Promise, ...]) -> tuple[Promise, ...]:
    """What cannot leave on its day and was never on order in time."""
    return tuple(p for p in known if p.short > 0 and not p.slipped)


def why_not(known: tuple[Promise, ...]) -> str:
    if any(p.slipped for p in known):
        return "what is short was on order in time: it is delayed"
    if any(p.missing > 0 for p in known):
        return "another warehouse has what is short: it can be re-split"
    return "all of it can leave on the day that was promised"


def _verdict(known: Leaving, sale: Sale) -> Verdict:
    found = lacks(known.promises)
    if not found:
        return Silent(why_not(known.promises), next_look(known))
    soon = min(p.day for p in found) - known.now.date() <= SOON
    return Fires(
        cause=SHORT,
        group=LATER if all(p.cover.by for p in found) else NEVER,
        severity=2 if soon else 3,
        value=sale.untaxed_company,
        over=_worth(known.dossier, sale, found),
        ship_date=min(p.day for p in found),
        since=None,
        facts={"faults": [told(p) for p in found]},
        until=tomorrow(known.now),
    )


def _worth(dossier: GoodsDossier, sale: Sale, found: tuple[Promise, ...]) -> Money:
    """Net, in the sale's currency."""
    prices = {x.ref.key: x.unit_price for x in dossier.lines}
    return Money.of(sum(p.short * prices[p.line.key] for p in found), sale.untaxed.currency)


def told(promise: Promise) -> Facts:
    """A promise that cannot be kept, as a fact."""
    return {
        "line": promise.line.key,
        "sku": promise.line.sku,
        "group": promise.group.key,
        "warehouse": promise.group.name,
        "short": plain(promise.short),
        "of": plain(promise.pieces),
        "day": promise.day.isoformat(),
        "by": promise.cover.by.isoformat() if promise.cover.by else "",
        "waits_for": [x.ref.key for x in promise.waits_for],
    }
