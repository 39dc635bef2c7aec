"""All recurring work of a console, without Qt: pull each remote, deliver its letters, keep up with the team."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from app.connectors.contract import Carrier, Connector, Hello
from app.domain.changes import Changes
from app.domain.ref import Ref
from app.errors import NotAuthorized, StoreTrouble, Throttled, Trouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.team import OtherSystem
from app.sync.backoff import Backoff
from app.sync.beat import Activity, Clockwork
from app.sync.board import Board
from app.sync.deliver import Delivery
from app.sync.expiry import Expiry
from app.sync.pull import Puller
from app.sync.sweep import Sweeper
from app.sync.teamfeed import TeamFeed

PULL_EVERY = 5.0  # seconds between polls of a quiet remote
TEAM_EVERY = 2.0
GREET_EVERY = 300.0  # seconds between looks at a remote that is only written to
IDLE = 30.0  # a delivery without letters looks again anyway: no passive state
SWEEP_LOOK = 60.0  # seconds until a sweep is thought of again where nothing is known of the remote yet, or it fails
LOST_SESSION = 300.0  # seconds; a refused sign-in is tried again only by the person


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A source that letters go to, and the lane that carries them."""

    source: str
    delivering: Carrier
    deliver_lane: Lane


@dataclass(frozen=True, slots=True)
class Remote:
    """One source with its two signed-in sessions and their lanes.

    ``vouch``: the team calls this system by this name; OtherSystem where it does not, another StoreTrouble where it cannot be asked.
    """

    source: str
    pulling: Connector
    delivering: Connector
    pull_lane: Lane
    deliver_lane: Lane
    puller: Puller
    sweeper: Sweeper
    vouch: Callable[[Hello], None]


class Rounds:
    """Owns the clockwork. ``tell`` hears every Changes, on whatever lane it arose.

    ``own``: sources that letters go to and that are read with the team's log.
    ``carry_on``: after every look at the team, take down the letters that are this person's to send now.
    """

    def __init__(
        self,
        remotes: tuple[Remote, ...],
        feed: TeamFeed,
        team_lane: Lane,
        delivery: Delivery,
        expiry: Expiry,
        carry_on: Callable[[], Changes],
        clock: Clock,
        tell: Callable[[Changes], None],
        on_bug: Callable[[BaseException], None],
        *,
        decides: bool = True,
        own: tuple[Outgoing, ...] = (),
    ) -> None:
        self.stop = Stop()
        self.board = Board(lambda: tell(Changes(frozenset({"status"}))))
        self._clock = clock
        self._tell = tell
        self._feed = feed
        self._delivery = delivery
        self._expiry = expiry
        self._carry_on = carry_on if decides else None
        self._decides = decides
        self._remotes: Mapping[str, Remote] = {}
        self._backoffs: dict[str, Backoff] = {}
        self._vouched: set[str] = set()
        self._clockwork = Clockwork(clock, on_bug)
        self._clockwork.add(Activity("team", team_lane, self._team_round))
        self._own = {out.source: out for out in own}
        for out in own if decides else ():
            self._clockwork.add(Activity(f"deliver {out.source}", out.deliver_lane, partial(self._deliver_round, out.source)))
        for remote in remotes:
            self.join(remote)

    @property
    def remotes(self) -> Mapping[str, Remote]:
        """By source; a new mapping after each ``join``, so that any thread may go through it."""
        return self._remotes

    @property
    def outgoing(self) -> Mapping[str, Outgoing]:
        """By source: where letters can be delivered to."""
        carried = {r.source: Outgoing(r.source, r.delivering, r.deliver_lane) for r in self._remotes.values()}
        return {**self._own, **carried}

    def join(self, remote: Remote) -> None:
        """One more source, from now on."""
        self._remotes = {**self._remotes, remote.source: remote}
        for activity in self._activities(remote):
            self._clockwork.add(activity)

    def _activities(self, remote: Remote) -> Iterator[Activity]:
        yield Activity(f"pull {remote.source}", remote.pull_lane, partial(self._pull_round, remote))
        if remote.pulling.feeds:
            yield Activity(f"sweep {remote.source}", remote.pull_lane, partial(self._sweep_round, remote))
        if self._decides:
            yield Activity(f"deliver {remote.source}", remote.deliver_lane, partial(self._deliver_round, remote.source))

    def start(self) -> None:
        self._clockwork.start()

    def close(self) -> None:
        self.stop.set()
        self._clockwork.stop()

    def nudge_delivery(self) -> None:
        self._clockwork.nudge("team", *(f"deliver {s}" for s in self.outgoing))

    def nudge_team(self) -> None:
        self._clockwork.nudge("team")

    def pull_now(self, source: str | None = None, subjects: frozenset[Ref] = frozenset()) -> None:
        """Poll this remote, or all that records are read from, now, and judge these subjects again."""
        for remote in self._remotes.values():
            if source == remote.source or (source is None and remote.pulling.feeds):
                remote.puller.touch(subjects)
                self._clockwork.nudge(f"pull {remote.source}")

    def read_again(self, refs: frozenset[Ref]) -> None:
        """Records in quarantine: ask their systems for them once more."""
        for remote in self._remotes.values():
            remote.puller.read_again(refs)
        self.pull_now(None, refs)

    def resend(self, letter_id: str) -> None:
        """A person looked at a parked letter: verify it again, and send it again where that proves it absent."""
        self._delivery.resend(letter_id)
        self.nudge_waiting()

    def discard(self, letter_id: str) -> None:
        """A person looked at a parked letter: end it without effect, as soon as that is certain."""
        self._delivery.discard(letter_id)
        self.nudge_waiting()

    def next_in(self, source: str) -> float | None:
        return self._clockwork.next_in(f"pull {source}")

    # ---- one run of each activity, on its lane; each says in seconds when it wants to run again ----

    def pull_once(self, source: str) -> bool:
        """One round with a remote, on the caller's lane; True if another should follow at once. Trouble is raised."""
        remote = self._remotes[source]
        if not remote.pulling.feeds:
            self._greet(remote)
            return False
        if remote.puller.hello is None:
            remote.puller.greet()
            self.board.met(source, _server(remote))
        self._vouch(remote)
        got = remote.puller.round(self.stop, self._tell)
        self._feed.wish(got.wishes)
        self._feed.keep(got.placed)
        self.board.well(source, self._clock.now(), server=_server(remote), unreadable=got.unreadable)
        if got.changes:
            self._tell(got.changes)
        if got.wishes or got.placed:
            self.nudge_team()
        for other in {ref.source for ref in got.elsewhere} & self._remotes.keys():
            self.pull_now(other, got.elsewhere)
        return got.again

    def _vouch(self, remote: Remote) -> None:
        """Once in this process, as soon as the team can be asked: while its store is away, no case reaches it either."""
        if remote.source in self._vouched or remote.puller.hello is None:
            return
        try:
            remote.vouch(remote.puller.hello)
        except OtherSystem:
            raise
        except StoreTrouble:
            return  # its own activity says that it is away
        self._vouched.add(remote.source)

    def team_once(self) -> Changes:
        """One round with the team store, on the caller's lane. StoreTrouble is raised."""
        changes = self._feed.round()
        planned = self._feed.planned()
        for source in {ref.source for ref in planned}:
            self.pull_now(source, frozenset(ref for ref in planned if ref.source == source))
        if self._carry_on is not None:
            changes |= self._carry_on()
        self.board.well("team", self._clock.now())
        if changes:
            self._tell(changes)
        return changes

    def deliver_once(self, source: str) -> float:
        """Carry this source's letters, and those of raises that are over, as far as they go now, on the caller's lane.

        Seconds until it makes sense to look again.
        """
        if source in self._remotes:
            self._expiry.take_down(self._remotes[source].delivering)
        wait = IDLE
        for letter in self._delivery.unfinished(source):
            again = self._delivery.advance(letter.id)
            wait = wait if again is None else min(wait, again)
            if again is None:
                self._after_delivery(letter.id)
        return wait

    def _after_delivery(self, letter_id: str) -> None:
        """A letter ended: its customer and what its case is about are judged again on fresh figures, colleagues' view is read.

        The case, because what settled it may have been seen while the decision still ran, and nothing is cleared over that.
        """
        customer = self._delivery.customer_of(letter_id)
        found = (Ref(source, "customer", customer) for source in self._remotes) if customer else ()
        self.pull_now(None, frozenset(found))
        subject = self._feed.subject_of(self._delivery.case_of(letter_id))
        if subject is not None:
            self.pull_now(subject.source, frozenset({subject}))
        self.nudge_team()

    def _pull_round(self, remote: Remote) -> float:
        if not remote.pulling.feeds:
            return self._guarded(remote.source, lambda: self._greet(remote))
        return self._guarded(remote.source, lambda: 0.0 if self.pull_once(remote.source) else PULL_EVERY)

    def _greet(self, remote: Remote) -> float:
        """Nothing is read from it; whether it knows us is seen all the same."""
        remote.puller.greet()
        self.board.well(remote.source, self._clock.now(), server=_server(remote))
        return GREET_EVERY

    def _sweep_round(self, remote: Remote) -> float:
        """One feed's sweep, on the pull lane between two polls; nothing before the first poll has ended."""
        if remote.puller.hello is None:
            return SWEEP_LOOK
        try:
            changes, wait = remote.sweeper.step(self.stop)
        except Trouble:
            return SWEEP_LOOK  # the polls of the same remote say what is wrong
        self.board.swept(remote.source, remote.sweeper.words)
        if changes:
            self._tell(changes)
        return wait

    def _team_round(self) -> float:
        def go() -> float:
            if self.team_once():
                self.nudge_waiting()
            return TEAM_EVERY

        return self._guarded("team", go)

    def nudge_waiting(self) -> None:
        """Something changed in the team: letters that wait for it (an approval, a lease) look again."""
        self._clockwork.nudge(*(f"deliver {s}" for s in self.outgoing))

    def _deliver_round(self, source: str) -> float:
        try:
            return self.deliver_once(source)
        except Trouble as e:
            self._tell(Changes(frozenset({"letters"})))
            remote = self._remotes.get(source)
            if remote is not None and not remote.delivering.feeds:
                self._clockwork.nudge(f"pull {source}")  # no reading of it would say that it knows us no more
            return self._backoff(f"deliver {source}").fail() if e.may_retry or isinstance(e, StoreTrouble) else LOST_SESSION

    def _guarded(self, name: str, work: Callable[[], float]) -> float:
        backoff = self._backoff(name)
        try:
            wait = work()
        except Trouble as e:
            wait = LOST_SESSION if isinstance(e, NotAuthorized) else e.retry_after if isinstance(e, Throttled) else backoff.fail()
            now = self._clock.now()
            self.board.trouble(name, e, now, None if isinstance(e, NotAuthorized) else now + timedelta(seconds=wait))
            return wait
        backoff.well()
        return wait

    def _backoff(self, name: str) -> Backoff:
        return self._backoffs.setdefault(name, Backoff())


def _server(remote: Remote) -> str:
    hello = remote.puller.hello
    if hello is None:
        return ""
    if not remote.pulling.feeds:
        return hello.server
    return f"{hello.server}, console add-on {hello.addon}" if hello.addon else f"{hello.server}, without our add-on"
