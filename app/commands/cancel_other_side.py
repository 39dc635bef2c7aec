"""Cancel other side: what is cancelled in one system is cancelled in the other too."""

from __future__ import annotations

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.cancelling import Cancelling, refund_first
from app.commands.command import Field, Fields
from app.commands.documents import Document
from app.domain.dossier import PanelParts
from app.domain.shop import WebOrderState
from app.policy.verdict import Denied
from app.rules import sync as rule
from app.rules.orders import standing


def _in_shop(parts: PanelParts) -> bool:
    """The shop is the one that cancelled it."""
    return case.web_order(parts).state is WebOrderState.CANCELLED


def _stops(parts: PanelParts) -> Denied | None:
    if case.cause(parts) != rule.CANCELLED:
        return Denied("Only for what is cancelled in one system alone")
    return None if _in_shop(parts) else refund_first(case.web_order(parts))


def _other(parts: PanelParts) -> tuple[Document, ...]:
    return standing(case.dossier(parts)) if _in_shop(parts) else (case.web_order(parts),)


def _message(parts: PanelParts, fields: Fields) -> str:
    """Where the shop cancelled, the customer has been told."""
    return "" if _in_shop(parts) else order_case.draft_for(parts, "order_rejected")


CANCEL_OTHER_SIDE = Cancelling("cancel_other_side", _stops, _other).spec(
    title="Cancel other side",
    key="3",
    fields=(Field("reason", "Reason", "reason", "Why it is cancelled here too"),),
    types=frozenset({"sync"}),
    doing="cancelling",
    outcome="cancelled",
    draft_of=_message,
    button="Cancel {number}",
    done="Cancelling {number} taken down",
    undo="Cannot be taken back: it would have to be ordered or booked again",
)
