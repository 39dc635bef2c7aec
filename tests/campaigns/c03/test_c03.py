"""Campaign C3 at CI size: the window killed while a person decides, on the real Tryton; and planted bugs caught."""

from __future__ import annotations

import pytest

from demo.servers import Servers
from tests.campaigns.c03.runner import clean, planted

pytestmark = [pytest.mark.campaign, pytest.mark.servers]

KILLS, SEED = 10, 3
CHEAP = ("early_end", "heard_twice", "silent")  # show at almost every kill; the others: ./dev campaign c03


def test_nothing_is_lost_doubled_or_untrue_whenever_the_window_is_killed(servers: Servers) -> None:
    tally = clean(servers, KILLS, SEED)
    print(tally.table())
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.kills == KILLS
    assert tally.inside == KILLS // 2
    assert tally.letters > 4, "too little happened"
    assert tally.found > 0, "no kill interrupted anything"


@pytest.mark.parametrize("mutant", CHEAP)
def test_the_oracle_catches_the_planted_bug(servers: Servers, mutant: str) -> None:
    kills, said = planted(servers, mutant, SEED)
    assert said, f"the oracle is blind for this bug after {kills} kills"
