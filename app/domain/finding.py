"""A rule's verdict on one record: fires, silent, or cannot know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Fires:
    """The exception is true now.

    cause: key of what may exist once per record ("over_limit", "skipped_check"); with type and ref it makes the fingerprint.
    group: the sentence under which a queue gathers cases that one deed could settle ("Covered by unapplied cash").
    value: the money the queue sorts by (for credit: the document's net amount); over: by how much the bound is passed.
    since: the server's stamp of the change that made it true, where provable.
    facts: JSON-ready figures for the screen and the audit; money as [minor, currency], dates as ISO text.
    basis: what somebody who lets it be has let be: while it stays the same, the case is not opened again. None: cannot be let be.
    After a space, where time alone makes it worse, an ISO date that is later the worse it is: it is let be as bad as it was.
    until: when the clock alone may change it, or how bad it is; None where only records can.
    """

    cause: str
    group: str
    severity: int  # 1 to 4 (P1 to P4)
    value: Money
    over: Money | None
    ship_date: date | None
    since: datetime | None
    facts: Mapping[str, object]
    basis: str | None = None
    until: datetime | None = None

    def let_be(self, accepted: str | None) -> bool:
        """It is what was let be then, by its basis, and has not become worse since."""
        if accepted is None or self.basis is None:
            return False
        (what, _, day), (then, _, that_day) = self.basis.partition(" "), accepted.partition(" ")
        return what == then and day <= that_day

    @property
    def faults(self) -> tuple[Mapping[str, Any], ...]:
        """What is wrong line by line, as the rule listed it."""
        listed = self.facts.get("faults")
        return tuple(f for f in listed if isinstance(f, Mapping)) if isinstance(listed, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Silent:
    """The exception is provably not true now. ``until``: when the clock alone may change that; None where only records can."""

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact is unreadable, not yet pulled or quarantined: never opens, never clears."""

    fact: str


Verdict = Fires | Silent | Unknown


@dataclass(frozen=True, slots=True)
class Finding:
    """A firing verdict as the mirror keeps it. fingerprint = type|source|model|key|cause."""

    fingerprint: str
    case_id: str
    type: str
    ref: Ref
    customer: str
    document: str  # the system's own number
    verdict: Fires
    rule_version: int
    asof: datetime  # team time at which the last complete poll began

    @property
    def rule(self) -> str:
        """By which version of which rule it was found: "damage.damaged 2"."""
        return f"{self.type}.{self.verdict.cause} {self.rule_version}"


def fingerprint(type_: str, ref: Ref, cause: str) -> str:
    """type|source|model|remote id|cause key: one open case per fingerprint."""
    return "|".join((type_, ref.source, ref.model, ref.key, cause))
