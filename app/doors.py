"""Signing in to the systems of a console, while it runs: each is a door that is open, shut, or not there yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.connectors import CONNECTORS, Offer
from app.connectors.contract import Connector, Hello, Probed
from app.domain import system
from app.errors import ClearlineError, NotAuthorized, Refused, SecretsLocked, Unreachable
from app.lanes.lane import Lane
from app.settings import profile as profiles
from app.settings.profile import Profile, SourceSettings
from app.settings.secrets import Secrets
from app.store.team import Met, Team
from app.sync.rounds import Remote, Rounds


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in that this machine has seen before. ``name``: of its profile."""

    name: str
    address: str
    database: str
    login: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``source`` has let the person in; ``secrets_words``: where the password is kept now."""

    source: str
    secrets_words: str


class Door:
    """The way in to one system; work is done on ``lane``. ``settings``: None where the profile does not name it yet."""

    def __init__(self, doors: Doors, offer: Offer, lane: Lane, settings: SourceSettings | None = None) -> None:
        self.offer, self.settings = offer, settings
        self._doors, self._lane = doors, lane

    @property
    def named(self) -> str:
        """ "the shop", "the ERP southworks"; "another ERP" while there is one but not this."""
        if self.settings is None:
            return f"{'another' if self._doors.has(self.offer.kind) else 'the'} {self.offer.role}"
        return f"the {self._doors.role(self.settings)}"

    @property
    def is_new(self) -> bool:
        return self.settings is None

    @property
    def is_open(self) -> bool:
        """Its password is known; whether the system still takes it is the board's to say."""
        return self.settings is not None and self.settings.name in self._doors.opened

    @property
    def is_fixed(self) -> bool:
        """Where and as whom is settled: only the password is asked."""
        return not self.is_new

    def known(self) -> tuple[Known, ...]:
        s = self.settings
        return () if s is None else (Known(s.name, s.url, s.database, s.login),)

    def check(self, address: str, database: str) -> Future[tuple[Probed, ...]]:
        return self._lane.submit(self.offer.probe, address, database, datetime.now(UTC))

    def kept(self, address: str, database: str, login: str) -> Future[bool]:
        """No: what is kept was tried when the console started."""
        answer: Future[bool] = Future()
        answer.set_result(False)
        return answer

    def secrets_words(self) -> str:
        return self._doors.secrets_words

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[SignedIn]:
        """Errors as in ``let_in``, of a new system as in ``Doors.add``. After it the system is pulled, now and on."""
        return self._lane.submit(self._enter, address, database, login, password, remember)

    def _enter(self, address: str, database: str, login: str, password: str, remember: bool) -> SignedIn:
        if self.settings is not None:
            return self._doors.let_in(self.settings, password, remember)
        self.settings = self._doors.add(self.offer, settings_of(self.offer, address, database, login), password, remember)
        return SignedIn(self.settings.name, self._doors.secrets_words)


class Doors:
    """Every system that this version can talk to. ``remote`` makes the sessions of one with the password that ``secrets`` holds."""

    def __init__(
        self, profile: Profile, secrets: Secrets, rounds: Rounds, remote: Callable[[SourceSettings], Remote], team: Team
    ) -> None:
        self._profile, self._secrets, self._rounds, self._remote, self._team = profile, secrets, rounds, remote, team
        self._lane = Lane("doors")
        self.opened = frozenset(s.name for s in profile.sources if kept(secrets, s))
        self.may: Mapping[str, Mapping[str, str]] = {}  # source -> letter -> "" or why not, as it said at its sign-in
        there = (Door(self, offer, self._lane, s) for s in profile.sources for offer in CONNECTORS if offer.kind == s.kind)
        self._all = (*there, *(Door(self, offer, self._lane) for offer in CONNECTORS))

    @property
    def all(self) -> tuple[Door, ...]:
        """Of the systems that are there, then of each that can be added; last what there would then be two of."""
        there = [door for door in self._all if not door.is_new]
        new = [door for door in self._all if door.is_new and (door.offer.several or not self.has(door.offer.kind))]
        return (*there, *sorted(new, key=lambda door: self.has(door.offer.kind)))

    @property
    def secrets_words(self) -> str:
        return self._secrets.words

    def has(self, kind: str) -> bool:
        return any(s.kind == kind for s in self._profile.sources)

    def door(self, source: str) -> Door:
        """Of a source of this console."""
        return next(door for door in self._all if door.settings is not None and door.settings.name == source)

    def role(self, settings: SourceSettings) -> str:
        """What it is to a person: "ERP", "shop", "ERP southworks"."""
        if settings.name != settings.kind:
            return system.called(settings.name)
        return next(offer.role for offer in CONNECTORS if offer.kind == settings.kind)

    def roles(self) -> dict[str, str]:
        """source -> what it is to a person, of those where one's rights matter."""
        shown = {offer.kind for offer in CONNECTORS if offer.at_entry}
        return {s.name: self.role(s) for s in self._profile.sources if s.kind in shown}

    def mail(self) -> str | None:
        """Under which name this console knows a mail system; None where it knows none."""
        return next((s.name for s in self._profile.sources if s.kind == "mail"), None)

    def add(self, offer: Offer, settings: SourceSettings, password: str, remember: bool) -> SourceSettings:
        """Sign in to one more system, keep it in the profile under the name that the team has for it, and pull it from now on. Blocks.

        Errors as in ``let_in`` below; Refused where that system is there already; StoreTrouble where the team cannot name it.
        """
        self._check_new(offer, lambda s: place(s) == place(settings))
        answer = let_in(self._secrets, settings, password, remember=remember)
        taken = frozenset(s.name for s in self._profile.sources)
        called = named(self._team, offer, settings, answer, taken)
        self._check_new(offer, lambda s: s.name == called)
        settings = replace(settings, name=called)
        self._profile = replace(self._profile, sources=(*self._profile.sources, settings))
        profiles.write(self._profile)
        self._all = (*self._all, *(Door(self, o, self._lane) for o in CONNECTORS if o.kind == settings.kind and o.several))
        self._begin(settings, password, answer)
        return settings

    def _check_new(self, offer: Offer, same: Callable[[SourceSettings], bool]) -> None:
        for s in self._profile.sources:
            if s.kind == offer.kind and same(s):
                raise Refused(f"That is the {self.role(s)}, which is there already", "Write where another one is.", about=s.name)

    def told(self, source: str, may: Mapping[str, str]) -> None:
        """``source`` said what this sign-in may do there."""
        order = [o.kind for o in CONNECTORS]
        self.may = dict(sorted({**self.may, source: may}.items(), key=lambda one: order.index(self._kind(one[0]))))

    def _kind(self, source: str) -> str:
        return next((s.kind for s in self._profile.sources if s.name == source), source)

    def ask(self) -> None:
        """What this sign-in may do in the open systems that have not said it yet; who does not answer is left out. Blocks."""
        for settings in self._profile.sources:
            if settings.name in self.opened and settings.name not in self.may:
                try:
                    self.told(settings.name, let_in(self._secrets, settings, "", remember=False).may)
                except ClearlineError:
                    continue  # the board says what is wrong

    def let_in(self, settings: SourceSettings, password: str, remember: bool) -> SignedIn:
        """Try the sign-in to a system of the profile, then pull it from now on. See ``let_in`` below. Blocks."""
        self._begin(settings, password, let_in(self._secrets, settings, password, remember=remember))
        return SignedIn(settings.name, self._secrets.words)

    def _begin(self, settings: SourceSettings, password: str, answer: LetIn) -> None:
        self._open(settings, password or kept(self._secrets, settings))
        self.told(settings.name, answer.may)
        self.opened |= {settings.name}
        self._rounds.pull_now(settings.name)
        self._rounds.nudge_waiting()

    def session(self, source: str) -> Connector:
        """One more session with a system of this console, for whoever closes it. NotAuthorized where it was not signed in to."""
        settings = next((s for s in self._profile.sources if s.name == source), None)
        password = kept(self._secrets, settings) if settings is not None else ""
        if settings is None or not password:
            raise NotAuthorized(f"This console is not signed in to {source}", "Sign in in Sync.", about=source)
        return connect(settings, password)

    def _open(self, settings: SourceSettings, password: str) -> None:
        remote = self._rounds.remotes.get(settings.name)
        if remote is None:
            self._rounds.join(self._remote(settings))
            return
        for lane, session in ((remote.pull_lane, remote.pulling), (remote.deliver_lane, remote.delivering)):
            lane.submit(session.admit, password)

    def close(self) -> None:
        self._lane.close(drain=False)


@dataclass(frozen=True, slots=True)
class LetIn:
    """What a system said at a sign-in. ``may``: deed -> "" or why not; ``reads``: cases are made of what it holds."""

    may: Mapping[str, str]
    hello: Hello
    reads: bool


def let_in(secrets: Secrets, settings: SourceSettings, password: str, *, remember: bool) -> LetIn:
    """Open a session to see that it can be done, and keep the password; "" stands for the one kept. What it said.

    NotAuthorized: wrong, or none is kept. Unreachable, RefusedByRemote: nobody there, or another kind of server. Refused: no address.
    """
    try:
        session = connect(settings, password or kept(secrets, settings))
        try:
            hello = session.hello()
            answer = LetIn(session.capabilities(), hello, bool(session.feeds))
        finally:
            session.close()
    except Unreachable as e:
        raise Unreachable(
            e.title, e.advice.replace("It will be tried again.", "Check the address, or try again later.").strip(), about=e.about
        ) from e
    except NotAuthorized:
        if not password:
            _forget(secrets, settings)
        raise
    if password:
        _keep(secrets, settings, password, remember)
    return answer


def named(team: Team, offer: Offer, settings: SourceSettings, answer: LetIn, taken: Collection[str] = ()) -> str:
    """What the team calls a system that is signed in to for the first time. ``taken``: names of the profile. StoreTrouble.

    One that no case is made of is each person's own.
    """
    names = system.names(offer.kind, settings.database, urlsplit(settings.url).netloc)
    if not answer.reads:
        return offer.kind
    return team.system(met(settings, answer.hello), names if offer.several else names[:1], taken)


def met(settings: SourceSettings, hello: Hello) -> Met:
    """The system as the team tells it apart from others."""
    return Met(settings.kind, place(settings), hello.epoch, hello.addon is not None)


def place(settings: SourceSettings) -> str:
    """Its database is a part of that where an address alone does not say enough."""
    has_database = any(offer.has_database for offer in CONNECTORS if offer.kind == settings.kind)
    return system.place(settings.url, settings.database if has_database else "")


def kept(secrets: Secrets, settings: SourceSettings) -> str:
    """The password that is known for these settings, "" where the person must be asked."""
    try:
        return secrets.get(where(settings), settings.login) or ""
    except SecretsLocked:
        return ""


def hand_over(secrets: Secrets, profile: Profile, passwords: Mapping[str, str]) -> None:
    """Use these for this run, in place of any that are kept. ``passwords``: source -> password."""
    for settings in profile.sources:
        if settings.name in passwords:
            secrets.keep(where(settings), settings.login, passwords[settings.name], remember=False)


def _keep(secrets: Secrets, settings: SourceSettings, password: str, remember: bool) -> None:
    try:
        secrets.keep(where(settings), settings.login, password, remember=remember)
    except SecretsLocked as e:
        secrets.words = f"{e.title}: kept for this session only"


def _forget(secrets: Secrets, settings: SourceSettings) -> None:
    """A kept password that was refused must not be tried again."""
    try:
        secrets.forget(where(settings), settings.login)
    except SecretsLocked as e:
        secrets.words = f"{e.title}: kept for this session only"


def settings_of(offer: Offer, address: str, database: str, login: str) -> SourceSettings:
    """What was typed, as a profile keeps it."""
    return SourceSettings(
        kind=offer.kind, name=offer.kind, url=address.strip().rstrip("/"), database=database.strip(), login=login.strip()
    )


def connect(settings: SourceSettings, password: str, unsent: Callable[[str], bytes | None] = lambda sha256: None) -> Connector:
    """A session for these settings; nothing is sent yet. ``unsent``: see ``Connect``. Refused: no such address or kind."""
    offer = next((o for o in CONNECTORS if o.kind == settings.kind), None)
    if offer is None:
        raise Refused(f"This version cannot talk to {settings.kind}", "Correct the profile.", about=settings.kind)
    return offer.connect(settings.url, settings.database, settings.login, password, source=settings.name, unsent=unsent)


def where(settings: SourceSettings) -> str:
    """Under which name a password is kept."""
    return f"{settings.url}/{settings.database}"
