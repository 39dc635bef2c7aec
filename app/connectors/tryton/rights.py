"""What this sign-in may do on this server, asked of the server at sign-in and in its own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.connectors.tryton import attaching, deeds
from app.connectors.tryton.client import Client
from app.errors import NotAuthorized, RefusedByRemote

_BASE = (
    "sale.sale",
    "sale.line",
    "party.party",
    "party.address",
    "product.product",
    "currency.currency",
    "stock.shipment.out",
    "stock.move",
    "stock.location",
    "account.invoice",
    "account.move.line",
)
# of modules that a company may do without
_PERHAPS = (
    *("account.payment", "account.dunning", "web.shop", "sale.complaint", "sale.complaint.action"),
    *("stock.shipment.out.return", "stock.shipment.internal", "purchase.purchase", "sale.amendment"),
    *("production", "production.bom", "purchase.product_supplier"),
)
_ADDON = ("console.command", "console.change", "console.refusal")
_CREDIT = "This sign-in is not in a group that may change or exceed credit limits in the ERP."
_CANNOT_LINK = "Only the console's add-on (1.2 or newer) can give a sale its web reference: Tryton keeps an empty one read-only."
_NO_SHOPS = "The ERP keeps no web shops (module web_shop), so it could not tell an order that is booked already."


class Rights:
    """Read once per sign-in. The server decides again at every call; this only explains in advance."""

    def __init__(self, client: Client, addon: deeds.Version) -> None:
        self._links = deeds.BY_DEED["link_sale"].guard(addon) is not None
        self._access: dict[str, Mapping[str, object]] = {}
        for models in (_BASE, *((m,) for m in _PERHAPS), *((_ADDON,) if addon > deeds.NO_ADDON else ())):
            self._access.update(_access(client, models))
        admin = client.context.get("administrator") is True
        groups = client.context.get("groups")
        self._groups = frozenset(g for g in groups if isinstance(g, int)) if isinstance(groups, list) else frozenset()
        self._buttons = {b: self._may_press(client, b) for b in ("quote", "confirm", "cancel", "draft")}
        self._amends = self._may_press(client, "validate_amendment", "sale.amendment")
        self._approves = self._may_press(client, "approve", "sale.complaint")
        # Tryton lets exactly the group pass that may write this field (module account_credit_limit).
        self.accepts_credit = admin or self._may_write_limit(client)

    def has(self, model: str) -> bool:
        """Is the model installed at all?"""
        return model in self._access

    def may(self, model: str, right: str) -> bool:
        return bool(self._access.get(model, {}).get(right))

    def capabilities(self) -> Mapping[str, str]:
        sale = "" if self.may("sale.sale", "write") else "This sign-in may not change sales in the ERP."
        button = "This sign-in may not use that button in the ERP."
        credit = "" if self.accepts_credit else _CREDIT
        edit = sale or ("" if self._buttons["draft"] and self._buttons["quote"] else button)
        return {
            "release_hold": sale or ("" if self._buttons["confirm"] else button),
            "confirm_sale": sale or ("" if self._buttons["confirm"] else button),
            "reject_order": sale or ("" if self._buttons["cancel"] else button),
            "raise_limit": credit,
            "lower_limit": credit,
            "note": sale,
            "cancel_sale": sale or ("" if self._buttons["cancel"] else button),
            "book_order": self._booking(button),
            "unbook_order": sale or ("" if self._buttons["cancel"] else button),
            "link_sale": sale or self._linking(),
            "correct_line": edit,
            "correct_address": edit,
            "set_validity": edit,
            "take_offer": sale or ("" if self._buttons["confirm"] else button),
            "revise_quote": edit,
            "offer_quote": self._offering(button),
            "regroup": self._regrouping(),
            "reschedule": self._regrouping(),
            "lay_aside": self._regrouping(),
            "amend_lines": self._amending(button),
            "replace_units": self._complaints("sale.sale", button),
            "credit_units": self._complaints("sale.complaint", button),
            "return_units": self._complaints("sale.complaint", button),
            **dict.fromkeys(attaching.OF_COMPLAINTS, self._attaching()),
            attaching.KEEP: sale,
            **self._returning(sale, button),
            "accept_credit": credit,
        }

    def _returning(self, sale: str, button: str) -> Mapping[str, str]:
        """Who takes goods back, who puts them away and who posts a credit note are seldom the same."""
        stock = (
            "" if self.may("stock.shipment.out.return", "write") else "This sign-in may not change return shipments in the ERP."
        )
        within = "" if self.may("stock.shipment.internal", "create") else "This sign-in may not move goods within the ERP."
        money = "" if self.may("account.invoice", "write") else "This sign-in may not post credit notes in the ERP."
        return {
            "authorise_return": sale or ("" if self._buttons["quote"] and self._buttons["confirm"] else button),
            "receive_return": stock,
            "inspect_return": stock or within,
            "dispose_return": within,
            "credit_return": money,
        }

    def _regrouping(self) -> str:
        may = self.may("stock.shipment.out", "write") and self.may("stock.move", "write")
        return "" if may else "This sign-in may not change shipments in the ERP."

    def _amending(self, button: str) -> str:
        if not self.may("sale.amendment", "create"):
            return "This sign-in may not amend sales in the ERP."
        return "" if self._amends else button

    def _offering(self, button: str) -> str:
        if not (self.may("sale.sale", "create") and self.may("sale.line", "create")):
            return "This sign-in may not make sales in the ERP."
        return "" if self._buttons["quote"] else button

    def _booking(self, button: str) -> str:
        if not self.may("sale.sale", "create"):
            return "This sign-in may not create sales in the ERP."
        if not self.may("web.shop", "read"):
            return _NO_SHOPS
        return "" if self._buttons["quote"] else button

    def _linking(self) -> str:
        if not self.may("web.shop", "read"):
            return _NO_SHOPS
        return "" if self._links else _CANNOT_LINK

    def _complaints(self, made: str, button: str) -> str:
        """May this sign-in make such a document for a complaint and carry it out?"""
        if not self.may("sale.complaint", "write"):
            return "This sign-in may not change complaints in the ERP."
        if not self.may(made, "create"):
            return "This sign-in may not create that in the ERP."
        carried_out = self._buttons["confirm"] if made == "sale.sale" else self._approves
        return "" if carried_out else button

    def _attaching(self) -> str:
        return "" if self.may("sale.complaint", "write") else "This sign-in may not change complaints in the ERP."

    def _may_press(self, client: Client, button: str, model: str = "sale.sale") -> bool:
        domain = [["model", "=", model], ["name", "=", button]]
        groups = [g for row in _rows(client, "ir.model.button", domain, ["groups"]) for g in _ints(row.get("groups"))]
        return not groups or bool(self._groups & set(groups))

    def _may_write_limit(self, client: Client) -> bool:
        domain = [["model", "=", "party.party"], ["field", "=", "credit_limit_amount"]]
        rows = _rows(client, "ir.model.field.access", domain, ["group", "perm_write"])
        mine = [r.get("perm_write") for r in rows if r.get("group") is None or r.get("group") in self._groups]
        return any(bool(p) for p in mine) if mine else self.may("party.party", "write")


def _access(client: Client, models: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
    """The rights on these models; nothing where the server lacks one of them."""
    try:
        found = client.read("model.ir.model.access.get_access", list(models))
    except RefusedByRemote:
        return {}
    return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}


def _rows(client: Client, model: str, domain: Sequence[object], fields: list[str]) -> list[dict[str, object]]:
    """Empty where this sign-in may not look: then the deed itself will tell."""
    try:
        return client.rows(model, domain, fields)
    except RefusedByRemote:
        return []
    except NotAuthorized:
        if not client.signed_in:
            raise
        return []


def _ints(value: object) -> list[int]:
    return [v for v in value if isinstance(v, int)] if isinstance(value, list) else []
