"""Addresses of a customer in the ERP: told apart, found again, and made where there is none like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from app.connectors.tryton.client import Client
from app.domain.address import Address
from app.errors import RefusedByRemote

FIELDS = ("attn", "party_name", "street", "postal_code", "city", "country.code")
_PARTS = frozenset(f.name for f in fields(Address))
Row = Mapping[str, object]


def asked(value: object) -> Address | None:
    """An address as a command carries it, {part: text}; None where it carries none. RefusedByRemote where it is no address."""
    if value is None:
        return None
    if not isinstance(value, dict) or not value.keys() <= _PARTS or not all(isinstance(v, str) for v in value.values()):
        raise RefusedByRemote("The command's address is not an address")
    return Address(**{k: " ".join(v.split()) for k, v in value.items()})


def read(row: object) -> Address | None:
    """An address as the ERP's ``FIELDS`` tell it."""
    if not isinstance(row, dict):
        return None
    street, _, more = str(row.get("street") or "").partition("\n")
    country = row.get("country.")
    return Address(
        name=str(row.get("attn") or ""),
        company=str(row.get("party_name") or ""),
        street=street,
        street2=", ".join(more.splitlines()),
        postcode=str(row.get("postal_code") or ""),
        city=str(row.get("city") or ""),
        country=str(country.get("code") or "") if isinstance(country, dict) else "",
    )


def words(address: Address | None) -> str:
    """In one line, without what the ERP may keep in another form."""
    return "" if address is None else ", ".join(replace(address, region="", phone="").lines())


def kept(wanted: Address, party: str) -> Address:
    """As the ERP would keep it: the customer's own name is not repeated on each of its addresses."""
    company = "" if wanted.company.casefold() == party.casefold() else wanted.company
    return replace(wanted, company=company, region="", phone="")


def same(there: Address | None, wanted: Address) -> bool:
    """Is it the address that is wanted?"""
    return there is not None and there.meets(wanted)


def find(client: Client, party: int, wanted: Address) -> tuple[int | None, Address]:
    """The customer's address like this one and how it reads there; no key where it must be made first."""
    for row in client.rows("party.address", [["party", "=", party]], list(FIELDS)):
        there = read(row)
        if there is not None and same(there, wanted):
            return int(str(row["id"])), there
    return None, wanted


def values(client: Client, wanted: Address) -> dict[str, object]:
    """What makes it, without its party. RefusedByRemote where the ERP knows no such country."""
    made: dict[str, object] = {
        "attn": wanted.name or None,
        "party_name": wanted.company or None,
        "street": "\n".join(s for s in (wanted.street, wanted.street2) if s),
        "postal_code": wanted.postcode or None,
        "city": wanted.city or None,
        "delivery": True,
    }
    if wanted.country:
        found = client.rows("country.country", [["code", "=", wanted.country]], ["code"], 1)
        if not found:
            raise RefusedByRemote(f"The ERP has no country {wanted.country}")
        made["country"] = found[0]["id"]
    return made
