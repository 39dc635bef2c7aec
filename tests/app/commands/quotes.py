"""A case about an offer as a deed sees it: the panel's raw records around it, with everything a test may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.case import case_id
from app.domain.dossier import PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.quote import QuoteDossier
from app.rules.quote import QUOTE
from tests.app.commands.parts import TENANT, case, row
from tests.app.commands.parts import parts as credit_parts
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, dossier, standing


def parts(of: QuoteDossier | None = None, cause: str = "", **changes: Any) -> PanelParts:
    """``cause``: of the case, where several fire; the buyer has a limit of 10,000 and owes nothing."""
    of = of or q.cheap()
    verdicts = {c: v for (_, c), v in QUOTE.judge(of, NOW).items() if isinstance(v, Fires) and c in (cause or c)}
    found = None
    for name, verdict in verdicts.items():
        mark = fingerprint("quote", of.ref, name)
        found = Finding(mark, case_id(TENANT, mark), "quote", of.ref, "3", of.number or "", verdict, 1, NOW)
    base = replace(
        credit_parts(),
        row=row(number=of.number or "", over=None, amount=found.verdict.value if found else q.sale().untaxed),
        case=replace(case(), type="quote"),
        finding=found,
        dossier=dossier(*((of.sale,) if of.sale else ()), at=standing(0, 10_000)),
        sale=of.sale,
        lines=of.lines,
        quote=of,
    )
    return replace(base, **changes)
