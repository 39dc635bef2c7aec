"""The suite counts because it fails for connectors with planted bugs; shown on the doubles."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.connectors.server import Server
from app.connectors.tryton import booking, deeds, feeds, keyed, linking, plain, plain_booking, plain_correction, pull
from app.connectors.tryton import client as client_module
from app.domain.letter import Absent
from app.errors import RefusedByRemote, Trouble
from tests.contracts import test_booking, test_correcting, test_deeds, test_erp, test_feeds, test_linking
from tests.contracts.counter import Counter
from tests.contracts.office import OfficeError
from tests.contracts.targets import Target, double

Patch = Callable[[pytest.MonkeyPatch], None]
Check = Callable[[Target], Any]
_count = itertools.count()


@pytest.fixture(params=[True, False], ids=["addon", "plain"])
def world(request: pytest.FixtureRequest) -> Iterator[Target]:
    with ExitStack() as stack:
        target = double(stack, "tryton", addon=request.param)
        yield target
        target.between()


def fails(world: Target, check: Check) -> None:
    with pytest.raises((AssertionError, Trouble, OfficeError, pytest.fail.Exception)):
        check(world)


def another_key_each_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deeds, "key_of", lambda letter: f"attempt-{next(_count)}-{letter.id}"[:64])


def never_looks_for_its_marker(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plain.Plain, "_note", lambda self, letter, plan: False)


def a_failing_server_refuses(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Server, "unclear", lambda self, what, *, command: RefusedByRemote(what))


def commands_sign_in_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(client_module.Client, "command", client_module.Client.read)


def no_overlap(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pull, "NARROW", timedelta(0))
    patch.setattr(pull, "WIDE", timedelta(0))


def taken_before_stored(patch: pytest.MonkeyPatch) -> None:
    unseen = pull.Puller._unseen

    def forgetful(self: pull.Puller, stream: feeds.Stream, heads: list[object]) -> list[object]:
        rows = unseen(self, stream, heads)
        self._take(stream, rows, set(), max(p.stamp for p in map(feeds.position, heads) if p))
        return rows

    patch.setattr(pull.Puller, "_unseen", forgetful)


def deletions_unheard(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pull.Puller, "_gone", lambda self, stream, fresh: ())


def refusals_believed_at_once(patch: pytest.MonkeyPatch) -> None:
    def believe(self: object, letter: object, refusal: Trouble) -> Absent:
        raise refusal

    patch.setattr(keyed.Keyed, "_found_after", believe)
    patch.setattr(plain.Plain, "_found_after", believe)


def any_warning_accepted(patch: pytest.MonkeyPatch) -> None:
    class Anything(tuple[str, ...]):
        def __contains__(self, name: object) -> bool:
            return True

    patch.setattr(deeds.Plan, "accept", Anything(("a", "b")))


BOTH = [
    (a_failing_server_refuses, lambda w: test_deeds.test_a_503_proves_nothing_about_a_command(w)),
    (commands_sign_in_again, lambda w: test_deeds.test_the_session_ends_under_the_command(w, "a_rejection")),
    (no_overlap, test_feeds.test_a_transaction_that_commits_late_is_not_lost),
    (taken_before_stored, test_feeds.test_a_page_that_was_not_stored_comes_again),
]
WITH_ADDON = [
    (another_key_each_time, lambda w: test_deeds.test_sent_twice_is_done_once(w, "a_note")),
    (deletions_unheard, test_feeds.test_a_deleted_order_is_heard_of_or_swept),
    (refusals_believed_at_once, test_erp.test_a_colleague_with_the_same_letter_does_not_call_it_refused),
]
WITHOUT = [
    (never_looks_for_its_marker, lambda w: test_deeds.test_sent_twice_is_done_once(w, "a_note")),
    (refusals_believed_at_once, lambda w: test_deeds.test_sent_twice_is_done_once(w, "a_release")),
    (any_warning_accepted, test_erp.test_a_question_about_anything_but_credit_is_the_persons_to_answer),
]


def _run(world: Target, monkeypatch: pytest.MonkeyPatch, planted: list[tuple[Patch, Check]]) -> None:
    for bug, check in planted:
        check(world)  # passes without the bug, so that it is the bug that makes it fail
        world.between()
        with monkeypatch.context() as patch:
            bug(patch)
            fails(world, check)
        world.between()


def test_bugs_that_any_server_shows(world: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(world, monkeypatch, BOTH)


def test_bugs_that_this_server_shows(world: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(world, monkeypatch, WITH_ADDON if world.addon else WITHOUT)


# ---- booking ----


def no_unique_key(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(booking, "shop", lambda client: {"web_shop": None})


def whose_it_is_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plain_booking.PlainBooking, "_mine", lambda self, letter, row: True)


def refused_half_way_and_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plain_booking.PlainBooking, "_take_back", lambda self, row: None)


def not_quoted_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plain_correction.PlainCorrection, "_restore", lambda self, letter, wanted, begun: None)


def prices_rounded(patch: pytest.MonkeyPatch) -> None:
    number = booking.number
    patch.setattr(booking, "number", lambda body, name: number(body, name).quantize(Decimal("0.01")))


def linked_unlooked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(linking, "check", lambda client, letter, want, row: None)


def linked_to_no_shop(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(linking.Linking, "call", lambda self, client: ["sale.sale", "link_web_order", [[self.sale], None, self.after]])


def with_counter(check: Callable[..., None], *args: Any) -> Check:
    return lambda world: check(world, Counter(world.office), *args)


BOOKING = [
    (no_unique_key, with_counter(test_booking.test_somebody_else_books_between_the_look_and_the_creation)),
    (prices_rounded, with_counter(test_booking.test_a_booking_says_what_was_ordered)),
]
BOOKING_WITH = [
    (linked_unlooked, with_counter(test_linking.test_a_sale_that_changed_is_not_linked)),
    (linked_to_no_shop, with_counter(test_linking.test_a_reference_is_on_one_sale_only)),
]
BOOKING_WITHOUT = [
    (
        whose_it_is_is_not_asked,
        with_counter(test_booking.test_a_second_decision_for_the_same_order_is_refused_and_names_the_sale),
    ),
    (refused_half_way_and_left, with_counter(test_correcting.test_an_order_refused_half_way_leaves_nothing, False)),
    (not_quoted_again, with_counter(test_correcting.test_a_correction_refused_half_way_leaves_the_order_as_it_was)),
]


def test_bugs_in_booking(world: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(world, monkeypatch, [*BOOKING, *(BOOKING_WITH if world.addon else BOOKING_WITHOUT)])
