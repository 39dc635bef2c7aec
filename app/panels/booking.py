"""A new appointment for an order: what it is made of, the nearest times that nothing speaks against, and what kept others out."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from app.commands import visit_words
from app.domain import system
from app.domain.appointment import MODEL, Appointment, Kind, State
from app.domain.board import AskSlots, SlotsAnswer
from app.domain.booking import SlotParts
from app.domain.dossier import AppointmentDossier
from app.domain.finding import Unknown
from app.domain.goods import CustomerAddress
from app.domain.order import OrderState, Sale
from app.domain.ref import NO_NUMBER, Ref
from app.domain.slots import propose
from app.rules import schedule

WORKDAYS = tuple(
    (weekday, "08:00", "17:00") for weekday in range(5)
)  # when a site is open of which nothing else is known (proposed)
_ZONES = {  # where it is not the company's time; of countries with one zone
    **dict.fromkeys(("FI", "EE", "LV", "LT"), "Europe/Helsinki"),
    **dict.fromkeys(("GR", "BG", "RO", "CY"), "Europe/Athens"),
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "PT": "Europe/Lisbon",
}


def answer(parts: SlotParts, ask: AskSlots, now: datetime, zone: tzinfo) -> SlotsAnswer:
    """``zone``: the company's."""
    sale, skills = parts.sale, tuple(sorted({name for r in parts.resources for name, _ in r.skills}))
    if parts.several:
        return SlotsAnswer(ask.number, None, "", skills, (), _several(ask.number, parts.several), None)
    if sale is None or parts.goods is None:
        return SlotsAnswer(ask.number, None, "", skills, (), f"No order {ask.number} is known here", None)
    name = parts.goods.customer.name if parts.goods.customer else ""
    if sale.state is OrderState.CANCELLED:
        return SlotsAnswer(ask.number, sale.ref, name, skills, (), f"{sale.number} is cancelled", None)
    planned = next((a for a in parts.around if a.id == ask.moves), None)
    if ask.moves and planned is None:
        return SlotsAnswer(ask.number, sale.ref, name, skills, (), "It is done or cancelled already", None)
    made = planned or _appointment(sale, parts.address, ask, now, str(zone))
    ref = Ref(sale.ref.source, MODEL, made.id)
    dossier = AppointmentDossier(ref, made, parts.around, parts.resources, parts.goods)
    goods = schedule.arrival(dossier, now)
    if isinstance(goods, Unknown):
        return SlotsAnswer(ask.number, sale.ref, name, skills, (), f"It cannot be seen when its goods come: {goods.fact}", made)
    found = propose(made, schedule.plan(dossier, goods), now)
    slots = tuple((s.key, visit_words.slot_words(s, made)) for s in found.slots)
    return SlotsAnswer(ask.number, sale.ref, name, skills, slots, f"Kept out: {visit_words.kept_out(found)}", made)


def _several(number: str, systems: tuple[str, ...]) -> str:
    where = " and in ".join(f"the {system.called(source)}" for source in systems)
    return f"There is more than one order {number}, in {where}: open the one that is meant, and press N there"


def _appointment(sale: Sale, address: CustomerAddress | None, ask: AskSlots, now: datetime, zone: str) -> Appointment:
    at = address.address if address else None
    site = ", ".join(p for p in ((at.street, at.postcode, at.city, at.country) if at else ()) if p)
    return Appointment(
        id="",
        number="",
        source=sale.ref.source,
        sale=sale.ref.key,
        sale_number=sale.number or NO_NUMBER,
        shipment=None,
        customer=sale.customer,
        site=site or "Address not known",
        zone=_ZONES.get(at.country if at else "", zone),
        kind=Kind(ask.kind),
        skills=ask.skills,
        minutes=ask.minutes,
        travel=ask.travel,
        resource=None,
        starts=now.astimezone(UTC),
        window=WORKDAYS,
        closures=(),
        after=None,
        waits_for_goods=ask.waits_for_goods,
        state=State.PROPOSED,
        consent="",
    )
