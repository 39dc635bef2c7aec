"""The queue is exactly what Tryton itself refuses to a rep, and what went out past its check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg

from tests.journeys import oracle
from tests.journeys.conftest import World

MAIN = Path(__file__).parents[2] / "main.py"


def queue(profile: Path) -> dict[str, str]:
    """Document -> cause, as ``main.py round --json`` prints it."""
    done = subprocess.run(
        [sys.executable, MAIN, "round", "--json", "--profile", profile], capture_output=True, text=True, check=True, timeout=120
    )
    found = json.loads(done.stdout)
    assert [s["state"] for s in found["sources"]] == ["ok"]
    cases = found["queues"]["credit"]["cases"]
    assert found["queues"]["credit"]["open"] == len(cases)
    return {c["document"]: c["cause"] for c in cases}


def test_held_is_what_tryton_refuses_sale_by_sale(world: World) -> None:
    shown = queue(world.profile("connector"))
    past = {number for number, cause in shown.items() if cause == "Shipped past the credit check"}
    answer = oracle.held(world.dsn, world.url, world.erp, "carla", world.servers.password("carla"))
    assert not answer.other, answer.other
    assert len(answer.refused) >= 15, "the demo company must have something to release"
    assert set(shown) - past == answer.refused
    assert answer.confirmed, "some ordered quotations fit"

    with psycopg.connect(world.dsn) as connection:
        by_hand = connection.execute(
            "SELECT number FROM sale_sale WHERE shipment_method = 'manual' AND state IN ('confirmed', 'processing')"
        ).fetchall()
    assert past <= {number for (number,) in by_hand}
    assert past == {world.number("skipped_check", n) for n in range(2)}


def test_offers_are_never_held(world: World) -> None:
    shown = queue(world.profile("connector"))
    offers = {
        number
        for (number,) in world.sql("SELECT number FROM sale_sale WHERE state = 'quotation' AND coalesce(reference, '') = ''")
    }
    assert offers
    assert not offers & set(shown)
