"""Telling the customer: to whom, in which language, what a person changed, whom nobody can write to, and what was told already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commands.telling import SEND, SUBJECT, TELL, TEXT, WITHOUT
from app.domain.case import DecisionState
from app.domain.customer import Customer
from app.domain.dossier import PanelParts
from app.domain.message import QUIET, Message, Post, Told
from app.errors import Refused
from tests.app.commands.orders import OMAR, spec
from tests.app.commands.test_late_deeds import late
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.world import CUSTOMER, NOW, day

PROMISE = spec("promise_date")
DAY = {"day": day(14).isoformat()}
TO = "buyer@customer.example"


def at(
    to: str = TO, *, customer: Customer | None = CUSTOMER, language: str = "en", told: tuple[Told, ...] = (), **changes: Any
) -> PanelParts:
    base = late(g.waiting(), post=Post("mail", language, to, NOW, told), **changes)
    return replace(base, dossier=replace(base.dossier, customer=customer))


def told(parts: PanelParts, fields: dict[str, str] | None = None) -> Message:
    """The message of what would be taken down."""
    step = PROMISE.plan(parts, DAY | (fields or {})).told
    assert step is not None
    assert (step.source, step.deed, step.undo) == ("mail", "send_message", None)
    return Message(**{k: str(v) for k, v in step.body.items()})


def test_it_is_the_last_step_and_nothing_is_left_to_copy() -> None:
    plan = PROMISE.plan(at(), DAY)
    assert [s.deed for s in plan.steps] == ["reschedule", "send_message"]
    assert not plan.message
    assert plan.undoable
    view = PROMISE.preview(at(), OMAR, POLICY, DAY, NOW)
    assert view.effects[-1].source == "mail"
    assert (view.effects[-1].field, view.effects[-1].after) == (f"message to {TO}", "New date of your order SO-1")
    assert view.undo.endswith("The message stays sent")
    assert not view.draft
    assert "By hand" not in str(view.facts)
    assert PROMISE.done_words(at(), plan) == "New date of SO-1 taken down; the customer is told by mail"


def test_without_a_mail_system_it_is_copied_as_ever() -> None:
    without = replace(at(), post=None)
    plan = PROMISE.plan(without, DAY)
    assert plan.told is None
    assert plan.message
    assert "send it by hand" in PROMISE.done_words(without, plan)
    view = PROMISE.preview(without, OMAR, POLICY, DAY, NOW)
    assert view.telling is None
    assert view.draft
    assert "By hand" in str(view.facts)


@pytest.mark.parametrize(
    ("spoken", "country", "profile", "subject"),
    [
        ("fr", "NO", "en", "Nouvelle date de votre commande SO-1"),
        ("nl", "NO", "de", "Neuer Termin Ihrer Bestellung SO-1"),
        (None, "NO", "en", "New date of your order SO-1"),
    ],
)
def test_the_customer_s_language_else_the_country_s_else_the_profile_s(
    spoken: str | None, country: str, profile: str, subject: str
) -> None:
    message = told(at(customer=replace(CUSTOMER, language=spoken, country=country), language=profile))
    assert message.subject == subject
    assert message.subject.startswith({"fr": "Nouvelle", "de": "Neuer", "en": "New"}[message.language])


def test_what_a_person_changed_is_what_is_sent() -> None:
    message = told(at(), {SUBJECT: "A later day", TEXT: "Dear Ann, {braces} stay"})
    assert (message.subject, message.text) == ("A later day", "Dear Ann, {braces} stay\n")


def test_nothing_empty_is_sent() -> None:
    with pytest.raises(Refused, match="no subject or no text"):
        PROMISE.plan(at(), DAY | {TEXT: "  "})


def test_nobody_to_write_to_stops_it_until_the_person_goes_without() -> None:
    nobody = at("")
    view = PROMISE.preview(nobody, OMAR, POLICY, DAY, NOW)
    assert "No e-mail address of the customer is known" in view.problem
    with pytest.raises(Refused, match="No e-mail address"):
        PROMISE.plan(nobody, DAY | {TELL: SEND})
    plan = PROMISE.plan(nobody, DAY | {TELL: WITHOUT})
    assert plan.told is None
    assert not plan.message
    assert not PROMISE.preview(nobody, OMAR, POLICY, DAY | {TELL: WITHOUT}, NOW).problem


def before(minutes: float, state: DecisionState = DecisionState.APPLIED) -> Told:
    """A colleague's message that told the same, so long ago."""
    message = Message(TO.upper(), "s", "t", "en", "promise_date", "SO-1")
    return Told(message, NOW - timedelta(minutes=minutes), OMAR.id, state, "")


def test_the_same_within_half_an_hour_is_said_and_left_out() -> None:
    again = at(told=(before(12),))
    view = PROMISE.preview(again, OMAR, POLICY, DAY, NOW)
    assert view.telling is not None
    assert view.telling.suppressed.startswith(f"{OMAR.name} told the customer the same about SO-1 12 min ago")
    assert not view.problem
    assert PROMISE.plan(again, DAY).told is None


@pytest.mark.parametrize("minutes", [QUIET / timedelta(minutes=1), 300.0])
def test_later_it_is_told_again(minutes: float) -> None:
    assert PROMISE.plan(at(told=(before(minutes),)), DAY).told is not None


def test_a_message_that_was_refused_told_nobody() -> None:
    assert PROMISE.plan(at(told=(before(5, DecisionState.REFUSED),)), DAY).told is not None
