"""A delivery is late, or will be: its goods were on order in time and slipped, are here and have not left, or left and did not arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.days import day_month
from app.domain.dossier import GoodsDossier
from app.domain.finding import Fires, Silent, Verdict
from app.domain.fulfilment import Group
from app.domain.order import Sale
from app.domain.ref import Ref
from app.domain.shipment import Shipment
from app.domain.stock import Incoming
from app.rules.backorder import SOON, told
from app.rules.clock import tomorrow
from app.rules.orders import Facts, basis
from app.rules.promises import Leaving, Promise, judged, lacking, leaving, next_look, said_day

PURCHASE, WAREHOUSE, CARRIER, CUSTOMS = "purchase", "warehouse", "carrier", "customs"
CAUSES = (PURCHASE, WAREHOUSE, CARRIER, CUSTOMS)
ON_ITS_WAY = timedelta(days=4)  # after it was to leave; a delivery of which nothing was heard by then is late (proposed)
# Members of the EU's customs union that a warehouse of ours ships to or from without a declaration.
_UNION = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
_IN_THE_HOUSE = frozenset({"draft", "waiting", "assigned", "picked"})
_WITH_CARRIER = {"packed": timedelta(0), "shipped": ON_ITS_WAY}  # how long it may stand so, from the day on which it was to leave


@dataclass(frozen=True, slots=True)
class Late:
    """A delivery that is late. ``days``: since it was to leave, or to come; ``by``: what keeps it, as people call it."""

    group: Group
    days: int
    by: str


@dataclass(frozen=True, slots=True)
class DelayRule:
    """See the module's text. A cause gathers: cases of the same group have the same purchase, warehouse, carrier or border before them."""

    type: str = "delay"
    version: int = 2
    watches: frozenset[str] = frozenset(
        {"sales", "lines", "shipments", "moves", "warehouses", "stock", "incoming", "productions", "clock"}
    )

    def judge(self, dossier: GoodsDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        return self.of(leaving(dossier, now))

    def of(self, known: Leaving) -> Mapping[tuple[Ref, str], Verdict]:
        return judged(known, CAUSES, lacking(known.dossier), lambda sale: _verdicts(known, sale))


DELAY = DelayRule()


def _verdicts(known: Leaving, sale: Sale) -> Mapping[str, Verdict]:
    found = {
        PURCHASE: _purchase(known, sale),
        WAREHOUSE: _late(known, sale, WAREHOUSE, in_the_house(known, sale)),
        CARRIER: _late(known, sale, CARRIER, on_its_way(known, sale, lambda s: not _at_border(s))),
        CUSTOMS: _late(known, sale, CUSTOMS, on_its_way(known, sale, _at_border)),
    }
    again = next_look(known, _due(known, sale))
    return {c: v or Silent("nothing of it is late for that reason", again) for c, v in found.items()}


def slipped(known: tuple[Promise, ...]) -> tuple[Promise, ...]:
    """What waits for a supplier who had said to be in time."""
    return tuple(p for p in known if p.slipped)


def in_the_house(known: Leaving, sale: Sale) -> tuple[Late, ...]:
    """Deliveries whose day has passed though all of their goods are here."""
    incomplete, today = {p.group.key for p in known.promises if p.missing > 0}, known.now.date()
    found = []
    for group in known.matrix.used():
        day = said_day(sale, group)
        if group.state in _IN_THE_HOUSE and group.key not in incomplete and day is not None and day < today:
            found.append(Late(group, (today - day).days, f"Warehouse {group.name}"))
    return tuple(found)


def on_its_way(known: Leaving, sale: Sale, whose: Callable[[Shipment], bool]) -> tuple[Late, ...]:
    """Deliveries that stand packed and were not fetched, or that left and of whose arrival nothing was heard in time."""
    sent = {s.ref.key: s for s in known.dossier.shipments if s.state in _WITH_CARRIER and whose(s)}
    found, today = [], known.now.date()
    for group in known.matrix.used():
        day = said_day(sale, group)
        if group.key in sent and day is not None and day + _WITH_CARRIER[group.state] < today:
            of = sent[group.key]
            by = f"Customs {of.country}" if _at_border(of) else f"Carrier {of.carrier or 'not known'}"
            found.append(Late(group, (today - day - _WITH_CARRIER[group.state]).days, by))
    return tuple(found)


def _due(known: Leaving, sale: Sale) -> Iterator[date]:
    """Days by which what is packed is to be fetched, and what left to have arrived."""
    for group in known.matrix.used():
        day = said_day(sale, group)
        if group.state in _WITH_CARRIER and day is not None:
            yield day + _WITH_CARRIER[group.state]


def _at_border(shipment: Shipment) -> bool:
    """It left for a country outside the union."""
    return shipment.state == "shipped" and shipment.country is not None and shipment.country not in _UNION


def _purchase(known: Leaving, sale: Sale) -> Verdict | None:
    found = slipped(known.promises)
    if not found:
        return None
    soon = min(p.day for p in found) - known.now.date() <= SOON
    late = min((x for p in found for x in p.waits_for), key=lambda x: (x.promised is None, x.promised, x.ref))
    facts: Facts = {"faults": [told(p) for p in found]}
    waits = {x for p in found for x in p.waits_for}
    overdue = sorted(x.ref.key for x in waits if x.planned is not None and x.planned < known.now.date())
    said: Facts = {"waits_for": sorted(f"{x.ref.key} {x.planned}" for x in waits), "overdue": overdue}  # not what we promise
    day = min(p.said or p.day for p in found)
    group, severity, value = purchase_words(late), 2 if soon else 3, sale.untaxed_company
    as_bad = _as_bad(said, day, known.now)
    return Fires(PURCHASE, group, severity, value, None, day, None, facts, as_bad, tomorrow(known.now))


def _as_bad(what: Facts, day: date | None, now: datetime) -> str:
    """What is let be; once the promised day has passed, with the day on which the last whole week after it began."""
    if day is None or day >= now.date():
        return basis(what)
    return f"{basis(what)} {day + timedelta(weeks=(now.date() - day).days // 7)}"


def purchase_words(late: Incoming) -> str:
    """Of what cases with the same cause have in common; without the number, which not everybody may read."""
    said = late.promised or late.planned
    due = f", due {day_month(said)} {said.year}" if said else ""
    return f"Purchase from {late.supplier or 'a supplier'}{due}"


def _late(known: Leaving, sale: Sale, cause: str, found: tuple[Late, ...]) -> Verdict | None:
    if not found:
        return None
    facts: Facts = {"deliveries": [{"group": x.group.key, "number": x.group.number, "since": _since(sale, x)} for x in found]}
    day = min((d for x in found if (d := said_day(sale, x.group)) is not None), default=None)
    as_bad = _as_bad(facts, day, known.now)
    return Fires(cause, found[0].by, 2, sale.untaxed_company, None, day, None, facts, as_bad, tomorrow(known.now))


def _since(sale: Sale, late: Late) -> str:
    day = said_day(sale, late.group)
    return day.isoformat() if day else ""
