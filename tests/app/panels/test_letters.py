"""The log of messages: every state in words, the newest first, and nothing of a decision that never came to its message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import Decision, DecisionState
from app.domain.letter import canonical
from app.domain.message import Message, of_body
from app.domain.steps import Plan, Step
from app.panels.letters import sent
from tests.app.rules.world import NOW

S = DecisionState
PLAN = Plan(
    "promise_date",
    (
        Step("erp", "reschedule", "SO-1", {}),
        Message("buyer@customer.example", "Neuer Termin", "Guten Tag,\n\nspäter.\n", "de", "promise_date", "SO-1").step("mail"),
    ),
)


def told(state: DecisionState, *, step: int = 2, end: str | None = None, words: str = "", days: int = 0) -> Decision:
    at = NOW - timedelta(days=days)
    payload, sha = canonical(PLAN.payload())
    ends = ((1, "applied", "", at.isoformat()),) if step == 2 else ()
    ends += ((2, end, words, (at + timedelta(minutes=1)).isoformat()),) if end else ()
    asked = Decision(
        "", "c1", 1, "outcome", "promise_date", payload, sha, None, None, "omar", 1, state, at, None, 0, None, (), words
    )
    return replace(asked, id=f"d{days}", step=step, ends=ends)


@pytest.mark.parametrize(
    ("decision", "kind", "state"),
    [
        (told(S.APPLIED, end="applied", words="sent to buyer"), "ok", "sent"),
        (told(S.APPLIED, end="refused", words="no such mailbox"), "bad", "not sent: no such mailbox"),
        (
            told(S.APPLIED, end="superseded", words="given up by the person"),
            "warn",
            "may have been sent, left so: given up by the person",
        ),
        (told(S.PARKED, words="the line broke"), "bad", "may have been sent: the line broke"),
        (told(S.OPEN), "wait", "on its way"),
        (told(S.OPEN, step=1), "wait", "not yet"),
    ],
)
def test_every_state_has_its_words(decision: Decision, kind: str, state: str) -> None:
    (one,) = sent((decision,), {"omar": "Omar Haddad"})
    assert (one.kind, one.state) == (kind, state)
    assert (one.by, one.about, one.order, one.subject) == (
        "Omar Haddad", "to the customer, buyer@customer.example, in German", "SO-1", "Neuer Termin",
    )  # fmt: skip
    assert one.text == "Neuer Termin\n\nGuten Tag,\n\nspäter.\n"
    assert one.to_customer


def test_a_message_to_a_supplier_says_so() -> None:
    asked = Message("sales@wessling.example", "PO-7", "sooner", "en", "expedite", "PO-7", "the supplier", "2025-12-04")
    payload, sha = canonical(Plan("expedite", (asked.step("mail"),)).payload())
    done = replace(
        told(S.APPLIED, end="applied"), payload=payload, sha256=sha, step=1, ends=((1, "applied", "", NOW.isoformat()),)
    )
    (one,) = sent((done,), {})
    assert (one.about, one.to_customer) == ("to the supplier, sales@wessling.example, in English", False)


def test_what_was_stored_before_messages_said_whom_they_are_for_was_for_customers() -> None:
    body = Message("buyer@customer.example", "s", "t", "en", "promise_date", "SO-1").body()
    assert of_body({k: v for k, v in body.items() if k not in ("who", "day")}).to_customer
    with pytest.raises(KeyError):
        of_body({k: v for k, v in body.items() if k != "to"})


def test_the_newest_first_and_only_what_came_to_a_message() -> None:
    plain = replace(told(S.APPLIED), payload=canonical(Plan("note", (Step("erp", "note", "SO-1", {}),)).payload())[0])
    unreadable = replace(plain, payload="{}")
    listed = (
        told(S.APPLIED, end="applied", days=3),
        plain,
        unreadable,
        told(S.REFUSED, step=1),
        told(S.APPLIED, end="applied", days=1),
    )
    assert [NOW.day - s.at.day for s in sent(listed, {})] == [1, 3]
    assert sent(listed, {})[0].by == "omar", "who left the team is named by what is known"
