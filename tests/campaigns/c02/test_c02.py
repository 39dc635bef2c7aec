"""Campaign C2 at CI size: both real servers behind a network that spoils, consoles killed at chosen steps; planted bugs caught."""

from __future__ import annotations

import pytest

from demo.servers import Servers
from tests.campaigns.c02.hooks import points
from tests.campaigns.c02.steps import FIX, kill_at_each
from tests.campaigns.c02.world import world

pytestmark = [pytest.mark.campaign, pytest.mark.servers]


def test_killed_at_a_third_of_the_steps_of_a_fix(servers: Servers) -> None:
    """Every step: ./dev campaign c02."""
    chosen = points(FIX.letters)[::3]
    with world(servers, "c02_steps") as where:
        tally = kill_at_each(where, FIX, chosen)
    assert not tally.faults, "\n".join(tally.faults)
    assert tally.kills == len(chosen)
