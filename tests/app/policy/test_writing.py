"""One value of a policy's text is changed and nothing else, and what differs is told value by value."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fiscal import CALENDAR
from app.errors import Refused
from app.policy import fiscal
from app.policy.differing import Difference, differences, own_rules
from app.policy.loader import parse
from app.policy.texts import Texts, read, shipped
from app.policy.writing import GRANT_FIELDS, with_fiscal, with_grant, with_value, without_own

BASE = shipped()
DEEDS = tomllib.loads(BASE.authority)["deeds"]
GRANTS = [(deed, n) for deed, rule in DEEDS.items() for n in range(len(rule.get("grants", ())))]


def test_a_body_is_read_as_it_was_written() -> None:
    assert read(BASE.body) == BASE
    with pytest.raises(Refused):
        read("[]")


@given(
    st.sampled_from(GRANTS),
    st.sampled_from(GRANT_FIELDS),
    st.sampled_from(("", "0", "15000", "12.5")),
    st.sampled_from(("", "sister")),
)
def test_any_bound_is_written_alone(place: tuple[str, int], field: str, value: str, entity: str) -> None:
    deed, n = place
    after = with_grant(BASE, entity, deed, n, field, value)
    wanted = tomllib.loads(BASE.authority)
    rule = {**DEEDS[deed], "grants": [dict(g) for g in DEEDS[deed]["grants"]]}
    rule["grants"][n] = {k: v for k, v in {**rule["grants"][n], field: value}.items() if v}
    if entity:
        wanted["entity"] = {entity: {"deeds": {deed: rule}}}
    else:
        wanted["deeds"][deed] = rule
    assert tomllib.loads(after.authority) == wanted
    comments = [line for line in BASE.authority.splitlines() if line.startswith("#")]
    assert [line for line in after.authority.splitlines() if line.startswith("#")] == comments
    assert after.quotes == BASE.quotes


def test_what_is_changed_and_changed_back_is_told_as_nothing() -> None:
    after = with_grant(BASE, "", "release_hold", 0, "amount", "20000")
    assert differences(BASE, after) == (
        Difference("", "release_hold", "Credit analyst", "May", "10,000.00 and 10 %", "20,000.00 and 10 %"),
    )
    assert differences(BASE, with_grant(after, "", "release_hold", 0, "amount", "10000")) == ()


def test_a_system_begins_from_the_central_rule_and_may_go_back_to_it() -> None:
    own = with_grant(BASE, "tryton-2", "release_hold", 0, "amount", "500")
    assert parse(own.authority).rule("release_hold", "tryton-2") != parse(own.authority).deeds["release_hold"]
    assert own_rules(own, "tryton-2") == (
        Difference("tryton-2", "release_hold", "Credit analyst", "May", "10,000.00 and 10 %", "500.00 and 10 %"),
    )
    assert [(d.what, d.before, d.after) for d in differences(BASE, own)] == [
        ("Rule", "the central one", "its own"),
        ("May", "10,000.00 and 10 %", "500.00 and 10 %"),
    ]
    assert own_rules(own, "tryton") == ()
    again = with_grant(own, "tryton-2", "release_hold", 0, "amount", "600")
    assert again.authority.count("[entity.tryton-2.deeds.release_hold]") == 1
    assert parse(without_own(again, "tryton-2", "release_hold").authority) == parse(BASE.authority)


@pytest.mark.parametrize(("entity", "before"), [("", "22 %"), ("tryton-2", "22 %")])
def test_a_limit_for_offers(entity: str, before: str) -> None:
    after = with_value(BASE, "quotes", entity, "floor", "18")
    assert differences(BASE, after) == (Difference(entity, "", "", "Least margin", before, "18 %"),)
    assert differences(after, with_value(after, "quotes", entity, "floor", "22" if not entity else None)) == (
        Difference(entity, "", "", "Least margin", "18 %", before),
    )


def test_terms_and_numbers_are_written_as_what_they_are() -> None:
    after = with_value(with_value(BASE, "quotes", "", "terms", ["Net 14"]), "quotes", "", "valid_days", 30)
    told = [(d.what, d.before, d.after) for d in differences(BASE, after)]
    assert told == [("Payment terms", "Due on receipt, Net 14, Net 30", "Net 14"), ("Longest validity", "45 days", "30 days")]


@pytest.mark.parametrize("entity", ["", "tryton-2"])
def test_a_list_that_goes_over_many_lines_is_changed_again(entity: str) -> None:
    many = [f"HAM#{n} [x] 48.00" for n in range(40)] + ["other 60.00"]
    after = with_value(BASE, "sourcing", entity, "freight", many)
    assert after.sourcing.count("\n") > BASE.sourcing.count("\n") + 40
    again = with_value(after, "sourcing", entity, "freight", [*many, "LNZ 55.00"])
    told = tomllib.loads(again.sourcing)
    assert (told["entity"][entity] if entity else told)["freight"] == [*many, "LNZ 55.00"]
    back = with_value(again, "sourcing", entity, "freight", None if entity else tomllib.loads(BASE.sourcing)["freight"])
    assert back == BASE


def test_a_text_that_is_written_otherwise_is_left_alone() -> None:
    odd = replace(BASE, authority='deeds = { x = { everyone = true, grants = [{ role = "a" }] } }')
    with pytest.raises(Refused, match="cannot be changed here"):
        with_grant(odd, "", "x", 0, "amount", "5")


def test_clocks_roles_and_words_are_told_as_well() -> None:
    changed = (
        BASE.authority.replace("resolve = 240", "resolve = 120", 1)
        .replace('closes = "18:00"', 'closes = "17:00"')
        .replace('title = "Finance director"', 'title = "CFO"')
        .replace("A credit analyst releases holds", "Ask Fiona", 1)
        .replace('second = "credit_manager"', 'second = "finance_director"', 1)
    )
    told = [d.what for d in differences(BASE, replace(BASE, authority=changed))]
    assert told == ["Role", "What others are told", "Second person", "Closes", "Clock of credit cases"]


_ROW = '{ role = "credit_analyst", amount = "10000", percent = "10" },'
_MANAGER = '{ role = "credit_manager", amount = "100000", percent = "25", four_eyes_above = "50000" },'


@pytest.mark.parametrize(
    ("written", "instead", "what"),
    [
        ('"mon", "tue", "wed", "thu", "fri"]', '"tue", "wed", "thu", "fri", "sat"]', ["Working days"]),
        ('currency = "EUR"', 'currency = "USD"', ["Currency of amounts"]),
        (_ROW, f'{{ role = "credit_analyst", amount = "900000" }},\n    {_ROW}', ["May", "May"]),
        (f"{_ROW}\n    {_MANAGER}", f"{_MANAGER}\n    {_ROW}", ["Order of the rights"]),
        ('four_eyes_above = "50000" }', 'four_eyes_above = "50000", four_eyes_for = "key_account" }', ["May"]),
        (
            'resolve = 240\nladder = ["credit_analyst", "credit_manager", "finance_director"]',
            'resolve = 120\nladder = ["credit_manager", "finance_director"]',
            ["Clock of credit cases", "Escalation of credit cases"],
        ),
    ],
)
def test_nothing_that_counts_is_changed_unseen(written: str, instead: str, what: list[str]) -> None:
    assert written in BASE.authority
    changed = replace(BASE, authority=BASE.authority.replace(written, instead, 1))
    assert [d.what for d in differences(BASE, changed)] == what


@pytest.mark.parametrize(
    "before", [BASE, replace(BASE, authority=re.sub(r"\[fiscal\]\n.*\n.*\n", "", BASE.authority))], ids=["in place", "new"]
)
@pytest.mark.parametrize(
    ("name", "typed", "starts", "months"),
    [
        ("starts", "July", 7, "calendar"),
        ("starts", " 7 ", 7, "calendar"),
        ("starts", "MAR", 3, "calendar"),
        ("months", "4-4-5", 1, "4-4-5"),
        ("months", "5 4 4", 1, "5-4-4"),
        ("months", "Calendar", 1, "calendar"),
    ],
)
def test_a_fiscal_year_is_written_as_it_is_typed(before: Texts, name: str, typed: str, starts: int, months: str) -> None:
    after = with_fiscal(before, fiscal.written(parse(before.authority).year, name, typed))
    assert tomllib.loads(after.authority)["fiscal"] == {"starts": starts, "months": months}
    told = [(d.what, d.before, d.after) for d in differences(before, after)]
    changed = {"July": [("Fiscal year begins in", "January", "July")], "March": [("Fiscal year begins in", "January", "March")]}
    year = parse(after.authority).year
    assert told == (
        changed.get(fiscal.words(year, "starts"), [])
        if name == "starts"
        else [("Fiscal months", "calendar", months)] * (months != "calendar")
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [("starts", "13"), ("starts", "0"), ("starts", "ju"), ("starts", ""), ("months", "4-4-4"), ("months", "13"), ("months", "")],
)
def test_what_is_no_month_is_refused_in_words(name: str, typed: str) -> None:
    with pytest.raises(Refused) as found:
        fiscal.written(CALENDAR, name, typed)
    assert "Write" in found.value.advice
