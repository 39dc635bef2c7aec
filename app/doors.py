"""Signing in to the systems of a console, while it runs: each is a door that is open, shut, or not there yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.connectors import CONNECTORS, Offer
from app.connectors.contract import Connector, Probed
from app.errors import ClearlineError, NotAuthorized, Refused, SecretsLocked, Unreachable
from app.lanes.lane import Lane
from app.settings import profile as profiles
from app.settings.profile import Profile, SourceSettings
from app.settings.secrets import Secrets
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
    """The way in to one kind of system; work is done on ``lane``. ``settings``: None where the profile does not name it yet."""

    def __init__(self, doors: Doors, offer: Offer, lane: Lane) -> None:
        self.offer = offer
        self._doors, self._lane = doors, lane

    @property
    def settings(self) -> SourceSettings | None:
        return self._doors.settings(self.offer.kind)

    @property
    def is_new(self) -> bool:
        return self.settings is None

    @property
    def is_open(self) -> bool:
        """Its password is known; whether the system still takes it is the board's to say."""
        return self.offer.kind in self._doors.opened

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
        """Errors as in ``let_in``; StoreTrouble never. After it the system is pulled, now and on."""
        settings = self.settings or settings_of(self.offer, address, database, login)
        return self._lane.submit(self._doors.let_in, settings, password, remember)


class Doors:
    """Every system that this version can talk to. ``remote`` makes the sessions of one with the password that ``secrets`` holds."""

    def __init__(self, profile: Profile, secrets: Secrets, rounds: Rounds, remote: Callable[[SourceSettings], Remote]) -> None:
        self._profile, self._secrets, self._rounds, self._remote = profile, secrets, rounds, remote
        self._lane = Lane("doors")
        self.opened = frozenset(s.kind for s in profile.sources if kept(secrets, s))
        self.may: Mapping[str, Mapping[str, str]] = {}  # source -> letter -> "" or why not, as it said at its sign-in
        self.all = tuple(Door(self, offer, self._lane) for offer in CONNECTORS)

    @property
    def secrets_words(self) -> str:
        return self._secrets.words

    def settings(self, kind: str) -> SourceSettings | None:
        return next((s for s in self._profile.sources if s.kind == kind), None)

    def door(self, source: str) -> Door:
        """Of a source of this console."""
        kind = next(s.kind for s in self._profile.sources if s.name == source)
        return next(door for door in self.all if door.offer.kind == kind)

    def roles(self) -> dict[str, str]:
        """source -> what it is to a person ("ERP", "shop"), of those where one's rights matter."""
        by_kind = {offer.kind: offer for offer in CONNECTORS if offer.at_entry}
        return {s.name: by_kind[s.kind].role for s in self._profile.sources if s.kind in by_kind}

    def mail(self) -> str | None:
        """Under which name this console knows a mail system; None where it knows none."""
        settings = self.settings("mail")
        return settings.name if settings is not None else None

    def told(self, source: str, may: Mapping[str, str]) -> None:
        """``source`` said what this sign-in may do there."""
        order = [o.kind for o in CONNECTORS]
        self.may = dict(sorted({**self.may, source: may}.items(), key=lambda one: order.index(self._kind(one[0]))))

    def _kind(self, source: str) -> str:
        return next((s.kind for s in self._profile.sources if s.name == source), source)

    def ask(self) -> None:
        """What this sign-in may do in the open systems that have not said it yet; who does not answer is left out. Blocks."""
        for settings in self._profile.sources:
            if settings.kind in self.opened and settings.name not in self.may:
                try:
                    self.told(settings.name, let_in(self._secrets, settings, "", remember=False))
                except ClearlineError:
                    continue  # the board says what is wrong

    def let_in(self, settings: SourceSettings, password: str, remember: bool) -> SignedIn:
        """Try the sign-in, then pull the system from now on. See ``let_in`` below. Blocks."""
        may = let_in(self._secrets, settings, password, remember=remember)
        if self.settings(settings.kind) is None:
            self._profile = replace(self._profile, sources=(*self._profile.sources, settings))
            profiles.write(self._profile)
        self._open(settings, password or kept(self._secrets, settings))
        self.told(settings.name, may)
        self.opened |= {settings.kind}
        self._rounds.pull_now(settings.name)
        self._rounds.nudge_waiting()
        return SignedIn(settings.name, self._secrets.words)

    def _open(self, settings: SourceSettings, password: str) -> None:
        remote = self._rounds.remotes.get(settings.name)
        if remote is None:
            self._rounds.join(self._remote(settings))
            return
        for lane, session in ((remote.pull_lane, remote.pulling), (remote.deliver_lane, remote.delivering)):
            lane.submit(session.admit, password)

    def close(self) -> None:
        self._lane.close(drain=False)


def let_in(secrets: Secrets, settings: SourceSettings, password: str, *, remember: bool) -> Mapping[str, str]:
    """Open a session to see that it can be done, and keep the password; "" stands for the one kept. What the person may do there.

    NotAuthorized: wrong, or none is kept. Unreachable, RefusedByRemote: nobody there, or another kind of server. Refused: no address.
    """
    try:
        session = connect(settings, password or kept(secrets, settings))
        try:
            session.hello()
            may = session.capabilities()
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
    return may


def kept(secrets: Secrets, settings: SourceSettings) -> str:
    """The password that is known for these settings, "" where the person must be asked."""
    try:
        return secrets.get(where(settings), settings.login) or ""
    except SecretsLocked:
        return ""


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
