"""Money, fingerprints, canonical payloads, people: the values that everything else is compared by."""

from __future__ import annotations

import json
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case import case_id
from app.domain.changes import NOTHING, Changes
from app.domain.finding import fingerprint
from app.domain.letter import canonical
from app.domain.money import Money, digits
from app.domain.person import Person
from app.domain.ref import Ref

minors = st.integers(-(10**18), 10**18)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD", "XYZ"])


@given(minors, currencies)
def test_money_goes_to_a_decimal_and_back_without_loss(minor: int, currency: str) -> None:
    assert Money.of(Money(minor, currency).amount, currency) == Money(minor, currency)


@given(minors, minors)
def test_money_adds_and_compares_like_its_minor_units(a: int, b: int) -> None:
    one, two = Money(a, "EUR"), Money(b, "EUR")
    assert (one + two).minor == a + b
    assert (one - two).minor == a - b
    assert (one < two) == (a < b)
    assert (one <= two) == (a <= b)
    assert (-one).minor == -a


@pytest.mark.parametrize(
    ("text", "minor"), [("0.005", 0), ("0.015", 2), ("0.025", 2), ("-0.015", -2), ("12345678901234567.89", 1234567890123456789)]
)
def test_money_rounds_half_to_even_and_keeps_every_digit(text: str, minor: int) -> None:
    assert Money.of(text, "EUR").minor == minor


def test_money_knows_the_digits_of_its_currency() -> None:
    assert (digits("EUR"), digits("JPY"), digits("KWD")) == (2, 0, 3)
    assert Money.of("1234", "JPY").text() == "1,234"
    assert Money.of("1.5", "KWD").text() == "1.500"
    assert Money.of("-6200", "EUR").text() == "\N{MINUS SIGN}6,200.00"
    assert Money.of("8420", "EUR").text(decimals=False) == "8,420"


def test_currencies_never_mix() -> None:
    one, two = Money(1, "EUR"), Money(1, "USD")
    for clash in (lambda: one + two, lambda: one - two, lambda: one < two, lambda: one <= two):
        with pytest.raises(TypeError, match="EUR and USD"):
            clash()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3),
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_a_canonical_payload_is_one_text_whatever_the_order_of_its_keys(payload: dict[str, object]) -> None:
    text, digest = canonical(payload)
    turned = dict(reversed(payload.items()))
    assert canonical(turned) == (text, digest)
    assert canonical(json.loads(text)) == (text, digest)
    assert len(digest) == 64


def test_one_record_and_cause_is_one_case_on_every_console() -> None:
    tenant, ref = UUID(int=7), Ref("tryton", "sale", "42")
    mark = fingerprint("credit", ref, "over_limit")
    assert mark == "credit|tryton|sale|42|over_limit"
    assert case_id(tenant, mark) == case_id(UUID(int=7), mark)
    others = {case_id(tenant, fingerprint("credit", ref, "skipped_check")), case_id(UUID(int=8), mark)}
    assert case_id(tenant, mark) not in others
    assert len(others) == 2


def test_changes_gather() -> None:
    both = Changes(frozenset({"sales"})) | Changes(frozenset({"cases"}), frozenset({"c-1"}))
    assert both == Changes(frozenset({"sales", "cases"}), frozenset({"c-1"}))
    assert not NOTHING
    assert Decimal(0) == Money.zero("EUR").amount


def test_a_person_has_a_login_per_system_and_initials() -> None:
    fiona = Person("p1", "Fiona Maria Brandt", frozenset(), (("tryton", "fiona"),))
    assert (fiona.login("tryton"), fiona.login("medusa"), fiona.initials) == ("fiona", None, "FB")
    assert Person("p2", "", frozenset()).initials == "?"
