"""Reject a web order: cancel it in the shop, with the reason and a message to the customer."""

from __future__ import annotations

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.cancelling import Cancelling
from app.commands.command import Field, Fields
from app.commands.documents import Document
from app.domain.dossier import PanelParts


def _order(parts: PanelParts) -> tuple[Document, ...]:
    return (case.web_order(parts),)


def _message(parts: PanelParts, fields: Fields) -> str:
    """Without the reason: that one is for colleagues."""
    return order_case.draft_for(parts, "order_rejected")


REJECT_WEB_ORDER = Cancelling("reject_web_order", order_case.unbooked, _order).spec(
    title="Reject",
    key="4",
    fields=(Field("reason", "Reason", "reason", "For colleagues; the customer is not told it"),),
    types=frozenset({"validation"}),
    doing="rejecting",
    outcome="rejected",
    draft_of=_message,
    button="Cancel {number} in the shop",
    done="Cancelling of {number} taken down",
    undo="Cannot be taken back: a cancelled order of the shop has to be placed again",
)
