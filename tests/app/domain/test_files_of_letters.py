"""Which files on this machine a letter still needs: its own and those of the steps after it, until they took effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.letter import Letter, LetterState, canonical, files_of, queued
from app.domain.steps import Plan, Step

FILE = {"sha256": "a" * 64, "size": 3, "name": "offer.pdf"}
NOTE, KEEP = Step("tryton", "note", "SO1", {"text": "sent"}), Step("tryton", "keep_offer", "SO1", {"files": [FILE]})
TELL = Step("mail", "send_message", "SO1", {"files": [FILE]}, tells=True)


def letter(number: int, *steps: Step) -> Letter:
    payload, sha256 = canonical(Plan("send_quote", steps).payload())
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return queued(payload, sha256, decision_id="d", number=number, case_id="c", spell=1, slot="", actor="carla", at=at)


def test_a_step_before_them_needs_the_files_of_those_after_it() -> None:
    assert files_of(letter(1, NOTE, KEEP, TELL)) == ("a" * 64, "a" * 64)
    done = replace(letter(1, NOTE, KEEP, TELL), state=LetterState.APPLIED)
    assert files_of(done) == ("a" * 64, "a" * 64)  # the next step is not taken up yet


def test_the_last_one_needs_its_own_until_it_took_effect() -> None:
    last = letter(3, NOTE, KEEP, TELL)
    assert files_of(last) == ("a" * 64,)
    assert files_of(replace(last, state=LetterState.APPLIED)) == ()


def test_what_names_no_file_needs_none() -> None:
    assert files_of(letter(1, NOTE)) == ()
    back = replace(NOTE, undo=NOTE)
    assert files_of(letter(2, back)) == ()  # the letter that takes it back
