"""Plays the campaign with a planted bug in every console."""

from __future__ import annotations

from demo.servers import Servers
from tests.campaigns.c02.campaign import Campaign, Figures
from tests.campaigns.c02.mutants import MUTANTS
from tests.campaigns.c02.world import world

SMALL = Figures(commands=24, kills=8, outages=0)
CALM = 90.0  # seconds; without a bug it took 66 on a busy machine


def planted(servers: Servers, name: str, seed: int) -> str:
    """What the oracle said of it; empty where it saw nothing."""
    expected = MUTANTS[name][1]
    with world(servers, f"c02_{name}_{seed}") as where:
        tally = Campaign(where, seed, SMALL, name, calm=CALM).run()
    return next((fault for fault in tally.faults if fault.startswith(expected)), "")
