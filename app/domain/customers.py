"""What a screen may ask about one customer, and the frozen answer it gets."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.block import Block
from app.domain.money import Money
from app.domain.ref import Ref

FEW, MOST = 6, 500  # rows of a section at first, and when a person asks for all of it


@dataclass(frozen=True, slots=True)
class AskCustomer:
    """One customer, by its own record, by a document of theirs, or by a case about one. ``whole``: names of sections that are to be
    listed beyond their first rows."""

    ref: Ref | None = None
    case_id: str = ""
    whole: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One thing of a customer. ``state``: in one or two words with ``kind`` (bad, warn, ok, wait or none) as its shape.

    when: a day, a time or what is left of one, with ``tone`` ("", bad or warn). page, opens: where Enter goes; "" where it does not.
    """

    key: str
    number: str
    about: str
    state: str = ""
    kind: str = "none"
    amount: Money | None = None
    when: str = ""
    tone: str = ""
    page: str = ""
    opens: str | Ref | None = None


@dataclass(frozen=True, slots=True)
class CustomerSection:
    """``note``: how many, from which system and how old; or in plain words that there is nothing, or that it cannot be known here.

    more: how many there are beyond ``rows``.
    """

    name: str
    title: str
    note: str
    rows: tuple[CustomerRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class CustomerView:
    """``place``: city and country. ``sections``: all that can be walked through; ``blocks``: credit, account and people, as a case's
    page draws them. ``unreadable``: what of this customer broke on its way here, in words; empty as a rule."""

    ref: Ref
    number: str
    name: str
    place: str
    sections: tuple[CustomerSection, ...]
    blocks: tuple[Block, ...]
    unreadable: str = ""
