"""Which cases are listed where, in which columns and order: one row per queue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class QueueColumn:
    """A column of a queue. kind: "text", "date", "money", "over", "due" or "owner"; ``sort``: what AskQueue.sort may be."""

    key: str
    title: str  # money columns add the currency
    kind: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class QueueView:
    """A tab. ``empty`` is said where it lists nothing."""

    name: str
    title: str
    empty: str


@dataclass(frozen=True, slots=True)
class Queue:
    """``type`` is the exception type of its rule; ``name`` is what a question asks for; ``key`` follows G; ``feeds``: its list is as
    old as the oldest of these."""

    name: str
    type: str
    title: str
    icon: str
    key: str
    columns: tuple[QueueColumn, ...]
    views: tuple[QueueView, ...]
    sort: str
    groups: bool
    feeds: tuple[str, ...]

    def sorts(self) -> frozenset[str]:
        return frozenset(c.sort for c in self.columns if c.sort)


CREDIT = Queue(
    name="credit",
    type="credit",
    title="Credit holds",
    icon="wallet",
    key="Q",
    columns=(
        QueueColumn("number", "Order", "text", "number"),
        QueueColumn("customer", "Customer", "text", "customer"),
        QueueColumn("ship", "Ships", "date", "ship"),
        QueueColumn("amount", "Order", "money", "amount"),
        QueueColumn("over", "Over", "over", "over"),
        QueueColumn("due", "Due in", "due", "due"),
        QueueColumn("owner", "", "owner"),
    ),
    views=(
        QueueView("all", "Ship today first", "Nothing is held."),
        QueueView("snoozed", "Snoozed", "Nothing sleeps. A case that sleeps wakes at its time; its clock runs on."),
        QueueView("mine", "Mine", "Nothing is yours. C claims the case you are on."),
        QueueView("approval", "To approve", "Nothing waits for a second person."),
    ),
    sort="ship",
    groups=True,
    feeds=("sales",),
)


def _due_first(
    name: str,
    title: str,
    icon: str,
    key: str,
    *,
    empty: str,
    feeds: tuple[str, ...],
    about: str = "Order",
    amount: str = "Net",
    between: tuple[QueueColumn, ...] = (),
    over: str = "",
) -> Queue:
    """A queue in the order of its deadlines. ``about``, ``amount``, ``over``: heads of the document, of its money and of what is wrong
    with it; ``between``: columns before the money."""
    return Queue(
        name=name,
        type=name,
        title=title,
        icon=icon,
        key=key,
        columns=(
            QueueColumn("number", about, "text", "number"),
            QueueColumn("customer", "Customer", "text", "customer"),
            *between,
            QueueColumn("amount", amount, "money", "amount"),
            *((QueueColumn("over", over, "over", "over"),) if over else ()),
            QueueColumn("due", "Due in", "due", "due"),
            QueueColumn("owner", "", "owner"),
        ),
        views=(QueueView("all", "Due first", empty), *CREDIT.views[1:]),
        sort="due",
        groups=True,
        feeds=feeds,
    )


_of_orders = partial(_due_first, between=(QueueColumn("ship", "Wanted", "date", "ship"),))
_across = partial(_of_orders, feeds=("sales", "web_orders"))
_late = partial(_of_orders, feeds=("sales", "stock", "incoming"))

VALIDATION = _across("validation", "Validation", "circle-x", "V", empty="Every order of the shop could be booked.")
PRICE = _across("price", "Pricing", "scale", "P", over="Gap", empty="What was booked costs what was placed.")
ADDRESS = _across("address", "Addresses", "map-pin", "Z", empty="Every address can be delivered to.")
PAYMENT = _across("payment", "Payments", "credit-card", "M", amount="Total", over="Open", empty="No payment went wrong.")
SYNC = _across("sync", "Out of step", "layers", "Y", empty="Shop and ERP tell the same story.")
SPLIT = _of_orders(
    *("split", "Splits", "split", "T"), empty="Every order under way leaves as it should.", feeds=("sales", "stock")
)
BACKORDER = _late("backorder", "Backorders", "hourglass", "B", over="Lack", empty="Every order under way is there on its day.")
DELAY = _late("delay", "Delays", "clock", "L", empty="Nothing under way is late.")
DAMAGE = _due_first(
    *("damage", "Damage", "package-x", "D"),
    about="Complaint",
    amount="Goods",
    empty="Nothing that arrived damaged waits.",
    feeds=("complaints",),
)
RETURN = _due_first(
    *("return", "Returns", "undo-2", "R"),
    about="Return",
    empty="Nothing is on its way back.",
    feeds=("sales", "return_shipments"),
)
SCHEDULE = _due_first(
    *("schedule", "Schedule", "calendar-clock", "J"),
    about="Visit",
    between=(QueueColumn("ship", "On", "date", "ship"),),
    empty="Every appointment can go as it is planned.",
    feeds=("sales", "stock", "incoming"),
)

QUOTE = Queue(  # by expiry; groups stand by their worst case, which is made of value and expiry
    name="quote",
    type="quote",
    title="Quotes",
    icon="file-text",
    key="F",
    columns=(
        QueueColumn("number", "Quote", "text", "number"),
        QueueColumn("customer", "Customer", "text", "customer"),
        QueueColumn("ship", "Valid", "date", "ship"),
        QueueColumn("amount", "Net", "money", "amount"),
        QueueColumn("over", "Gap", "over", "over"),
        QueueColumn("due", "Due in", "due", "due"),
        QueueColumn("owner", "", "owner"),
    ),
    views=(QueueView("all", "Ends first", "No offer waits for anybody."), *CREDIT.views[1:]),
    sort="ship",
    groups=True,
    feeds=("sales", "lines", "prices"),
)

QUEUES: tuple[Queue, ...] = (
    *(CREDIT, VALIDATION, PRICE, ADDRESS, PAYMENT, SYNC, SPLIT, BACKORDER, DELAY, DAMAGE, RETURN, SCHEDULE, QUOTE),
)
