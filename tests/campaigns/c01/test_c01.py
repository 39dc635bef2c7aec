"""Campaign C1 at CI size: 2,000 schedules of the product without a fault, and every planted bug caught."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.campaigns.c01.mutants import MUTANTS, PROPOSED
from tests.campaigns.c01.runner import regressions, reproduce, run, run_one, run_parallel, trace_hash
from tests.campaigns.c01.world import Variant

pytestmark = pytest.mark.campaign

# Where each planted bug showed up last: tried first, so that a run takes seconds. If the schedules change, all seeds are searched.
SEEN = {
    "permit counted from the answer": 423,
    "sending before it is stored": 51,
    "refusal final while a request is on its way": 1056,
    "adopt on a stale status": 355,
    "new fence stored before looking": 3913,
    "one fence for two machines": 379,
}


@pytest.mark.parametrize(("name", "seed"), regressions())
def test_seeds_that_were_bad_once(name: str, seed: int) -> None:
    _, found = run_one(name, seed)
    assert not found.any(), f"{found.words}\n{reproduce(name, seed)}"


def test_two_thousand_schedules_without_a_fault() -> None:
    """Ten thousand, and two thousand of each guard class: ./dev campaign c01."""
    tally = run_parallel(PROPOSED[0].name, range(2_000), processes=2)
    assert tally.bad == 0, f"{tally.words}\n{reproduce(tally.variant, tally.first or 0)}"
    assert tally.commands > 10_000, "too little happened"


@pytest.mark.parametrize("variant", PROPOSED[1:], ids=lambda v: v.name)
def test_each_guard_class_without_a_fault(variant: Variant) -> None:
    tally = run(variant.name, range(100))
    assert tally.bad == 0, f"{tally.words}\n{reproduce(tally.variant, tally.first or 0)}"


@pytest.mark.parametrize("variant", MUTANTS, ids=lambda v: v.name)
def test_the_oracle_catches_the_planted_bug(variant: Variant) -> None:
    tally = run(variant.name, chain([SEEN.get(variant.name, 0)], range(4000)), until_bad=True)
    assert tally.bad == 1, "the oracle is blind for this bug"


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_gives_the_same_history(seed: int) -> None:
    name = PROPOSED[0].name
    assert trace_hash(name, seed) == trace_hash(name, seed)
