"""A case about damaged goods as a deed sees it: the panel's raw records around one complaint, with everything a test may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.case import case_id
from app.domain.dossier import ComplaintDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.rules.damage import DAMAGE
from tests.app.commands.parts import TENANT, case, row
from tests.app.commands.parts import parts as credit_parts
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW, eur


def parts(of: ComplaintDossier | None = None, **changes: Any) -> PanelParts:
    """Of the first cause that fires."""
    of = of or w.dossier()
    verdicts = DAMAGE.judge(of, NOW).values()
    verdict = next((v for v in verdicts if isinstance(v, Fires)), None)
    mark = fingerprint("damage", of.ref, verdict.cause if verdict else "damaged")
    found = (
        Finding(mark, case_id(TENANT, mark), "damage", of.ref, "3", "CL00003", verdict, 1, NOW)
        if isinstance(verdict, Fires)
        else None
    )
    base = replace(
        credit_parts(),
        row=row(number="CL00003", over=None, amount=eur(300)),
        case=replace(case(), type="damage"),
        finding=found,
        sale=of.sale,
        damage=of,
    )
    return replace(base, **changes)
