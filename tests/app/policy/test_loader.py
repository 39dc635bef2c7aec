"""A wrong matrix is refused whole, with the place of the fault, before anybody acts on any of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.fiscal import CALENDAR
from app.errors import Refused
from app.policy.loader import parse
from app.rules import RULES

TEXT = (Path(__file__).parents[3] / "resources" / "policy" / "authority.toml").read_text(encoding="utf-8")


def test_the_text_we_ship_is_sound_and_gives_every_rule_its_clocks() -> None:
    policy = parse(TEXT)
    assert policy.version == 1
    assert {rule.type for rule in RULES} <= policy.service.clocks.keys()


def test_a_text_from_before_the_fiscal_year_goes_by_the_calendar() -> None:
    before, _, after = TEXT.partition("[fiscal]")
    assert parse(before + after[after.index("[service") :]).year == CALENDAR


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('currency = "EUR"', 'currency = "EUR"\nversion = 3', "version"),
        ('amount = "10000", percent', 'amount = "10000.005", percent', "deeds.release_hold.grants.0.amount"),
        ('amount = "10000", percent', 'amount = "1e400", percent', "deeds.release_hold.grants.0.amount"),
        ('currency = "EUR"', "", "currency"),
        ('above = "credit_manager"', 'above = "nobody"', "roles.credit_analyst.above"),
        (
            'finance_director = { title = "Finance director" }',
            'finance_director = { title = "D", above = "csr" }',
            "roles.csr.above",
        ),
        ('title = "Finance director"', "", "roles.finance_director.title"),
        ('measure = "over"', 'measure = "under"', "deeds.release_hold.measure"),
        ("separate = true", 'separate = "yes"', "deeds.release_hold.separate"),
        ('amount = "10000", percent', 'amount = "-1", percent', "deeds.release_hold.grants.0.amount"),
        ('amount = "10000", percent', 'amount = "NaN", percent', "deeds.release_hold.grants.0.amount"),
        ('amount = "10000", percent', "amount = 10000.0, percent", "deeds.release_hold.grants.0.amount"),
        ('percent = "10"', 'percent = "ten"', "deeds.release_hold.grants.0.percent"),
        ('role = "credit_analyst", amount', 'role = "analyst", amount', "deeds.release_hold.grants.0.role"),
        ('percent = "10" }', 'percent = "10", per_cent = "1" }', "deeds.release_hold.grants.0"),
        ('second = "credit_manager"', 'second = "order_manager_x"', "deeds.release_hold.grants.2.role"),
        ('four_eyes_above = "50000" }', 'four_eyes_above = "1", second = "finance_director" }', "credit_manager.second"),
        ('four_eyes_for = "key_account"', 'four_eyes_for = "friend"', "deeds.reallocate.grants.0.four_eyes_for"),
        ('zone = "Europe/Berlin"', 'zone = "Mars/Base"', "calendar.zone"),
        ('"fri"]', '"fry"]', "calendar.days"),
        ('closes = "18:00"', 'closes = "07:00"', "calendar.closes"),
        ('opens = "08:00"', 'opens = "8 am"', "calendar.opens"),
        ("starts = 1", "starts = 13", "fiscal.starts"),
        ("starts = 1", 'starts = "July"', "fiscal.starts"),
        ("starts = 1", "", "fiscal"),
        ('months = "calendar"', 'months = "4-4-6"', "fiscal.months"),
        ('months = "calendar"', 'months = "calendar"\nends = 1', "fiscal"),
        ("resolve = 240", "resolve = 0", "service.credit.resolve"),
        ("acknowledge = 30", 'acknowledge = "30"', "service.credit.acknowledge"),
    ],
)
def test_a_fault_is_named_by_its_place(old: str, new: str, place: str) -> None:
    assert old in TEXT
    with pytest.raises(Refused) as found:
        parse(TEXT.replace(old, new, 1))
    assert place in str(found.value.about)
    assert place in found.value.advice


def test_what_is_not_toml_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be read"):
        parse("version = ")
