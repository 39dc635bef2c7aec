"""Templates of messages as resource files keep them, one file for each event and language, and how a draft is made of one."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from app.domain.money import Money, digits

FOLDER = Path(__file__).parents[2] / "resources" / "messages"
LANGUAGES = ("en", "de", "fr")  # ISO 639-1; the first is for everybody else where a profile says no other
NAMES = {"en": "English", "de": "German", "fr": "French"}
_SPOKEN = {"DE": "de", "AT": "de", "LI": "de", "FR": "fr", "LU": "fr", "MC": "fr"}
_WRITTEN = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}  # whose manner days and amounts are written in

Value = str | date | Money


def language(country: str, otherwise: str = LANGUAGES[0]) -> str:
    """The language for a country (ISO 3166-1 alpha-2); ``otherwise`` where no other is known."""
    return _SPOKEN.get(country, otherwise)


def day(when: date, language: str) -> str:
    """As a customer reads it: "7 December 2026", "7. Dezember 2026", "7 décembre 2026"."""
    from babel.dates import format_date  # imported where first needed: no list waits for it

    return str(format_date(when, "long", _WRITTEN[language]))


def amount(money: Money, language: str) -> str:
    """As a customer reads it, with the currency's code, which nobody mistakes: "EUR 1,234.50", "1.234,50 EUR", "1 234,50 EUR"."""
    from babel.numbers import format_decimal

    places = digits(money.currency)
    shape = "#,##0" + ("." + "0" * places if places else "")
    number = str(format_decimal(money.amount, shape, _WRITTEN[language]))
    return f"{money.currency} {number}" if language == "en" else f"{number} {money.currency}"


def draft(template: str, language: str, **values: Value) -> str:
    """Subject, an empty line and the text, days and amounts in the language's manner.

    KeyError where there is no such template or a value that it names is missing.
    """
    said = {name: _said(value, language) for name, value in values.items()}
    return _template(template, language).format_map(said)


def _said(value: Value, language: str) -> str:
    if isinstance(value, Money):
        return amount(value, language)
    return day(value, language) if isinstance(value, date) else value


@cache
def _template(name: str, language: str) -> str:
    file = FOLDER / language / f"{name}.txt"
    if not file.is_file():
        raise KeyError(name)
    return file.read_text(encoding="utf-8")
