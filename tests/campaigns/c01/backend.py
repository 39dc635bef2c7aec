"""The remote system in memory, one guard class per case, with the log of its own effects: what the oracle believes."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.letter import Guard, Letter

UNDO = "unbook"  # the deed that takes a first step back


@dataclass(frozen=True, slots=True)
class Did:
    """An effect. ``sha256``: of the payload that was carried out."""

    at: float
    case: str
    spell: int
    slot: str
    letter: str
    decision: str
    person: str
    sha256: str
    number: int = 1  # which letter of its decision


@dataclass(slots=True)
class Document:
    """``blocked``: a business rule refuses at the moment. STATE only: ``taken_by`` us, or ``foreign``: is in the state wanted.

    ``undone``: letters whose effect was taken back. ``moved``: somebody changed what an undo expects to find, until it is changed back.
    """

    rev: int = 0
    blocked: bool = False
    moved: bool = False
    foreign: bool = False
    taken_by: dict[tuple[int, str], str] = field(default_factory=dict)  # (spell, slot) -> letter id
    undone: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Reply:
    """kind: applied, clash, refused."""

    kind: str
    rev: int = 0
    words: str = ""


class Backend:
    """``now`` is set by whoever drives it."""

    def __init__(self, guards: dict[str, Guard]) -> None:
        self.now = 0.0
        self.guards = guards
        self.documents = {c: Document() for c in guards}
        self.keys: dict[str, tuple[str, str]] = {}
        self.effects: list[Did] = []
        self.by_letter: dict[str, int] = {}
        self.poison: set[str] = set()  # cases whose every request ends in a 500
        self.never: set[str] = set()  # cases that a business rule refuses for ever

    def do(self, letter: Letter, person: str) -> Reply:
        doc, guard = self.documents[letter.case_id], self.guards[letter.case_id]
        if guard is Guard.KEY and letter.id in self.keys:
            if self.keys[letter.id] == (letter.sha256, person):
                return Reply("applied", doc.rev, "replayed")
            return Reply("refused", doc.rev, "this key was used by another")
        if letter.deed == UNDO:
            return self._undo(doc, guard, letter, person)
        if guard is Guard.STATE and (doc.foreign or (letter.spell, letter.slot) in doc.taken_by):
            mine = doc.taken_by.get((letter.spell, letter.slot)) == letter.id
            return Reply("applied" if mine else "refused", doc.rev, "is in that state already")
        if guard in (Guard.KEY, Guard.COND) and letter.expected_rev != str(doc.rev):
            return Reply("clash", doc.rev, "changed since")
        if doc.blocked or letter.case_id in self.never:
            return Reply("refused", doc.rev, "not now")
        self._apply(doc, guard, letter, person)
        return Reply("applied", doc.rev, "done")

    def _undo(self, doc: Document, guard: Guard, letter: Letter, person: str) -> Reply:
        """Takes the decision's own first effect back; refused where there is nothing to undo, save by PLAIN, which looks at nothing."""
        first = f"{letter.decision_id}/1"
        if guard is not Guard.PLAIN and (first not in self.by_letter or first in doc.undone):
            return Reply("applied" if guard is Guard.STATE and letter.id in self.by_letter else "clash", doc.rev, "is not there")
        if guard in (Guard.KEY, Guard.COND) and doc.moved:
            return Reply("clash", doc.rev, "is not as it was")
        if doc.blocked:
            return Reply("refused", doc.rev, "not now")
        doc.undone.add(first)
        doc.taken_by.pop((letter.spell, letter.slot), None)
        self._apply(doc, guard, letter, person)
        return Reply("applied", doc.rev, "undone")

    def _apply(self, doc: Document, guard: Guard, letter: Letter, person: str) -> None:
        doc.rev += 1
        self.effects.append(
            Did(
                self.now,
                letter.case_id,
                letter.spell,
                letter.slot,
                letter.id,
                letter.decision_id,
                person,
                letter.sha256,
                letter.number,
            )
        )
        self.by_letter[letter.id] = self.by_letter.get(letter.id, 0) + 1
        if guard is Guard.KEY:
            self.keys[letter.id] = (letter.sha256, person)
        if guard is Guard.STATE and letter.deed != UNDO:
            doc.taken_by[letter.spell, letter.slot] = letter.id

    def find(self, letter: Letter) -> bool:
        return letter.id in self.by_letter

    def foreign_edit(self, case_id: str, what: int) -> None:
        """Somebody works in the remote itself: a change, a block on or off, or (STATE) the deed itself."""
        doc = self.documents[case_id]
        doc.rev += 1
        if what == 0:
            doc.moved = not doc.moved
        if what == 1:
            doc.blocked = not doc.blocked
        if what == 2 and self.guards[case_id] is Guard.STATE and not doc.taken_by:
            doc.foreign = True
