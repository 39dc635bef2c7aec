"""Delete the mirror at any moment: after the next pull every screen is as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.domain.case import DecisionState
from app.domain.question import AskFind, AskHolds, AskQueue
from app.store.queue_read import SORTS, VIEWS
from app.store.team import Permit
from tests.app.store.build import HOUR, LEASE, T0, ask, customer, finding, line, sale
from tests.app.store.plain import letter
from tests.app.store.world import World


def answers(world: World) -> list[Any]:
    now = T0 + 6 * HOUR
    questions = [AskQueue("credit", view=v, sort=s, group=g) for v in VIEWS for s in SORTS for g in (True, False)]
    questions += [AskQueue("credit", since=T0 - HOUR, until=now), AskQueue("credit", text="groen")]
    found: list[Any] = [world.reads.queue(q, now) for q in questions]
    found += [world.reads.counts(now), world.reads.holds(AskHolds(T0 - 5 * HOUR), now), world.reads.find(AskFind("SO"))]
    ids = sorted(r.case_id for r in world.rows(AskQueue("credit", since=T0 - 9 * HOUR, until=now)))
    return [*found, *(world.reads.panel_parts(i, now) for i in ids), world.reads.outbox(now)]


def test_made_again_it_gives_the_same_answers(world: World) -> None:
    """Delete the mirror at any moment: after the next pull every screen is as it was."""
    records = [
        customer(),
        customer("4", name="Zeta"),
        *(sale(str(n), customer=str(3 + n % 2)) for n in range(20, 32)),
        line("l1", "21"),
    ]
    keys = [str(n) for n in range(20, 32)]
    world.pull(*records)
    for n, key in enumerate(keys):
        world.find(key, value=100 * n, since=T0 - n * timedelta(minutes=20), severity=1 + n % 4, group=f"Cause {n % 3}")
    ids = [finding(world.team.tenant, k).case_id for k in keys]
    claim = world.team.claim(ids[0], "ann", LEASE)
    assert claim is not None
    assert isinstance(world.team.gate(ask(ids[0], "ann", claim.fence, outcome="released")), Permit)
    world.clock.pass_(minutes=5)
    assert world.team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
    assert world.team.clear_case(ids[1], evidence_at=T0 + HOUR, rule_version=1, outcome="cleared")
    assert world.team.claim(ids[2], "bob", LEASE) is not None
    world.team.snooze(ids[3], "ann", T0 + 9 * HOUR)
    world.team.note(ids[4], "ann", "called")
    world.clock.pass_(hours=2)
    again = finding(world.team.tenant, keys[1], asof=T0 + 2 * HOUR, value=7, customer="4")
    world.team.open_case(again, console="elsewhere")
    world.outbox.add(letter(case=ids[5]))
    world.lose(keys[0])
    still = [
        finding(
            world.team.tenant, k, value=100 * n, since=T0 - n * timedelta(minutes=20), severity=1 + n % 4, group=f"Cause {n % 3}"
        )
        for n, k in enumerate(keys)
        if n
    ]
    with world.mirror.writing() as tx:
        tx.put_findings(still)
    world.catch_up()
    before = answers(world)

    world.mirror.rebuild()
    assert world.rows() == ()
    world.catch_up()
    with world.mirror.writing() as tx:
        tx.put_findings(still)
        tx.refresh_rows([f.case_id for f in still])
    for record in reversed(records):  # and in another order
        world.pull(record)
    after = answers(world)
    assert after == before
