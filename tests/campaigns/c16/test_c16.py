"""C16 at CI size: nothing doubled, nothing written under an old fence; and the planted bugs are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.c16.campaign import Size, run
from tests.campaigns.c16.mutants import PLANTED

pytestmark = pytest.mark.campaign


def test_claims_hold_whatever_is_stopped(team_url: str, tmp_path: Path) -> None:
    size = Size()
    outcome = run(team_url, tmp_path, size, seed=16)
    print(outcome.table())
    assert outcome.findings.clean, outcome.table()
    assert outcome.sound
    assert outcome.crashed == 0
    assert outcome.closed == size.items
    assert outcome.stops > 5, "it was too quiet to show anything"
    assert outcome.takeovers > 0


@pytest.mark.parametrize("mutant", PLANTED)
def test_a_planted_bug_is_found(sqlite_url: str, tmp_path: Path, mutant: str) -> None:
    """Many seeds, because a race is a matter of luck (the rarest showed in 10 of 30 runs over a third of these cases); the first that
    shows it ends the search."""
    size = Size(processes=4, items=30, lease=0.1, longest=0.3)
    for seed in range(20):
        folder = tmp_path / str(seed)
        folder.mkdir()
        outcome = run(sqlite_url, folder, size, seed=seed, mutant=mutant, first=1000 * seed)
        if not outcome.findings.clean:
            return
    pytest.fail(f"{mutant} was not found")
