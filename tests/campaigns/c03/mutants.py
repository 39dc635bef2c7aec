"""Planted bugs, put into the robot's process only; the oracle is worth something because it finds each of them."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from typing import Any

from app.connectors.tryton import deeds
from app.decisions import Decisions
from app.domain.changes import Changes
from app.domain.letter import Letter, LetterState
from app.store.outbox import Outbox
from tests.campaigns.given_up import given_up

LATE = 0.5  # seconds between the screen's word and the disk


def early_word() -> None:
    """The screen says "taken down" before the outbox has it."""
    add = Outbox.add

    def later(self: Outbox, letter: Letter) -> Changes:
        threading.Timer(LATE, add, (self, letter)).start()
        return Changes(frozenset({"letters"}), frozenset({letter.case_id}))

    Outbox.add = later  # type: ignore[method-assign]


def unwritten_send() -> None:
    """A letter goes to the wire without "sending" having been written down."""
    move = Outbox.move

    def forgetful(self: Outbox, letter_id: str, to: LetterState, **more: Any) -> bool:
        return True if to is LetterState.SENDING else move(self, letter_id, to, **more)

    Outbox.move = forgetful  # type: ignore[method-assign]


def new_key() -> None:
    """What was on its way at the kill is sent again under another key."""
    recover, old = Outbox.recover, set[str]()

    def remember(self: Outbox) -> int:
        old.update(letter.id for letter in self.unfinished())
        return recover(self)

    def key(letter: Letter) -> str:
        return hashlib.sha256(f"{letter.id} {os.getpid()}".encode()).hexdigest() if letter.id in old else letter.id

    Outbox.recover = remember  # type: ignore[method-assign]
    deeds.key_of = key


def early_end() -> None:
    """A letter is written down as applied when it is sent."""
    move = Outbox.move

    def hopeful(self: Outbox, letter_id: str, to: LetterState, **more: Any) -> bool:
        return move(self, letter_id, LetterState.APPLIED if to is LetterState.SENDING else to, **more)

    Outbox.move = hopeful  # type: ignore[method-assign]


def heard_twice() -> None:
    """One press of the button is two decisions."""
    send = Decisions._send

    def twice(self: Decisions, *wish: Any) -> Any:
        send(self, *wish)
        return send(self, *wish)

    Decisions._send = twice  # type: ignore[method-assign]


def silent() -> None:
    """What was recovered is not said."""
    recover = Outbox.recover

    def mute(self: Outbox) -> int:
        recover(self)
        return 0

    Outbox.recover = mute  # type: ignore[method-assign]


# Each bug, and the words that a fault it is found by begins with: a window that merely does not come up has not been caught.
MUTANTS: dict[str, tuple[Callable[[], None], tuple[str, ...]]] = {
    "early_word": (early_word, ("lost:",)),
    "unwritten_send": (unwritten_send, ("sent without",)),
    "new_key": (new_key, ("double:",)),
    "given_up": (given_up, ("lie:",)),
    "early_end": (early_end, ("lie:", "lost:")),
    "heard_twice": (heard_twice, ("double:",)),
    "silent": (silent, ("silence:",)),
}
