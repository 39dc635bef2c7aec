"""What a screen may ask about orders and quotes of all systems, and the frozen answers it gets."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.block import Block
from app.domain.money import Money
from app.domain.ref import Ref

# ---- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskOrders:
    """A list of orders, or of quotes, of all systems. ``view``: a key of that list's tabs. ``text``: every word of it occurs in a
    number, reference, customer or mail address. ``sort``: number, customer, value, placed, valid. ``first``: only so many rows."""

    quotes: bool = False
    view: str = "all"  # orders: also "unbooked", those of a shop that no ERP has
    text: str = ""
    sort: str = "placed"
    descending: bool = True
    first: int | None = None


@dataclass(frozen=True, slots=True)
class AskOrderRows:
    """The rows of these ids, for a part of a list that came as ids only."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AskOrder:
    """One order across systems, by any of its documents or by a case about it."""

    ref: Ref | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class AskMismatches:
    """Master data that shop and ERP do not agree on."""

    text: str = ""


OrdersQuestion = AskOrders | AskOrderRows | AskOrder | AskMismatches

# ---- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order or quote. ``number``: the shop's where it came from a shop, else the ERP's; ``booked_as``: the ERP's, if any.

    state: in one or two words, with ``kind`` (bad, warn, ok, wait or none) as its shape. placed_on: where only the day
    is known, of which ``placed_at`` is the beginning. moved_at: the last event that either system told.
    """

    id: int
    ref: Ref
    number: str
    booked_as: str
    customer: str
    reference: str
    state: str
    kind: str
    value: Money
    placed_at: datetime
    placed_on: date | None
    valid_until: date | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class OrdersAnswer:
    """``ids``: of all rows in order, or of the first where ``complete`` is False; ``rows``: those of the first ids.

    views: (tab, how many), empty where nothing about them was asked anew.
    asof: when the oldest of the sources' last complete polls began; None before the first.
    """

    ask: AskOrders
    ids: array[int]
    rows: tuple[OrderRow, ...]
    complete: bool
    views: tuple[tuple[str, int], ...]
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class OrderRowsAnswer:
    rows: tuple[OrderRow, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """``kind``: price, product or customer. ``subject``: what it is about; ``shop``, ``erp``: what each says, in words."""

    key: str
    kind: str
    subject: str
    about: str
    shop: str
    erp: str
    severe: bool  # an order with it cannot be booked as it is


@dataclass(frozen=True, slots=True)
class MismatchesAnswer:
    """``counts``: by kind, also of those beyond the longest list that is shown."""

    rows: tuple[Mismatch, ...]
    counts: tuple[tuple[str, int], ...]
    asof: datetime | None


# ---- one order -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Milestone:
    """state: done; missing (due, and not there); ahead (not due yet); none (does not apply). ``when``: time or date in words,
    "not yet, waits 5 h" where it is missing. ``source``, ``who``: the system and the person or document that told it."""

    name: str
    state: str
    when: str
    source: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of an order. ``at``: time where the system told one, else only ``on``. side: "shop", "erp" or "console"; kind: a shape.

    due: it has not happened and should have. customer: what the customer may read of it, title and note; None where it is not theirs.
    text: that can be read in full and copied, of a message.
    """

    at: datetime | None
    on: date
    side: str
    title: str
    note: str = ""
    kind: str = "none"
    due: bool = False
    customer: tuple[str, str] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order across systems. ``verdict``: one sentence on how the systems stand to each other, ``verdict_kind`` its shape.

    blocks: lines, money per system and master data, as a case's page draws them; events: the newest last; customer_blocks,
    customer_events: what the customer may see of them. differences, mismatches: how many lines and how much master data the systems do
    not agree on.
    """

    ref: Ref
    number: str
    title: str  # "W1042 · SO-10482"
    shared: str
    customer: str
    customer_number: str
    reference: str  # the customer's purchase-order number
    email: str
    quote: bool
    valid_until: str
    verdict: str
    verdict_kind: str
    milestones: tuple[Milestone, ...]
    differences: int
    mismatches: int
    blocks: tuple[Block, ...]
    customer_blocks: tuple[Block, ...]
    events: tuple[Happened, ...]
    customer_events: tuple[Happened, ...]
    unreadable: tuple[str, ...]


OrdersAnswers = OrdersAnswer | OrderRowsAnswer | MismatchesAnswer | OrderView
