"""Messages: every template in every language, with the same values, and nothing a customer must not read."""

from __future__ import annotations

import string
from datetime import date

import pytest

from app.domain.money import Money
from app.manner import LANGUAGES
from app.messages import Value, draft, language
from app.messages.templates import FOLDER

VALUES: dict[str, Value] = {"order": "W1042", "reference": " (PO-77)", "lines": "13 x V-1 -> 15 x V-1", "question": "100 or 10?"}
VALUES |= {
    "before": "Quay 1",
    "after": "Quay 2",
    "amount": Money(27500, "EUR"),
    "link": "https://shop.example/pay/1",
    "request": "pay_1",
    "day": date(2026, 12, 4),
    "time": "10:00",
    "warehouse": "Hamburg",
    "reason": "Bought more than 60 days ago",
    "fee": Money(4125, "EUR"),
}
FORBIDDEN = ("credit", "limit", "balance", "risk", "kredit", "crédit", "solde", "saldo", "erp", "tryton", "medusa")


def texts(spoken: str) -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((FOLDER / spoken).iterdir())}


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
    assert [language(c) for c in ("DE", "AT", "FR", "NO", "")] == ["de", "de", "fr", "en", "en"]
    assert language("NO", "de") == "de", "the profile's"


def test_a_template_that_is_not_there_is_not_another_one() -> None:
    with pytest.raises(KeyError):
        draft("no_such_event", "en", order="W1", reference="")
