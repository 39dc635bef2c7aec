"""Which lines of returns take back a sold one, and what complaints have asked for it, as the ERP has it now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.connectors.tryton.client import Client
from app.domain.money import Money
from app.domain.returns import likeliest, named
from app.errors import RefusedByRemote

_CHARGE = "account.invoice.line"
_UNSETTLED = ["waiting", "approved"]
Row = Mapping[str, object]


def lines(client: Client, sold: int, known: Iterable[int] = ()) -> list[int]:
    """Keys of all that take some of ``sold`` back, ``known`` ones among them: whatever was taken down since a person decided.

    A line belongs to the order that its words name, else to the one that its return or the return's complaint is about; among lines of
    one product to the one that ``likeliest`` says. RefusedByRemote where the sign-in may not read a complaint that would tell.
    """
    found = {*known}
    row = _first(client, "sale.line", sold, ["product", "sale", "sale.party", "sale.number"])
    sale, product = row.get("sale"), row.get("product")
    head = _nested(row, "sale.")
    if not sale or not product:
        return sorted(found)
    names = ["description", "unit_price", "sale", "sale.origin"]
    domain = [["product", "=", product], ["quantity", "<", 0], ["sale.party", "=", head.get("party")]]
    backs = [x for x in client.rows("sale.line", domain, names) if int(str(x["id"])) not in found]
    if not backs:
        return sorted(found)
    sales = _named_sales(client, backs, head)
    same = client.rows(
        "sale.line", [["sale", "=", sale], ["product", "=", product], ["quantity", ">", 0]], ["unit_price", "quantity"]
    )
    of = _origins(client, backs, int(str(sale)), {f"sale.line,{x['id']}" for x in same})
    by_key = {str(x["id"]): (_number(x, "unit_price"), _number(x, "quantity")) for x in same}
    for back in backs:
        number = named(str(back.get("description") or ""), {n for n, key in sales.items() if key != back.get("sale")})
        its_own = sales[number] == sale if number else str(_nested(back, "sale.").get("origin")) in of
        if its_own and likeliest(_number(back, "unit_price"), by_key) == str(sold):
            found.add(int(str(back["id"])))
    return sorted(found)


def asked(client: Client, sold: int, currency: str, but: int = 0) -> tuple[Decimal, Money]:
    """(pieces, amount in ``currency``) that complaints about its invoice lines are to credit of which no credit note is made yet.

    Waiting ones count, for somebody may approve them. ``but``: the key of the complaint that does not. Not counted is what a complaint
    about a whole invoice asks for, which is not told apart by lines before its note is made, and what this sign-in may not read.
    """
    domain = [["origin", "=", f"sale.line,{sold}"], ["invoice.currency.code", "=", currency]]
    charged = client.rows(_CHARGE, domain, ["quantity", "unit_price"])
    about = {f"{_CHARGE},{row['id']}": row for row in charged}
    pieces, amount = Decimal(0), Money.zero(currency)
    if not about or not _may_read_complaints(client):
        return pieces, amount
    unsettled = [["origin", "in", sorted(about)], ["state", "in", _UNSETTLED], ["id", "!=", but]]
    names = ["origin", "actions.action", "actions.quantity", "actions.unit_price", "actions.result"]
    for row in client.rows("sale.complaint", unsettled, names):
        listed, charge = row.get("actions."), about[str(row["origin"])]
        for action in listed if isinstance(listed, list) else ():
            if action.get("action") == "credit_note" and not action.get("result"):
                count, each = (
                    _number(action if action.get(name) is not None else charge, name) for name in ("quantity", "unit_price")
                )
                pieces, amount = pieces + count, amount + Money.of(count * each, currency)
    return pieces, amount


def complaints(client: Client, charged: Iterable[int]) -> list[str]:
    """As origins of what gives them back: those about these lines of invoices. None where the sign-in may not read them.

    Such a credit is a line below zero at the full price, and one above zero for what of it stays charged.
    """
    about = [f"{_CHARGE},{key}" for key in charged]
    if not about or not _may_read_complaints(client):
        return []
    return [f"sale.complaint,{row['id']}" for row in client.rows("sale.complaint", [["origin", "in", about]], ["state"])]


def _may_read_complaints(client: Client) -> bool:
    """False also where the ERP has no module for them."""
    try:
        found = client.read("model.ir.model.access.get_access", ["sale.complaint"])
    except RefusedByRemote:
        return False
    rights = found.get("sale.complaint") if isinstance(found, dict) else None
    return isinstance(rights, dict) and bool(rights.get("read"))


def _named_sales(client: Client, backs: list[dict[str, object]], head: Row) -> dict[str, object]:
    """The customer's sales that the words of these lines name, by their number."""
    words = " ".join(str(x.get("description") or "") for x in backs)
    perhaps = sorted({*re.findall(r"[\w-]+", words), *(w.strip(".,:;()") for w in words.split()), str(head.get("number") or "")})
    rows = client.rows("sale.sale", [["party", "=", head.get("party")], ["number", "in", perhaps]], ["number"])
    return {str(row["number"]): row["id"] for row in rows}


def _origins(client: Client, backs: list[dict[str, object]], sale: int, same: set[str]) -> set[str]:
    """What a return says it comes of where it takes goods of this sale back: the sale, or a complaint about it or one of these lines."""
    said = {str(_nested(x, "sale.").get("origin")) for x in backs}
    complaints = sorted(int(s.partition(",")[2]) for s in said if s.startswith("sale.complaint,"))
    about = {f"sale.sale,{sale}", *same}
    rows = client.rows("sale.complaint", [["id", "in", complaints]], ["origin"]) if complaints else []
    return {f"sale.sale,{sale}"} | {f"sale.complaint,{row['id']}" for row in rows if str(row.get("origin")) in about}


def _first(client: Client, model: str, key: int, names: list[str]) -> Row:
    return next(iter(client.rows(model, [["id", "=", key]], names, 1)), {})


def _nested(row: Row, name: str) -> Row:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _number(row: Row, name: str) -> Decimal:
    return Decimal(str(row.get(name) or 0))
