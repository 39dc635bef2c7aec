"""The page of an order whose goods cannot be delivered where they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from app.domain.address import PARTS
from app.domain.block import Block
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.panels import order_page, versions
from app.panels.panel import Panel
from app.rules import address as rule
from app.rules.orders import sent_to, standing

COMPARED = {part: label for part, label in PARTS.items() if part != "phone"}  # the ERP keeps none with an address


def tell(dossier: OrderDossier, found: Fires) -> str:
    facts = found.facts
    saved = (
        " A saved address of this customer is close." if facts.get("suggested") else " The ERP keeps no address to take instead."
    )
    match found.cause:
        case rule.INCOMPLETE:
            return f"The delivery address lacks {_listed(facts.get('missing'))}.{saved}"
        case rule.POSTCODE:
            return f"{facts.get('postcode')} is not a postcode of {facts.get('country')}.{saved}"
        case rule.PO_BOX:
            return f"{facts.get('box') or 'The address'} is a box, and a box cannot take freight.{saved}"
        case rule.ELSEWHERE:
            return f"{facts.get('sale') or 'The sale'} is sent to another place than the shop says: {_listed(facts.get('differs'))} differ."
        case _ if facts.get("suggested"):
            return f"Only {_listed(facts.get('differs'))} differs from an address that the ERP keeps."
        case _:
            return f"Nothing was ever sent there, and the order is over {found.value.text()}. A call would settle whether it is right."


def _listed(parts: object) -> str:
    names = [PARTS.get(str(p), str(p)).lower() for p in parts] if isinstance(parts, list | tuple) else []
    return " and ".join(names) or "nothing"


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    facts: Mapping[str, object] = shown.facts if shown else {}
    entered, suggested = facts.get("entered"), facts.get("suggested")
    sides: list[tuple[str, Mapping[str, object] | None]] = [("As entered", entered if isinstance(entered, Mapping) else None)]
    booked = [(sale, sent_to(dossier, sale)) for sale in standing(dossier)]
    sides += [(f"On {sale.number or 'the sale'}", asdict(there)) for sale, there in booked if there]
    if isinstance(suggested, Mapping) and suggested not in [side for _, side in sides]:
        sides.append(("As the ERP keeps it", suggested))
    return (versions.parts_of(COMPARED, *sides),)


KIND = order_page.Kind(rule.ADDRESS, "Address", tell, _blocks)
PANELS = (Panel(rule.ADDRESS.type, partial(order_page.build, KIND)),)
