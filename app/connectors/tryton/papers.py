"""An offer as it is printed, read from the ERP at once: in the buyer's language where the ERP has it, and every amount its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from app.connectors.tryton.client import Client
from app.connectors.tryton.pricing import KEPT, totals
from app.connectors.tryton.wire import Quantity
from app.domain.money import Money
from app.domain.paper import PaperLine, PaperTax, QuotePaper, Seller
from app.errors import NotAuthorized, RefusedByRemote

Row = Mapping[str, object]
_SALE = (
    *("number", "state", "reference", "description", "comment", "quotation_date", "quotation_expire", "last_modified_at"),
    *("untaxed_amount", "tax_amount", "total_amount", "currency.code", "party.name", "party.code", "payment_term.name"),
    *("quoted_by.rec_name", "invoice_address.full_address", "shipment_address.full_address", "shipment_party.name"),
    *("company.currency", "company.party"),
)
_LINE = ("type", "sequence", "description", "quantity", "unit_price", "amount", "taxes", "last_modified_at")
_NAMED = ("product.name", "product.code", "unit.symbol", "unit.name")
_OPTIONAL = {"sale.sale": ("shipment_party",), "sale.line": ("discount_rate", "shipment_cost")}  # of modules
_KINDS = {"line": "line", "title": "title", "comment": "comment", "subtotal": "subtotal"}
_SHORT = 7  # letters of a unit's name that fit; else its symbol


class Papers:
    """One sign-in's; what modules the ERP has is asked once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._there: dict[str, frozenset[str]] = {}

    def quote(self, key: str, language: str, version: int | None) -> QuotePaper:
        """``version``: the team's number of it, for no ERP knows that. RefusedByRemote where the ERP has no such sale,
        and where its lines do not add up to it."""
        names = [n for n in _SALE if n.partition(".")[0] not in _OPTIONAL["sale.sale"] or self._has("sale.sale", n)]
        found = self._rows("sale.sale", [["id", "=", int(key)]], [*names, *KEPT], language)
        if not found:
            raise RefusedByRemote("The offer is not in the ERP any more", about=key)
        lines = self._lines(key, language)
        _add_up(found[0], lines)
        paper = _paper(found[0], lines, self._seller(found[0], language), self._taxes(found[0], lines, language), language)
        return replace(paper, version=version)

    def _lines(self, key: str, language: str) -> list[Row]:
        more = [n for n in _OPTIONAL["sale.line"] if self._has("sale.line", n)]
        found = self._rows("sale.line", [["sale", "=", int(key)]], [*_LINE, *_NAMED, "product", "unit", *more], language)
        return sorted(found, key=lambda x: (int(str(x.get("sequence") or 0)), int(str(x["id"]))))

    # ---- who offers ----

    def _seller(self, sale: Row, language: str) -> Seller:
        party = _in(sale, "company").get("party")
        names = ["name", "phone", "email", "website", "tax_identifier.code", "addresses.full_address"]
        rows = self._rows("party.party", [["id", "=", party], ["active", "in", [True, False]]], names, language)
        if not rows:
            raise RefusedByRemote("The ERP does not say who its company is")
        row = rows[0]
        addresses = row.get("addresses.")
        first = addresses[0] if isinstance(addresses, list) and addresses and isinstance(addresses[0], dict) else {}
        reach = (_text(row, name) for name in ("phone", "email", "website"))
        return Seller(
            _text(row, "name"),
            tuple(_text(first, "full_address").splitlines()),
            tuple(filter(None, reach)),
            _text(_in(row, "tax_identifier"), "code"),
            self._accounts(party, language),
        )

    def _accounts(self, party: object, language: str) -> tuple[str, ...]:
        """Empty where the ERP keeps none, or this sign-in may not read them."""
        try:
            rows = self._rows("bank.account", [["owners", "=", party]], ["rec_name"], language)
        except (RefusedByRemote, NotAuthorized):
            if not self._client.signed_in:
                raise
            return ()
        return tuple(_text(row, "rec_name") for row in rows)

    # ---- taxes ----

    def _taxes(self, sale: Row, lines: Sequence[Row], language: str) -> tuple[PaperTax, ...]:
        """By the taxes that lines have together, each sum asked of the ERP; none where these do not add up to what it says of all."""
        groups: dict[tuple[int, ...], list[Row]] = {}
        for line in lines:
            if line.get("type") == "line":
                groups.setdefault(_keys(line.get("taxes")), []).append(line)
        groups.pop((), None)
        if not groups:
            return ()
        currency = _text(_in(sale, "currency"), "code")
        header = {k: sale.get(k) for k in KEPT}
        known = self._tax_names({k for keys in groups for k in keys}, language)
        found: list[PaperTax] = []
        for keys, taxed in groups.items():
            base, tax, _ = totals(self._client, header, [_asked(x) for x in taxed], currency)
            found.append(PaperTax(" + ".join(known.get(k, "") for k in keys), base, tax))
        whole = _money(sale, "tax_amount", currency)
        return tuple(found) if sum(t.amount.minor for t in found) == whole.minor else ()

    def _tax_names(self, keys: set[int], language: str) -> dict[int, str]:
        rows = self._rows("account.tax", [["id", "in", sorted(keys)]], ["name", "description"], language)
        return {int(str(r["id"])): _text(r, "description") or _text(r, "name") for r in rows}

    # ---- asking ----

    def _rows(self, model: str, domain: list[object], fields: Iterable[str], language: str) -> list[Row]:
        wanted = list(dict.fromkeys(fields))
        order = [["id", "ASC"]]
        found = self._client.read(f"model.{model}.search_read", domain, 0, None, order, wanted, context={"language": language})
        return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []

    def _has(self, model: str, name: str) -> bool:
        if model not in self._there:
            told = self._client.read(f"model.{model}.fields_get", None)
            self._there[model] = frozenset(told if isinstance(told, dict) else ())
        return name.partition(".")[0] in self._there[model]


# ---- from rows to what is printed ----


def _add_up(sale: Row, lines: Iterable[Row]) -> None:
    """The sale and its lines are read one after the other: what somebody changed between must not be printed."""
    currency = _text(_in(sale, "currency"), "code")
    if _sum((x for x in lines if x.get("type") == "line"), currency) != _money(sale, "untaxed_amount", currency):
        advice = "Somebody may be changing it in the ERP: try again, and look at it there if this stays."
        raise RefusedByRemote(
            "The lines of the offer do not add up to its total, so it is not printed", advice, about=_text(sale, "number")
        )


def _paper(sale: Row, lines: Sequence[Row], seller: Seller, taxes: tuple[PaperTax, ...], language: str) -> QuotePaper:
    currency = _text(_in(sale, "currency"), "code")
    draft = sale.get("state") == "draft"
    until, party = sale.get("quotation_expire"), _in(sale, "party")
    to, there = (_text(_in(sale, name), "full_address").splitlines() for name in ("invoice_address", "shipment_address"))
    receiver = _text(_in(sale, "shipment_party"), "name") or _text(party, "name")
    carried = [x for x in lines if x.get("shipment_cost") is not None]
    goods = [x for x in lines if x not in carried]
    quoted = sale.get("quotation_date")
    return QuotePaper(
        number=_text(sale, "number"),
        version=None,
        is_draft=draft,
        language=language,
        currency=currency,
        seller=seller,
        to=(_text(party, "name"), *to),
        deliver=(receiver, *there) if there and there != to else (),
        buyer=_text(party, "code"),
        quoted_on=quoted if isinstance(quoted, date) else None,
        valid_until=until if isinstance(until, date) and not draft else None,
        reference=_text(sale, "reference"),
        contact=_text(_in(sale, "quoted_by"), "rec_name"),
        payment=_text(_in(sale, "payment_term"), "name"),
        delivery=_text(sale, "description"),
        note=_text(sale, "comment"),
        lines=_printed(goods, currency, home=_in(sale, "company").get("currency") == sale.get("currency")),
        carriage=_sum(carried, currency) if carried else None,
        goods=_sum([x for x in goods if x.get("type") == "line"], currency) if carried else None,
        untaxed=_money(sale, "untaxed_amount", currency),
        taxes=taxes,
        tax=_money(sale, "tax_amount", currency),
        total=_money(sale, "total_amount", currency),
        stamp=max(_moment(x) for x in (sale, *lines)),
    )


def _printed(lines: Iterable[Row], currency: str, *, home: bool) -> tuple[PaperLine, ...]:
    found: list[PaperLine] = []
    position = 0
    for x in lines:
        kind = _KINDS.get(str(x.get("type")), "")
        if not kind:
            continue
        if kind != "line":
            net = _money(x, "amount", currency) if kind == "subtotal" else None
            found.append(PaperLine(kind, 0, "", _text(x, "description"), net=net))
            continue
        position += 1
        found.append(_goods(x, position, currency, home=home))
    return tuple(found)


def _goods(x: Row, position: int, currency: str, *, home: bool) -> PaperLine:
    """``home``: the offer is in the company's currency. In another one the ERP's discount is off a price in the company's, and so none."""
    product, unit = _in(x, "product"), _in(x, "unit")
    name, more = _text(product, "name"), _text(x, "description")
    rate = x.get("discount_rate")
    said = _text(unit, "name")
    return PaperLine(
        kind="line",
        position=position,
        sku=_text(product, "code"),
        words="\n".join(filter(None, (name, more if more != name else ""))),
        quantity=_number(x, "quantity"),
        unit=said if 0 < len(said) <= _SHORT else _text(unit, "symbol"),
        each=_number(x, "unit_price"),
        discount=(rate * 100).normalize() if home and isinstance(rate, Decimal) and rate > 0 else None,
        net=_money(x, "amount", currency),
    )


def _asked(x: Row) -> dict[str, object]:
    """A line as the ERP's own form would send it."""
    kept: dict[str, object] = {name: x.get(name) for name in ("type", "product", "unit", "unit_price", "amount")}
    return {**kept, "id": -int(str(x["id"])), "quantity": Quantity(_number(x, "quantity")), "taxes": list(_keys(x.get("taxes")))}


def _sum(lines: Iterable[Row], currency: str) -> Money:
    """Of amounts as the ERP keeps them."""
    return Money(sum(_money(x, "amount", currency).minor for x in lines), currency)


def _in(row: Row, name: str) -> Row:
    found = row.get(f"{name}.")
    return found if isinstance(found, dict) else {}


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip()


def _number(row: Row, name: str) -> Decimal:
    found = row.get(name)
    return Decimal(str(found)) if found is not None else Decimal(0)


def _money(row: Row, name: str, currency: str) -> Money:
    return Money.of(_number(row, name), currency)


def _moment(row: Row) -> datetime:
    found = row.get("last_modified_at")
    return found if isinstance(found, datetime) else datetime(1970, 1, 1, tzinfo=UTC)


def _keys(value: object) -> tuple[int, ...]:
    return tuple(sorted(k for k in value if isinstance(k, int))) if isinstance(value, list) else ()
