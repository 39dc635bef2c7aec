"""An appointment cannot go as it is planned: its resource, its site, its goods, its order or its customer say no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain import clashes as against
from app.domain.appointment import Appointment
from app.domain.clashes import NOTICE, Arrival, Clash, Plan, clashes
from app.domain.dossier import AppointmentDossier, GoodsDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.fulfilment import Group
from app.domain.ref import Ref
from app.rules.goods import matrix_of
from app.rules.promises import lacking, promises, said_day

CAUSE = "clash"
STALE = timedelta(hours=4)  # goods that were not looked at for so long may be anywhere (proposed)
TRANSIT = timedelta(days=1)  # what a carrier takes to the site, where nobody of ours brings it (proposed)
SOON = timedelta(days=2)
GROUPS = {
    against.BOOKED: "Booked twice",
    against.SKILL: "A skill is missing",
    against.EXPIRED: "A certificate has run out by then",
    against.GOODS: "Goods come after the appointment",
    against.ORDER: "Before what it waits for",
    against.WINDOW: "Outside the hours of the site",
    against.SITE_CLOSED: "The site is closed",
    against.HOURS: "Outside working hours",
    against.ABSENT: "Away that day",
    against.TRAVEL: "Too little time for the way",
    against.UNCONFIRMED: "Begins within 24 hours, not confirmed",
}


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """See the module's text. What speaks against an appointment that is to yield to another one is found on it alone."""

    type: str = "schedule"
    version: int = 1
    watches: frozenset[str] = frozenset(
        {"sales", "lines", "shipments", "moves", "warehouses", "stock", "incoming", "productions", "clock"}
    )

    def judge(self, dossier: AppointmentDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        of = dossier.appointment
        if of is None:
            return {}
        return {(dossier.ref, CAUSE): self._verdict(dossier, of, now)}

    def _verdict(self, dossier: AppointmentDossier, of: Appointment, now: datetime) -> Verdict:
        if not of.live or of.ends <= now:
            return Silent(f"it is {of.state}" if not of.live else "its time is over")
        if dossier.goods.sale is None:
            return Unknown("the order that it is for is not read yet")
        goods = arrival(dossier, now)
        known = None if isinstance(goods, Unknown) else goods
        found = clashes(of, plan(dossier, known), now)
        if not found:
            return goods if isinstance(goods, Unknown) else Silent("it can go as it is planned", next_look(of, now))
        facts = {"starts": of.starts.isoformat(), "resource": of.resource, "faults": [told(c) for c in found]}
        value = dossier.goods.sale.untaxed_company
        return Fires(
            *(CAUSE, GROUPS[found[0].kind], severity(of, now), value, None, of.day, None, facts), until=next_look(of, now)
        )


SCHEDULE = ScheduleRule()


def plan(dossier: AppointmentDossier, goods: Arrival | None) -> Plan:
    return Plan(dossier.around, {r.id: r for r in dossier.resources}, goods)


def severity(of: Appointment, now: datetime) -> int:
    """P1 today, P2 within two days; days of the site."""
    ahead = of.day - now.astimezone(ZoneInfo(of.zone)).date()
    return 1 if ahead <= timedelta(0) else 2 if ahead <= SOON else 3


def next_look(of: Appointment, now: datetime) -> datetime:
    """When the clock alone may change something: a day ends at the site, the customer ought to have agreed, it is over."""
    zone = ZoneInfo(of.zone)
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return min(at for at in (midnight, of.starts - NOTICE, of.ends) if at > now)


def told(clash: Clash) -> dict[str, object]:
    """As the facts of a finding keep it."""
    day = clash.day.isoformat() if clash.day else ""
    return {"kind": clash.kind, "what": clash.what, "other": clash.other, "minutes": clash.minutes, "day": day}


# ---- goods ---------------------------------------------------------------------------------------------------------------------


def arrival(dossier: AppointmentDossier, now: datetime) -> Arrival | Unknown | None:
    """When the goods that it waits for can be at the site; None where it waits for none."""
    of, goods = dossier.appointment, dossier.goods
    if of is None or not of.waits_for_goods:
        return None
    unknown = lacking(goods)
    if unknown:
        return unknown
    if goods.asof is None or now - goods.asof > STALE:
        return Unknown("the ERP's stock was not read for hours, so nobody knows when its goods come")
    groups = [g for g in matrix_of(goods).used() if of.shipment in (None, g.key)]
    days = [_arrives(of, goods, g, now.date()) for g in groups]
    if not days:
        return None
    return max(days, key=lambda a: a.day or date.max)


def _arrives(of: Appointment, goods: GoodsDossier, group: Group, today: date) -> Arrival:
    """What we bring ourselves is there when it leaves."""
    way = timedelta(0) if of.kind == "delivery" or of.after else TRANSIT
    sent = next(s for s in goods.shipments if s.ref.key == group.key)
    if sent.state == "done":
        return Arrival(sent.effective or today, f"{group.number} has arrived")
    if sent.state == "shipped":
        return Arrival((sent.effective or sent.planned or today) + way, f"{group.number} has left")
    return _leaves(goods, group, today, way)


def _leaves(goods: GoodsDossier, group: Group, today: date, way: timedelta) -> Arrival:
    sale = goods.sale
    assert sale is not None
    waiting = [p for p in promises(goods, matrix_of(goods), today) if p.group.key == group.key and not group.fixed]
    unknown = next((p for p in waiting if p.cover.by is None), None)
    if unknown is not None:
        return Arrival(None, f"nobody knows when {unknown.line.sku} comes")
    day = max([today, *_known([said_day(sale, group), *(p.cover.by for p in waiting)])])
    late = next((p for p in waiting if p.cover.by == day and p.waits_for), None)
    if late is not None:
        return Arrival(day + way, f"{late.line.sku} waits for {late.waits_for[-1].supplier or 'a supplier'}")
    return Arrival(day + way, f"{group.number} leaves {group.name}" if group.number else f"leaves {group.name}")


def _known(days: Iterable[date | None]) -> list[date]:
    return [d for d in days if d is not None]
