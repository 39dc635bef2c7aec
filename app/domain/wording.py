"""How the deeds that letters carry are called: the store tells of letters, but the deeds are declared above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wording:
    """letters: what a letter of this deed does ("Release credit hold"). doing: the word on a case's row while a decision is on its way."""

    letters: Mapping[str, str] = field(default_factory=dict)
    doing: Mapping[str, str] = field(default_factory=dict)

    def letter(self, deed: str) -> str:
        return self.letters.get(deed) or deed.replace("_", " ").capitalize()
