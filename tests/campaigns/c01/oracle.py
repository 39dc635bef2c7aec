"""Judges a finished run from the backend's own effects, the outboxes and the team store's log; knows nothing of the protocol."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.case import CaseState, DecisionState
from app.domain.letter import TERMINAL, LetterState
from tests.campaigns.c01.backend import Did
from tests.campaigns.c01.rows import Wrote
from tests.campaigns.c01.team import LIVE
from tests.campaigns.c01.world import World

ROLES = {"ana": "analyst", "bo": "analyst", "cy": "manager", "di": "director"}


@dataclass
class Findings:
    double: int = 0  # I1: more than one effect in a slot of a spell
    lost: int = 0  # I2: told "queued", and neither ended nor parked
    lies: int = 0  # I3: an end that the backend contradicts
    undone: int = 0  # I2: nothing in the way any more, and still not done
    torn: int = 0  # I4, I5: two decisions, an effect without decision, a write behind a newer fence
    late: int = 0  # I6: a socket write without a valid permit
    wrong: int = 0  # I7: an effect without authority
    back: int = 0  # I10: what was shown went back
    half: int = 0  # one step's effect without the other's, and no decision that says so
    words: list[str] = field(default_factory=list)

    def any(self) -> bool:
        return bool(self.words)

    def add(self, what: str, words: str) -> None:
        setattr(self, what, getattr(self, what) + 1)
        self.words.append(f"{what}: {words}")


def judge(world: World) -> Findings:
    found = Findings()
    _once(world, found)
    _nothing_lost(world, found)
    _no_lies(world, found)
    _one_decision(world, found)
    _permits(world, found)
    _authority(world, found)
    _never_back(world, found)
    _no_silent_half(world, found)
    _in_order(world, found)
    return found


def _once(world: World, found: Findings) -> None:
    counts: Counter[tuple[int, str, int, str]] = Counter()
    for did in effects_of(world):
        counts[did.case, did.spell, did.slot] += {1: 1, 4: -1}.get(did.number, 0)
        if counts[did.case, did.spell, did.slot] not in (0, 1):
            found.add("double", f"{did.letter} at {did.at:.2f}: {counts[did.case, did.spell, did.slot]} effects in its slot")
    for letter, n in Counter(d.letter for d in effects_of(world)).items():
        if n > 1:
            found.add("double", f"{letter} happened {n} times")
    for case, row in world.team.cases.items():
        slot = world.orders[case][1]
        done = counts[case, row.spell, slot] or world.backend.documents[case].foreign
        hopeless = case in world.backend.poison | world.shop.never or any(
            d.state is DecisionState.PARKED for d in world.team.of_case[case]
        )
        if not done and not hopeless and row.state is not CaseState.CLEARED:
            found.add("undone", f"{case} was never done")


def _nothing_lost(world: World, found: Findings) -> None:
    settled = TERMINAL | {LetterState.PARKED}
    for id_, (console, _case) in world.told.items():
        letter = world.consoles[console].outbox.get(id_)
        if letter is None or letter.state not in settled:
            found.add("lost", f"{id_} is {letter.state.value if letter else 'gone'}")
    for row in world.team.decisions.values():
        if row.state in (DecisionState.OPEN, DecisionState.UNKNOWN):
            found.add("lost", f"decision {row.id} is {row.state.value}")


def _no_lies(world: World, found: Findings) -> None:
    effects = {d.letter for d in effects_of(world)}
    for console in world.consoles:
        for id_, letter in console.outbox.items():
            if letter.state in TERMINAL and (letter.state is LetterState.APPLIED) != (id_ in effects):
                found.add("lies", f"{id_} on console {console.number} says {letter.state.value}, effect: {id_ in effects}")
    for row in world.team.decisions.values():
        stands = f"{row.id}/1" in effects and f"{row.id}/4" not in effects
        if row.state not in LIVE and (row.state is DecisionState.APPLIED) != stands:
            found.add("lies", f"decision {row.id} says {row.state.value}, effect: {stands}")


def _no_silent_half(world: World, found: Findings) -> None:
    """Parked with its words, or put aside by a person who read them; in every other end both systems agree."""
    effects = {d.letter for d in effects_of(world)}
    for row in world.team.decisions.values():
        if len(row.plan.steps) < 2:
            continue
        booked, linked = f"{row.id}/1" in effects and f"{row.id}/4" not in effects, f"{row.id}/2" in effects
        says = (row.words or "").startswith("Half done")
        put_aside = row.state is DecisionState.APPLIED and DecisionState.SUPERSEDED in row.ends.values()
        if booked != linked and not (says and (row.state is DecisionState.PARKED or put_aside)):
            found.add("half", f"{row.id} is {row.state.value} ({row.words}): booked {booked}, linked {linked}")
        if booked == linked and says and row.state is not DecisionState.PARKED:
            found.add("lies", f"{row.id} says that it is half done")


def _in_order(world: World, found: Findings) -> None:
    """A step is sent only after the end of the one before is written down."""
    begun = {(row.decision, row.number): row.at for row in reversed(world.team.log) if row.what == "step"}
    for when, _console, letter, _person in world.sends:
        decision, number = letter.split("/")
        former = [at for (d, n), at in begun.items() if d == decision and n < int(number)]
        if number != "1" and not any(at <= when for at in former):
            found.add("torn", f"{letter} was sent at {when:.2f} before the step before it had ended")


def effects_of(world: World) -> list[Did]:
    """Of both systems, in the order in which they happened."""
    return sorted((did for remote in world.remotes.values() for did in remote.effects), key=lambda d: d.at)


def _one_decision(world: World, found: Findings) -> None:
    for did in effects_of(world):
        if did.decision not in world.team.decisions:
            found.add("torn", f"effect of {did.letter} without a decision")
    live: dict[str, str] = {}
    fences: dict[str, int] = {}
    for row in world.team.log:
        if row.what in ("asked", "permitted"):
            if live.get(row.case) not in (None, row.decision):
                found.add("torn", f"two decisions at once on {row.case}: {live[row.case]}, {row.decision}")
            live[row.case] = row.decision
        elif row.what in ("applied", "refused", "superseded", "declined", "withdrawn") and live.get(row.case) == row.decision:
            del live[row.case]
        _fence(row, fences, found)
    states = {(r.decision, r.what) for r in world.team.log}
    for decision in world.team.decisions.values():
        ends = {"declined", "withdrawn", decision.state.value}
        if decision.state not in LIVE and not any((decision.id, e) in states for e in ends):
            found.add("torn", f"{decision.id} ended without a row in the log")


def _fence(row: Wrote, fences: dict[str, int], found: Findings) -> None:
    current = fences.get(row.case, 0)
    if row.current is not None and row.current < current:
        found.add("torn", f"the fence of {row.case} went back")
    fences[row.case] = max(current, row.current or 0)
    if row.what in ("asked", "permitted", "unknown", "parked", "refused", "superseded") and row.fence != row.current:
        found.add("torn", f"{row.what} on {row.case} under fence {row.fence}, current {row.current}")


def _permits(world: World, found: Findings) -> None:
    granted: dict[str, list[tuple[float, str]]] = {}
    for row in world.team.log:
        if row.what == "permitted":
            granted.setdefault(row.decision, []).append((row.at, row.by))
    for when, console, letter, person in world.sends:
        permits = granted.get(letter.split("/")[0], [])
        if not any(at <= when < at + world.team.permit and by == person for at, by in permits):
            found.add("late", f"{letter} was written at {when:.2f} by console {console} without a permit")


def _authority(world: World, found: Findings) -> None:
    asked: dict[str, str] = {}
    agreed: dict[str, dict[str, str]] = {}
    for row in world.team.log:
        if row.what in ("asked", "permitted"):
            asked.setdefault(row.decision, row.by)
        if row.what == "approved":
            agreed.setdefault(row.decision, {})[row.by] = row.sha256
    for did in effects_of(world):
        asker = asked.get(did.decision)
        given = {p for p, sha in agreed.get(did.decision, {}).items() if sha == did.sha256}
        if asker is None or not _may(world, did, asker, given):
            found.add("wrong", f"{did.letter}: {asker} with {sorted(given)} may not do {world.orders[did.case]}")


def _may(world: World, did: Did, asker: str, agreed: set[str]) -> bool:
    """The matrix once more, in other words: what the sums of these runs need."""
    deed, _slot, minor = world.orders[did.case]
    people = {asker} | agreed
    seniors = [p for p in people if ROLES[p] in ("manager", "director")]
    changed = world.team.decisions[did.decision].sha256 != did.sha256
    if changed or asker in agreed:
        return False
    if deed == "raise_limit" or minor > 5_000_000 or ROLES[asker] == "director":
        return len(seniors) >= 2
    return minor <= 1_000_000 or bool(seniors)


def _never_back(world: World, found: Findings) -> None:
    for console in world.consoles:
        for id_, steps in console.history.items():
            for (before, n), (after, m) in pairwise(steps):
                if before in TERMINAL or m < n:
                    found.add("back", f"{id_} went from {before.value} {n} to {after.value} {m}")
