"""An offer beside the version of it that was approved last: which lines stay approved as they are, and what voids the approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.commands import credit_case
from app.commands import quote_case as case
from app.domain.block import Block, Cell, CompareRow, Comparison
from app.domain.case import DecisionState
from app.domain.dossier import PanelParts
from app.domain.order import Sale
from app.domain.quote import QuoteDossier, stands

_HEADS = (("Line", "text"), ("Qty before", "num"), ("Qty now", "num"), ("Price before", "num"), ("Price now", "num"))
_NONE = "–"
Line = Sequence[str]  # product key, name, quantity, unit, price of one


def blocks(parts: PanelParts, dossier: QuoteDossier, sale: Sale) -> Iterator[Block]:
    """Only what is another than it was; nothing where no version of it was approved, or none that kept what stood in it."""
    before, now = _approved(parts), stands(sale, dossier.lines)
    if before is None or before == now:
        return
    was, is_ = _by_product(before), _by_product(now)
    pairs = [(was.get(key), is_.get(key)) for key in dict.fromkeys((*was, *is_))]
    changed = [pair for pair in pairs if not _same(*pair)]
    rows = [_row(*pair) for pair in changed]
    rows += [
        CompareRow(
            "~", (Cell(label), Cell(_NONE), Cell(_NONE), Cell(_text(before.get(name))), Cell(_text(now.get(name)), "warn"))
        )
        for name, label in (("terms", "Terms"), ("valid", "Days of validity"), ("currency", "Currency"))
        if before.get(name) != now.get(name)
    ]
    if rows:
        kept = len(pairs) - len(changed)
        yield Comparison("Since it was approved", _HEADS, tuple(rows), f"{kept} {'line' if kept == 1 else 'lines'} as approved")


def _approved(parts: PanelParts) -> Mapping[str, Any] | None:
    """What stood in it when it was approved last."""
    for decision in parts.decisions:
        if decision.deed == case.APPROVE and decision.state is DecisionState.APPLIED:
            plan = credit_case.plan_of(decision)
            kept = (plan.gate or {}).get("stands") if plan is not None else None
            return kept if isinstance(kept, Mapping) else None
    return None


def _by_product(of: Mapping[str, Any]) -> dict[tuple[str, int], Line]:
    """By product and which of its lines, in their order."""
    found: dict[tuple[str, int], Line] = {}
    for line in of.get("lines", ()):
        nth = sum(key == line[0] for key, _ in found)
        found[line[0], nth] = line
    return found


def _same(before: Line | None, now: Line | None) -> bool:
    return before is not None and now is not None and before[2:] == now[2:]


def _row(before: Line | None, now: Line | None) -> CompareRow:
    named = now or before
    assert named is not None
    mark = "+" if before is None else "\N{MINUS SIGN}" if now is None else "~"
    quantity = (before[2] if before else _NONE, now[2] if now else _NONE)
    price = (before[4] if before else _NONE, now[4] if now else _NONE)
    return CompareRow(
        mark,
        (
            Cell(named[1], "text.3" if now is None else ""),
            Cell(quantity[0]),
            Cell(quantity[1], "warn" if quantity[0] != quantity[1] else ""),
            Cell(price[0]),
            Cell(price[1], "warn" if price[0] != price[1] else ""),
        ),
    )


def _text(value: object) -> str:
    return str(value) if value else _NONE
