"""Campaign C2 at CI size: both real servers behind a network that spoils, consoles killed at chosen steps; planted bugs caught."""

from __future__ import annotations

import pytest

from demo.servers import Servers
from tests.campaigns.c02.campaign import Campaign, Figures
from tests.campaigns.c02.runner import planted
from tests.campaigns.c02.steps import FIX, kill_at_each
from tests.campaigns.c02.world import world
from tests.campaigns.seams import points

SEED = 2
pytestmark = [pytest.mark.campaign, pytest.mark.servers]


def test_killed_at_a_third_of_the_steps_of_a_fix(servers: Servers) -> None:
    """Every step: ./dev campaign c02."""
    chosen = points(FIX.letters)[::3]
    with world(servers, "c02_steps") as where:
        tally = kill_at_each(where, FIX, chosen)
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.kills == len(chosen)


def test_colleagues_behind_a_bad_network(servers: Servers) -> None:
    with world(servers, "c02_crowd") as where:
        tally = Campaign(where, SEED, Figures(commands=24, kills=6, outages=1)).run()
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.said["ack"] > 10, "too little happened"
    assert sum(tally.injected.values()) > 20, "the network was too good"


def test_the_oracle_catches_a_planted_bug(servers: Servers) -> None:
    """The one that shows at once; the others: ./dev campaign c02."""
    assert planted(servers, "half", SEED), "the oracle is blind for this bug"
