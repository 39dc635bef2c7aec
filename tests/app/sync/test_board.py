"""A remote's health: what state an error means, since when, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.errors import Malformed, NotAuthorized, StoreTrouble, Throttled, Trouble, Unreachable
from app.sync.board import Board

T0 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_it_tells_only_what_changed() -> None:
    told = []
    board = Board(lambda: told.append(1))
    board.well("tryton", T0)
    board.well("tryton", T0 + timedelta(seconds=5))
    assert len(told) == 1
    assert board.get("tryton").since == T0
    assert board.get("tryton").last_ok == T0 + timedelta(seconds=5)


def test_what_it_said_of_itself_is_told_once_and_is_no_reading() -> None:
    told = []
    board = Board(lambda: told.append(1))
    board.met("tryton", "Tryton 8.2")
    board.met("tryton", "Tryton 8.2")
    assert len(told) == 1
    assert (board.get("tryton").server, board.get("tryton").state, board.get("tryton").last_ok) == (
        "Tryton 8.2",
        "starting",
        None,
    )


@pytest.mark.parametrize(
    ("error", "name", "state"),
    [
        (Unreachable("The ERP does not answer"), "tryton", "offline"),
        (Throttled("The ERP asks to wait"), "tryton", "offline"),
        (NotAuthorized("The ERP refused the password"), "tryton", "sign_in"),
        (Malformed("The ERP sent something unreadable"), "tryton", "error"),
        (StoreTrouble("The team store is away"), "team", "offline"),
    ],
)
def test_what_an_error_means(error: Trouble, name: str, state: str) -> None:
    board = Board(lambda: None)
    board.trouble(name, error, T0, None)
    assert board.get(name).state == state
    assert error.title in board.get(name).words


def test_the_last_answer_is_remembered_through_an_outage() -> None:
    board = Board(lambda: None)
    board.well("tryton", T0)
    board.trouble("tryton", Unreachable("The ERP does not answer"), T0 + timedelta(minutes=14), T0 + timedelta(minutes=15))
    row = board.get("tryton")
    assert (row.last_ok, row.since, row.next_try) == (T0, T0 + timedelta(minutes=14), T0 + timedelta(minutes=15))
