"""Signing in: check an address, open a session with the person's password, keep the profile, build the console."""

from __future__ import annotations

import re
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap import POLICY, build, connect, where
from app.commands import COMMANDS
from app.connectors import CONNECTORS
from app.connectors.contract import Probed
from app.console import Console
from app.domain.person import Person
from app.errors import SecretsLocked
from app.lanes.lane import Lane
from app.policy.loader import load as load_policy
from app.policy.matrix import Policy
from app.settings import profile as profiles
from app.settings.profile import Profile, SourceSettings
from app.settings.secrets import Secrets
from app.store.team import Team


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in that this machine has seen before."""

    name: str
    address: str
    database: str
    login: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The way in is open. ``console`` is built and not yet started; ``rights``: (deed, "may" | "propose" | "may not", how far)."""

    console: Console
    rights: tuple[tuple[str, str, str], ...]
    secrets_words: str


class Desk:
    """The sign-in page's way into the program; works on a lane of its own. ``home``: the folder of all profiles."""

    def __init__(self, home: Path | None = None, kind: str = "tryton") -> None:
        self._home = home or profiles.home()
        self._offer = next(o for o in CONNECTORS if o.kind == kind)
        self._lane = Lane("signin")
        self._secrets = Secrets()
        self._probed = self._lane.submit(self._secrets.probe)

    def check(self, address: str, database: str) -> Future[tuple[Probed, ...]]:
        return self._lane.submit(self._offer.probe, address.strip().rstrip("/"), database.strip(), datetime.now(UTC))

    def known(self) -> tuple[Known, ...]:
        found = []
        for profile in profiles.known(self._home):
            found += [Known(profile.folder.name, s.url, s.database, s.login) for s in profile.sources]
        return tuple(found)

    def secrets_words(self) -> str:
        return self._secrets.words

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[Entered]:
        return self._lane.submit(self._enter, address.strip().rstrip("/"), database.strip(), login.strip(), password, remember)

    def _enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Entered:
        settings = SourceSettings(kind=self._offer.kind, name=self._offer.kind, url=address, database=database, login=login)
        session = connect(settings, password)
        try:
            session.hello()
            may = session.capabilities()
        finally:
            session.close()
        profile = self._profile(settings)
        try:
            self._secrets.keep(where(settings), login, password, remember=remember)
        except SecretsLocked as e:
            self._secrets.words = f"{e.title}: kept for this session only"
        profiles.write(profile)
        console = build(profile, self._secrets)
        return Entered(console, rights(console.me, load_policy(POLICY), may), self._secrets.words)

    def _profile(self, settings: SourceSettings) -> Profile:
        """The profile of this sign-in: as kept, or new beside a team store of this machine."""
        for known in profiles.known(self._home):
            if settings in known.sources:
                return known
        folder = self._home / re.sub(
            r"[^A-Za-z0-9._-]+", "-", f"{settings.login}@{settings.url.partition('://')[2]}-{settings.database}"
        )
        team_url = f"sqlite:///{self._home.parent / 'team.db'}"
        return Profile(folder=folder, team_url=team_url, person_id=_person(team_url, settings), sources=(settings,))

    def close(self) -> None:
        self._lane.close(drain=False)


def _person(team_url: str, settings: SourceSettings) -> str:
    """Who this login is in the team; the login itself where the team does not know it yet."""
    team = Team(team_url, load_policy(POLICY))
    try:
        person = team.person_for(settings.name, settings.login)
    finally:
        team.close()
    return person.id if person is not None else settings.login


def rights(me: Person, policy: Policy, may: object) -> tuple[tuple[str, str, str], ...]:
    """What the person may do, as policy and ERP state it: (deed, "may" | "propose" | "may not", how far or why not)."""
    reasons = dict(may) if isinstance(may, dict) else {}
    rows = []
    for spec in COMMANDS:
        rule = policy.deeds.get(spec.name)
        if not spec.money or rule is None:
            continue
        own = policy.own_words(me, spec.name)
        verdict = "may not" if not own else "propose" if own == "may propose" else "may"
        words = own if own else rule.denied
        if verdict != "may not" and reasons.get(spec.name):
            verdict, words = "may not", reasons[spec.name]
        rows.append((spec.title, verdict, words))
    return tuple(rows)
