"""The page of an order that cannot be booked as it was placed, or that only has to be booked."""

from __future__ import annotations

from functools import partial

from app.domain.block import Block
from app.domain.dossier import OrderDossier
from app.domain.finding import Fires
from app.panels import order_page, versions
from app.panels.order_page import Figures, several
from app.panels.panel import Panel
from app.rules import validation as v


def tell(dossier: OrderDossier, found: Fires) -> str:
    """What is wrong and what would settle it, in figures."""
    listed = found.faults
    first: Figures = listed[0] if listed else {}
    more = f" and {several(len(listed) - 1, 'more line')}" if len(listed) > 1 and "line" in first else ""
    said = _said(found.cause, first, found)
    return said.format(sku=first.get("sku") or first.get("product") or "A line", more=more)


def _said(cause: str, first: Figures, found: Fires) -> str:
    match cause:
        case v.UNKNOWN_PRODUCT:
            return "The ERP has no product {sku}{more}. Choose the one that is meant."
        case v.BLOCKED_PRODUCT:
            instead = first.get("replaced_by")
            return f"{{sku}}{{more}} is not sold any more. {f'{instead} replaces it.' if instead else 'Nothing replaces it.'}"
        case v.QUANTITY_MINIMUM:
            return f"{first['placed']} of {{sku}}{{more}} is below the smallest quantity of {first['minimum']}. {first['up']} would fit."
        case v.QUANTITY_MULTIPLE:
            return f"{first['placed']} of {{sku}}{{more}} is not a whole number of packs of {first['multiple']}. {_ways(first)} would fit."
        case v.QUANTITY_OUTLIER if "largest" in first:
            return (
                f"{first['placed']} of {{sku}}{{more}} over {versions.gap_words(first, 'net')}, never bought before. In the last 12 months "
                f"the customer took {first['largest']} of anything at the most, and no line came to more than "
                f"{versions.gap_words(first, 'dearest')}."
            )
        case v.QUANTITY_OUTLIER:
            return f"{first['placed']} of {{sku}}{{more}} is more than 5 times the most of the last 12 months, {first['most']}."
        case v.PRICE:
            each, agreed = versions.gap_words(first, "unit"), versions.gap_words(first, "contract")
            mixed = f" It looks mixed up by {first['ratio']}." if first.get("ratio") else ""
            return f"{{sku}}{{more}} was placed at {each} each; {agreed} is agreed.{mixed}"
        case v.DUPLICATE_PO:
            return (
                f"Purchase order {first['reference']} came before, as {first['number']} over {versions.gap_words(first, 'net')}."
            )
        case v.CUSTOMER:
            return (
                f"The ERP has no customer {first['party']}."
                if first.get("party")
                else "The order does not say whose it is in the ERP."
            )
        case v.CURRENCY:
            return f"The order is in {first['currency']}, and the ERP does not know it."
        case v.DATA:
            return f"The order's {first['missing']} cannot be right, so it cannot be booked as it is."
        case v.DATE_PAST:
            return f"It was wanted for {first['requested']}. {first['suggested']} is the next working day."
        case _:
            return f"Nothing is wrong with it. {found.value.named()} wait to be booked."


def _ways(first: Figures) -> str:
    return " or ".join(str(first[way]) for way in ("down", "up") if first.get(way))


def _blocks(dossier: OrderDossier, shown: Fires | None) -> tuple[Block, ...]:
    return (versions.as_proposed(dossier, shown),)


KIND = order_page.Kind(v.VALIDATION, "Not booked", tell, _blocks)
PANELS = (Panel(v.VALIDATION.type, partial(order_page.build, KIND)),)
