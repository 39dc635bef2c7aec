"""What a command would do is told without waiting for what need not be waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.commands.command import Command
from app.connectors.mail.connector import MailConnector
from app.decisions import Decisions
from app.domain.changes import NOTHING
from app.domain.dossier import PanelParts
from app.domain.letter import canonical, queued
from app.domain.message import Message
from app.domain.steps import Plan, read
from app.errors import Refused
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.sync.rounds import Outgoing
from tests.app.commands import quotes
from tests.app.commands.orders import spec
from tests.app.commands.test_payment_deeds import unpaid
from tests.app.panels.test_approving import PRICING, asked_offer
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW
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


def returning(writer: Lane, *seen: PanelParts) -> tuple[Any, list[str]]:
    """A console whose reads give these one after the other, and what it did in the team store and the outbox."""
    did: list[str] = []
    reads = iter(seen)
    team = SimpleNamespace(decline=lambda decision, me, reason: did.append(f"declined {decision}: {reason}"))
    outbox = SimpleNamespace(get=lambda _: None, add=lambda letter: did.append(f"sent {letter.plan.deed}") or NOTHING)
    rounds = SimpleNamespace(team_once=lambda: NOTHING, nudge_delivery=lambda: None, outgoing={}, board={})
    made = Decisions(
        me=PRICING, rules=InForce(shipped()), outbox=cast("Any", outbox), team=cast("Any", team),
        reads=cast("Any", SimpleNamespace(panel_parts=lambda *_: next(reads))), rounds=cast("Any", rounds), writer=writer,
        clock=cast("Any", SimpleNamespace(now=lambda: NOW)), hear=lambda _: None,
    )  # fmt: skip
    return made, did


@pytest.fixture
def writer() -> Iterator[Lane]:
    lane = Lane("writer")
    yield lane
    lane.close(drain=True)


def wish(of: PanelParts) -> Command:
    return Command("return_asked", of.row.case_id, of.row.rev, {"decision": "d-1", "reason": "Half of it, please"})


def test_an_offer_that_was_asked_for_is_declined_and_goes_back_to_its_author(writer: Lane) -> None:
    asked = asked_offer()
    decisions, did = returning(writer, asked, replace(asked, decisions=()), replace(asked, decisions=()))
    done = decisions.do(wish(asked))
    assert did == ["declined d-1: Half of it, please", "sent return_quote"]
    assert done.words.startswith("Return of")


def test_where_it_cannot_go_back_any_more_it_is_declined_all_the_same_and_that_is_said(writer: Lane) -> None:
    asked = asked_offer()
    changed = replace(quotes.parts(q.dossier(q.sale(1500), q.line(each="70.00"), q.LINES[1]), "limits"), finding=asked.finding)
    decisions, did = returning(writer, asked, changed, changed)
    with pytest.raises(Refused, match="It is declined, but could not be returned to its author: It changed a moment ago"):
        decisions.do(wish(asked))
    assert did == ["declined d-1: Half of it, please"]
