"""The versions of one quotation as a screen asks for them and lists them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.draft import Content
from app.domain.money import Money
from app.domain.person import Person
from app.domain.quote import QuoteDossier
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class AskVersions:
    """By the quotation, or by a case about it."""

    ref: Ref | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class VersionParts:
    """Raw records; nothing formatted. converted: the number of the version that became the order, None while none did."""

    quote: QuoteDossier
    people: tuple[Person, ...]
    converted: int | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One row of the list. name: "Version 2", or what it is instead; number: "" of what has none; what: how it came about.

    who, when: in words, "" where nobody can tell; of what stands there now it is when it was read.
    current: it stands in the ERP; converted: it became the order.
    """

    key: str
    number: str
    name: str
    what: str
    who: str
    when: str
    content: Content
    net: Money | None
    current: bool = False
    converted: bool = False


@dataclass(frozen=True, slots=True)
class VersionsView:
    """The newest first. note: what is to be said about all of them, "" for nothing."""

    number: str
    customer: str
    currency: str
    rows: tuple[VersionRow, ...]
    note: str = ""
