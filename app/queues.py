"""Which cases are listed where, in which columns and order: one row per queue."""

from __future__ import annotations

from dataclasses import dataclass


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
    """``type`` is the exception type of its rule; ``name`` is what a question asks for; ``feeds``: how old its list is, is how old
    these are."""

    name: str
    type: str
    title: str
    icon: str
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

QUEUES: tuple[Queue, ...] = (CREDIT,)
