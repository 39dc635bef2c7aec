"""Planted bugs, put into the consoles' processes only; the oracle is worth something because it finds each of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any

from app.connectors.medusa import deeds as shop_deeds
from app.connectors.tryton import deeds as erp_deeds
from app.domain.changes import NOTHING, Changes
from app.domain.letter import Letter, Receipt
from app.sync.adopt import Adoption
from app.sync.hands import Hands
from app.sync.life import Done, Event, Unclear
from tests.campaigns.given_up import given_up


def new_key() -> None:
    """Every process sends a letter under a key of its own: who tries again does it again."""

    def key(letter: Letter) -> str:
        return hashlib.sha256(f"{letter.id} {os.getpid()}".encode()).hexdigest()

    erp_deeds.key_of = key
    shop_deeds.key_of = key


def half() -> None:
    """Nobody takes up the next step of a decision."""

    def idle(_self: Adoption, _decisions: Any) -> Changes:
        return NOTHING

    Adoption.take_up = idle  # type: ignore[method-assign]


def early_end() -> None:
    """Doubt is taken for success: what was not answered is written down as applied."""
    send = Hands._send

    def hopeful(self: Hands, before: float) -> Event:
        event = send(self, before)
        if not isinstance(event, Unclear):
            return event
        return Done(Receipt("surely", None, ()), now=event.now, chance=event.chance)

    Hands._send = hopeful  # type: ignore[method-assign]


# Each bug, and the words that a fault it is found by begins with.
MUTANTS: dict[str, tuple[Callable[[], None], tuple[str, ...]]] = {
    "new_key": (new_key, ("double:", "lie:", "effect without")),
    "given_up": (given_up, ("lie:", "effect without", "half:")),
    "half": (half, ("abandoned:", "half:")),
    "early_end": (early_end, ("lie:", "lost:", "half:")),
}
