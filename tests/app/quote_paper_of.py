"""Offers to be printed, for tests and pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.domain.money import Money, digits
from app.domain.paper import PaperLine, PaperTax, QuotePaper, Seller

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
GOODS = (
    ("BRG-6204", "Rillenkugellager 6204-2RS"),
    ("VLV-050", "Kugelhahn DN 50, Edelstahl, beidseitig Flansch, mit Handhebel und Stellungsanzeige, Prüfdruck 16 bar"),
    ("HSE-12", "Hydraulikschlauch 12 mm"),
    ("PMP-250", "Kreiselpumpe 250 l/min, Gehäuse Grauguss"),
)
SELLER = Seller(
    "Nordwind Supply GmbH",
    ("Speicherstraße 14", "20457 Hamburg", "Germany"),
    ("+49 40 555 01 0", "sales@nordwind.example"),
    "DE811234567",
    ("DE89 3704 0044 0532 0130 00", "DE12 5001 0517 0648 4898 90"),
)


def lines(count: int, currency: str = "EUR", *, less: bool = True) -> tuple[PaperLine, ...]:
    found = []
    for n in range(count):
        sku, name = GOODS[n % len(GOODS)]
        each = Decimal(n % 97 + 1) * Decimal("1.2345") if digits(currency) else Decimal(n % 97 + 1) * 120
        quantity = Decimal(n % 12 + 1) if n % 5 else Decimal("2.5")
        share = Decimal("7.5") if less and n % 3 == 0 else None
        unit = "Stk" if n % 5 else "m"
        found.append(PaperLine("line", n + 1, sku, name, quantity, unit, each, share, Money.of(quantity * each, currency)))
    return tuple(found)


def paper(count: int = 4, currency: str = "EUR", language: str = "de", **other: Any) -> QuotePaper:
    """Of so many lines. ``other``: what is not as usual of it."""
    every = other.pop("lines", lines(count, currency))
    goods = Money(sum(x.net.minor for x in every if x.net is not None and x.kind == "line"), currency)
    carriage = Money.of(24, currency)
    untaxed = goods + carriage
    tax = Money.of(untaxed.amount * Decimal("0.19"), currency)
    usual: dict[str, Any] = {
        "number": "SO00123",
        "version": 2,
        "is_draft": False,
        "language": language,
        "currency": currency,
        "seller": SELLER,
        "to": ("Müller & Söhne Maschinenbau KG", "Frau Änne Groß", "Hafenweg 7", "48155 Münster", "Germany"),
        "deliver": ("Müller & Söhne Werk 2", "Industriestraße 101", "48163 Münster", "Germany"),
        "buyer": "K-10027",
        "quoted_on": date(2026, 11, 24),
        "valid_until": date(2026, 12, 24),
        "reference": "",
        "contact": "Carla Reyes",
        "payment": "30 Tage netto, 2 % Skonto innerhalb von 10 Tagen",
        "delivery": "Frei Haus, innerhalb von 10 Werktagen nach Auftragseingang",
        "note": "Die Preise gelten für die Abnahme der ganzen Menge.",
        "lines": every,
        "carriage": carriage,
        "goods": goods,
        "untaxed": untaxed,
        "taxes": (PaperTax("MwSt. 19 %", untaxed, tax),),
        "tax": tax,
        "total": untaxed + tax,
        "stamp": AT,
    }
    return QuotePaper(**{**usual, **other})
