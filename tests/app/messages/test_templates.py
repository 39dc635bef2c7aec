"""Messages: every template in every language, with the same values, and nothing a customer must not read."""

from __future__ import annotations

import string
import tomllib

import pytest

from app.messages import LANGUAGES, draft, language
from app.messages.templates import FOLDER

VALUES = {"order": "W1042", "reference": " (PO-77)", "lines": "13 x V-1 -> 15 x V-1", "question": "100 or 10?"}
VALUES |= {
    "before": "Quay 1",
    "after": "Quay 2",
    "amount": "275.00 EUR",
    "link": "https://shop.example/pay/1",
    "request": "pay_1",
    "day": "2026-12-04",
    "warehouse": "Hamburg",
    "reason": "Bought more than 60 days ago",
    "fee": "41.25 EUR",
}
FORBIDDEN = ("credit", "limit", "balance", "risk", "kredit", "saldo", "erp", "tryton", "medusa")


def texts(spoken: str) -> dict[str, str]:
    data = tomllib.loads((FOLDER / f"{spoken}.toml").read_text(encoding="utf-8"))
    return {name: f"{body['subject']}\n{body['text']}" for name, body in data.items()}


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_says_the_same_with_the_same_values() -> None:
    first = texts(LANGUAGES[0])
    for spoken in LANGUAGES[1:]:
        assert {name: named(text) for name, text in texts(spoken).items()} == {name: named(text) for name, text in first.items()}


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("template", texts("en"))
def test_a_draft_has_a_subject_and_no_open_place(spoken: str, template: str) -> None:
    text = draft(template, spoken, **VALUES)
    subject, empty, *rest = text.splitlines()
    assert "W1042" in subject
    assert not empty
    assert rest
    assert "{" not in text
    assert not any(word in text.casefold() for word in FORBIDDEN)


def test_a_value_that_is_missing_is_not_left_out_silently() -> None:
    with pytest.raises(KeyError):
        draft("order_question", "en", order="W1", reference="")


def test_a_country_speaks_its_language_and_the_others_english() -> None:
    assert [language(c) for c in ("DE", "AT", "NO", "")] == ["de", "de", "en", "en"]
