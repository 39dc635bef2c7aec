"""One decision about many cases: what was decided, for which cases, and what became of each; as text it outlives the program."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from app.domain.letter import LetterState


class Fate(StrEnum):
    """Of one case in it."""

    WAITING = "waiting"  # not taken down yet
    SENT = "on its way"
    STUCK = "needs you"  # a letter of it waits for a person; it holds nothing up
    DONE = "done"
    REFUSED = "refused"


_ENDED = {LetterState.REFUSED: Fate.REFUSED, LetterState.SUPERSEDED: Fate.REFUSED}  # superseded: a colleague was quicker
_OVERTAKEN = "A colleague decided it meanwhile; nothing was sent for it"


@dataclass(frozen=True, slots=True)
class Item:
    """``rev``: of the case as it was marked; None: as it is by then. ``decision``: id under which it is taken down, chosen at once, so
    that it is taken down once whoever is cut off. ``steps``: letters that it takes. ``words``: what became of it."""

    case_id: str
    rev: int | None
    number: str
    customer: str
    decision: str = field(default_factory=lambda: str(uuid.uuid4()))
    fate: Fate = Fate.WAITING
    words: str = ""
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """``fields``: what was filled in once, for all of them. ``stopped``: by the person; nothing more is taken down until they go on."""

    deed: str
    title: str
    fields: Mapping[str, str]
    items: tuple[Item, ...]
    stopped: bool = False

    # ---- reading ----

    def count(self, *fates: Fate) -> int:
        return sum(item.fate in fates for item in self.items)

    @property
    def over(self) -> bool:
        """Every case has its result."""
        return not self.count(Fate.WAITING, Fate.SENT, Fate.STUCK)

    # ---- what happens ----

    def _now(self, case_id: str, fate: Fate, words: str = "", steps: int = 0) -> Gathered:
        """The case stands so from now on."""
        return replace(
            self,
            items=tuple(
                replace(i, fate=fate, words=words, steps=steps or i.steps) if i.case_id == case_id else i for i in self.items
            ),
        )

    def sent(self, case_id: str, steps: int) -> Gathered:
        """Taken down; without a letter it is done with that."""
        return self._now(case_id, Fate.SENT if steps else Fate.DONE, steps=steps)

    def refused(self, case_id: str, words: str) -> Gathered:
        return self._now(case_id, Fate.REFUSED, words)

    def heard(self, letters: Iterable[tuple[str, LetterState, str]]) -> Gathered:
        """Letters as (id, state, what their system said): a decision is done when all of its letters are, refused when one is."""
        told: dict[str, list[tuple[LetterState, str]]] = {}
        for id_, state, said in letters:
            told.setdefault(id_.partition("/")[0], []).append((state, said))
        result = self
        for item in self.items:
            if item.fate in (Fate.SENT, Fate.STUCK) and item.decision in told:
                fate, words = _stands(told[item.decision], item.steps)
                result = result._now(item.case_id, fate, words)
        return result

    def again(self) -> Gathered:
        """Those that were refused wait once more, as decisions of their own; each is checked on what is known by then."""
        items = tuple(Item(i.case_id, None, i.number, i.customer) if i.fate is Fate.REFUSED else i for i in self.items)
        return replace(self, items=items, stopped=False)

    # ---- as text ----

    def dumps(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Gathered | None:
        """None where it is no such text."""
        try:
            kept = json.loads(text)
            items = tuple(Item(**{**item, "fate": Fate(item["fate"])}) for item in kept.pop("items"))
            return cls(**kept, items=items)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None


def _stands(letters: Sequence[tuple[LetterState, str]], steps: int) -> tuple[Fate, str]:
    bad = next(((state, said) for state, said in letters if state in _ENDED), None)
    if bad is not None:
        return Fate.REFUSED, bad[1] or (_OVERTAKEN if bad[0] is LetterState.SUPERSEDED else "")
    stuck = next((said for state, said in letters if state is LetterState.PARKED), None)
    if stuck is not None:
        return Fate.STUCK, stuck
    if sum(state is LetterState.APPLIED for state, _ in letters) < steps:
        return Fate.SENT, ""
    return Fate.DONE, next((said for _, said in letters if said), "")
