"""The terms for returns: read from their text, wrong values named by their path, and what was decided by others is held up."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.money import Money
from app.domain.returns import ReturnTerms
from app.errors import Refused
from app.policy.differing import Difference, differences
from app.policy.returns import RETURNS
from app.policy.rulebook import check, needed, rulebook, shipped
from app.policy.sheet import ByEntity
from app.policy.sheets import outdated, told
from app.policy.texts import read
from app.policy.texts import shipped as texts
from app.policy.writing import with_value

BASE = texts()
TERMS = ReturnTerms(60, Decimal(15), Money.of(2000, "EUR"))
OLD = json.dumps({"authority": BASE.authority, "quotes": BASE.quotes})  # as a program of before kept it


def test_the_shipped_terms() -> None:
    assert shipped().return_terms("anything") == TERMS


def test_a_value_of_its_own_that_is_taken_away_leaves_the_text_as_it_was() -> None:
    own = with_value(BASE, "returns", "tryton-2", "window", 14)
    assert with_value(own, "returns", "tryton-2", "window", None) == BASE


def test_a_system_may_have_some_of_its_own() -> None:
    own = with_value(BASE, "returns", "tryton-2", "window", 14)
    book = rulebook(2, own.body)
    assert book.return_terms("tryton-2") == replace(TERMS, window=14)
    assert book.return_terms("tryton") == TERMS
    assert differences(BASE, own) == (Difference("tryton-2", "", "", "Return window", "60 days", "14 days"),)
    assert needed(own, BASE) == ("change_policy",)


@pytest.mark.parametrize(
    ("before", "instead", "path"),
    [
        ("window = 60", "window = 0", "window"),
        ("window = 60", 'window = "60"', "window"),
        ("window = 60", "window = 3651", "window"),
        ("window = 60", "", "window"),
        ('fee = "15"', 'fee = "100"', "fee"),
        ('fee = "15"', 'fee = "-1"', "fee"),
        ('fee = "15"', "fee = 15", "fee"),
        ('other_eyes = "2000"', 'other_eyes = "20.001"', "other_eyes"),
        ('other_eyes = "2000"', "", "other_eyes"),
        ('currency = "EUR"', "", "currency"),
        ("window = 60", "window = 60\nfees = 2", "fees"),
        ("window = 60", 'window = 60\n[entity.tryton-2]\nfee = "x"', "entity.tryton-2.fee"),
        ("window = 60", 'window = 60\n[entity.tryton-2]\ncurrency = "CHF"', "entity.tryton-2.currency"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(before: str, instead: str, path: str) -> None:
    assert f"\n{before}\n" in BASE.returns
    value, _, table = instead.partition("\n[")
    text = BASE.returns.replace(f"\n{before}\n", f"\n{value}\n") + (f"[{table}\n" if table else "")
    with pytest.raises(Refused) as found:
        check(replace(BASE, returns=text), BASE)
    assert (found.value.about, found.value.title) == (path, "The terms for returns cannot be used")


def test_a_body_of_before_is_read_as_the_program_came_with_it() -> None:
    assert read(OLD) == BASE
    assert rulebook(3, OLD).values == shipped().values
    assert needed(BASE, read(OLD)) == (), "to agree on anything else changes no terms"


def test_a_program_of_before_finds_none_of_its_texts_in_a_body_of_now() -> None:
    """It asked for these two by name, and says that it cannot read the policy where they are not there."""
    assert not {"authority", "quotes"} & json.loads(BASE.body).keys()


def test_goods_of_another_currency_want_another_person() -> None:
    assert not TERMS.wants_other_eyes(Money.of(2000, "EUR"))
    assert TERMS.wants_other_eyes(Money.of("2000.01", "EUR"))
    assert TERMS.wants_other_eyes(Money.of(1, "CHF"))


@pytest.mark.parametrize(
    ("deed", "other"),
    [
        ("authorise_return", {"window": 30}),
        ("authorise_exception", {"window": 90}),
        ("inspect_return", {"other_eyes": Money.of(500, "EUR")}),
        ("credit_return", {"fee": Decimal(20)}),
        ("credit_without_fee", {"fee": Decimal(0)}),
    ],
)
def test_what_was_worked_out_by_other_terms_does_not_go_out(deed: str, other: dict[str, object]) -> None:
    def stopped(terms: ReturnTerms, gate: object, deed: str = deed) -> str:
        found = outdated({"returns": ByEntity(terms, {})}, "tryton", deed, gate)
        return found.reason if found is not None else ""

    now, gate = replace(TERMS, **other), {"terms": told(RETURNS, TERMS)}  # type: ignore[arg-type]
    assert stopped(TERMS, gate) == ""
    [name] = other
    assert stopped(now, gate).startswith("The terms for returns changed meanwhile: ")
    assert RETURNS.words(now, name) in stopped(now, gate)
    assert RETURNS.words(TERMS, name) in stopped(now, gate)
    assert stopped(TERMS, {}), "what does not say it is not waved through"
    assert stopped(TERMS, None)
    others = {"window": 1, "fee": Decimal(1), "other_eyes": Money.of(1, "EUR")}
    apart = replace(TERMS, **{k: v for k, v in others.items() if k != name})  # type: ignore[arg-type]
    assert stopped(apart, gate) == "", "other terms are not its matter"
    assert stopped(now, {}, "receive_return") == ""
