"""What stands on printed papers beside their values, and how days and figures are written, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from app import manner
from app.domain.money import Money, digits

FOLDER = Path(__file__).parents[2] / "resources" / "papers"


@dataclass(frozen=True, slots=True)
class Words:
    """Of one language (ISO 639-1). KeyError where there is no such word."""

    language: str
    said: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    def day(self, when: date) -> str:
        return manner.day(when, self.language)

    def amount(self, money: Money) -> str:
        """In the digits of its currency, without naming it."""
        return self.number(money.amount, digits(money.currency))

    def each(self, price: Decimal, currency: str) -> str:
        """What one costs, in every digit that says something and at least those of its currency."""
        return self.number(price, max(digits(currency), _places(price)))

    def quantity(self, value: Decimal) -> str:
        return self.number(value, _places(value))

    def number(self, value: Decimal, places: int) -> str:
        """As ``manner.number``, with the space that every printed font has."""
        return manner.number(value, places, self.language).replace("\u202f", "\u00a0")

    @property
    def point(self) -> str:
        """Between whole and parts."""
        return "." if self.language == "en" else ","


def words(language: str) -> Words:
    """In the language, else in English."""
    return _read(language if language in manner.LANGUAGES else manner.LANGUAGES[0])


@cache
def _read(language: str) -> Words:
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return Words(language, tomllib.load(file))


def _places(value: Decimal) -> int:
    """Digits behind the point that say something."""
    return max(0, -int(value.normalize().as_tuple().exponent))
