"""Postal addresses, as entered, as kept by a system, or as suggested."""

from __future__ import annotations

from dataclasses import dataclass, fields

PARTS = {  # as people call them, in the order in which they are filled in
    "company": "Company",
    "name": "Name",
    "street": "Street",
    "street2": "Addition",
    "postcode": "Postcode",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "phone": "Phone",
}


@dataclass(frozen=True, slots=True)
class Address:
    """``country`` is ISO 3166-1 alpha-2 in capitals; empty text where a part is not given."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""

    def lines(self) -> tuple[str, ...]:
        """For the screen: the parts that are there, one line each, postcode and city together."""
        place = " ".join(p for p in (self.postcode, self.city) if p)
        return tuple(p for p in (self.company, self.name, self.street, self.street2, place, self.region, self.country) if p)

    def meets(self, wanted: Address) -> bool:
        """Do goods for ``wanted`` go to this one? A name that nobody asked for does not make it another; region and phone never do."""
        free = {p for p in ("name", "company") if not getattr(wanted, p)}
        return not [part for part, _, _ in self.differences(wanted) if part not in free | {"region", "phone"}]

    def differences(self, other: Address) -> tuple[tuple[str, str, str], ...]:
        """(part, here, there) for each part that differs, blanks and case apart."""
        return tuple(
            (f.name, getattr(self, f.name), getattr(other, f.name))
            for f in fields(self)
            if _plain(getattr(self, f.name)) != _plain(getattr(other, f.name))
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
