"""Take shop, take ERP: correct the other system to what this one says, for every product at once."""

from __future__ import annotations

from datetime import date
from functools import partial

from app.commands import reconcile as sides
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict


def _check(name: str, side: str, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = sides.not_quantities(parts, me) or sides.cannot_take(parts, side)
    return stopped or case.authority(parts, me, policy, name)


def _steps(side: str, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return sides.steps(parts, sides.all_take(parts, side))


def _effects(side: str, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return sides.effects(parts, sides.all_take(parts, side))


def _facts(side: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    stays = "As placed" if side == sides.SHOP else "As booked"
    return ("Stays", stays, "text.1"), ("Products", str(len(sides.gaps(parts))), "text.1")


def _spec(name: str, side: str, title: str, key: str, icon: str, button: str) -> Spec:
    return Spec(
        name=name,
        title=title,
        key=key,
        icon=icon,
        types=sides.TYPE,
        slot="outcome",
        sends=True,
        check=partial(_check, name, side),
        steps=partial(_steps, side),
        gate=case.gate_facts,
        outcome="reconciled",
        overtaken=case.overtaken,
        effects_of=partial(_effects, side),
        facts_of=partial(_facts, side),
        doing="correcting",
        button=button,
        done="Correction of {number} taken down",
        undo=sides.UNDO,
    )


TAKE_SHOP = _spec("take_shop", sides.SHOP, "Take shop", "1", "shopping-bag", "Correct the ERP")
TAKE_ERP = _spec("take_erp", sides.ERP, "Take ERP", "2", "database", "Correct the shop")
