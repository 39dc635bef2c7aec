"""One decision about many cases: what was decided, for which cases, and what became of each; as text it outlives the program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from app.domain.letter import LetterState


class Fate(StrEnum):
    """Of one case in it."""

    WAITING = "waiting"  # not taken down yet
    SENT = "on its way"
    DONE = "done"
    REFUSED = "refused"


_ENDED = {LetterState.APPLIED: Fate.DONE, LetterState.SUPERSEDED: Fate.DONE, LetterState.REFUSED: Fate.REFUSED}


@dataclass(frozen=True, slots=True)
class Item:
    """``rev``: of the case as it was marked. ``decision``: under which its letters travel. ``words``: what became of it."""

    case_id: str
    rev: int
    number: str
    customer: str
    fate: Fate = Fate.WAITING
    words: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """``fields``: what was filled in once, for all of them. ``stopped``: by the person; nothing more is taken down until they go on."""

    deed: str
    title: str
    fields: Mapping[str, str]
    items: tuple[Item, ...]
    stopped: bool = False

    # ---- reading ----

    def count(self, fate: Fate) -> int:
        return sum(item.fate is fate for item in self.items)

    @property
    def over(self) -> bool:
        """Every case has its result."""
        return all(i.fate in (Fate.DONE, Fate.REFUSED) for i in self.items)

    # ---- what happens ----

    def _now(self, case_id: str, fate: Fate, *, words: str = "", decision: str = "") -> Gathered:
        """The case stands so from now on; the decision that it had stays its own."""
        return replace(
            self,
            items=tuple(
                replace(i, fate=fate, words=words, decision=decision or i.decision) if i.case_id == case_id else i
                for i in self.items
            ),
        )

    def sent(self, case_id: str, letter_ids: tuple[str, ...]) -> Gathered:
        """Taken down; without a letter it is done with that."""
        decision = letter_ids[0].partition("/")[0] if letter_ids else ""
        return self._now(case_id, Fate.SENT if decision else Fate.DONE, decision=decision)

    def refused(self, case_id: str, words: str) -> Gathered:
        return self._now(case_id, Fate.REFUSED, words=words)

    def heard(self, letters: Iterable[tuple[str, LetterState, str]]) -> Gathered:
        """Letters as (id, state, what their system said): a decision is done when all of its letters are, refused when one is."""
        told: dict[str, list[tuple[LetterState, str]]] = {}
        for id_, state, said in letters:
            told.setdefault(id_.partition("/")[0], []).append((state, said))
        result = self
        for item in self.items:
            ends = told.get(item.decision, []) if item.fate is Fate.SENT else []
            fates = {_ENDED.get(state) for state, _ in ends}
            if ends and (None not in fates or Fate.REFUSED in fates):
                bad = Fate.REFUSED in fates
                words = next((said for state, said in ends if said and (state is LetterState.REFUSED) is bad), "")
                result = result._now(item.case_id, Fate.REFUSED if bad else Fate.DONE, words=words)
        return result

    def again(self) -> Gathered:
        """Those that were refused wait once more; each is checked on what is known by then."""
        items = tuple(replace(i, fate=Fate.WAITING, words="", decision="") if i.fate is Fate.REFUSED else i for i in self.items)
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
