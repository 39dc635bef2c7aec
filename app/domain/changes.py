"""What a write touched: the only thing that makes screens refresh."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Topics: feed names, plus "cases", "letters", "notes", "status". ``cases`` names the touched case ids (empty = many)."""

    topics: frozenset[str]
    cases: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.topics | other.topics, self.cases | other.cases)

    def __bool__(self) -> bool:
        return bool(self.topics)


NOTHING = Changes(frozenset())
