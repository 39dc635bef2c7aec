"""Templates of messages as resource files keep them, one file for each event and language, and how a draft is made of one."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from app.domain.money import Money
from app.manner import LANGUAGES, amount, day

FOLDER = Path(__file__).parents[2] / "resources" / "messages"
NAMES = {"en": "English", "de": "German", "fr": "French"}
_SPOKEN = {"DE": "de", "AT": "de", "LI": "de", "FR": "fr", "LU": "fr", "MC": "fr"}

Value = str | date | Money


def language(country: str, otherwise: str = LANGUAGES[0]) -> str:
    """The language for a country (ISO 3166-1 alpha-2); ``otherwise`` where no other is known."""
    return _SPOKEN.get(country, otherwise)


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
