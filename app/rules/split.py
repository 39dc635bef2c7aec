"""Goods of one order should leave in another way: a warehouse lacks what another has, or the deliveries are too far apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.dossier import GoodsDossier
from app.domain.finding import Fires, Silent, Verdict
from app.domain.order import Sale
from app.domain.ref import Ref
from app.rules.clock import tomorrow
from app.rules.orders import Facts, basis, plain
from app.rules.promises import Leaving, Promise, judged, lacking, leaving, next_look

SHORT, APART = "short_here", "far_apart"
GROUPS = {SHORT: "Short here, stocked elsewhere", APART: "Deliveries too far apart"}
SPREAD = timedelta(days=3)  # features d1
_SOON = timedelta(days=2)  # an order that ships by then cannot wait for a quieter moment


@dataclass(frozen=True, slots=True)
class SplitRule:
    """See the module's text."""

    type: str = "split"
    version: int = 2
    watches: frozenset[str] = frozenset(
        {"sales", "lines", "shipments", "moves", "warehouses", "stock", "incoming", "productions", "clock"}
    )

    def judge(self, dossier: GoodsDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        return self.of(leaving(dossier, now))

    def of(self, known: Leaving) -> Mapping[tuple[Ref, str], Verdict]:
        return judged(known, GROUPS, lacking(known.dossier), lambda sale: _verdicts(known, sale))


SPLIT = SplitRule()


def _verdicts(known: Leaving, sale: Sale) -> Mapping[str, Verdict]:
    if not known.matrix.lines:
        return dict.fromkeys(GROUPS, Silent("nothing of it leaves a warehouse of ours"))
    return {SHORT: _short(known, sale), APART: _apart(known, sale)}


def _short(known: Leaving, sale: Sale) -> Verdict:
    """Pieces that cannot leave on their day from where they are planned to, and that another warehouse has; the rest is a backorder."""
    found = [p for p in known.promises if p.elsewhere]
    if found:
        return _fires(sale, SHORT, {"faults": [_told(p) for p in found]}, known.now)
    again = next_look(known)
    if any(p.missing for p in known.promises):
        return Silent("no other warehouse has what is short", again)
    return Silent("all of it can leave on its day from where it is planned to", again)


def _told(p: Promise) -> Facts:
    told = {"line": p.line.key, "sku": p.line.sku, "group": p.group.key, "warehouse": p.group.name}
    free = {name: plain(pieces) for name, pieces in p.elsewhere.items()}
    return {**told, "short": plain(p.missing), "of": plain(p.pieces), "elsewhere": free}


def _apart(known: Leaving, sale: Sale) -> Verdict:
    """Deliveries under way whose days lie further apart than a customer expects of one order; one that waits for goods cannot be nearer."""
    today = known.now.date()
    waits = {p.group.key for p in known.promises if p.cover.by != today and not p.group.fixed}
    waiting = [g for g in known.matrix.used() if not g.left and g.planned is not None and g.key not in waits]
    days = sorted(g.planned for g in waiting if g.planned is not None)
    if len(days) < 2 or days[-1] - days[0] <= SPREAD:
        return Silent("its deliveries are close together")
    if all(g.fixed for g in waiting):
        return Silent("its deliveries are picked already")
    told = [{"number": g.number, "warehouse": g.name, "planned": g.planned.isoformat() if g.planned else ""} for g in waiting]
    return _fires(sale, APART, {"days": (days[-1] - days[0]).days, "deliveries": told}, known.now)


def _fires(sale: Sale, cause: str, facts: Facts, now: datetime) -> Fires:
    soon = sale.ship_date is not None and sale.ship_date - now.date() <= _SOON
    return Fires(
        cause=cause,
        group=GROUPS[cause],
        severity=2 if soon else 3,
        value=sale.untaxed_company,
        over=None,
        ship_date=sale.ship_date,
        since=None,
        facts=facts,
        basis=basis(facts) if cause == APART else None,
        until=tomorrow(now),
    )
