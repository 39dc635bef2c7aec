"""A message to somebody outside: what it says, to whom and about what, as a step of a decision carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime, timedelta

from app.domain.case import Decision, DecisionState
from app.domain.kept_file import KeptFile
from app.domain.letter import Effect
from app.domain.steps import Step, read, rows

DEED = "send_message"  # of every step that is a message
CUSTOMER = "the customer"
QUIET = timedelta(minutes=30)  # so long nobody is told the same about the same order again (features.md d0)
_MAY_HAVE_GONE = frozenset({DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED})


@dataclass(frozen=True, slots=True)
class Message:
    """``to``: an e-mail address. ``language``: ISO 639-1. ``event``: the deed it tells of; ``order``: the number that they know.

    who: whose address that is: "the customer", "the supplier". day: that they are asked for, ISO; empty where they are asked for none.
    files: of this machine, that go with it.
    """

    to: str
    subject: str
    text: str
    language: str
    event: str
    order: str
    who: str = CUSTOMER
    day: str = ""
    files: tuple[KeptFile, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """Two messages that agree in this are the same to whom they are for."""
        return self.to.casefold(), self.event, self.order, self.day

    @property
    def to_customer(self) -> bool:
        return self.who == CUSTOMER

    @property
    def whole(self) -> str:
        """Subject, an empty line and the text."""
        return f"{self.subject}\n\n{self.text.strip()}\n"

    def body(self) -> dict[str, object]:
        """As JSON types, for a step."""
        told = {name: getattr(self, name) for name in _WORDS}
        return told | ({"files": [asdict(one) for one in self.files]} if self.files else {})

    def step(self, source: str) -> Step:
        """Sent by the mail system of this name."""
        return Step(source, DEED, self.order, self.body(), tells=True)


_WORDS = tuple(f.name for f in fields(Message) if f.name != "files")
_NEEDED = frozenset(f.name for f in fields(Message) if f.default is MISSING)


@dataclass(frozen=True, slots=True)
class Post:
    """How this console writes to one customer. ``source``: our name of the mail system; ``language``: for whom none is known.

    ``to``: the customer's e-mail address; empty where nobody knows one. ``at``: when this was looked up, aware.
    told: every message of the team that went out lately, or may have, as far as it has arrived here.
    """

    source: str
    language: str
    to: str
    at: datetime
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told. ``who``: "the customer"; ``to``: an e-mail address, empty where nobody knows one; ``language``: ISO 639-1.

    order: the number that they know. day: as of ``Message``.
    """

    who: str
    to: str
    language: str
    order: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A message that went out, or may have. ``at``: when it ended, or when its decision was taken; ``by``: person id.

    state: of its letter; None: not come to it yet.
    """

    message: Message
    at: datetime
    by: str
    state: DecisionState | None
    words: str


def of_body(body: Mapping[str, object]) -> Message:
    """What ``Message.body`` wrote; KeyError where it is not that. Before it said whom it is for, all were for customers."""
    told = {name: str(body[name]) for name in _WORDS if name in body or name in _NEEDED}
    files = (KeptFile(str(x["sha256"]), int(str(x["size"])), str(x["name"])) for x in rows(body, "files"))
    return Message(**told, files=tuple(files))


def effects(source: str, message: Message) -> tuple[Effect, ...]:
    """What sending it changes, in the words of preview and receipt alike."""
    sent = Effect(source, message.order, f"message to {message.to}", "", message.subject)
    return (sent, *(Effect(source, message.order, "enclosed", "", one.name) for one in message.files))


def told_by(decision: Decision) -> Told | None:
    """The message of this decision; None where it has none, or cannot be read here."""
    try:
        plan = read(decision.payload)
    except ValueError:
        return None
    if plan.told is None or plan.told.deed != DEED:
        return None
    number = plan.steps.index(plan.told) + 1
    end = next((e for e in decision.ends if e[0] == number), None)
    at = datetime.fromisoformat(end[3]) if end else decision.at
    words = end[2] if end else (decision.words or "") if decision.step == number else ""
    return Told(of_body(plan.told.body), at, decision.actor, decision.state_of(number), words)


def went(told: Told) -> bool:
    """Whether they have it, or may."""
    return told.state is DecisionState.APPLIED or told.state in _MAY_HAVE_GONE


def told_already(message: Message, others: Iterable[Told], name: Callable[[str], str], now: datetime) -> str:
    """Why it is not sent, in words: within ``QUIET`` another one told them the same; empty where none did. ``name``: of a person's id."""
    same = [t for t in others if t.message.about == message.about and went(t) and now - t.at < QUIET]
    newest = max(same, key=lambda t: t.at, default=None)
    return "" if newest is None else _suppressed(newest, name(newest.by), now)


def _suppressed(same: Told, by: str, now: datetime) -> str:
    minutes = int((now - same.at).total_seconds() // 60)
    ago = "just now" if minutes < 1 else f"{minutes} min ago"
    whom, order = same.message.who, same.message.order
    sent = f"told {whom} the same" if same.state is DecisionState.APPLIED else f"has the same message to {whom} on its way"
    return f"{by} {sent} about {order} {ago}, so it is not sent again within {QUIET // timedelta(minutes=1)} minutes"
