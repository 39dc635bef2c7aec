"""Cancel unpaid: cancel the order in the shop and, where it is booked, in the ERP."""

from __future__ import annotations

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.cancelling import Cancelling, refund_first
from app.commands.command import Field, Fields
from app.commands.documents import Document
from app.domain.dossier import PanelParts
from app.policy.verdict import Denied
from app.rules.orders import standing


def _stops(parts: PanelParts) -> Denied | None:
    return case.nothing_due(parts) or refund_first(case.web_order(parts))


def _both(parts: PanelParts) -> tuple[Document, ...]:
    """The ERP first: what it will not cancel stays in the shop too."""
    return (*standing(case.dossier(parts)), case.web_order(parts))


def _message(parts: PanelParts, fields: Fields) -> str:
    return order_case.draft_for(parts, "order_unpaid", amount=case.web_order(parts).due)


CANCEL_UNPAID = Cancelling("cancel_unpaid", _stops, _both).spec(
    title="Cancel order",
    key="4",
    fields=(Field("reason", "Reason", "reason", "Kept as a note on the sale"),),
    types=frozenset({"payment"}),
    doing="cancelling",
    outcome="cancelled",
    draft_of=_message,
    button="Cancel {number}",
    done="Cancelling {number} taken down",
    undo="Cannot be taken back: the customer would have to order again",
)
