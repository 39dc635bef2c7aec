"""What a screen may ask, and the frozen answers it gets. A question is answered on the reader lane, from local files only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.approvals import ApprovalsAnswer, AskApprovals
from app.domain.block import Block, Shot
from app.domain.board import AskBoard, AskSlots, BoardAnswer, SlotsAnswer
from app.domain.chart import AskBehind, AskChart, ChartAnswer
from app.domain.customers import AskCustomer, CustomerView
from app.domain.figure import AskCounted, AskFigures, AskGrains, Counted, FiguresAnswer, Grains
from app.domain.fulfilment import Matrix
from app.domain.inventory import ShelfAnswers, ShelfQuestion
from app.domain.kpi_board import AskKpiBoard, KpiBoardAnswer
from app.domain.letter import LetterState
from app.domain.money import Money
from app.domain.orders import OrdersAnswers, OrdersQuestion
from app.domain.policy_page import AskPolicy, PolicyAnswer
from app.domain.ref import Ref
from app.domain.team_view import AskShared, SharedAnswer
from app.domain.version_list import AskVersions, VersionsView

# ---- questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskQueue:
    """The cases of one queue. ``view``: a tab of the queue ("all", "mine", "snoozed", "approval"); ``text``: filter on number,
    customer, reference; ``sort``: a column key of the queue; ``group``: gather by cause."""

    queue: str
    view: str = "all"
    text: str = ""
    sort: str = "ship"
    descending: bool = False
    group: bool = True
    since: datetime | None = None  # with ``until``: cases that were open at any moment of the span (a click on the chart)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskCase:
    case_id: str


@dataclass(frozen=True, slots=True)
class AskQuote:
    """The page of an offer of an ERP, or of a request of a shop, by its document: of its open case, else of the quote alone."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class AskCounts:
    """Open cases per queue, letters per state: what the navigation and the status bar show."""


@dataclass(frozen=True, slots=True)
class AskOutbox:
    """Letters of this person, newest first, and the state of each remote."""


@dataclass(frozen=True, slots=True)
class AskHolds:
    """Open holds and value at risk over time, hourly points from ``since`` (aware UTC) to now."""

    since: datetime


@dataclass(frozen=True, slots=True)
class AskFind:
    """Cases, orders and customers by text, for the palette; at most ``limit``."""

    text: str
    limit: int = 12


Question = (
    AskQueue
    | AskCase
    | AskQuote
    | AskCounts
    | AskOutbox
    | AskHolds
    | AskFind
    | OrdersQuestion
    | AskCustomer
    | AskBoard
    | AskSlots
    | ShelfQuestion
    | AskFigures
    | AskKpiBoard
    | AskPolicy
    | AskCounted
    | AskGrains
    | AskVersions
    | AskApprovals
    | AskChart
    | AskBehind
    | AskShared
)

# ---- answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of a queue: team case + finding + pending letter, ready to format. Money in its own currency."""

    case_id: str
    rev: int  # the case's revision that is on screen
    number: str
    customer: str
    ship_date: date | None
    amount: Money
    over: Money | None
    due_at: datetime
    started_at: datetime
    severity: int
    group: str
    state: str
    outcome: str | None
    owner: str | None  # person id
    owner_initials: str
    owner_name: str
    provisional: bool  # seen here, not yet in the team store
    pending: str | None  # "releasing", "approval", "queued", "checking", "refused": the overlay of an unfinished letter
    stale: bool  # older than its source's interval x 2
    unread: bool
    key: str = ""  # of the record, where it has no number


@dataclass(frozen=True, slots=True)
class QueueGroup:
    title: str
    count: int
    total: tuple[Money, ...]  # one per currency, never summed across
    first: int  # index of its first row in ``rows``


@dataclass(frozen=True, slots=True)
class QueueAnswer:
    ask: AskQueue
    rows: tuple[CaseRow, ...]
    groups: tuple[QueueGroup, ...]
    views: tuple[tuple[str, int], ...]  # (view, count) for the tabs
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the case's history. ``policy``: the version by which it was decided, where that is known."""

    at: datetime
    text: str
    by: str | None = None
    policy: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the log. about: to whom and in which language; text: subject, an empty line and the text.

    state: what became of it, in words, with ``kind`` (bad, warn, ok, wait) as its shape. to_customer: else it was for somebody else.
    """

    at: datetime
    by: str
    about: str
    order: str
    text: str
    kind: str
    state: str
    to_customer: bool

    @property
    def subject(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class PendingView:
    """The decision in hand: who asked what, what is missing, what each system answered."""

    decision_id: str
    deed: str
    title: str  # "Release SO-1042"
    state: str  # "approval", "queued", "sending", "checking", "parked", "refused"
    asked_by: str  # name
    asked_by_id: str
    asked_at: datetime
    reason: str
    amount: Money | None
    needs: int
    needs_role: str  # "an order manager"; "" where nobody else is needed
    approved_by: tuple[str, ...]
    words: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the person fills in. kind: "reason" (10 characters at least), "text", "optional" (may stay empty), "money", "date" (ISO),
    "moment" (ISO, aware), "choice" (one of ``options``), "count" (0 to ``most``), "pieces" (some of ``options``, with commas),
    "matrix" (moves between the groups of ``matrix``; ``options`` propose some), "hidden" (the screen fills it),
    "files" (of this machine, see ``kept_file``), "paper" (``file`` as the screen has it made, see ``quote_case.enclosed``).

    value: what it holds when it is first shown. options: (value, words) of a choice, in their order. by_choice: (value of the deed's
    choice, what this one holds then), until a person writes something else.
    """

    name: str
    label: str
    kind: str
    help: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    matrix: Matrix | None = None
    most: Decimal | None = None
    by_choice: tuple[tuple[str, str], ...] = ()
    file: Shot | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """A button of the action bar, with why it is off. ``verdict``: "may", "approval", "denied". at_once: done without a preview.

    fields: what it asks of the person in this case.
    """

    name: str
    title: str
    key: str
    icon: str
    verdict: str
    words: str
    at_once: bool = False
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePanel:
    """A case's page: its head, the verdict, and the evidence as blocks of kinds that any screen can draw, in their order."""

    row: CaseRow
    place: str
    position: str  # "2 of 11 in this group" is the list's to say; here: the rule's cause
    verdict: str  # what is wrong and what would settle it, in figures
    chips: tuple[tuple[str, str], ...]  # (text, kind)
    blocks: tuple[Block, ...]
    rule: tuple[str, str, str]  # title, arithmetic, id and version
    history: tuple[Event, ...]
    notes: tuple[Event, ...]
    deeds: tuple[Deed, ...]
    pending: PendingView | None
    asof: datetime | None  # of the older source
    source_words: str  # "ERP, 40 s ago"; one age per system
    messages: tuple[Sent, ...] = ()  # that went out about it, the newest first
    about: Ref | None = None  # a quote that has no case yet: one of its own is opened when something is decided


@dataclass(frozen=True, slots=True)
class Counts:
    """``approvals``: what waits for this person's approval, and the severity of the worst of it (1 is the worst)."""

    queues: tuple[tuple[str, int, int | None], ...]  # (queue, open cases, worst severity)
    letters_waiting: int
    letters_unknown: int
    letters_parked: int
    approvals: tuple[int, int | None] = (0, None)


@dataclass(frozen=True, slots=True)
class LetterRow:
    id: str
    state: LetterState
    title: str  # "Release credit hold"
    document: str
    source: str
    actor_initials: str
    age_from: datetime
    next_words: str
    receipt: str
    case_id: str
    attempt: int
    queue: str  # where its case is listed
    tells: bool = False  # a message to the customer, of which nobody can find out whether it arrived


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How a system stands. ``reads``: something is read from it, so that what is here can be behind it."""

    source: str
    server: str
    state: str  # ok, offline, sign_in, error
    words: str
    last_ok: datetime | None
    next_try: datetime | None
    records: int
    quarantined: int
    reads: bool = True


@dataclass(frozen=True, slots=True)
class OutboxAnswer:
    letters: tuple[LetterRow, ...]
    sources: tuple[SourceRow, ...]
    delivered_today: int
    recovered: int


@dataclass(frozen=True, slots=True)
class HoldPoint:
    at: datetime
    open_holds: int
    value: Money


@dataclass(frozen=True, slots=True)
class HoldsAnswer:
    points: tuple[HoldPoint, ...]
    currency: str
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str  # case, sale, web_order, customer
    title: str
    note: str
    case_id: str | None
    queue: str = ""  # the page that lists it; empty without one
    ref: Ref | None = None  # of the order or the customer


@dataclass(frozen=True, slots=True)
class FindAnswer:
    hits: tuple[Hit, ...]


Answer = (
    QueueAnswer
    | CasePanel
    | Counts
    | OutboxAnswer
    | HoldsAnswer
    | FindAnswer
    | OrdersAnswers
    | CustomerView
    | BoardAnswer
    | SlotsAnswer
    | ShelfAnswers
    | FiguresAnswer
    | KpiBoardAnswer
    | ChartAnswer
    | SharedAnswer
    | PolicyAnswer
    | Counted
    | Grains
    | VersionsView
    | ApprovalsAnswer
    | None
)
