"""What a new appointment is planned from."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.appointment import Appointment, Resource
from app.domain.dossier import GoodsDossier
from app.domain.goods import CustomerAddress
from app.domain.order import Sale


@dataclass(frozen=True, slots=True)
class SlotParts:
    """Raw records. ``sale``: None where no order has the number, or several have; ``goods``: of it.

    address: that its goods go to. around: appointments that are neither done nor cancelled. several: systems that have an order of this
    number, where it is not one order.
    """

    sale: Sale | None
    address: CustomerAddress | None
    around: tuple[Appointment, ...]
    resources: tuple[Resource, ...]
    goods: GoodsDossier | None
    several: tuple[str, ...] = ()
