"""Steps: what a decision is made of, one letter to one system each; how its letters are numbered and what follows on what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from app.domain.quote_version import BACK

Rows = tuple[tuple[str, ...], ...]  # effects as (source, document, field, before, after)


@dataclass(frozen=True, slots=True)
class Step:
    """One letter's worth. ``document``: the number a person knows; ``rev``: its revision on screen; ``body``: for the connector.

    ``undo`` takes it back and is known up front, for no step reads another's receipt; without it the step is a point of no return.
    ``tells``: it only tells somebody what the steps before it did. It comes last; whatever becomes of it, they stay done.
    """

    source: str
    deed: str
    document: str
    body: Mapping[str, object]
    rev: str | None = None
    undo: Step | None = None
    tells: bool = False


def rows(body: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    """The list of tables that a step's body holds under this name; empty where it holds none."""
    found = body.get(name)
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Sight:
    """Availability of one line at one place, as a person saw it. Quantities as text, in the product's own unit.

    available: pieces of the ``wanted`` that can leave on the day that was promised before; by: the day on which all can, ISO, "" where
    nobody knows. source, asof: whose figures these are, and as of when (ISO, aware).
    """

    sku: str
    place: str
    on_hand: str
    wanted: str
    available: str
    by: str
    source: str
    asof: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision's payload. Letters 1 to n carry its n steps, in order; letters n+1 to 2n take them back, in the opposite order.

    gate: the figures that authority is measured by. preview: per step the effects that were shown, None where they were only foreseen.
    outcome: what closes the case when the last step took effect. accepts: the basis of the finding that is let be by it.
    message: drafted for whoever is to be told, to be sent by hand. until: when the case comes back from waiting for them, once the last
    step took effect: the beginning of a day where the company is (ISO, aware), "" where it does not wait.
    saw: what the person saw of availability when they promised something, for later nobody can ask for it any more.
    version: what the quotation says once the first step took effect (``quote_version.told``); None where no version is made of one.
    """

    deed: str
    steps: tuple[Step, ...]
    reason: str = ""
    gate: Mapping[str, object] | None = None
    preview: tuple[Rows | None, ...] = ()
    outcome: str | None = None
    accepts: str | None = None
    message: str = ""
    until: str = ""
    saw: tuple[Sight, ...] = ()
    version: Mapping[str, object] | None = None

    @property
    def undoable(self) -> bool:
        """Whether all of it can be taken back but what was told. What takes back is not: one decides again."""
        return self.deed != TAKE_BACK and all(step.undo is not None for step in self.steps if not step.tells)

    @property
    def told(self) -> Step | None:
        """The step that tells somebody, where there is one."""
        return next((step for step in self.steps if step.tells), None)

    def tells(self, number: int) -> bool:
        """Whether letter ``number`` only tells what was done."""
        return number <= len(self.steps) and self.steps[number - 1].tells

    def part(self, number: int) -> Step:
        """What letter ``number`` carries. ValueError where there is no such letter."""
        count = len(self.steps)
        found = self.steps[number - 1] if 1 <= number <= count else None
        if count < number <= 2 * count:
            found = self.steps[2 * count - number].undo
        if found is None:
            raise ValueError(f"the decision has no letter {number}")
        return found

    def undoes(self, number: int) -> bool:
        return number > len(self.steps)

    def after(self, number: int) -> int | None:
        """The letter after this one took effect; None after the last one."""
        return None if number in (len(self.steps), 2 * len(self.steps)) else number + 1

    def turn(self, number: int) -> int | None:
        """The letter that begins to take back what the steps before this one did; None where that cannot be (any more)."""
        done = self.steps[: number - 1]
        if self.undoes(number) or self.tells(number) or not done or any(step.undo is None for step in done):
            return None
        return 2 * len(self.steps) + 2 - number

    def half(self, number: int, why: str) -> str:
        """In words what is done and what is not, where it stays at letter ``number``."""
        count = len(self.steps)
        if self.tells(number):
            return f"It is done, the message is not: {why}"
        held = self.steps[: 2 * count + 1 - number] if self.undoes(number) else self.steps[: number - 1]
        rest = "cannot be taken back there" if self.undoes(number) else f"{_said(self.steps[number - 1 :])} has not"
        return f"Half done: {_said(held)} has it, {rest}: {why}"

    def back(self, reason: str) -> Plan:
        """The decision that takes this one back: whole, for where a step of it is refused, those before it are done again.

        What was told stays told. ValueError where a step cannot be taken back.
        """
        did = [step for step in self.steps if not step.tells]
        undone = tuple(
            replace(step.undo, undo=replace(step, rev=None, undo=None)) for step in reversed(did) if step.undo is not None
        )
        if len(undone) != len(did):
            raise ValueError(f"{self.deed} cannot be taken back")
        return Plan(TAKE_BACK, undone, reason, version=_former(self.version))

    @property
    def converts(self) -> int | None:
        """The version of a quote of which it makes an order."""
        return next((n for s in self.steps if isinstance(n := s.body.get("version"), int)), None)

    def payload(self) -> dict[str, object]:
        """As JSON types; what is empty is left out."""
        said = {"reason": self.reason or None, "message": self.message or None, "until": self.until or None}
        told = {"gate": self.gate, "outcome": self.outcome, "accepts": self.accepts, **said}
        shown = [None if rows is None else [list(row) for row in rows] for rows in self.preview]
        kept: dict[str, object] = {k: v for k, v in told.items() if v is not None}
        return {
            "deed": self.deed,
            "steps": [_written(s) for s in self.steps],
            **({"preview": shown} if any(shown) else {}),
            **kept,
            **({"saw": [asdict(sight) for sight in self.saw]} if self.saw else {}),
            **({"version": dict(self.version)} if self.version is not None else {}),
        }


TAKE_BACK = "take_back"  # the deed of every decision that takes another one's effect back


def read(payload: str) -> Plan:
    """A decision's canonical payload. ValueError where it is not one."""
    return _read(payload)


@lru_cache(maxsize=512)
def _read(payload: str) -> Plan:
    try:
        body = json.loads(payload)
        shown = tuple(None if rows is None else tuple(tuple(map(str, r)) for r in rows) for rows in body.get("preview", ()))
        steps = tuple(_step(one) for one in body["steps"])
        if not steps:
            raise ValueError("a decision without a step")
        told = (
            body.get("gate"),
            shown,
            body.get("outcome"),
            body.get("accepts"),
            str(body.get("message", "")),
            str(body.get("until", "")),
            tuple(Sight(**{str(k): str(v) for k, v in one.items()}) for one in body.get("saw", ())),
            body.get("version"),
        )
        return Plan(str(body["deed"]), steps, str(body.get("reason", "")), *told)
    except (AttributeError, KeyError, TypeError) as e:
        raise ValueError("not the payload of a decision") from e


def _step(one: Mapping[str, Any]) -> Step:
    undo = one.get("undo")
    body = dict(one["body"])
    back = None if undo is None else _step(undo)
    return Step(str(one["source"]), str(one["deed"]), str(one["document"]), body, one.get("rev"), back, bool(one.get("tells")))


def _former(version: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """The version that it is again."""
    base = version.get("base") if version is not None else None
    return None if version is None or base is None else {**version, "how": BACK, "content": base, "base": version["content"]}


def _written(step: Step) -> dict[str, object]:
    made: dict[str, object] = {
        "source": step.source,
        "deed": step.deed,
        "document": step.document,
        "rev": step.rev,
        "body": dict(step.body),
    }
    if step.tells:
        made["tells"] = True
    return made if step.undo is None else {**made, "undo": _written(step.undo)}


def _said(steps: tuple[Step, ...]) -> str:
    """ "tryton (book order) and medusa (link)"."""
    return " and ".join(f"{step.source} ({step.deed.replace('_', ' ')})" for step in steps)
