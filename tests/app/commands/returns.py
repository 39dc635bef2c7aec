"""A case about a return as a deed sees it: the panel's raw records around one return, with everything a test may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.case import case_id
from app.domain.dossier import PanelParts, ReturnDossier
from app.domain.finding import Finding, Fires, fingerprint
from app.rules.returned import RETURNED
from tests.app.commands.parts import TENANT, case, row
from tests.app.commands.parts import parts as credit_parts
from tests.app.rules import return_world as w
from tests.app.rules.world import NOW, eur


def parts(of: ReturnDossier | None = None, **changes: Any) -> PanelParts:
    of = of or w.dossier()
    firing = [(cause, v) for (_, cause), v in RETURNED.judge(of, NOW).items() if isinstance(v, Fires)]
    cause, verdict = firing[0] if firing else ("open", None)
    mark = fingerprint("return", of.ref, cause)
    found = (
        Finding(mark, case_id(TENANT, mark), "return", of.ref, "3", "SO00030", verdict, 1, NOW)
        if isinstance(verdict, Fires)
        else None
    )
    base = replace(
        credit_parts(),
        row=row(number="SO00030", over=None, amount=eur(550)),
        case=replace(case(), type="return"),
        finding=found,
        sale=of.sale,
        back=of,
    )
    return replace(base, **changes)
