"""What a command would do is told without waiting for what need not be waited for."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.connectors.mail.connector import MailConnector
from app.decisions import Decisions
from app.domain.letter import canonical, queued
from app.domain.message import Message
from app.domain.steps import Plan, read
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.sync.rounds import Outgoing
from tests.app.commands.orders import spec
from tests.app.commands.test_payment_deeds import unpaid
from tests.app.sync.delivery_world import START

TOLD = Message("ines@example.test", "Your order SO-1", "It is under way.", "en", "release_hold", "SO-1")


def test_a_message_is_foreseen_while_another_is_being_handed_over() -> None:
    text, sha = canonical(Plan("release_hold", (TOLD.step("mail"),)).payload())
    letter = queued(text, sha, decision_id="d1", number=1, case_id="c1", spell=1, slot="outcome", actor="ana", at=START)
    lane, over = Lane("deliver mail"), Event()
    mail = MailConnector("smtp://mail.test:25", "desk@example.test", "ana", "secret")
    board = {"mail": SimpleNamespace(state="ok")}
    rounds = SimpleNamespace(outgoing={"mail": Outgoing("mail", mail, lane)}, board=board)
    nothing = cast("Any", None)
    decisions = Decisions(
        me=nothing, rules=nothing, outbox=nothing, team=nothing, reads=nothing, rounds=cast("Any", rounds), writer=nothing,
        clock=nothing, hear=nothing,
    )  # fmt: skip
    before = lane.submit(over.wait, 2)
    try:
        [effect] = decisions._try_out(letter) or ()
        assert (effect.field, effect.after) == ("message to ines@example.test", TOLD.subject)
        assert not before.done(), "it is still under way"
    finally:
        over.set()
        lane.close(drain=True)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 3, 26, 12, 0, tzinfo=UTC), "2026-03-29T00:00:00+01:00"),  # summer time begins on that very day
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), "2026-03-31T00:00:00+02:00"),
        (datetime(2026, 3, 26, 23, 30, tzinfo=UTC), "2026-03-30T00:00:00+02:00"),  # it is the 27th there already
    ],
)
def test_a_case_waits_until_a_day_begins_where_the_company_is(now: datetime, until: str) -> None:
    of = unpaid()
    nothing = cast("Any", None)
    clock = cast("Any", SimpleNamespace(now=lambda: now))
    decisions = Decisions(
        me=nothing, rules=InForce(shipped()), outbox=nothing, team=nothing, reads=nothing, rounds=nothing, writer=nothing, clock=clock,
        hear=nothing,
    )  # fmt: skip
    plan = decisions._as_shown(spec("send_payment_link"), of, {})
    assert plan.until == until
    assert read(canonical(plan.payload())[0]).until == until
    assert not decisions._as_shown(spec("mark_paid"), of, {}).until
