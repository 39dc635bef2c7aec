"""Where the goods are to go cannot be right: parts missing, a postcode of another shape, a box that takes no freight, a typo, or
another place in the ERP than in the shop.

Judged from placing to delivery. What is sound is not compared with any outside register: only with the country's pattern and
with the addresses that the ERP keeps for this customer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from app.domain.address import Address
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.ref import Ref
from app.domain.shop import Fulfilled, WebOrder, WebOrderState
from app.rules.orders import OPEN_SALE, Facts, lacking, of_order, pair, sent_to, settling, standing, unjudgeable

INCOMPLETE, POSTCODE, PO_BOX, UNLIKE, ELSEWHERE = "incomplete", "postcode", "po_box", "unlike_saved", "elsewhere"
GROUPS = {
    INCOMPLETE: "Parts of the address are missing",
    POSTCODE: "Postcode does not fit the country",
    PO_BOX: "A box cannot take freight",
    UNLIKE: "Almost a saved address",
    ELSEWHERE: "The ERP sends it elsewhere",
}
NEW_SITE = "New delivery address on a large order"
LARGE = 5000  # major units: from here a new address is worth a call (features d9)
_PLACE = ("street", "street2", "postcode", "city", "country")
_DIGITS = {4: r"\d{4}", 5: r"\d{5}", 6: r"\d{6}"}
_SHAPES = {
    **dict.fromkeys(("AT", "BE", "CH", "DK", "NO", "HU", "LU", "SI", "AU"), _DIGITS[4]),
    **dict.fromkeys(("DE", "FR", "IT", "ES", "FI", "HR", "EE"), _DIGITS[5]),
    **dict.fromkeys(("RO", "IN", "SG"), _DIGITS[6]),
    **dict.fromkeys(("SE", "CZ", "SK", "GR"), r"\d{3} ?\d{2}"),
    "US": r"\d{5}(-\d{4})?",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
}
_BOX = re.compile(
    r"\b(p\.? ?o\.? ?box|post ?box|postfach|postbus|postboks|bo[iî]te postale|apartado( de correos)?|casella postale|b\.? ?p\.? \d)",
    re.IGNORECASE,
)

_SOUND = Silent("in order")


@dataclass(frozen=True, slots=True)
class AddressRule:
    """See the module's text."""

    type: str = "address"
    version: int = 2
    watches: frozenset[str] = frozenset({"web_orders", "web_lines", "customers", "addresses", "sales", "clock"})

    def judge(self, dossier: OrderDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        return of_order(dossier, _over, _CHECKS, now)


ADDRESS = AddressRule()


def missing(address: Address) -> tuple[str, ...]:
    """Parts without which nothing can be delivered, in the order in which they are written."""
    needed = ["street", "city", "country"]
    if not address.country or address.country in _SHAPES:
        needed.insert(1, "postcode")
    lacks = [part for part in needed if not getattr(address, part).strip()]
    return (*(() if address.name.strip() or address.company.strip() else ("name",)), *lacks)


def fits(address: Address) -> bool:
    """The postcode has its country's shape; True where it is empty or we know no shape."""
    shape, code = _SHAPES.get(address.country), address.postcode.strip().upper()
    if shape is None or not code:
        return True
    code = re.sub(rf"^{address.country}[- ]", "", code)
    return re.fullmatch(shape, code) is not None


def is_box(address: Address) -> bool:
    return bool(_BOX.search(address.street) or _BOX.search(address.street2))


def nearest(dossier: OrderDossier, here: Address) -> Address | None:
    """The saved address that can be right with the fewest differing parts of the place, delivery addresses first; None where none is kept.

    An order that was booked as it was placed left its address in the ERP, with the fault that is judged here.
    """
    right = (a for a in dossier.addresses if _can_be_right(a.address))
    kept = sorted(right, key=lambda a: (_distance(a.address, here), not a.delivery, a.ref))
    return kept[0].address if kept else None


def _can_be_right(kept: Address) -> bool:
    """Goods could go there. Whose it is the ERP knows from the customer."""
    return not {*missing(kept)} & {*_PLACE} and fits(kept) and not is_box(kept)


def apart(one: Address, other: Address) -> list[str]:
    """The parts of the place in which they differ; whose it is does not count."""
    return [part for part, _, _ in one.differences(other) if part in _PLACE]


def _distance(one: Address, other: Address) -> int:
    return len(apart(one, other))


def _over(dossier: OrderDossier, order: WebOrder) -> Silent | Unknown | None:
    if order.state is not WebOrderState.PLACED:
        return Silent(f"{order.state.value}: nothing goes out")
    if order.fulfilment is Fulfilled.DELIVERED:
        return Silent("delivered")
    return unjudgeable(dossier)


def _incomplete(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    lacks = missing(_here(order))
    return _suggesting(dossier, order, INCOMPLETE, {"missing": list(lacks)}) if lacks else _SOUND


def _postcode(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    here = _here(order)
    return _SOUND if fits(here) else _suggesting(dossier, order, POSTCODE, {"postcode": here.postcode, "country": here.country})


def _po_box(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    here = _here(order)
    return _suggesting(dossier, order, PO_BOX, {"box": here.street}) if is_box(here) else _SOUND


def _here(order: WebOrder) -> Address:
    return order.ship_to or Address()


def _unlike(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    unknown = lacking(dossier, erp=("customers", "addresses"))
    if unknown is not None:
        return unknown
    here = _here(order)
    kept = nearest(dossier, here)
    if kept is None or missing(here):
        return Silent("nothing to compare")
    parts = apart(here, kept)
    if not parts:
        return Silent("a saved address")
    if len(parts) <= 2 and {"street", "postcode"} - set(parts):
        return _fires(order, UNLIKE, GROUPS[UNLIKE], {"differs": parts, "suggested": asdict(kept)})
    if order.net.minor >= Money.of(LARGE, order.net.currency).minor:
        return _fires(order, UNLIKE, NEW_SITE, {"differs": parts, "suggested": None})
    return Silent("another site")


def _elsewhere(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    """Judged once the shop's address is sound: one order has one question about where it goes."""
    unknown, sales = lacking(dossier, erp=("sales", "addresses")), standing(dossier)
    if unknown is not None:
        return unknown
    if len(sales) != 1 or sales[0].ship_to is None:
        return Silent("not one place here and one there")
    if any(isinstance(check(dossier, order, now), Fires) for check in _ITS_OWN.values()):
        return Silent("the shop's own address is in question first")
    there = sent_to(dossier, sales[0])
    if there is None:
        return Unknown("the ERP's address of this order not read yet")
    here = _here(order)
    parts = apart(here, there)
    if not parts:
        return Silent("the ERP sends it there")
    # What is confirmed goes where the ERP has it; then the shop can only follow.
    right = here if sales[0].state in OPEN_SALE else there
    facts: Facts = {"sale": sales[0].number, "booked": asdict(there), "differs": parts, "suggested": asdict(right)}
    return settling(dossier, now) or _fires(order, ELSEWHERE, GROUPS[ELSEWHERE], facts)


def _suggesting(dossier: OrderDossier, order: WebOrder, cause: str, facts: Facts) -> Fires:
    kept = nearest(dossier, _here(order))
    return _fires(order, cause, GROUPS[cause], facts | {"suggested": asdict(kept) if kept else None})


def _fires(order: WebOrder, cause: str, group: str, facts: Facts) -> Fires:
    severity = 1 if order.fulfilment is Fulfilled.SHIPPED else 2
    entered = asdict(order.ship_to) if order.ship_to else None
    known: Facts = {"order": order.number, "net": pair(order.net), "entered": entered}
    return Fires(cause, group, severity, order.net, None, order.requested, None, known | facts)


_ITS_OWN = {INCOMPLETE: _incomplete, POSTCODE: _postcode, PO_BOX: _po_box, UNLIKE: _unlike}
_CHECKS = {**_ITS_OWN, ELSEWHERE: _elsewhere}
