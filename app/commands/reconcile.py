"""What the deeds that settle differing quantities have in common: which side each product takes, and the corrections it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import Sale, SaleLine
from app.domain.person import Person
from app.domain.shop import Fulfilled, WebLine
from app.domain.steps import Step
from app.errors import Refused
from app.policy.verdict import Denied
from app.rules import sync as rule
from app.rules.orders import plain, standing

TYPE = frozenset({"sync"})
ERP, SHOP = "erp", "shop"
UNDO = "Ctrl+Z corrects it back, as long as nobody has changed it since"


@dataclass(frozen=True, slots=True)
class Gap:
    """One product whose quantities differ, as the rule found it, with its lines on either side."""

    sku: str
    placed: str
    booked: str
    here: tuple[WebLine, ...]
    there: tuple[SaleLine, ...]

    def cannot(self, side: str) -> str:
        """Why this side cannot be taken by correcting the other; empty where it can."""
        lines = self.there if side == SHOP else self.here
        where = "ERP" if side == SHOP else "shop"
        if not lines:
            return f"The {where} has no line of {self.sku} to correct; add it there"
        return f"The {where} has {len(lines)} lines of {self.sku}; correct them there" if len(lines) > 1 else ""


def not_quantities(parts: PanelParts, me: Person) -> Denied | None:
    stopped = order_case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) != rule.QUANTITIES or not standing(case.dossier(parts)):
        return Denied("Only for quantities that differ")
    return None


def cannot_take(parts: PanelParts, side: str) -> Denied | None:
    """Why not every product can take this side."""
    if side == SHOP and (stopped := case.past_changing(parts)):
        return stopped
    if side == ERP and case.web_order(parts).fulfilment is not Fulfilled.NOTHING:
        return Denied("Goods were picked or went out; the shop does not change their lines any more")
    why = next((w for gap in gaps(parts) if (w := gap.cannot(side))), "")
    return Denied(why) if why else None


def gaps(parts: PanelParts) -> tuple[Gap, ...]:
    known, sale = case.dossier(parts), _sale(parts)
    return tuple(
        Gap(
            str(f["sku"]),
            str(f["placed"]),
            str(f["booked"]),
            tuple(line for line in known.lines if line.sku == f["sku"]),
            tuple(line for line in known.sale_lines if (line.sku, line.sale) == (f["sku"], sale.ref.key)),
        )
        for f in (parts.finding.verdict.faults if parts.finding else ())
    )


def _sale(parts: PanelParts) -> Sale:
    return standing(case.dossier(parts))[0]


def steps(parts: PanelParts, sides: Mapping[str, str]) -> tuple[Step, ...]:
    """``sides``: which one each product takes. The ERP's corrections first, for it is the stricter. Refused where one is not possible."""
    erp: list[Step] = []
    shop: list[Step] = []
    for gap in gaps(parts):
        side = sides.get(gap.sku, "")
        if side not in (ERP, SHOP) or gap.cannot(side):
            raise Refused(gap.cannot(side) if side in (ERP, SHOP) else f"Choose a side for {gap.sku}")
        if side == SHOP:
            erp.append(_in_erp(parts, gap, first=not erp))
        else:
            shop.append(_in_shop(parts, gap, first=not shop))
    return (*erp, *shop)


def _in_erp(parts: PanelParts, gap: Gap, *, first: bool) -> Step:
    (line,) = gap.there
    was, to = {"quantity": plain(line.quantity)}, {"quantity": gap.placed}
    return documents.changed(_sale(parts), "correct_line", {"line": line.ref.key}, was, to, first=first)


def _in_shop(parts: PanelParts, gap: Gap, *, first: bool) -> Step:
    """A line that the ERP does not have is dropped."""
    (line,) = gap.here
    to = {} if gap.booked == "0" else {"quantity": gap.booked}
    return documents.line_changed(case.web_order(parts), line, to, first=first)


def effects(parts: PanelParts, sides: Mapping[str, str]) -> tuple[Effect, ...]:
    """In the words in which each system tells of it."""
    sale, order = _sale(parts), case.web_order(parts)
    erp: list[Effect] = []
    shop: list[Effect] = []
    for gap in gaps(parts):
        if sides.get(gap.sku) == SHOP:
            erp.append(documents.effect(sale, f"quantity {gap.sku}", gap.booked, gap.placed))
        elif gap.booked == "0":
            shop.append(documents.effect(order, gap.sku, f"{gap.placed} ordered", "dropped"))
        else:
            shop.append(documents.effect(order, f"{gap.sku}: quantity", gap.placed, gap.booked))
    return (*erp, *shop)


def all_take(parts: PanelParts, side: str) -> dict[str, str]:
    return {gap.sku: side for gap in gaps(parts)}
