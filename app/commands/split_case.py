"""What the deeds about a split have in common: the ERP's documents first, then what the shop holds, foreseen and taken back together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.commands import goods_case, split_in_shop
from app.commands.command import Fact3, Fields
from app.domain.dossier import PanelParts
from app.domain.fulfilment import Matrix
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy


@dataclass(frozen=True, slots=True)
class Moving:
    """The parts of a deed that moves pieces. ``after``: what was filled in, as a matrix; Refused where it cannot be so."""

    after: Callable[[PanelParts, Fields], Matrix]

    def steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        after = self.after(parts, fields)
        return (goods_case.step(parts, after), *split_in_shop.steps(parts, after))

    def effects(self, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
        after = self.after(parts, fields)
        return (*goods_case.effects(parts, after), *split_in_shop.effects(parts, after))

    def facts(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
        after = self.after(parts, fields)
        return (*goods_case.facts(parts, after, today), *split_in_shop.facts(parts, after))


def undo_of(words: str) -> Callable[[PanelParts], str]:
    """What Ctrl+Z does: ``words``, with ``{too}`` where the shop moves its part back as well."""
    return lambda parts: words.format(too=", in the shop too" if goods_case.dossier(parts).web.orders else "")
