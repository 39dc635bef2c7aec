"""Signing in where no console runs yet: the first system lets the person in, the profile is kept, the console is built."""

from __future__ import annotations

import re
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap import build
from app.connectors import CONNECTORS
from app.connectors.contract import Probed
from app.console import Console
from app.doors import Known, LetIn, kept, let_in, named, settings_of
from app.lanes.lane import Lane
from app.settings import profile as profiles
from app.settings.profile import Profile, SourceSettings
from app.settings.secrets import Secrets
from app.store.team import Team


@dataclass(frozen=True, slots=True)
class Entered:
    """The way in is open. ``console`` is built and not yet started; its ``doors`` lead to the other systems."""

    console: Console
    secrets_words: str


class Desk:
    """The door to the first system; works on a lane of its own. ``home``: the folder of all profiles."""

    is_fixed = False

    @property
    def named(self) -> str:
        return f"the {self.offer.role}"

    def __init__(self, home: Path | None = None, kind: str = "tryton") -> None:
        self._home = home or profiles.home()
        self.offer = next(o for o in CONNECTORS if o.kind == kind)
        self._lane = Lane("signin")
        self._secrets = Secrets()
        self._probed = self._lane.submit(self._secrets.probe)

    def check(self, address: str, database: str) -> Future[tuple[Probed, ...]]:
        return self._lane.submit(self.offer.probe, address.strip().rstrip("/"), database.strip(), datetime.now(UTC))

    def known(self) -> tuple[Known, ...]:
        """One for each profile of this machine: its first system of the kind."""
        firsts = (
            (profile, next((s for s in profile.sources if s.kind == self.offer.kind), None))
            for profile in profiles.known(self._home)
        )
        return tuple(Known(profile.folder.name, s.url, s.database, s.login) for profile, s in firsts if s is not None)

    def kept(self, address: str, database: str, login: str) -> Future[bool]:
        """Is this sign-in's password in the keyring? Then it need not be typed."""
        return self._lane.submit(lambda: bool(kept(self._secrets, settings_of(self.offer, address, database, login))))

    def secrets_words(self) -> str:
        return self._secrets.words

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[Entered]:
        """Errors as in ``let_in``; Refused where the profile is open already, StoreTrouble where a store cannot be used or the team cannot
        name the system."""
        return self._lane.submit(self._enter, settings_of(self.offer, address, database, login), password, remember)

    def _enter(self, settings: SourceSettings, password: str, remember: bool) -> Entered:
        answer = let_in(self._secrets, settings, password, remember=remember)
        profile, name = self._profile(settings, answer)
        profiles.write(profile)
        console = build(profile, self._secrets)
        console.doors.told(name, answer.may)
        console.doors.ask()
        return Entered(console, self._secrets.words)

    def _profile(self, settings: SourceSettings, answer: LetIn) -> tuple[Profile, str]:
        """The profile of this sign-in and what the system is called in it: as kept, or new beside a team store of this machine."""
        for known in profiles.known(self._home):
            for s in known.sources:
                if replace(s, name=settings.name) == settings:
                    return known, s.name
        folder = self._home / re.sub(
            r"[^A-Za-z0-9._-]+", "-", f"{settings.login}@{settings.url.partition('://')[2]}-{settings.database}"
        )
        team_url = f"sqlite:///{self._home.parent / 'team.db'}"
        team = Team(team_url)
        try:
            settings = replace(settings, name=named(team, self.offer, settings, answer))
            person = team.person_for(settings.name, settings.login)
        finally:
            team.close()
        me = person.id if person is not None else settings.login  # the login itself where the team does not know it yet
        return Profile(folder=folder, team_url=team_url, person_id=me, sources=(settings,)), settings.name

    def close(self) -> None:
        self._lane.close(drain=False)
