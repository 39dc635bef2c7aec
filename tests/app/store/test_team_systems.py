"""What the team calls its systems: one name for one of them, whoever adds it first, however it is reached, and nothing for a stranger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.system import names
from app.store.team import Met, OtherSystem, Team

ERP = Met("tryton", "erp.example/nord", "e1", sure=True)
WORKS = Met("tryton", "works.example/works", "e2", sure=True)


def add(team: Team, met: Met, *taken: str) -> str:
    host, _, database = met.place.partition("/")
    return team.system(met, names(met.kind, database, host), taken)


@pytest.mark.parametrize("first", [(ERP, WORKS), (WORKS, ERP)], ids=["ERP first", "works first"])
def test_colleagues_call_them_the_same_in_whatever_order_they_add_them(team: Team, first: tuple[Met, Met]) -> None:
    one = {met: add(team, met) for met in first}
    two = {met: add(team, met) for met in reversed(first)}
    assert one == two
    assert one[first[0]] == "tryton"
    assert one[first[1]].startswith("tryton-")


def test_no_two_systems_are_called_alike(team: Team) -> None:
    other, third = (replace(WORKS, place=f"{host}/works", mark=host) for host in ("two.example", "three.example"))
    found = [add(team, met) for met in (ERP, WORKS, other, third)]
    assert found == ["tryton", "tryton-works", "tryton-works@two.example", "tryton-works@three.example"]
    stranger = replace(other, mark="e9", place="two.example/WORKS")
    with pytest.raises(OtherSystem, match=r"Another system of your team is called so already: the ERP at erp\.example/nord"):
        team.system(stranger, ("tryton", "tryton-works", "tryton-works@two.example"), ())
    assert add(team, replace(stranger, kind="medusa", place="shop.example")) == "medusa", "another kind has names of its own"


def test_a_name_of_the_profile_that_the_team_has_not_met_is_not_given_to_another(team: Team) -> None:
    assert add(team, WORKS, "tryton") == "tryton-works"


def test_a_second_shop_is_refused_where_there_can_be_one(team: Team) -> None:
    shop = Met("medusa", "shop.example", "s1", sure=True)
    assert team.system(shop, ("medusa",), ()) == "medusa"
    with pytest.raises(OtherSystem, match=r"is called so already: the shop at shop\.example"):
        team.system(Met("medusa", "other.example", "s2", sure=True), ("medusa",), ())


def test_it_keeps_its_name_where_it_moves_or_is_restored(team: Team) -> None:
    assert add(team, ERP) == "tryton"
    moved = replace(ERP, place="new.example/nord")
    team.vouch("tryton", moved)
    assert add(team, moved) == "tryton"
    restored = replace(moved, mark="e1-restored")
    team.vouch("tryton", restored)
    assert add(team, replace(restored, place="third.example/nord")) == "tryton"
    assert add(team, replace(WORKS, place=ERP.place)) == "tryton-nord", "whoever lives at the old address now is another"


def test_what_may_be_a_copy_is_asked_about(team: Team) -> None:
    add(team, replace(ERP, sure=False))
    with pytest.raises(OtherSystem, match=r"looks like the ERP of your team, which is at erp\.example/nord"):
        add(team, replace(ERP, place="10.0.0.7/nord", sure=False))
    team.vouch("tryton", replace(ERP, place="10.0.0.7/nord", sure=False))  # who calls it so already goes on


def test_a_console_that_calls_another_system_so_is_refused_in_words(team: Team) -> None:
    add(team, ERP)
    with pytest.raises(OtherSystem) as refused:
        team.vouch("tryton", WORKS)
    assert refused.value.title == (
        "What this console calls the ERP is not your team's: theirs is at erp.example/nord, this one at works.example/works"
    )
    assert refused.value.advice
    team.vouch("tryton", ERP)


def test_a_console_that_calls_the_same_system_otherwise_is_refused_in_words(team: Team) -> None:
    add(team, ERP)
    for met in (ERP, replace(ERP, place="10.0.0.7/nord")):
        with pytest.raises(
            OtherSystem, match=f"Your team calls the system at {met.place} the ERP; this console calls it the ERP nord"
        ):
            team.vouch("tryton-nord", met)
    team.vouch("tryton-works", WORKS)
    assert add(team, WORKS) == "tryton-works", "a name in a profile that was handed out is the team's from then on"
