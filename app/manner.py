"""How days and figures are written in a language that is read here: in letters to customers and on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.money import Money, digits

LANGUAGES = ("en", "de", "fr")  # ISO 639-1; the first is for everybody else where nobody says another
_WRITTEN = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}  # whose manner it is


def day(when: date, language: str) -> str:
    """ "7 December 2026", "7. Dezember 2026", "7 décembre 2026"."""
    from babel.dates import format_date  # imported where first needed: no list waits for it

    return str(format_date(when, "long", _WRITTEN[language]))


def number(value: Decimal, places: int, language: str) -> str:
    """ "1,234.50", "1.234,50", "1 234,50" with a narrow space that does not break; rounded half to even to ``places``."""
    from babel.numbers import format_decimal

    shape = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, shape, _WRITTEN[language]))


def amount(money: Money, language: str) -> str:
    """With the currency's code, which nobody mistakes: "EUR 1,234.50", "1.234,50 EUR", "1 234,50 EUR"."""
    said = number(money.amount, digits(money.currency), language)
    return f"{money.currency} {said}" if language == LANGUAGES[0] else f"{said} {money.currency}"
