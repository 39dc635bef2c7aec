"""One order as plain text, for another program's clipboard."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.block import Block, Comparison, Facts
from app.domain.orders import Happened, OrderView
from app.domain.sheet import harmless


def order_text(view: OrderView, *, customer: bool) -> str:
    """Tab-separated where it is a table. ``customer``: only what the customer may see."""
    head = [view.title if not customer else view.number, view.customer]
    lines = ["\t".join(head)]
    if view.reference:
        lines.append(f"PO\t{harmless(view.reference)}")
    if not customer:
        lines += [view.verdict, *[f"{m.name}\t{m.when}\t{m.who}".rstrip() for m in view.milestones]]
    for block in view.customer_blocks if customer else view.blocks:
        lines += ["", block.title, *_told(block)]
    lines += ["", "Timeline", *_happened(view.customer_events if customer else view.events)]
    return "\n".join(lines)


def _told(block: Block) -> list[str]:
    match block:
        case Comparison():
            heads = "\t".join(title for title, _ in block.heads)
            return [
                heads,
                *["\t".join(harmless(x) for x in (*[c.text for c in row.cells], row.mark)).rstrip() for row in block.rows],
            ]
        case Facts():
            return [f"{fact.label}\t{harmless(fact.text)}" for fact in block.facts]
        case _:
            return []


def _happened(events: Iterable[Happened]) -> list[str]:
    return [
        "\t".join(
            harmless(x) for x in (f"{e.at.astimezone():%Y-%m-%d %H:%M}" if e.at else e.on.isoformat(), e.title, e.note)
        ).rstrip()
        for e in events
    ]
