"""What every rule looks like: it judges the records of one subject and answers for each document and cause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from app.domain.dossier import AppointmentDossier, ComplaintDossier, CreditDossier, GoodsDossier, OrderDossier, ReturnDossier
from app.domain.finding import Verdict
from app.domain.quote import QuoteDossier
from app.domain.ref import Ref
from app.rules.promises import Leaving

D = TypeVar("D", contravariant=True)


class Rule(Protocol, Generic[D]):
    """A pure judgement. A change of meaning raises ``version``: an older version never clears what a newer one opened."""

    @property
    def type(self) -> str:
        """The exception type, also the first part of the fingerprint and the name of its queue."""
        ...

    @property
    def version(self) -> int: ...

    @property
    def watches(self) -> frozenset[str]:
        """Names of the feeds whose records can change a verdict; "clock" where the date alone can."""
        ...

    def judge(self, dossier: D, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        """One call per subject; the answer is keyed by (document, cause).

        ``now`` is aware; its date *in its own zone* is "today", so callers pass it in the company's zone. Whatever cannot be
        known is answered Unknown, never left out: a (document, cause) that is left out no longer exists.
        """
        ...


class GoodsRule(Rule[GoodsDossier], Protocol):
    """The matrix and the promises of a sale cost more than any judgement on them: all rules are given the same."""

    def of(self, known: Leaving) -> Mapping[tuple[Ref, str], Verdict]:
        """What ``judge`` answers for its dossier at its time."""
        ...


CustomerRule = Rule[CreditDossier]
OrderRule = Rule[OrderDossier]
ComplaintRule = Rule[ComplaintDossier]
ReturnRule = Rule[ReturnDossier]
AppointmentRule = Rule[AppointmentDossier]
QuoteRule = Rule[QuoteDossier]
AnyRule = Rule[Any]  # whatever it judges
