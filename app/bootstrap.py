"""Builds everything and injects everything: the only place that knows all rooms. No globals anywhere."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from app.commands.wording import WORDING
from app.connectors import CONNECTORS
from app.connectors.contract import Carrier
from app.console import COMPANY, Console
from app.domain.appointment import SOURCE as APPOINTMENTS
from app.domain.changes import Changes
from app.domain.letter import files_of
from app.domain.person import Person
from app.doors import Doors, connect, hand_over, kept, met
from app.drafting import Drafting
from app.filing import Filing
from app.importing import Importing
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.messages import LANGUAGES
from app.offering import Offering
from app.policy.in_force import InForce
from app.policy.matrix import Policy
from app.policy.rulebook import shipped
from app.policy.sla import Pause, counts_from, due
from app.pricing import Pricing
from app.settings.handed import read as read_handed
from app.settings.lock import lock_profile
from app.settings.profile import Profile, SourceSettings
from app.settings.profile import read as read_profile
from app.settings.secrets import Secrets
from app.store.draft_book import DraftBook
from app.store.figure_read import FigureReads
from app.store.figures.ground import Calendar
from app.store.files import Files
from app.store.import_read import ImportReads
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import OtherTeam, Team
from app.sync.adopt import Adoption
from app.sync.appointments import Appointments
from app.sync.deliver import Delivery
from app.sync.expiry import Expiry
from app.sync.pull import Puller
from app.sync.rounds import Outgoing, Remote, Rounds
from app.sync.sweep import Sweeper
from app.sync.teamfeed import TeamFeed

TEAM = "team"  # under this name the team and who we are in it are remembered for a start while its store is away


def open_profile(folder: Path, *, decides: bool = True, passwords: str = "") -> Console:
    """The console of a profile, with the passwords that are known (keyring, or the demo company's file); not yet started.

    A system whose password is missing waits for the person, the others do not wait for it. StoreTrouble where a store cannot be
    used. ``decides`` False: never sends a letter. ``passwords``: where they are handed over (``settings.handed``), "" for nowhere.
    """
    profile = read_profile(folder)
    secrets = Secrets(profile.password_file)
    if passwords:
        hand_over(secrets, profile, read_handed(passwords, {s.name for s in profile.sources}))
    elif profile.password_file is None:
        secrets.probe()
    return build(profile, secrets, decides=decides)


def build(profile: Profile, secrets: Secrets, *, decides: bool = True) -> Console:
    """See ``open_profile``; with passwords that ``secrets`` holds already."""
    lock = lock_profile(profile.folder)
    rules = InForce(shipped())
    outbox = Outbox(profile.outbox)
    try:
        team, me = _join(profile, outbox)
    except BaseException:
        outbox.close()
        lock.close()
        raise
    mirror = _mirror(profile, team, rules)
    reads = _reads(profile, me, rules, lambda: doors.mail())
    recovered = outbox.recover()
    unsent = Files(profile.folder / "unsent")
    unsent.keep_only(name for letter in outbox.with_files() for name in files_of(letter))
    clock = Clock()
    lanes = {name: Lane(name) for name in ("writer", "reader", "figures", "team", "preview", "appointments")}
    listeners: list[Callable[[Changes], None]] = []

    def tell(changes: Changes) -> None:
        for listener in tuple(listeners):
            listener(changes)

    def remote(settings: SourceSettings) -> Remote:
        return _remote(settings, kept(secrets, settings), unsent, mirror, lanes["writer"], team, clock, rules.policy)

    work = _Work(me, rules, mirror, outbox, team, lanes, clock, tell, unsent)
    rounds = work.rounds(tuple(remote(settings) for settings in profile.sources), decides=decides)
    doors = Doors(profile, secrets, rounds, remote, team)
    book = DraftBook(outbox)
    return Console(
        me=me,
        company=outbox.view(COMPANY) or "",
        mirror=mirror,
        outbox=outbox,
        team=team,
        reads=reads,
        figures=FigureReads(profile.mirror, profile.outbox, partial(_calendar, rules)),
        rules=rules,
        rounds=rounds,
        doors=doors,
        filing=Filing(profile.folder, unsent, rounds),
        drafts=Drafting(book, reads, lanes["reader"], clock, tell),
        pricing=Pricing(doors.session),
        offering=work.offering(rounds, book),
        imports=work.importing(rounds, ImportReads(profile.mirror, partial(_calendar, rules))),
        lanes=lanes,
        clock=clock,
        recovered=recovered,
        listeners=listeners,
        secrets_words=secrets.words,
        lock=lock,
    )


def _mirror(profile: Profile, team: Team, rules: InForce) -> Mirror:
    """And the console goes by the policy that it read last."""
    zone = rules.policy.service.calendar.zone.key
    mirror = Mirror(profile.mirror, team.tenant, counts_from=partial(_counts_from, rules), books=_books(profile), zone=zone)
    with mirror.reading() as read:
        rules.take(read.policy_in_force())
    return mirror


def _reads(profile: Profile, me: Person, rules: InForce, mail: Callable[[], str | None]) -> Reads:
    """``mail``: our name of the mail system, where there is one."""
    return Reads(
        profile.mirror,
        profile.outbox,
        me,
        due=lambda type_, at: due(rules.policy.service, type_, at),
        wording=WORDING,
        storefront=profile.storefront,
        mail=lambda: (name, _spoken(profile)) if (name := mail()) is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What recurring work needs: who acts, by which rules, on which stores and lanes."""

    me: Person
    rules: InForce
    mirror: Mirror
    outbox: Outbox
    team: Team
    lanes: Mapping[str, Lane]
    clock: Clock
    tell: Callable[[Changes], None]
    unsent: Files

    def offering(self, rounds: Rounds, book: DraftBook) -> Offering:
        at = {"writer": self.lanes["writer"], "on_team": self.lanes["team"], "previews": self.lanes["preview"]}
        return Offering(self.me, self.rules, self.outbox, self.team, rounds, book, clock=self.clock, hear=self.tell, **at)

    def importing(self, rounds: Rounds, reads: ImportReads) -> Importing:
        def remember(name: str, value: str) -> None:
            self.lanes["writer"].submit(self.outbox.save_view, name, value).result()

        return Importing(
            self.me,
            self.rules,
            self.team,
            self.mirror,
            reads,
            self.lanes["writer"],
            self.clock,
            hear=self.tell,
            nudge=rounds.nudge_team,
            remembered=self.outbox.view,
            remember=remember,
        )

    def rounds(self, remotes: tuple[Remote, ...], *, decides: bool) -> Rounds:
        def on_team(work: Callable[[], Any]) -> Any:
            return self.lanes["team"].submit(work).result()

        def on_writer(work: Callable[[], Any]) -> Any:
            return self.lanes["writer"].submit(work).result()

        def delivering(source: str) -> Carrier | None:
            return rounds.outgoing[source].delivering if source in rounds.outgoing else None

        me, outbox, team, clock, tell = self.me, self.outbox, self.team, self.clock, self.tell
        console = f"{me.id}@{socket.gethostname()}"
        adoption = Adoption(me.id, outbox, team, lambda x: on_writer(lambda: outbox.add(x)), clock.now, self.unsent.get)
        rounds = Rounds(
            remotes,
            TeamFeed(team, self.mirror, self.lanes["writer"], console=console, remember=outbox.anchor, rules=self.rules),
            self.lanes["team"],
            Delivery(outbox, team, delivering, clock, tell, on_team=on_team, on_writer=on_writer),
            Expiry(me, self.rules, self.mirror, outbox, team, clock, tell, on_team=on_team, on_writer=on_writer),
            partial(_carry_on, self.mirror, me, adoption),
            clock,
            tell,
            _bug,
            decides=decides,
            own=(Outgoing(APPOINTMENTS, Appointments(team, on_team), self.lanes["appointments"]),),
        )
        return rounds


def _carry_on(mirror: Mirror, me: Person, adoption: Adoption) -> Changes:
    """Letters for what falls to this person: a next step, what they agreed to, what a former holder left."""
    with mirror.reading() as read:
        decisions = read.mine_to_look_at(me.id)
    return adoption.take_up(decisions)


def _remote(
    settings: SourceSettings,
    password: str,
    unsent: Files,
    mirror: Mirror,
    writer: Lane,
    team: Team,
    clock: Clock,
    policy: Policy,
) -> Remote:
    pulling, delivering = connect(settings, password), connect(settings, password, unsent.get)
    puller = Puller(pulling, mirror, writer, team.tenant, clock, policy.service.calendar.zone)
    sweeper = Sweeper(pulling, mirror, writer, puller.touch)
    lanes = Lane(f"pull-{settings.name}"), Lane(f"deliver-{settings.name}")
    return Remote(
        settings.name, pulling, delivering, *lanes, puller, sweeper, lambda hello: team.vouch(settings.name, met(settings, hello))
    )


def verify_audit(folder: Path) -> tuple[str, bool]:
    """Check the team's log against itself and against the last entry this console saw; (words, sound)."""
    profile = read_profile(folder)
    outbox = Outbox(profile.outbox)
    team = Team(profile.team_url, me=profile.person_id)
    try:
        report = team.verify_audit(outbox.last_anchor())
        return report.words, report.sound
    finally:
        team.close()
        outbox.close()


def _join(profile: Profile, outbox: Outbox) -> tuple[Team, Person]:
    """The team store and who we are in it; while it is away, as both were at the last start. StoreTrouble at the first start.

    Another team's store than last time is taken only where no letter of the former one is left.
    """
    kept = json.loads(outbox.view(TEAM) or "{}")
    known = UUID(kept["tenant"]) if kept else None
    try:
        team = Team(profile.team_url, me=profile.person_id, tenant=known)
    except OtherTeam:
        if outbox.unfinished():
            raise
        team = Team(profile.team_url, me=profile.person_id)
    if not team.met:
        return team, Person(kept["id"], kept["name"], frozenset(kept["roles"]), tuple((s, u) for s, u in kept["logins"]))
    me = next((p for p in team.people() if p.id == profile.person_id), None) or _stranger(profile)
    found = {"tenant": str(team.tenant), "id": me.id, "name": me.name, "roles": sorted(me.roles), "logins": list(me.logins)}
    outbox.save_view(TEAM, json.dumps(found))
    return team, me


def _counts_from(rules: InForce, type_: str, started_at: datetime, pauses: Sequence[Pause]) -> datetime:
    """By the calendar that is in force when it is asked."""
    return counts_from(rules.policy.service, type_, started_at, pauses)


def _calendar(rules: InForce) -> Calendar:
    """Figures are told in the zone that work is counted in, by the hours and clocks that are in force when they are asked for."""
    service = rules.policy.service
    hours = service.calendar
    return Calendar(hours.zone, hours.days, hours.between, partial(due, service), rules.policy.year)


def _books(profile: Profile) -> str:
    """The ERP in which a shop's orders are booked: the first of the team, which bears its kind alone, whether or not the profile has it."""
    erps = {offer.kind for offer in CONNECTORS if offer.role == "ERP"}
    return next((s.kind for s in profile.sources if s.kind in erps), "")


def _spoken(profile: Profile) -> str:
    """The profile's language for customers, where there are templates in it."""
    return profile.language if profile.language in LANGUAGES else LANGUAGES[0]


def _stranger(profile: Profile) -> Person:
    """Signed in to the ERP, but the team does not know them: may look, and every deed says why not."""
    return Person(profile.person_id, profile.person_id, frozenset())


def _bug(error: BaseException) -> None:
    """A bug on a background lane: to the excepthook, which shows it and keeps the log; nothing is swallowed."""
    sys.excepthook(type(error), error, error.__traceback__)
