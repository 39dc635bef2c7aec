"""Plays the campaign on a world of its own: the program as it is, or with one planted bug."""

from __future__ import annotations

from demo.servers import Servers
from tests.campaigns.c03.campaign import Campaign, Tally
from tests.campaigns.c03.mutants import MUTANTS
from tests.campaigns.c03.world import screen, world

ROUND, ROUNDS, SHORT = 6, 5, 25.0  # kills between two judgements of a mutant, how often, seconds to come to rest


def clean(servers: Servers, kills: int, seed: int, *, xcb: bool = False) -> Tally:
    """The program as it is."""
    with screen(xcb=xcb) as env, world(servers, f"c03_{seed}", env) as where:
        campaign = Campaign(where, seed)
        campaign.kill(kills)
        campaign.settle()
        return campaign.tally


def planted(servers: Servers, name: str, seed: int) -> tuple[int, str]:
    """The program with one bug: (kills until the oracle saw it, what it said), "" where it saw nothing in ROUND x ROUNDS."""
    expected = MUTANTS[name][1]
    with screen(xcb=False) as env, world(servers, f"c03_{name}_{seed}", env) as where:
        campaign = Campaign(where, seed, name)
        for kill in range(1, ROUND * ROUNDS + 1):
            campaign.kill(1)
            if kill % ROUND == 0 and not _seen(campaign.tally, expected):
                campaign.settle(SHORT)
            if said := _seen(campaign.tally, expected):
                return campaign.tally.kills, said
        return campaign.tally.kills, ""


def _seen(tally: Tally, expected: tuple[str, ...]) -> str:
    return next((fault for fault in tally.faults if fault.startswith(expected)), "")
