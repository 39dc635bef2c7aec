"""Which cases are listed where, in which columns and order: one row per queue."""

from __future__ import annotations

from dataclasses import dataclass, replace


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


def _of_orders(name: str, title: str, icon: str, key: str, *, empty: str, amount: str = "Net", over: str = "") -> Queue:
    """A queue about orders across systems. ``amount``, ``over``: heads of the order's money and of what is wrong with it."""
    middle = (QueueColumn("over", over, "over", "over"),) if over else ()
    return Queue(
        name=name,
        type=name,
        title=title,
        icon=icon,
        key=key,
        columns=(
            QueueColumn("number", "Order", "text", "number"),
            QueueColumn("customer", "Customer", "text", "customer"),
            QueueColumn("ship", "Wanted", "date", "ship"),
            QueueColumn("amount", amount, "money", "amount"),
            *middle,
            QueueColumn("due", "Due in", "due", "due"),
            QueueColumn("owner", "", "owner"),
        ),
        views=(QueueView("all", "Due first", empty), *CREDIT.views[1:]),
        sort="due",
        groups=True,
        feeds=("sales", "web_orders"),
    )


VALIDATION = _of_orders("validation", "Validation", "circle-x", "V", empty="Every order of the shop could be booked.")
PRICE = _of_orders("price", "Pricing", "scale", "P", over="Gap", empty="What was booked costs what was placed.")
ADDRESS = _of_orders("address", "Addresses", "map-pin", "A", empty="Every address can be delivered to.")
PAYMENT = _of_orders("payment", "Payments", "credit-card", "M", amount="Total", over="Open", empty="No payment went wrong.")
SYNC = _of_orders("sync", "Out of step", "layers", "Y", empty="Shop and ERP tell the same story.")

SPLIT = replace(
    _of_orders("split", "Splits", "split", "T", empty="Every order under way leaves as it should."), feeds=("sales", "stock")
)

BACKORDER = replace(
    _of_orders("backorder", "Backorders", "hourglass", "B", over="Lack", empty="Every order under way is there on its day."),
    feeds=("sales", "stock", "incoming"),
)

DELAY = replace(
    _of_orders("delay", "Delays", "clock", "L", empty="Nothing under way is late."), feeds=("sales", "stock", "incoming")
)

DAMAGE = Queue(
    name="damage",
    type="damage",
    title="Damage",
    icon="package-x",
    key="D",
    columns=(
        QueueColumn("number", "Complaint", "text", "number"),
        QueueColumn("customer", "Customer", "text", "customer"),
        QueueColumn("amount", "Goods", "money", "amount"),
        QueueColumn("due", "Due in", "due", "due"),
        QueueColumn("owner", "", "owner"),
    ),
    views=(QueueView("all", "Due first", "Nothing that arrived damaged waits."), *CREDIT.views[1:]),
    sort="due",
    groups=True,
    feeds=("complaints",),
)

RETURN = Queue(
    name="return",
    type="return",
    title="Returns",
    icon="undo-2",
    key="R",
    columns=(
        QueueColumn("number", "Return", "text", "number"),
        QueueColumn("customer", "Customer", "text", "customer"),
        QueueColumn("amount", "Net", "money", "amount"),
        QueueColumn("due", "Due in", "due", "due"),
        QueueColumn("owner", "", "owner"),
    ),
    views=(QueueView("all", "Due first", "Nothing is on its way back."), *CREDIT.views[1:]),
    sort="due",
    groups=True,
    feeds=("sales", "return_shipments"),
)

QUEUES: tuple[Queue, ...] = (CREDIT, VALIDATION, PRICE, ADDRESS, PAYMENT, SYNC, SPLIT, BACKORDER, DELAY, DAMAGE, RETURN)
