"""Whoever sold an order agrees to nothing about it: the ERP tells their name, authority goes by the login."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands import barred, credit_case, goods_case, two_systems
from app.domain.person import Person
from tests.app.commands.parts import parts
from tests.app.rules.world import sale

KARLA = Person("k", "Karla Berg", frozenset({"csr"}), (("tryton", "karla"), ("medusa", "kb")))
NAMESAKE = replace(KARLA, id="k2", logins=(("tryton", "karla2"),))
STRANGER = replace(KARLA, id="k3", logins=())
TEAM = (KARLA, Person("o", "Omar Haddad", frozenset({"csr"}), (("tryton", "omar"),)))
SOLD = replace(sale(1, 300), created_by="omar", salesperson="Karla Berg", confirmed_by="Karla Berg")


@pytest.mark.parametrize(
    ("people", "found"),
    [(TEAM, ["karla"]), ((*TEAM, NAMESAKE), ["karla", "karla2"]), ((STRANGER,), []), (TEAM[1:], [])],
    ids=["one", "two of one name", "without a login", "nobody of that name"],
)
def test_a_name_becomes_the_logins_of_those_who_have_it(people: tuple[Person, ...], found: list[str]) -> None:
    assert barred.of_sale(parts(people=people), SOLD) == {"created_by": "omar", "salesperson": found}


def test_a_login_in_the_place_of_a_name_is_nobodys() -> None:
    assert barred.logins(parts(people=TEAM), "tryton", ["karla", None, ""]) == []


def test_without_a_sale_nobody_is_barred() -> None:
    assert barred.of_sale(parts(people=TEAM), None) == {"created_by": None, "salesperson": []}


@pytest.mark.parametrize("facts", [credit_case.gate_facts, goods_case.gate_facts], ids=["credit", "goods"])
def test_the_figures_of_authority_name_logins(facts: Any) -> None:
    told = facts(replace(parts(people=TEAM), sale=SOLD), {})
    assert (told["created_by"], told["salesperson"]) == ("omar", ["karla"])


def test_also_between_two_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_systems, "value", lambda known: SOLD.untaxed_company)
    told = two_systems.gate_facts(replace(parts(people=TEAM), sale=SOLD), {})
    assert (told["created_by"], told["salesperson"]) == ("omar", ["karla"])


def test_whoever_confirmed_without_the_check_is_barred_by_login() -> None:
    of = replace(parts(people=TEAM), sale=SOLD)
    assert of.finding is not None
    skipped = replace(of.finding, verdict=replace(of.finding.verdict, cause="skipped_check"))
    assert credit_case.gate_facts(replace(of, finding=skipped), {})["confirmed_by"] == ["karla"]
    assert credit_case.gate_facts(of, {})["confirmed_by"] is None
