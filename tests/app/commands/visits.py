"""A case about an appointment as a deed sees it: the panel's raw records around one visit, with everything a test may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.case import case_id
from app.domain.dossier import AppointmentDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.rules.schedule import CAUSE, SCHEDULE
from tests.app.commands.parts import TENANT, case, row
from tests.app.commands.parts import parts as credit_parts
from tests.app.rules import visit_world as v
from tests.app.rules.world import NOW, eur


def clashing() -> AppointmentDossier:
    """Ines has two visits at once; Jon is free."""
    return v.dossier(v.visit(at=v.on(10)), v.visit("B", at=v.on(9), state="confirmed"))


def parts(of: AppointmentDossier | None = None, **changes: Any) -> PanelParts:
    of = of or clashing()
    verdict = next(iter(SCHEDULE.judge(of, NOW).values()), None)
    mark = fingerprint("schedule", of.ref, CAUSE)
    number = of.appointment.number if of.appointment else "AP-A"
    found = (
        Finding(mark, case_id(TENANT, mark), "schedule", of.ref, "3", number, verdict, 1, NOW)
        if isinstance(verdict, Fires)
        else None
    )
    base = replace(
        credit_parts(),
        row=row(number=number, over=None, amount=eur(300)),
        case=replace(case(), type="schedule"),
        finding=found,
        sale=of.goods.sale,
        visit=of,
    )
    return replace(base, **changes)
