"""The people of the demo company: who they are, what they may do in Tryton, which roles they have in the console's team."""

from __future__ import annotations

from dataclasses import dataclass

_SALES = ("sale.group_sale", "sale_opportunity.group_opportunity")
_CREDIT = (
    *_SALES,
    "account.group_account",
    "account_payment.group_payment",
    "account_dunning.group_dunning",
    "account_credit_limit.group_credit_limit",
)
_ORDERS = (
    *_SALES,
    "sale.group_sale_admin",
    "stock.group_stock",
    "stock.group_stock_force_assignment",
    "stock.group_stock_cancellation",
    "sale_stock_quantity.group_sale_stock_quantity",
    "sale_amendment.group_sale_amendment",
    "purchase.group_purchase",
    "purchase_request.group_purchase_request",
    "account.group_account",
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """``groups`` are Tryton's, by XML id; ``roles`` are the console's (empty: not a member of the team)."""

    login: str
    name: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]


PEOPLE: tuple[Colleague, ...] = (
    Colleague("carla", "Carla Reyes", ("csr",), _SALES),
    Colleague("ben", "Ben Ortiz", ("csr",), _SALES),
    Colleague("omar", "Omar Haddad", ("order_manager",), _ORDERS),
    Colleague("fiona", "Fiona Brandt", ("credit_analyst",), _CREDIT),
    Colleague("felix", "Felix Stern", ("credit_analyst",), _CREDIT),
    Colleague("maja", "Maja Lund", ("credit_manager",), (*_CREDIT, "account_payment.group_payment_approval")),
    Colleague("petra", "Petra Kowalski", ("pricing_manager",), (*_SALES, "sale.group_sale_admin")),
    Colleague("frank", "Frank Falk", ("finance_director",), (*_CREDIT, "account.group_account_admin", "sale.group_sale_admin")),
    Colleague(
        "connector",
        "Console Connector",
        ("connector",),
        (
            *_SALES,
            "stock.group_stock",
            "account.group_account",
            "purchase.group_purchase",
            "account_payment.group_payment",
            "account_dunning.group_dunning",
        ),
    ),
    Colleague(
        "pulse",
        "Demo Pulse",
        (),
        (*_CREDIT, "sale.group_sale_admin", "stock.group_stock", "sale_stock_quantity.group_sale_stock_quantity"),
    ),
)

TEAM: tuple[Colleague, ...] = tuple(p for p in PEOPLE if p.roles)


def email(login: str) -> str:
    """How a colleague signs in to the shop; the password is that of the ERP."""
    return f"{login}@nordhafen.example"
