"""What this sign-in may do in this shop, asked of the server at sign-in."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.medusa.client import Client
from app.errors import NotAuthorized, RefusedByRemote

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "note": ("order:update",),
    "link": ("order:update",),
    "correct_address": ("order:update",),
    "correct_line": ("order:read", "order_change:create", "order_change:update"),
    "cancel_order": ("order:update",),
    "convert_draft": ("order:update",),
    "stage_draft": ("order:update",),
    "create_payment_link": ("payment_collection:create",),
    "mark_paid": ("payment_collection:update",),
    "capture": ("payment:update",),
    "return_goods": ("return:create", "return:update", "payment:update"),
    "move_reservations": ("reservation_item:create", "reservation_item:delete"),
    "claim_goods": ("order_claim:create", "order_claim:update", "payment:update"),
}


class Rights:
    """Read once per sign-in. Without RBAC everybody who may sign in may do everything: the shop's own rule."""

    def __init__(self, client: Client) -> None:
        self._mine: frozenset[str] | None = None
        try:
            found = client.read("/admin/rbac/me/permissions").get("permissions")
        except RefusedByRemote:
            return
        except NotAuthorized:
            if not client.signed_in:
                raise
            found = []
        self._mine = frozenset(p for p in found if isinstance(p, str)) if isinstance(found, list) else frozenset()

    def capabilities(self) -> Mapping[str, str]:
        return {deed: self._why_not(needs) for deed, needs in _NEEDS.items()}

    def _why_not(self, needs: tuple[str, ...]) -> str:
        if self._mine is None or "*" in self._mine:
            return ""
        lacking = [n for n in needs if n not in self._mine and f"{n.partition(':')[0]}:*" not in self._mine]
        return f"This sign-in has no right to {lacking[0].replace('_', ' ').replace(':', ' ')} in the shop." if lacking else ""
