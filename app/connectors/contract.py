"""What every connector offers: pages of records, one attempt at a letter, a verification, a dry run, and its capabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.feed import Cursor, Feed, Page
from app.domain.letter import Absent, Effect, Guard, Letter, Receipt, Took, Unsure
from app.domain.pricing import AskPrices, Priced
from app.domain.tally import Mark
from app.lanes.stop import Stop


@dataclass(frozen=True, slots=True)
class Hello:
    """What the server says about itself and this sign-in, at sign-in."""

    server: str  # "Tryton 8.2"
    addon: str | None  # version of our add-on, None where it is not installed
    epoch: str  # changes when the database is another one or was restored
    user: str  # login
    user_name: str
    currency: str  # the company's
    company: str  # its name
    clock: datetime  # the server's time, aware UTC


@dataclass(frozen=True, slots=True)
class Probed:
    """One thing found out about an address. ``kind``: ok, warn, bad, or none (cannot be told yet)."""

    name: str
    kind: str
    words: str


class Carrier(Protocol):
    """Where letters to one source are delivered. Calls block; one thread at a time."""

    source: str

    def guard(self, deed: str) -> Guard | None:
        """The class that keeps this deed to one effect on this server; None: this server cannot do it."""
        ...

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        """What delivering the letter would change. RefusedByRemote with the server's words where it would refuse."""
        ...

    def deliver(self, letter: Letter) -> Receipt:
        """Exactly one attempt on the wire; ``letter.attempt`` says which it is, from 1.

        Receipt: the effect is there. RefusedByRemote, Conflict, NeedsDecision: proven that nothing was done.
        Unreachable, NotAuthorized, Throttled: nothing reached the server's logic. Anything else: OutcomeUnknown.
        """
        ...

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        """Find out, without writing, whether the letter took effect. Trouble where the server cannot be asked."""
        ...


class Connector(Carrier, Protocol):
    """One signed-in session with one source. Calls block; one thread at a time; the deliver lane and the pull lane have one each."""

    feeds: tuple[Feed, ...]

    def hello(self) -> Hello:
        """Ask the server who it is and who we are. Unreachable; NotAuthorized, without a password before anything is sent."""
        ...

    def admit(self, password: str) -> None:
        """The person signs in (again) with this password: the next call uses it. Sends nothing."""
        ...

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        """Records changed at or after ``cursor`` less the overlap, oldest first; the last page has ``last`` set.

        NotAuthorized with ``about=feed.name`` where this sign-in may not read the feed (not the session's end).
        """
        ...

    def keys(self, feed: Feed, stop: Stop) -> Iterator[Mapping[str, Mark | None]]:
        """Every key of the feed that exists now and that this sign-in may read, in slices, each with what is added up of it.

        None: nothing is, or it cannot be read. NotAuthorized as in ``pages``.
        """
        ...

    def fresh(self, model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        """Read these records now, past the mirror (before money moves). Missing records are left out."""
        ...

    def content(self, model: str, key: str) -> bytes:
        """What is in a file that is kept with a record, now. RefusedByRemote where it is gone or this system keeps none."""
        ...

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        """What a quote costs by this system's own rules; nothing is written. ``told(done, of)`` as it goes on; None once it is stopped.

        RefusedByRemote where it prices no quotes, or knows the customer or the currency no more.
        """
        ...

    def capabilities(self) -> Mapping[str, str]:
        """deed -> "" where this sign-in may do it, else the reason in words. From the server, at sign-in."""
        ...

    def close(self) -> None:
        """Sign out and release the session; never raises Trouble."""
        ...
