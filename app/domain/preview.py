"""What a command would do, as a person sees it before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.letter import Effect
from app.domain.message import Message


@dataclass(frozen=True, slots=True)
class Telling:
    """The message, as it would be sent. ``draft``: as it was drafted, before anybody wrote in it.

    suppressed: why the same is not told again now; problem: why it cannot be sent; both empty where it can.
    """

    message: Message
    draft: str
    language: str  # its name
    sends: bool
    suppressed: str
    problem: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a command would do, before anything is sent.

    effects: step by step, from a dry run on the server where it offers one. predicted: the systems whose part is only foreseen.
    facts: what it means (label, text, tone). problem: why it cannot be done now; empty when it can.
    undo: what can be taken back and until when, or the plain word that it cannot. draft: the message to the customer, sent by hand.
    telling: the message that goes out with it.
    """

    case_id: str
    deed: str
    title: str
    button: str
    effects: tuple[Effect, ...]
    predicted: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    verdict: str  # may, approval, denied
    verdict_words: str
    undo: str
    problem: str
    needs_reason: bool
    question: tuple[str, ...] = field(default=())  # the remote's own questions, to be shown one by one
    draft: str = ""
    telling: Telling | None = None
