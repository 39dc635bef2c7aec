"""Take each: where several products differ, choose the side for each of them."""

from __future__ import annotations

from datetime import date

from app.commands import reconcile as sides
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "take_each"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = sides.not_quantities(parts, me)
    if stopped:
        return stopped
    if len(sides.gaps(parts)) < 2:
        return Denied("Only one product differs; take the shop with 1 or the ERP with 2")
    stuck = next((gap for gap in sides.gaps(parts) if not _ways(parts, gap)), None)
    if stuck is not None:
        return Denied(stuck.cannot(sides.SHOP) or stuck.cannot(sides.ERP) or "Neither system takes a correction any more")
    return case.authority(parts, me, policy, NAME)


def _ways(parts: PanelParts, gap: sides.Gap) -> tuple[tuple[str, str], ...]:
    """The sides that can be taken."""
    erp_open = case.past_changing(parts) is None
    found = []
    if erp_open and not gap.cannot(sides.SHOP):
        found.append((sides.SHOP, f"Shop: {gap.placed}"))
    if not gap.cannot(sides.ERP):
        found.append((sides.ERP, f"ERP: {gap.booked}"))
    return tuple(found)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    return tuple(
        Field(gap.sku, gap.sku, "choice", "Which quantity is right", ways[0][0], ways)
        for gap in sides.gaps(parts)
        if (ways := _ways(parts, gap))
    )


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return sides.steps(parts, fields)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return sides.effects(parts, fields)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    shop = sum(fields.get(gap.sku) == sides.SHOP for gap in sides.gaps(parts))
    return ("As placed", str(shop), "text.1"), ("As booked", str(len(sides.gaps(parts)) - shop), "text.1")


TAKE_EACH = Spec(
    name=NAME,
    title="Take each",
    key="4",
    icon="split",
    types=sides.TYPE,
    asks=asks,
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="reconciled",
    overtaken=case.overtaken,
    effects_of=effects,
    facts_of=facts,
    doing="correcting",
    button="Correct both",
    done="Corrections of {number} taken down",
    undo=sides.UNDO,
)
