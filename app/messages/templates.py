"""Templates of messages as resource files keep them, one file a language, and how a draft is made of one."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from app.domain.days import MONTHS

FOLDER = Path(__file__).parents[2] / "resources" / "messages"
LANGUAGES = ("en", "de")  # the first is for everybody else
_SPOKEN = {"DE": "de", "AT": "de", "LI": "de"}


def language(country: str) -> str:
    """The language for a country (ISO 3166-1 alpha-2); English where no other is known."""
    return _SPOKEN.get(country, LANGUAGES[0])


def day(when: date, language: str) -> str:
    """As a customer reads it: "7 Dec 2026", "7.12.2026"."""
    return f"{when.day}.{when.month}.{when.year}" if language == "de" else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def draft(template: str, language: str, **values: str) -> str:
    """Subject, an empty line and the text. KeyError where there is no such template or a value that it names is missing."""
    subject, text = _templates(language)[template]
    return f"{subject.format_map(values)}\n\n{text.format_map(values).strip()}\n"


@cache
def _templates(language: str) -> dict[str, tuple[str, str]]:
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {name: (str(body["subject"]), str(body["text"])) for name, body in data.items()}
